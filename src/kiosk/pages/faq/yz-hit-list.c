/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hit-list.h"

#include "yz-label.h"

#include <glib/gi18n-lib.h>

/* Articles one below the other, each a button that opens it. */

static void
on_article_clicked (GtkButton *button, gpointer user_data)
{
  yz_session_go (YZ_SESSION (user_data), "article", g_object_get_data (G_OBJECT (button), "id"));
}

static GtkWidget *
new_hit (YzSession *session, const YzFaqHit *hit)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  gtk_box_append (GTK_BOX (box), yz_label_new (hit->title, "strong"));
  if (hit->snippet != NULL)
    gtk_box_append (GTK_BOX (box), yz_label_new (hit->snippet, "snippet"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "hit");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  hit->title, -1);
  g_object_set_data_full (G_OBJECT (button), "id", g_strdup (hit->id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_article_clicked), session, 0);
  return button;
}

/**
 * yz_hit_list_fill:
 * @box: where the list goes, in the place of what is there
 * @session: where a touch leads
 * @hits: (element-type YzFaqHit) (nullable): the articles, exact hits first; %NULL where they
 *   cannot be read, which is then said
 */
void
yz_hit_list_fill (GtkBox *box, YzSession *session, GPtrArray *hits)
{
  GtkWidget *child;
  gboolean related = FALSE;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))))
    gtk_box_remove (box, child);
  if (hits == NULL) {
    gtk_box_append (box,
                    yz_label_new (_ ("The answers cannot be shown just now. Please ask the staff."),
                                  NULL));
    return;
  }
  for (guint i = 0; i < hits->len; i++) {
    const YzFaqHit *hit = g_ptr_array_index (hits, i);

    if (hit->snippet != NULL && !hit->exact && !related) {
      related = TRUE;
      gtk_box_append (box, yz_label_new (_ ("These may help too:"), "soft"));
    }
    gtk_box_append (box, new_hit (session, hit));
  }
}
