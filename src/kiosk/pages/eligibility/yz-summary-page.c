/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-summary-page.h"

#include "yz-division.h"
#include "yz-label.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* All that was answered; a touch changes it. */
struct _YzSummaryPage {
  YzPage parent_instance;

  GtkGrid *answers_grid;
};

G_DEFINE_FINAL_TYPE (YzSummaryPage, yz_summary_page, YZ_TYPE_PAGE)

static YzEligibility *
get_eligibility (YzSummaryPage *self)
{
  return yz_session_get_eligibility (yz_page_get_session (YZ_PAGE (self)));
}

static const char *
get_title (const YzQuestion *question, const char *value, const char *language)
{
  const YzQuestionOption *option = yz_question_find_option (question, value);

  return option != NULL ? yz_text_get (&option->title, language) : value;
}

static char *
describe_many (const YzQuestion *question, JsonArray *array, const char *language)
{
  GString *text = g_string_new (NULL);

  if (json_array_get_length (array) == 0)
    g_string_append (text, yz_text_get (&question->none, language));
  for (guint i = 0; i < json_array_get_length (array); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "",
                            get_title (question, json_array_get_string_element (array, i),
                                       language));
  return g_string_free (text, FALSE);
}

static char *
describe_flag (const YzQuestion *question, gboolean flag, const char *language)
{
  const char *words = yz_text_get (flag ? &question->yes : &question->no, language);

  if (words == NULL)
    words = flag ? _ ("Yes") : _ ("No");
  return g_strdup (words);
}

/* An answer in words. */
static char *
describe (const YzQuestion *question, JsonNode *value, const char *language)
{
  const char *unit = yz_text_get (&question->unit, language);

  if (value == NULL)
    return g_strdup (_ ("I don't know"));
  if (JSON_NODE_HOLDS_ARRAY (value))
    return describe_many (question, json_node_get_array (value), language);
  if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    return describe_flag (question, json_node_get_boolean (value), language);
  if (json_node_get_value_type (value) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT " %s", json_node_get_int (value),
                            unit != NULL ? unit : "");
  if (question->type == YZ_QUESTION_REGION)
    return yz_division_describe (json_node_get_string (value));
  return g_strdup (get_title (question, json_node_get_string (value), language));
}

static void
on_change_clicked (YzSummaryPage *self, GtkButton *button)
{
  g_autofree char *argument
      = g_strconcat ("change:", (char *)g_object_get_data (G_OBJECT (button), "key"), NULL);

  yz_session_go (yz_page_get_session (YZ_PAGE (self)), "question", argument);
}

static void
add_row (YzSummaryPage *self, const YzQuestion *question, int row)
{
  const char *language = yz_session_get_language (yz_page_get_session (YZ_PAGE (self)));
  const char *label = yz_text_get (&question->label, language);
  g_autofree char *answer
      = describe (question, yz_eligibility_get_answer (get_eligibility (self), question->key),
                  language);
  g_autofree char *name = g_strdup_printf (/* Translators: what a button changes. */
                                           _ ("Change: %s"), label);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *button = gtk_button_new_with_label (_ ("Change"));

  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), yz_label_new (label, "soft"));
  gtk_box_append (GTK_BOX (words), yz_label_new (answer, "strong"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "key", g_strdup (question->key), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_change_clicked), self,
                           G_CONNECT_SWAPPED);
  gtk_grid_attach (self->answers_grid, words, 0, row, 1, 1);
  gtk_grid_attach (self->answers_grid, button, 1, row, 1, 1);
}

static void
on_result_clicked (YzSummaryPage *self)
{
  yz_session_back (yz_page_get_session (YZ_PAGE (self)));
}

static void
yz_summary_page_enter (YzPage *page)
{
  YzSummaryPage *self = YZ_SUMMARY_PAGE (page);
  GPtrArray *asked = yz_eligibility_get_asked (get_eligibility (self));

  for (guint i = 0; i < asked->len; i++)
    add_row (self,
             yz_rules_find_question (yz_eligibility_get_rules (get_eligibility (self)),
                                     g_ptr_array_index (asked, i)),
             (int)i);
}

static void
yz_summary_page_class_init (YzSummaryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YZ_PAGE_CLASS (klass)->enter = yz_summary_page_enter;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/yizhan/kiosk/pages/eligibility/"
                                                             "yz-summary-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzSummaryPage, answers_grid);
  gtk_widget_class_bind_template_callback (widget_class, on_result_clicked);
}

static void
yz_summary_page_init (YzSummaryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
