/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-field-editor.h"

#include "yz-answer-text.h"
#include "yz-division.h"
#include "yz-json.h"
#include "yz-label.h"
#include "yz-region-page.h"
#include "yz-session-papers.h"
#include "yz-signature-pad.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* An editor for each type of field. What is entered goes into the session's answers at once, so
 * that a page can be thrown away at any time. */

/* More options than this open a page of their own. */
#define MAX_INLINE_OPTIONS 4

#define LIST_ICON "view-list-symbolic"

typedef struct {
  YzSession *session;
  const YzField *field;
} Binding;

static Binding *
binding_new (YzSession *session, const YzField *field)
{
  Binding *binding = g_new0 (Binding, 1);

  binding->session = g_object_ref (session);
  binding->field = field;
  return binding;
}

static void
binding_free (gpointer data, GClosure *closure)
{
  Binding *binding = data;

  g_object_unref (binding->session);
  g_free (binding);
}

static const char *
answer_text (YzSession *session, const YzField *field)
{
  return yz_json_get_string (yz_session_get_answers (session), field->id);
}

static void
store_text (Binding *binding, const char *text)
{
  JsonNode *value = NULL;

  if (g_strcmp0 (answer_text (binding->session, binding->field), text) == 0)
    return;
  if (*text != '\0') {
    value = json_node_new (JSON_NODE_VALUE);
    json_node_set_string (value, text);
  }
  yz_session_set_answer (binding->session, binding->field->id, value, "typed");
}

/* Text ---------------------------------------------------------------------------------------- */

static void
on_entry_changed (GtkEditable *entry, Binding *binding)
{
  store_text (binding, gtk_editable_get_text (entry));
}

static GtkInputPurpose
purpose (const YzField *field)
{
  switch (field->type) {
  case YZ_FIELD_NUMBER:
  case YZ_FIELD_MONEY:
    return GTK_INPUT_PURPOSE_NUMBER;
  case YZ_FIELD_PHONE:
    return GTK_INPUT_PURPOSE_PHONE;
  case YZ_FIELD_DATE:
  case YZ_FIELD_ID_NUMBER:
    return GTK_INPUT_PURPOSE_DIGITS;
  case YZ_FIELD_TEXT:
    return field->digits > 0 ? GTK_INPUT_PURPOSE_DIGITS : GTK_INPUT_PURPOSE_FREE_FORM;
  case YZ_FIELD_LONG_TEXT:
  case YZ_FIELD_CHOICE:
  case YZ_FIELD_MANY:
  case YZ_FIELD_REGION:
  case YZ_FIELD_ADDRESS:
  case YZ_FIELD_SIGNATURE:
  case YZ_FIELD_DECLARATION:
  case YZ_FIELD_PHOTO:
    return GTK_INPUT_PURPOSE_FREE_FORM;
  default:
    g_assert_not_reached ();
  }
}

static GtkWidget *
new_entry (YzSession *session, const YzField *field)
{
  GtkWidget *entry = gtk_entry_new ();
  const char *text = answer_text (session, field);

  gtk_entry_set_input_purpose (GTK_ENTRY (entry), purpose (field));
  gtk_entry_set_max_length (GTK_ENTRY (entry), (int)field->max_length);
  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
  g_signal_connect_data (entry, "changed", G_CALLBACK (on_entry_changed),
                         binding_new (session, field), binding_free, 0);
  return entry;
}

static void
on_buffer_changed (GtkTextBuffer *buffer, Binding *binding)
{
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  store_text (binding, text);
}

/* In pixels: a text view knows no padding above and below. */
#define LONG_TEXT_MARGIN 16

static GtkWidget *
new_long_text (YzSession *session, const YzField *field)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  const char *text = answer_text (session, field);

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), LONG_TEXT_MARGIN);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), LONG_TEXT_MARGIN);
  gtk_widget_add_css_class (view, "field");
  gtk_widget_add_css_class (view, "long-text");
  gtk_text_buffer_set_text (buffer, text != NULL ? text : "", -1);
  g_signal_connect_data (buffer, "changed", G_CALLBACK (on_buffer_changed),
                         binding_new (session, field), binding_free, 0);
  return view;
}

/* Choices ------------------------------------------------------------------------------------- */

static void
on_option_toggled (GtkCheckButton *button, Binding *binding)
{
  if (gtk_check_button_get_active (button))
    store_text (binding, g_object_get_data (G_OBJECT (button), "value"));
}

static GtkWidget *
new_options (YzSession *session, const YzField *field)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  const char *answer = answer_text (session, field);
  GtkCheckButton *group = NULL;

  gtk_widget_add_css_class (box, "options");
  for (guint i = 0; i < field->options->len; i++) {
    const YzOption *option = g_ptr_array_index (field->options, i);
    GtkWidget *button = gtk_check_button_new_with_label (
        yz_text_get (&option->title, yz_session_get_language (session)));

    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), group);
    group = GTK_CHECK_BUTTON (button);
    g_object_set_data_full (G_OBJECT (button), "value", g_strdup (option->value), g_free);
    gtk_check_button_set_active (GTK_CHECK_BUTTON (button), g_strcmp0 (answer, option->value) == 0);
    g_signal_connect_data (button, "toggled", G_CALLBACK (on_option_toggled),
                           binding_new (session, field), binding_free, 0);
    gtk_box_append (GTK_BOX (box), button);
  }
  return box;
}

static gboolean
has_value (JsonArray *values, const char *value)
{
  for (guint i = 0; values != NULL && i < json_array_get_length (values); i++)
    if (g_strcmp0 (json_array_get_string_element (values, i), value) == 0)
      return TRUE;
  return FALSE;
}

static void
on_one_of_many_toggled (GtkCheckButton *button, Binding *binding)
{
  JsonArray *before
      = yz_json_get_array (yz_session_get_answers (binding->session), binding->field->id);
  const char *changed = g_object_get_data (G_OBJECT (button), "value");
  g_autoptr (JsonArray) values = json_array_new ();
  JsonNode *node = NULL;

  for (guint i = 0; i < binding->field->options->len; i++) {
    const YzOption *option = g_ptr_array_index (binding->field->options, i);
    gboolean chosen = strcmp (option->value, changed) == 0 ? gtk_check_button_get_active (button)
                                                           : has_value (before, option->value);

    if (chosen)
      json_array_add_string_element (values, option->value);
  }
  if (json_array_get_length (values) > 0) {
    node = json_node_new (JSON_NODE_ARRAY);
    json_node_set_array (node, values);
  }
  yz_session_set_answer (binding->session, binding->field->id, node, "typed");
}

static GtkWidget *
new_many (YzSession *session, const YzField *field)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  JsonArray *values = yz_json_get_array (yz_session_get_answers (session), field->id);

  gtk_widget_add_css_class (box, "options");
  for (guint i = 0; i < field->options->len; i++) {
    const YzOption *option = g_ptr_array_index (field->options, i);
    GtkWidget *button = gtk_check_button_new_with_label (
        yz_text_get (&option->title, yz_session_get_language (session)));

    g_object_set_data_full (G_OBJECT (button), "value", g_strdup (option->value), g_free);
    gtk_check_button_set_active (GTK_CHECK_BUTTON (button), has_value (values, option->value));
    g_signal_connect_data (button, "toggled", G_CALLBACK (on_one_of_many_toggled),
                           binding_new (session, field), binding_free, 0);
    gtk_box_append (GTK_BOX (box), button);
  }
  return box;
}

static const char *
option_title (YzSession *session, const YzField *field, const char *value)
{
  for (guint i = 0; value != NULL && i < field->options->len; i++) {
    const YzOption *option = g_ptr_array_index (field->options, i);

    if (strcmp (option->value, value) == 0)
      return yz_text_get (&option->title, yz_session_get_language (session));
  }
  return NULL;
}

static void
on_choose_clicked (GtkButton *button, Binding *binding)
{
  yz_session_go (binding->session, "choose", binding->field->id);
}

static void
on_region_clicked (GtkButton *button, Binding *binding)
{
  yz_region_page_open (binding->session, binding->field->id);
}

/* A button with the answer that leads to where another one is chosen. */
static GtkWidget *
new_choose_button (YzSession *session,
                   const YzField *field,
                   const char *title,
                   const char *icon,
                   void (*on_clicked) (GtkButton *button, Binding *binding))
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *content = adw_button_content_new ();

  adw_button_content_set_label (ADW_BUTTON_CONTENT (content),
                                title != NULL ? title : _ ("Choose…"));
  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), icon);
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_widget_add_css_class (button, "editor-button");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_clicked), binding_new (session, field),
                         binding_free, 0);
  return button;
}

static GtkWidget *
new_chooser (YzSession *session, const YzField *field)
{
  return new_choose_button (session, field,
                            option_title (session, field, answer_text (session, field)), LIST_ICON,
                            on_choose_clicked);
}

static GtkWidget *
new_region (YzSession *session, const YzField *field)
{
  const char *code = answer_text (session, field);
  g_autofree char *name = code != NULL ? yz_division_describe (code) : NULL;

  return new_choose_button (session, field, name, LIST_ICON, on_region_clicked);
}

/* Photographs -------------------------------------------------------------------------------- */

static void
on_photos_clicked (GtkButton *button, Binding *binding)
{
  yz_session_go (binding->session, "papers", binding->field->id);
}

static gboolean
has_camera (YzSession *session)
{
  g_autoptr (YzScanner) scanner = yz_session_new_scanner (session, TRUE);

  return yz_scanner_get_available (scanner);
}

/* What was taken can be looked at and taken back without a camera, too. */
static GtkWidget *
new_photos (YzSession *session, const YzField *field)
{
  JsonNode *answer = yz_session_get_answer (session, field->id);
  g_autofree char *taken = NULL;

  if (answer == NULL && !has_camera (session))
    return yz_label_new (_ ("These papers can be handed in at the window."), "soft");
  if (answer != NULL)
    taken = yz_answer_to_text (field, answer, yz_session_get_language (session));
  return new_choose_button (session, field, taken != NULL ? taken : _ ("Photograph papers…"),
                            "camera-photo-symbolic", on_photos_clicked);
}

/* Declaration --------------------------------------------------------------------------------- */

static void
on_declaration_toggled (GtkCheckButton *button, Binding *binding)
{
  JsonNode *value = NULL;

  if (gtk_check_button_get_active (button)) {
    value = json_node_new (JSON_NODE_VALUE);
    json_node_set_boolean (value, TRUE);
  }
  yz_session_set_answer (binding->session, binding->field->id, value, "typed");
}

static GtkWidget *
new_declaration (YzSession *session, const YzField *field)
{
  GtkWidget *button = gtk_check_button_new_with_label (_ ("Yes, I promise this"));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (button),
                               yz_json_get_boolean (yz_session_get_answers (session), field->id,
                                                    FALSE));
  g_signal_connect_data (button, "toggled", G_CALLBACK (on_declaration_toggled),
                         binding_new (session, field), binding_free, 0);
  return button;
}

/* Signature ----------------------------------------------------------------------------------- */

#define AT_WINDOW "window"

static void
on_signature_changed (YzSignaturePad *pad, Binding *binding)
{
  g_autofree char *text = NULL;

  if (!yz_signature_pad_is_empty (pad)) {
    g_autoptr (GBytes) png = yz_signature_pad_get_png (pad);
    gsize size;
    const guchar *data = g_bytes_get_data (png, &size);

    text = g_base64_encode (data, size);
  }
  store_text (binding, text != NULL ? text : "");
}

static void
on_clear_clicked (YzSignaturePad *pad)
{
  yz_signature_pad_clear (pad);
}

static void
on_window_toggled (GtkCheckButton *button, Binding *binding)
{
  GtkWidget *pad = g_object_get_data (G_OBJECT (button), "pad");
  gboolean at_window = gtk_check_button_get_active (button);

  gtk_widget_set_sensitive (pad, !at_window);
  if (at_window) {
    yz_signature_pad_clear (YZ_SIGNATURE_PAD (pad));
    store_text (binding, AT_WINDOW);
  } else {
    store_text (binding, "");
  }
}

static void
show_signature (YzSignaturePad *pad, const char *answer)
{
  gsize size;
  guchar *data = g_base64_decode (answer, &size);
  g_autoptr (GBytes) png = g_bytes_new_take (data, size);

  yz_signature_pad_show_png (pad, png);
}

static GtkWidget *
new_signature (YzSession *session, const YzField *field)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 16);
  GtkWidget *pad = yz_signature_pad_new ();
  GtkWidget *clear = gtk_button_new_with_label (_ ("Clear"));
  GtkWidget *window = gtk_check_button_new_with_label (_ ("I sign at the window instead"));
  const char *answer = answer_text (session, field);
  gboolean at_window = g_strcmp0 (answer, AT_WINDOW) == 0;

  gtk_accessible_update_property (GTK_ACCESSIBLE (pad), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Surface to sign on with a finger"), -1);
  gtk_widget_set_halign (clear, GTK_ALIGN_START);
  g_object_set_data (G_OBJECT (window), "pad", pad);
  gtk_box_append (GTK_BOX (box), pad);
  gtk_box_append (GTK_BOX (box), clear);
  gtk_box_append (GTK_BOX (box), window);

  if (at_window)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (window), TRUE);
  else if (answer != NULL)
    show_signature (YZ_SIGNATURE_PAD (pad), answer);
  gtk_widget_set_sensitive (pad, !at_window);

  g_signal_connect_data (pad, "changed", G_CALLBACK (on_signature_changed),
                         binding_new (session, field), binding_free, 0);
  g_signal_connect_swapped (clear, "clicked", G_CALLBACK (on_clear_clicked), pad);
  g_signal_connect_data (window, "toggled", G_CALLBACK (on_window_toggled),
                         binding_new (session, field), binding_free, 0);
  return box;
}

/**
 * yz_field_editor_new:
 * @session: where the answer is kept
 * @field: a field of the session's form
 *
 * Returns: (transfer floating): an editor that shows the answer and keeps it up to date
 */
GtkWidget *
yz_field_editor_new (YzSession *session, const YzField *field)
{
  switch (field->type) {
  case YZ_FIELD_LONG_TEXT:
    return new_long_text (session, field);
  case YZ_FIELD_CHOICE:
    return field->options->len <= MAX_INLINE_OPTIONS ? new_options (session, field)
                                                     : new_chooser (session, field);
  case YZ_FIELD_SIGNATURE:
    return new_signature (session, field);
  case YZ_FIELD_DECLARATION:
    return new_declaration (session, field);
  case YZ_FIELD_MANY:
    return new_many (session, field);
  case YZ_FIELD_REGION:
    return new_region (session, field);
  case YZ_FIELD_PHOTO:
    return new_photos (session, field);
  case YZ_FIELD_TEXT:
  case YZ_FIELD_NUMBER:
  case YZ_FIELD_MONEY:
  case YZ_FIELD_DATE:
  case YZ_FIELD_PHONE:
  case YZ_FIELD_ID_NUMBER:
  case YZ_FIELD_ADDRESS:
    return new_entry (session, field);
  default:
    g_assert_not_reached ();
  }
}
