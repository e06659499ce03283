/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-paper-row.h"

#include "yz-paper-view.h"

#include <glib/gi18n-lib.h>

/* One photographed page in the list: small, with what can be done with it. */
struct _YzPaperRow {
  AdwBin parent_instance;

  GtkWidget *look_button;
  GtkPicture *picture;
  GtkLabel *place_label;
  guint place; /* from 0 */
  gboolean is_asking;
  GtkWidget *up_button;
  GtkWidget *down_button;
  GtkWidget *remove_button;
};

/* Twice as large as it is shown, for screens that draw two pixels for one. */
#define DECODE_SIDE 480

enum { SIGNAL_LOOK, SIGNAL_MOVE, SIGNAL_REMOVE, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YzPaperRow, yz_paper_row, ADW_TYPE_BIN)

static void
on_look_clicked (YzPaperRow *self)
{
  g_signal_emit (self, signals[SIGNAL_LOOK], 0);
}

static void
on_up_clicked (YzPaperRow *self)
{
  g_signal_emit (self, signals[SIGNAL_MOVE], 0, -1);
}

static void
on_down_clicked (YzPaperRow *self)
{
  g_signal_emit (self, signals[SIGNAL_MOVE], 0, 1);
}

static void
on_remove_clicked (YzPaperRow *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0);
}

/* @name: (transfer full): what a screen reader says */
static void
name_button (GtkWidget *button, char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_free (name);
}

static void
update_remove (YzPaperRow *self)
{
  gtk_button_set_label (GTK_BUTTON (self->remove_button),
                        self->is_asking ? _ ("Really remove?") : _ ("Remove"));
  name_button (self->remove_button, g_strdup_printf (self->is_asking ? _ ("Really remove page %u?")
                                                                     : _ ("Remove page %u"),
                                                     self->place + 1));
  if (self->is_asking)
    gtk_widget_add_css_class (self->remove_button, "bad");
  else
    gtk_widget_remove_css_class (self->remove_button, "bad");
}

static void
yz_paper_row_class_init (YzPaperRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  /**
   * YzPaperRow::look:
   * @self: a row
   *
   * The citizen wants to see the page large.
   */
  signals[SIGNAL_LOOK] = g_signal_new ("look", YZ_TYPE_PAPER_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);

  /**
   * YzPaperRow::move:
   * @self: a row
   * @by: -1 forward, 1 back
   *
   * The citizen wants the page in another place.
   */
  signals[SIGNAL_MOVE] = g_signal_new ("move", YZ_TYPE_PAPER_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  /**
   * YzPaperRow::remove:
   * @self: a row
   *
   * The citizen does not want to hand the page in: asked by yz_paper_row_set_asking(), or not yet.
   */
  signals[SIGNAL_REMOVE] = g_signal_new ("remove", YZ_TYPE_PAPER_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/papers/yz-paper-row.ui");
  gtk_widget_class_bind_template_child (widget_class, YzPaperRow, look_button);
  gtk_widget_class_bind_template_child (widget_class, YzPaperRow, picture);
  gtk_widget_class_bind_template_child (widget_class, YzPaperRow, place_label);
  gtk_widget_class_bind_template_child (widget_class, YzPaperRow, up_button);
  gtk_widget_class_bind_template_child (widget_class, YzPaperRow, down_button);
  gtk_widget_class_bind_template_child (widget_class, YzPaperRow, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, on_look_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_up_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_down_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked);
}

static void
yz_paper_row_init (YzPaperRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * yz_paper_row_new:
 * @jpeg: a photographed page
 *
 * Returns: (transfer floating): the row; say by yz_paper_row_set_place() where it stands
 */
GtkWidget *
yz_paper_row_new (GBytes *jpeg)
{
  YzPaperRow *self = g_object_new (YZ_TYPE_PAPER_ROW, NULL);

  yz_paper_view_show (self->picture, jpeg, DECODE_SIDE, DECODE_SIDE);
  return GTK_WIDGET (self);
}

/**
 * yz_paper_row_set_place:
 * @self: a row
 * @n: its place, from 0
 * @count: how many there are
 *
 * Says which page it is, and lets it go only where there is room.
 */
void
yz_paper_row_set_place (YzPaperRow *self, guint n, guint count)
{
  g_autofree char *text = g_strdup_printf (_ ("Page %u"), n + 1);

  g_return_if_fail (YZ_IS_PAPER_ROW (self));

  self->place = n;
  gtk_label_set_label (self->place_label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
  name_button (self->look_button, g_strdup_printf (_ ("Enlarge page %u"), n + 1));
  name_button (self->up_button, g_strdup_printf (_ ("Move page %u up"), n + 1));
  name_button (self->down_button, g_strdup_printf (_ ("Move page %u down"), n + 1));
  gtk_widget_set_sensitive (self->up_button, n > 0);
  gtk_widget_set_sensitive (self->down_button, n + 1 < count);
  update_remove (self);
}

/**
 * yz_paper_row_set_asking:
 * @self: a row
 * @is_asking: whether the button that removes the page asks if that is really wanted
 */
void
yz_paper_row_set_asking (YzPaperRow *self, gboolean is_asking)
{
  g_return_if_fail (YZ_IS_PAPER_ROW (self));

  self->is_asking = is_asking;
  update_remove (self);
}

/**
 * yz_paper_row_focus_move:
 * @self: a row that was moved
 * @by: -1 forward, 1 back
 *
 * Puts the focus where the same can be done again, or undone.
 */
void
yz_paper_row_focus_move (YzPaperRow *self, int by)
{
  GtkWidget *same, *other;

  g_return_if_fail (YZ_IS_PAPER_ROW (self));

  same = by < 0 ? self->up_button : self->down_button;
  other = by < 0 ? self->down_button : self->up_button;
  gtk_widget_grab_focus (gtk_widget_get_sensitive (same) ? same : other);
}

/**
 * yz_paper_row_forget:
 * @self: a row
 *
 * Lets go of the picture.
 */
void
yz_paper_row_forget (YzPaperRow *self)
{
  g_return_if_fail (YZ_IS_PAPER_ROW (self));

  gtk_picture_set_paintable (self->picture, NULL);
}
