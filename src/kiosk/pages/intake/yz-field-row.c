/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-field-row.h"

#include "yz-answer-text.h"
#include "yz-field-editor.h"
#include "yz-region-page.h"

#include <glib/gi18n-lib.h>

/* One question of a form: its title, what to write, the editor that fits its type, and what is
 * wrong with the answer. */
struct _YzFieldRow {
  AdwBin parent_instance;

  YzSession *session;
  const YzField *field; /* of the session's form */
  GtkWidget *editor;

  GtkLabel *title_label;
  GtkLabel *required_label;
  GtkLabel *hint_label;
  AdwBin *editor_bin;
  GtkWidget *region_button;
  GtkWidget *problem_box;
  GtkLabel *problem_label;
};

G_DEFINE_FINAL_TYPE (YzFieldRow, yz_field_row, ADW_TYPE_BIN)

static void
yz_field_row_dispose (GObject *object)
{
  YzFieldRow *self = YZ_FIELD_ROW (object);

  g_clear_object (&self->session);
  adw_bin_set_child (ADW_BIN (self), NULL);

  G_OBJECT_CLASS (yz_field_row_parent_class)->dispose (object);
}

static void
on_region_clicked (YzFieldRow *self)
{
  yz_region_page_open (self->session, self->field->id);
}

static void
yz_field_row_class_init (YzFieldRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yz_field_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/intake/yz-field-row.ui");
  gtk_widget_class_bind_template_child (widget_class, YzFieldRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, YzFieldRow, required_label);
  gtk_widget_class_bind_template_child (widget_class, YzFieldRow, hint_label);
  gtk_widget_class_bind_template_child (widget_class, YzFieldRow, editor_bin);
  gtk_widget_class_bind_template_child (widget_class, YzFieldRow, region_button);
  gtk_widget_class_bind_template_child (widget_class, YzFieldRow, problem_box);
  gtk_widget_class_bind_template_child (widget_class, YzFieldRow, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, on_region_clicked);
}

static void
yz_field_row_init (YzFieldRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The hint, and of a button that leads to the options what was chosen there: its name is the
 * title. */
static char *
describe (YzFieldRow *self, const char *hint)
{
  JsonNode *answer = yz_session_get_answer (self->session, self->field->id);
  g_autofree char *chosen = NULL;

  if (GTK_IS_BUTTON (self->editor) && answer != NULL)
    chosen = yz_answer_to_text (self->field, answer, yz_session_get_language (self->session));
  if (hint == NULL || *hint == '\0')
    return g_strdup (chosen != NULL ? chosen : "");
  return chosen != NULL ? g_strdup_printf ("%s %s", chosen, hint) : g_strdup (hint);
}

/**
 * yz_field_row_new:
 * @session: where the answer is kept
 * @field: a field of the session's form
 *
 * Returns: (transfer floating): the row, with the answer the session holds; say by
 *   yz_field_row_set_asked() whether it is needed
 */
GtkWidget *
yz_field_row_new (YzSession *session, const YzField *field)
{
  YzFieldRow *self = g_object_new (YZ_TYPE_FIELD_ROW, NULL);
  const char *language = yz_session_get_language (session);
  const char *title = yz_text_get (&field->title, language);
  const char *hint = yz_text_get (&field->hint, language);
  g_autofree char *description = NULL;

  self->session = g_object_ref (session);
  self->field = field;
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->hint_label, hint != NULL ? hint : "");
  yz_field_row_set_brief (self, FALSE);
  self->editor = yz_field_editor_new (session, field);
  description = describe (self, hint);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->editor), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->region_button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, title, -1);
  adw_bin_set_child (self->editor_bin, self->editor);
  return GTK_WIDGET (self);
}

/**
 * yz_field_row_get_field:
 * @self: a row
 *
 * Returns: (transfer none): its field
 */
const YzField *
yz_field_row_get_field (YzFieldRow *self)
{
  g_return_val_if_fail (YZ_IS_FIELD_ROW (self), NULL);

  return self->field;
}

/**
 * yz_field_row_takes_digits:
 * @self: a row
 *
 * Returns: whether the digit pad is enough to answer it
 */
gboolean
yz_field_row_takes_digits (YzFieldRow *self)
{
  g_return_val_if_fail (YZ_IS_FIELD_ROW (self), FALSE);

  switch (self->field->type) {
  case YZ_FIELD_NUMBER:
  case YZ_FIELD_MONEY:
  case YZ_FIELD_DATE:
  case YZ_FIELD_PHONE:
  case YZ_FIELD_ID_NUMBER:
    return TRUE;
  case YZ_FIELD_TEXT:
    return self->field->digits > 0;
  case YZ_FIELD_LONG_TEXT:
  case YZ_FIELD_CHOICE:
  case YZ_FIELD_MANY:
  case YZ_FIELD_REGION:
  case YZ_FIELD_ADDRESS:
  case YZ_FIELD_SIGNATURE:
  case YZ_FIELD_DECLARATION:
  case YZ_FIELD_PHOTO:
    return FALSE;
  default:
    g_assert_not_reached ();
  }
}

/**
 * yz_field_row_get_extra_key:
 * @self: a row that takes digits
 *
 * Returns: (transfer none) (nullable): the key it needs beside them
 */
const char *
yz_field_row_get_extra_key (YzFieldRow *self)
{
  g_return_val_if_fail (YZ_IS_FIELD_ROW (self), NULL);

  if (self->field->type == YZ_FIELD_ID_NUMBER)
    return "X";
  if (self->field->type == YZ_FIELD_DATE || self->field->type == YZ_FIELD_PHONE)
    return "-";
  if (self->field->type == YZ_FIELD_MONEY)
    return ".";
  return NULL;
}

/**
 * yz_field_row_set_asked:
 * @self: a row
 * @asked: whether it is shown at all; what was typed is kept
 * @required: whether it must be answered
 */
void
yz_field_row_set_asked (YzFieldRow *self, gboolean asked, gboolean required)
{
  g_return_if_fail (YZ_IS_FIELD_ROW (self));

  if (!asked)
    yz_field_row_show_problems (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), asked);
  gtk_widget_set_visible (GTK_WIDGET (self->required_label), required);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->editor), GTK_ACCESSIBLE_PROPERTY_REQUIRED,
                                  required, -1);
}

/**
 * yz_field_row_set_brief:
 * @self: a row
 * @brief: whether to show title and field alone, where keys leave no room for more
 */
void
yz_field_row_set_brief (YzFieldRow *self, gboolean brief)
{
  g_return_if_fail (YZ_IS_FIELD_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self->hint_label),
                          !brief && *gtk_label_get_label (self->hint_label) != '\0');
  gtk_widget_set_visible (self->region_button, !brief && self->field->type == YZ_FIELD_ADDRESS);
}

/**
 * yz_field_row_show_problems:
 * @self: a row
 * @problems: (nullable) (element-type YzFieldProblem): what is wrong with its answer
 */
void
yz_field_row_show_problems (YzFieldRow *self, GPtrArray *problems)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean blocks = FALSE;

  g_return_if_fail (YZ_IS_FIELD_ROW (self));

  for (guint i = 0; problems != NULL && i < problems->len; i++) {
    const YzFieldProblem *problem = g_ptr_array_index (problems, i);

    if (text->len > 0)
      g_string_append_c (text, '\n');
    g_string_append (text,
                     yz_text_get (&problem->message, yz_session_get_language (self->session)));
    blocks = blocks || !problem->warning;
  }
  gtk_label_set_label (self->problem_label, text->str);
  gtk_widget_set_visible (self->problem_box, text->len > 0);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->editor), GTK_ACCESSIBLE_STATE_INVALID,
                               blocks ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (blocks)
    gtk_widget_add_css_class (self->editor, "error");
  else
    gtk_widget_remove_css_class (self->editor, "error");
}

/**
 * yz_field_row_forget:
 * @self: a row
 *
 * Wipes what its editor holds.
 */
void
yz_field_row_forget (YzFieldRow *self)
{
  g_return_if_fail (YZ_IS_FIELD_ROW (self));

  adw_bin_set_child (self->editor_bin, NULL);
  self->editor = NULL;
}
