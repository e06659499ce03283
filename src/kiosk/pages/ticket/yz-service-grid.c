/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-service-grid.h"

#include "yz-json.h"

/* One button for each service of the hall: a touch takes a number. */

static void
on_service_clicked (GtkButton *button, gpointer user_data)
{
  yz_session_go_from_home (YZ_SESSION (user_data), "ticket",
                           g_object_get_data (G_OBJECT (button), "service"));
}

static GtkWidget *
new_service (YzSession *session, JsonObject *service)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = gtk_label_new (yz_json_get_string (yz_json_get_object (service, "title"),
                                                        yz_session_get_language (session)));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 14);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_add_css_class (button, "service");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_label (GTK_LABEL (label)), -1);
  g_object_set_data_full (G_OBJECT (button), "service",
                          g_strdup (yz_json_get_string (service, "id")), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_service_clicked), session, 0);
  return button;
}

/**
 * yz_service_grid_new:
 * @session: a session
 *
 * Returns: (transfer floating): a button for each service, as many in a line as there is room for
 */
GtkWidget *
yz_service_grid_new (YzSession *session)
{
  GtkWidget *grid = gtk_flow_box_new ();
  JsonArray *services = yz_session_get_services (session);

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (grid), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (grid), TRUE);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (grid), 2);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (grid),
                                          yz_session_get_landscape (session) ? 3 : 2);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (grid), 16);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (grid), 16);
  for (guint i = 0; i < json_array_get_length (services); i++) {
    GtkWidget *button = new_service (session, json_array_get_object_element (services, i));

    gtk_flow_box_insert (GTK_FLOW_BOX (grid), button, -1);
    gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
  }
  return grid;
}
