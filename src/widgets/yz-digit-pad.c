/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-digit-pad.h"

#include "yz-typing.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* Ten digits, one more key where the field needs it (X in ID numbers, - in dates), and a key that
 * takes the last one back. It types into the entry it was given. */
struct _YzDigitPad {
  AdwBin parent_instance;

  YzTyping *typing;
  GtkEditable *target; /* weak */
  GtkButton *extra_button;
};

G_DEFINE_FINAL_TYPE (YzDigitPad, yz_digit_pad, ADW_TYPE_BIN)

static void
delete_selection (YzDigitPad *self)
{
  if (gtk_editable_get_selection_bounds (self->target, NULL, NULL))
    gtk_editable_delete_selection (self->target);
}

static void
on_key_clicked (YzDigitPad *self, GtkButton *button)
{
  const char *key = gtk_button_get_label (button);
  int position;

  if (self->target == NULL || !yz_typing_accepts (self->typing, g_utf8_get_char (key)))
    return;

  delete_selection (self);
  position = gtk_editable_get_position (self->target);
  gtk_editable_insert_text (self->target, key, -1, &position);
  gtk_editable_set_position (self->target, position);
  yz_typing_tell (self->typing, key);
}

static void
on_erase_clicked (YzDigitPad *self)
{
  int position;

  if (self->target == NULL || !yz_typing_accepts (self->typing, YZ_IME_BACKSPACE))
    return;
  yz_typing_tell (self->typing, _ ("Deleted"));

  if (gtk_editable_get_selection_bounds (self->target, NULL, NULL)) {
    gtk_editable_delete_selection (self->target);
    return;
  }
  position = gtk_editable_get_position (self->target);
  if (position > 0)
    gtk_editable_delete_text (self->target, position - 1, position);
}

static void
yz_digit_pad_dispose (GObject *object)
{
  YzDigitPad *self = YZ_DIGIT_PAD (object);

  g_clear_weak_pointer (&self->target);
  adw_bin_set_child (ADW_BIN (self), NULL);

  G_OBJECT_CLASS (yz_digit_pad_parent_class)->dispose (object);
}

static void
yz_digit_pad_class_init (YzDigitPadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yz_digit_pad_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/yizhan/widgets/yz-digit-pad.ui");
  gtk_widget_class_bind_template_child (widget_class, YzDigitPad, extra_button);
  gtk_widget_class_bind_template_callback (widget_class, on_key_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_erase_clicked);
}

static void
yz_digit_pad_init (YzDigitPad *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->typing = yz_typing_start ();
}

/**
 * yz_digit_pad_new:
 *
 * Returns: (transfer floating): a pad without a target
 */
GtkWidget *
yz_digit_pad_new (void)
{
  return g_object_new (YZ_TYPE_DIGIT_PAD, NULL);
}

/**
 * yz_digit_pad_set_target:
 * @self: a pad
 * @target: (nullable): the entry to type into; not kept alive
 * @extra_key: (nullable): one more key beside the digits, such as `X`
 */
void
yz_digit_pad_set_target (YzDigitPad *self, GtkEditable *target, const char *extra_key)
{
  g_return_if_fail (YZ_IS_DIGIT_PAD (self));

  g_set_weak_pointer (&self->target, target);
  gtk_button_set_label (self->extra_button, extra_key != NULL ? extra_key : "");
  gtk_widget_set_visible (GTK_WIDGET (self->extra_button), extra_key != NULL);
}
