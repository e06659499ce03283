/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-label.h"

/**
 * yz_label_new:
 * @text: what it says
 * @style: (nullable): a style class
 *
 * Makes a label for running text, which may be of any length and in Chinese: it begins at the left
 * and wraps anywhere.
 *
 * Returns: (transfer floating): the label
 */
GtkWidget *
yz_label_new (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}
