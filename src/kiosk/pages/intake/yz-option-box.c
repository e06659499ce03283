/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-option-box.h"

#include "yz-label.h"

/* Options to choose one of, a button each, several in a line where they are short. */

/* What is longer wraps. Heilongjiang does not. */
#define TITLE_CHARS 10
#define HINT_CHARS 12

/**
 * yz_option_box_set_up:
 * @box: where the options go
 * @session: says how wide the screen is
 * @columns: how many may stand in a line where it is high; twice as many where it is wide
 */
void
yz_option_box_set_up (GtkFlowBox *box, YzSession *session, guint columns)
{
  g_return_if_fail (GTK_IS_FLOW_BOX (box));
  g_return_if_fail (YZ_IS_SESSION (session));

  if (yz_session_get_landscape (session))
    columns *= 2;
  gtk_flow_box_set_min_children_per_line (box, columns > 1 ? 2 : 1);
  gtk_flow_box_set_max_children_per_line (box, columns);
}

static GtkWidget *
new_line (const char *text, const char *css_class, int width_chars)
{
  GtkWidget *label = yz_label_new (text, css_class);

  gtk_label_set_max_width_chars (GTK_LABEL (label), width_chars);
  return label;
}

/**
 * yz_option_box_add:
 * @box: where the option goes, behind those that are there
 * @title: what it is called
 * @hint: (nullable): what else helps to tell it
 * @chosen: whether it is the one that was chosen
 *
 * Returns: (transfer none): the button
 */
GtkWidget *
yz_option_box_add (GtkFlowBox *box, const char *title, const char *hint, gboolean chosen)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *button = gtk_button_new ();

  g_return_val_if_fail (GTK_IS_FLOW_BOX (box), NULL);
  g_return_val_if_fail (title != NULL, NULL);

  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), new_line (title, NULL, TITLE_CHARS));
  if (hint != NULL)
    gtk_box_append (GTK_BOX (words), new_line (hint, "option-hint", HINT_CHARS));
  gtk_button_set_child (GTK_BUTTON (button), words);
  gtk_widget_add_css_class (button, "option");
  if (chosen) {
    gtk_widget_add_css_class (button, "chosen");
    gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED,
                                 GTK_ACCESSIBLE_TRISTATE_TRUE, -1);
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, hint != NULL ? hint : "",
                                  -1);
  gtk_flow_box_insert (box, button, -1);
  gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
  return button;
}
