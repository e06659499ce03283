/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-scroll-buttons.h"

/* Two buttons that turn the pages of a long list, for those who do not know that a finger can drag
 * it, or cannot. They are there only where the list does not fit. */
struct _YzScrollButtons {
  AdwBin parent_instance;

  GtkAdjustment *adjustment;
  guint update_id;

  GtkWidget *up_button;
  GtkWidget *down_button;
};

G_DEFINE_FINAL_TYPE (YzScrollButtons, yz_scroll_buttons, ADW_TYPE_BIN)

/* Of what is seen: one line stays, so that the eye finds its place again. */
#define STEP 0.8

static gboolean
on_update_due (gpointer user_data)
{
  YzScrollButtons *self = user_data;
  double value = gtk_adjustment_get_value (self->adjustment);
  double last = gtk_adjustment_get_upper (self->adjustment)
                - gtk_adjustment_get_page_size (self->adjustment);

  self->update_id = 0;
  gtk_widget_set_visible (GTK_WIDGET (self), last >= 1);
  gtk_widget_set_sensitive (self->up_button, value >= 1);
  gtk_widget_set_sensitive (self->down_button, value <= last - 1);
  return G_SOURCE_REMOVE;
}

/* The list finds its place in the middle of a layout, when nothing may come or go. */
static void
on_changed (YzScrollButtons *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (on_update_due, self);
}

static void
turn (YzScrollButtons *self, double step)
{
  double page = gtk_adjustment_get_page_size (self->adjustment);

  gtk_adjustment_set_value (self->adjustment,
                            gtk_adjustment_get_value (self->adjustment) + step * page);
}

static void
on_up_clicked (YzScrollButtons *self)
{
  turn (self, -STEP);
}

static void
on_down_clicked (YzScrollButtons *self)
{
  turn (self, STEP);
}

static void
yz_scroll_buttons_dispose (GObject *object)
{
  YzScrollButtons *self = YZ_SCROLL_BUTTONS (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_object (&self->adjustment);
  adw_bin_set_child (ADW_BIN (self), NULL);

  G_OBJECT_CLASS (yz_scroll_buttons_parent_class)->dispose (object);
}

static void
yz_scroll_buttons_class_init (YzScrollButtonsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yz_scroll_buttons_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/yizhan/kiosk/pages/intake/"
                                                             "yz-scroll-buttons.ui");
  gtk_widget_class_bind_template_child (widget_class, YzScrollButtons, up_button);
  gtk_widget_class_bind_template_child (widget_class, YzScrollButtons, down_button);
  gtk_widget_class_bind_template_callback (widget_class, on_up_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_down_clicked);
}

static void
yz_scroll_buttons_init (YzScrollButtons *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * yz_scroll_buttons_set_target:
 * @self: the buttons
 * @target: what they scroll, for as long as they live
 */
void
yz_scroll_buttons_set_target (YzScrollButtons *self, GtkScrolledWindow *target)
{
  g_return_if_fail (YZ_IS_SCROLL_BUTTONS (self));
  g_return_if_fail (GTK_IS_SCROLLED_WINDOW (target));
  g_return_if_fail (self->adjustment == NULL);

  self->adjustment = g_object_ref (gtk_scrolled_window_get_vadjustment (target));
  g_signal_connect_object (self->adjustment, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  on_changed (self);
}
