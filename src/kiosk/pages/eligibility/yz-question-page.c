/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-question-page.h"

#include "yz-day-digits.h"
#include "yz-digit-pad.h"
#include "yz-division.h"
#include "yz-label.h"
#include "yz-region-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One question. Its argument is the key of it; with “change:” before it, the citizen came from the
 * summary and goes back to the result; with “=” and an answer behind it, the citizen comes from the
 * page where that was chosen, and goes on. */
#define CHANGE "change:"
#define ANSWER '='

struct _YzQuestionPage {
  YzPage parent_instance;

  char *key;
  const YzQuestion *question;
  GPtrArray *checks; /* of a list: the buttons, the last one for none of them */
  GtkEditable *entry;

  GtkWidget *columns;
  GtkLabel *progress_label;
  GtkLabel *title_label;
  GtkLabel *why_label;
  GtkBox *answer_box;
  GtkLabel *problem_label;
  GtkWidget *pad_box;
  YzDigitPad *pad;
  GtkWidget *next_button;
};

G_DEFINE_FINAL_TYPE (YzQuestionPage, yz_question_page, YZ_TYPE_PAGE)

static YzEligibility *
get_eligibility (YzQuestionPage *self)
{
  return yz_session_get_eligibility (yz_page_get_session (YZ_PAGE (self)));
}

static const char *
get_key (YzQuestionPage *self)
{
  return self->key;
}

static const char *
say (YzQuestionPage *self, const YzText *text)
{
  return yz_text_get (text, yz_session_get_language (yz_page_get_session (YZ_PAGE (self))));
}

static void
complain (YzQuestionPage *self, const char *problem)
{
  gtk_label_set_label (self->problem_label, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), TRUE);
  if (self->entry == NULL)
    return;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               GTK_ACCESSIBLE_INVALID_TRUE, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* Going on ------------------------------------------------------------------------------------ */

typedef struct {
  YzQuestionPage *page;
  gboolean was_certain;
} Step;

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Step *step = user_data;
  g_autoptr (YzQuestionPage) self = step->page;
  YzEligibility *eligibility = YZ_ELIGIBILITY (source);
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  g_autoptr (GError) error = NULL;
  gboolean changing = g_str_has_prefix (yz_page_get_argument (YZ_PAGE (self)), CHANGE);
  const char *next;

  yz_page_set_busy (YZ_PAGE (self), FALSE);
  if (!yz_eligibility_check_finish (eligibility, result, &error)) {
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      return;
    g_warning ("the answers cannot be checked: %s", error->message);
    complain (self, _ ("This does not work just now. Please ask the staff at the window."));
    return;
  }
  if (!yz_page_is_shown (YZ_PAGE (self)))
    return;
  next = yz_eligibility_get_next (eligibility);
  /* The result comes as soon as it is certain; what may follow, the citizen asks for. */
  if (next != NULL
      && (!yz_eligibility_is_certain (eligibility) || (step->was_certain && !changing)))
    yz_session_go (session, "question", next);
  else
    yz_session_go (session, "result", NULL);
}

static void
proceed (YzQuestionPage *self, JsonNode *value)
{
  YzEligibility *eligibility = get_eligibility (self);
  Step *step;

  if (yz_page_get_busy (YZ_PAGE (self))) {
    g_clear_pointer (&value, json_node_unref);
    return;
  }
  step = g_new0 (Step, 1);
  step->page = g_object_ref (self);
  step->was_certain = yz_eligibility_is_certain (eligibility);
  yz_page_set_busy (YZ_PAGE (self), TRUE);
  yz_eligibility_set_answer (eligibility, get_key (self), value);
  yz_eligibility_check_async (eligibility, on_checked, step);
}

static void
on_unsure_clicked (YzQuestionPage *self)
{
  proceed (self, NULL);
}

/* One of several ------------------------------------------------------------------------------ */

static GtkWidget *
new_words (const char *title, const char *hint)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (box), yz_label_new (title, "matter-title"));
  if (hint != NULL)
    gtk_box_append (GTK_BOX (box), yz_label_new (hint, "matter-hint"));
  return box;
}

static void
on_value_clicked (YzQuestionPage *self, GtkButton *button)
{
  proceed (self, json_node_copy (g_object_get_data (G_OBJECT (button), "value")));
}

static void
mark_chosen (GtkWidget *button)
{
  gtk_widget_add_css_class (button, "chosen");
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED,
                               GTK_ACCESSIBLE_TRISTATE_TRUE, -1);
}

static GtkWidget *
add_button (YzQuestionPage *self, const char *title, const char *hint)
{
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), new_words (title, hint));
  gtk_widget_add_css_class (button, "matter");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, hint != NULL ? hint : "",
                                  -1);
  gtk_box_append (self->answer_box, button);
  return button;
}

/* A button that is an answer; @value is taken. */
static void
add_answer (YzQuestionPage *self, const char *title, const char *hint, JsonNode *value)
{
  JsonNode *before = yz_eligibility_get_answer (get_eligibility (self), get_key (self));
  GtkWidget *button = add_button (self, title, hint);

  if (before != NULL && json_node_equal (before, value))
    mark_chosen (button);
  g_object_set_data_full (G_OBJECT (button), "value", value, (GDestroyNotify)json_node_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_value_clicked), self,
                           G_CONNECT_SWAPPED);
}

static JsonNode *
new_text (const char *text)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, text);
  return node;
}

static JsonNode *
new_flag (gboolean flag)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_boolean (node, flag);
  return node;
}

static void
add_boolean (YzQuestionPage *self)
{
  const char *yes = say (self, &self->question->yes);
  const char *no = say (self, &self->question->no);

  add_answer (self, yes != NULL ? yes : _ ("Yes"), NULL, new_flag (TRUE));
  add_answer (self, no != NULL ? no : _ ("No"), NULL, new_flag (FALSE));
}

/* What happened may already be down to a few matters. */
static gboolean
is_offered (YzQuestionPage *self, const char *value)
{
  const YzTile *tile = yz_eligibility_get_tile (get_eligibility (self));

  return strcmp (self->question->key, "matter") != 0 || tile == NULL
         || g_strv_contains ((const char *const *)tile->matters, value);
}

static void
add_options (YzQuestionPage *self)
{
  for (guint i = 0; i < self->question->options->len; i++) {
    const YzQuestionOption *option = g_ptr_array_index (self->question->options, i);

    if (is_offered (self, option->value))
      add_answer (self, say (self, &option->title), say (self, &option->hint),
                  new_text (option->value));
  }
}

static void
on_region_clicked (YzQuestionPage *self)
{
  if (!yz_page_get_busy (YZ_PAGE (self)))
    yz_region_page_open (yz_page_get_session (YZ_PAGE (self)), NULL);
}

/* The hall's own place takes one touch, and one that was chosen before too. */
static void
add_region (YzQuestionPage *self)
{
  YzNode *node = yz_session_get_node (yz_page_get_session (YZ_PAGE (self)));
  const char *here = yz_config_get_string (yz_node_get_config (node), "station.region");
  JsonNode *before = yz_eligibility_get_answer (get_eligibility (self), get_key (self));
  const char *chosen = before != NULL ? json_node_get_string (before) : NULL;
  g_autofree char *name = NULL;

  if (here != NULL && *here != '\0') {
    name = yz_division_describe (here);
    add_answer (self, _ ("Here, in this place"), name, new_text (here));
  }
  if (chosen != NULL && g_strcmp0 (chosen, here) != 0) {
    g_autofree char *chosen_name = yz_division_describe (chosen);

    add_answer (self, chosen_name, NULL, new_text (chosen));
  }
  g_signal_connect_object (add_button (self, _ ("In another place"),
                                       _ ("Choose province, city and county")),
                           "clicked", G_CALLBACK (on_region_clicked), self, G_CONNECT_SWAPPED);
}

/* Several of them ----------------------------------------------------------------------------- */

static gboolean
is_chosen (YzQuestionPage *self, const char *value)
{
  JsonNode *before = yz_eligibility_get_answer (get_eligibility (self), get_key (self));
  JsonArray *array
      = before != NULL && JSON_NODE_HOLDS_ARRAY (before) ? json_node_get_array (before) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (strcmp (json_array_get_string_element (array, i), value) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_active (YzQuestionPage *self)
{
  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      return TRUE;
  return FALSE;
}

/* “None of these” and any of these exclude one another. */
static void
on_check_toggled (YzQuestionPage *self, GtkCheckButton *button)
{
  guint last = self->checks->len - 1;
  gboolean none = button == g_ptr_array_index (self->checks, last);

  if (gtk_check_button_get_active (button))
    for (guint i = 0; i < self->checks->len; i++)
      if ((i == last) != none)
        gtk_check_button_set_active (g_ptr_array_index (self->checks, i), FALSE);
  gtk_widget_set_sensitive (self->next_button, has_active (self));
}

static void
add_check (YzQuestionPage *self, const char *title, const char *hint, gboolean active)
{
  GtkWidget *button = gtk_check_button_new ();

  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), new_words (title, hint));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), active);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, hint != NULL ? hint : "",
                                  -1);
  g_ptr_array_add (self->checks, button);
  gtk_box_append (self->answer_box, button);
}

static void
add_many (YzQuestionPage *self)
{
  gboolean answered = yz_eligibility_get_answer (get_eligibility (self), get_key (self)) != NULL;

  gtk_widget_add_css_class (GTK_WIDGET (self->answer_box), "options");
  for (guint i = 0; i < self->question->options->len; i++) {
    const YzQuestionOption *option = g_ptr_array_index (self->question->options, i);

    add_check (self, say (self, &option->title), say (self, &option->hint),
               is_chosen (self, option->value));
  }
  add_check (self, say (self, &self->question->none), NULL, answered && !has_active (self));
  for (guint i = 0; i < self->checks->len; i++)
    g_signal_connect_object (g_ptr_array_index (self->checks, i), "toggled",
                             G_CALLBACK (on_check_toggled), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->next_button, TRUE);
  gtk_widget_set_sensitive (self->next_button, has_active (self));
}

static JsonNode *
read_many (YzQuestionPage *self)
{
  g_autoptr (JsonArray) array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < self->question->options->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      json_array_add_string_element (array, ((YzQuestionOption *)
                                                 g_ptr_array_index (self->question->options, i))
                                                ->value);
  json_node_set_array (node, array);
  return node;
}

/* Digits -------------------------------------------------------------------------------------- */

static void
on_entry_changed (YzQuestionPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), FALSE);
  gtk_accessible_reset_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID);
  gtk_widget_set_sensitive (self->next_button, *gtk_editable_get_text (self->entry) != '\0');
}

static char *
get_before (YzQuestionPage *self)
{
  JsonNode *before = yz_eligibility_get_answer (get_eligibility (self), get_key (self));

  if (before == NULL)
    return g_strdup ("");
  if (json_node_get_value_type (before) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (before));
  return yz_day_to_digits (json_node_get_string (before));
}

static void
add_entry (YzQuestionPage *self, int max_length, const char *unit)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 20);
  GtkWidget *entry = gtk_entry_new ();
  g_autofree char *before = get_before (self);

  self->entry = GTK_EDITABLE (entry);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_DIGITS);
  gtk_entry_set_max_length (GTK_ENTRY (entry), max_length);
  gtk_editable_set_text (self->entry, before);
  gtk_editable_set_width_chars (self->entry, max_length);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  say (self, &self->question->ask), -1);
  gtk_box_append (GTK_BOX (box), entry);
  if (unit != NULL)
    gtk_box_append (GTK_BOX (box), gtk_label_new (unit));
  gtk_box_append (self->answer_box, box);
  yz_digit_pad_set_target (self->pad, self->entry, NULL);
  gtk_widget_set_visible (self->pad_box, TRUE);
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_entry_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->next_button, TRUE);
  on_entry_changed (self);
}

static void
add_date (YzQuestionPage *self)
{
  for (guint i = 0; i < self->question->options->len; i++) {
    const YzQuestionOption *option = g_ptr_array_index (self->question->options, i);

    add_answer (self, say (self, &option->title), NULL, new_text (option->value));
  }
  add_entry (self, YZ_DAY_DIGITS, NULL);
  gtk_box_append (self->answer_box,
                  yz_label_new (_ ("Year, month and day, for example 20261231"), "soft"));
}

static JsonNode *
read_date (YzQuestionPage *self)
{
  g_autofree char *day = yz_day_from_digits (gtk_editable_get_text (self->entry));

  if (day != NULL)
    return new_text (day);
  complain (self, _ ("That is no day. Please write year, month and day, for example 20261231."));
  return NULL;
}

static JsonNode *
read_number (YzQuestionPage *self)
{
  guint64 number = g_ascii_strtoull (gtk_editable_get_text (self->entry), NULL, 10);
  JsonNode *node;

  if ((double)number < self->question->min || (double)number > self->question->max) {
    g_autofree char *problem = g_strdup_printf (/* Translators: two numbers. */
                                                _ ("Please write a number from %.0f to %.0f."),
                                                self->question->min, self->question->max);

    complain (self, problem);
    return NULL;
  }
  node = json_node_new (JSON_NODE_VALUE);
  json_node_set_int (node, (gint64)number);
  return node;
}

static void
on_next_clicked (YzQuestionPage *self)
{
  JsonNode *value;

  if (self->question->type == YZ_QUESTION_MANY)
    value = read_many (self);
  else if (self->question->type == YZ_QUESTION_DATE)
    value = read_date (self);
  else
    value = read_number (self);
  if (value != NULL)
    proceed (self, value);
}

/* The page ------------------------------------------------------------------------------------ */

static void
add_editor (YzQuestionPage *self)
{
  g_autofree char *longest = NULL;

  switch (self->question->type) {
  case YZ_QUESTION_BOOLEAN:
    add_boolean (self);
    break;
  case YZ_QUESTION_CHOICE:
    add_options (self);
    break;
  case YZ_QUESTION_MANY:
    add_many (self);
    break;
  case YZ_QUESTION_NUMBER:
  case YZ_QUESTION_MONEY:
    longest = g_strdup_printf ("%.0f", self->question->max);
    add_entry (self, (int)strlen (longest), say (self, &self->question->unit));
    break;
  case YZ_QUESTION_DATE:
    add_date (self);
    break;
  case YZ_QUESTION_REGION:
    add_region (self);
    break;
  }
}

/* More than this frightens, and hardly anybody is asked as many. */
#define MANY_QUESTIONS 9

/* How far one is: what is left is at most that, and often less. */
static void
show_progress (YzQuestionPage *self)
{
  YzEligibility *eligibility = get_eligibility (self);
  GPtrArray *asked = yz_eligibility_get_asked (eligibility);
  guint position = asked->len + 1;
  guint left = yz_eligibility_count_next (eligibility);
  guint found;
  g_autofree char *text = NULL;

  if (g_ptr_array_find_with_equal_func (asked, get_key (self), g_str_equal, &found))
    position = found + 1;
  else if (left > 0)
    left--;
  if (left > MANY_QUESTIONS)
    text = g_strdup_printf (_ ("Question %u · usually a few are enough"), position);
  else if (left > 0)
    text = g_strdup_printf (/* Translators: two numbers. */
                            _ ("Question %u · at most %u more"), position, left);
  else
    text = g_strdup_printf (_ ("Question %u"), position);
  gtk_label_set_label (self->progress_label, text);
}

/* Beside the keys of a small screen there is room for little more than the question and what is
 * typed. */
static void
put_answer_first (YzQuestionPage *self)
{
  GtkWidget *why = GTK_WIDGET (self->why_label);

  gtk_box_reorder_child_after (GTK_BOX (gtk_widget_get_parent (why)), why,
                               GTK_WIDGET (self->problem_label));
  gtk_widget_set_visible (GTK_WIDGET (self->progress_label), FALSE);
}

/* The key; and the answer, which is given once and then taken out of the place, so that Back does
 * not give it again. */
static void
read_argument (YzQuestionPage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  const char *argument = yz_page_get_argument (YZ_PAGE (self));
  const char *key = g_str_has_prefix (argument, CHANGE) ? argument + strlen (CHANGE) : argument;
  const char *answer = strchr (key, ANSWER);
  g_autofree char *rest = NULL;

  self->key = answer != NULL ? g_strndup (key, (gsize)(answer - key)) : g_strdup (key);
  if (answer == NULL)
    return;
  rest = g_strndup (argument, (gsize)(answer - argument));
  yz_session_set_argument (session, rest);
  proceed (self, new_text (answer + 1));
}

static void
yz_question_page_enter (YzPage *page)
{
  YzQuestionPage *self = YZ_QUESTION_PAGE (page);
  YzSession *session = yz_page_get_session (page);

  read_argument (self);
  self->question
      = yz_rules_find_question (yz_eligibility_get_rules (get_eligibility (self)), get_key (self));
  g_object_bind_property_full (session, "landscape", self->columns, "orientation",
                               G_BINDING_SYNC_CREATE, yz_page_orientation, NULL, NULL, NULL);
  g_object_bind_property (session, "landscape", self->pad, "hexpand",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  gtk_label_set_label (self->title_label, say (self, &self->question->ask));
  gtk_label_set_label (self->why_label, say (self, &self->question->why));
  show_progress (self);
  add_editor (self);
  if (self->entry != NULL && yz_session_get_compact (session))
    put_answer_first (self);
}

static void
yz_question_page_forget (YzPage *page)
{
  YzQuestionPage *self = YZ_QUESTION_PAGE (page);

  if (self->entry != NULL)
    gtk_editable_set_text (self->entry, "");
}

static void
yz_question_page_finalize (GObject *object)
{
  g_ptr_array_unref (YZ_QUESTION_PAGE (object)->checks);
  g_free (YZ_QUESTION_PAGE (object)->key);

  G_OBJECT_CLASS (yz_question_page_parent_class)->finalize (object);
}

static void
yz_question_page_class_init (YzQuestionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yz_question_page_finalize;
  YZ_PAGE_CLASS (klass)->enter = yz_question_page_enter;
  YZ_PAGE_CLASS (klass)->forget = yz_question_page_forget;

  g_type_ensure (YZ_TYPE_DIGIT_PAD);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/yizhan/kiosk/pages/eligibility/"
                                                             "yz-question-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzQuestionPage, columns);
  gtk_widget_class_bind_template_child (widget_class, YzQuestionPage, progress_label);
  gtk_widget_class_bind_template_child (widget_class, YzQuestionPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, YzQuestionPage, why_label);
  gtk_widget_class_bind_template_child (widget_class, YzQuestionPage, answer_box);
  gtk_widget_class_bind_template_child (widget_class, YzQuestionPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, YzQuestionPage, pad_box);
  gtk_widget_class_bind_template_child (widget_class, YzQuestionPage, pad);
  gtk_widget_class_bind_template_child (widget_class, YzQuestionPage, next_button);
  gtk_widget_class_bind_template_callback (widget_class, on_unsure_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_next_clicked);
}

static void
yz_question_page_init (YzQuestionPage *self)
{
  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
