/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-result-page.h"

#include "yz-day.h"
#include "yz-json.h"
#include "yz-label.h"
#include "yz-laws.h"
#include "yz-print.h"
#include "yz-qr-image.h"
#include "yz-result-paper.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What follows from the answers: understood in five seconds at the top, and below it why, what to
 * bring, where to go and what else helps. */
struct _YzResultPage {
  YzPage parent_instance;

  GtkWidget *banner;
  GtkImage *banner_icon;
  GtkLabel *outcome_label;
  GtkLabel *reason_label;
  GtkWidget *urgent_label;
  GtkBox *details_box;
  GtkWidget *phone_card;
  YzQrImage *qr_image;
  GtkWidget *print_button;
  GtkLabel *print_label;
  GtkWidget *more_button;
  GtkWidget *apply_button;
  GtkWidget *ticket_button;
};

G_DEFINE_FINAL_TYPE (YzResultPage, yz_result_page, YZ_TYPE_PAGE)

static YzEligibility *
get_eligibility (YzResultPage *self)
{
  return yz_session_get_eligibility (yz_page_get_session (YZ_PAGE (self)));
}

static JsonObject *
get_result (YzResultPage *self)
{
  return yz_eligibility_get_result (get_eligibility (self));
}

static const char *
get_language (YzResultPage *self)
{
  return yz_session_get_language (yz_page_get_session (YZ_PAGE (self)));
}

static gboolean
is (YzResultPage *self, const char *member, const char *text)
{
  return g_strcmp0 (yz_json_get_string (get_result (self), member), text) == 0;
}

static const char *
say (YzResultPage *self, JsonObject *object, const char *member)
{
  g_autofree char *english = g_strconcat (member, "_en", NULL);

  return yz_json_get_string (object,
                             g_str_has_prefix (get_language (self), "en") ? english : member);
}

/* What to do next ------------------------------------------------------------------------------ */

static void
carry_matter (YzResultPage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  YzRules *rules = yz_eligibility_get_rules (get_eligibility (self));
  JsonNode *matter = yz_eligibility_get_answer (get_eligibility (self), "matter");
  const YzQuestion *question = yz_rules_find_question (rules, "matter");
  const YzQuestionOption *option
      = matter != NULL && question != NULL
            ? yz_question_find_option (question, json_node_get_string (matter))
            : NULL;
  JsonNode *value;

  if (option == NULL || yz_session_get_answer (session, "matter") != NULL)
    return;
  value = json_node_new (JSON_NODE_VALUE);
  json_node_set_string (value, yz_text_get (&option->title, get_language (self)));
  yz_session_set_answer (session, "matter", value, "typed");
}

static void
on_apply_clicked (YzResultPage *self)
{
  carry_matter (self);
  yz_session_go (yz_page_get_session (YZ_PAGE (self)), "notice", NULL);
}

static void
on_ticket_clicked (YzResultPage *self)
{
  yz_session_go (yz_page_get_session (YZ_PAGE (self)), "ticket",
                 is (self, "outcome", "other-service") ? "consultation" : "legal-aid");
}

static void
on_summary_clicked (YzResultPage *self)
{
  yz_session_go (yz_page_get_session (YZ_PAGE (self)), "summary", NULL);
}

static void
on_faq_clicked (YzResultPage *self)
{
  yz_session_go (yz_page_get_session (YZ_PAGE (self)), "faq", NULL);
}

static void
on_more_clicked (YzResultPage *self)
{
  const char *next = yz_eligibility_get_next (get_eligibility (self));

  if (next != NULL)
    yz_session_go (yz_page_get_session (YZ_PAGE (self)), "question", next);
}

static void
on_printing (YzPrintState state, gpointer user_data)
{
  YzResultPage *self = YZ_RESULT_PAGE (user_data);
  const char *text = NULL;

  if (state == YZ_PRINT_WORKING)
    text = _ ("Printing…");
  else if (state == YZ_PRINT_DONE)
    text = _ ("Please take your slip.");
  else if (state == YZ_PRINT_FAILED)
    text = _ ("The printer does not work just now. What is on the screen counts.");
  yz_page_set_busy (YZ_PAGE (self), state == YZ_PRINT_WORKING);
  gtk_widget_set_sensitive (self->print_button, state != YZ_PRINT_WORKING);
  gtk_label_set_label (self->print_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->print_label), text != NULL);
}

static void
on_print_clicked (YzResultPage *self)
{
  yz_print_result (yz_page_get_session (YZ_PAGE (self)), on_printing, G_OBJECT (self));
}

/* Details ------------------------------------------------------------------------------------- */

static char *
cite (YzResultPage *self, JsonObject *object)
{
  const char *law = yz_json_get_string (object, "law");
  const char *article = yz_json_get_string (object, "article");

  if (law == NULL || article == NULL)
    return NULL;
  return yz_laws_cite (law, yz_json_get_string (object, "law_en"), article, get_language (self));
}

static GtkBox *
add_section (YzResultPage *self, const char *title, const char *style)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 16);

  gtk_widget_add_css_class (card, "card");
  if (style != NULL)
    gtk_widget_add_css_class (card, style);
  gtk_box_append (GTK_BOX (card), yz_label_new (title, "section-title"));
  gtk_box_append (self->details_box, card);
  return GTK_BOX (card);
}

static void
add_line (GtkBox *card, const char *text, const char *note)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_append (GTK_BOX (line), yz_label_new (text, NULL));
  if (note != NULL)
    gtk_box_append (GTK_BOX (line), yz_label_new (note, "soft"));
  gtk_box_append (card, line);
}

/* A card for one kind of advice; @cited says whether the law is named with it. */
static void
add_list (YzResultPage *self, const char *member, const char *title, gboolean cited)
{
  JsonArray *array = yz_json_get_array (get_result (self), member);
  guint n = array != NULL ? json_array_get_length (array) : 0;
  GtkBox *card;

  if (n == 0)
    return;
  card = add_section (self, title, NULL);
  for (guint i = 0; i < n; i++) {
    JsonObject *object = json_array_get_object_element (array, i);
    g_autofree char *citation = cited ? cite (self, object) : NULL;

    add_line (card, say (self, object, "text"), citation);
  }
}

/* From the day of the check. Nobody is told that it is too late: some time limits begin again. */
static char *
describe_last_day (YzResultPage *self, const char *last_day)
{
  g_autofree char *day = yz_day_to_text (last_day, get_language (self));
  GDate today, last;
  int left;

  if (!yz_day_parse (yz_json_get_string (get_result (self), "date"), &today)
      || !yz_day_parse (last_day, &last))
    return NULL;
  left = g_date_days_between (&today, &last);
  if (left < 0)
    return g_strdup_printf (/* Translators: a day. */
                            _ ("Counted like this, the last day was %s. Do not give up: ask at "
                               "the window today."),
                            day);
  if (left == 0)
    return g_strdup_printf (/* Translators: a day. */
                            _ ("Last day: %s. That is today: go to the window now."), day);
  return g_strdup_printf (/* Translators: a day, and a number. */
                          ngettext ("Last day: %s, in %d day. Sooner is better.",
                                    "Last day: %s, in %d days. Sooner is better.", left),
                          day, left);
}

static void
on_limit_clicked (YzResultPage *self, GtkButton *button)
{
  yz_session_go (yz_page_get_session (YZ_PAGE (self)), "event",
                 g_object_get_data (G_OBJECT (button), "rule"));
}

/* The last day of one that runs from something the person knows the day of. */
static void
add_count (YzResultPage *self, GtkBox *card, JsonObject *limit)
{
  const char *last_day = yz_json_get_string (limit, "last_day");
  const char *label = last_day != NULL ? _ ("Change the day") : _ ("Work out the last day");
  GtkWidget *button = gtk_button_new_with_label (label);
  g_autofree char *name = g_strdup_printf ("%s %s", label, say (self, limit, "start"));

  if (last_day != NULL) {
    g_autofree char *text = describe_last_day (self, last_day);

    gtk_box_append (card, yz_label_new (text, "strong"));
  }
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "rule", g_strdup (yz_json_get_string (limit, "rule")),
                          g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_limit_clicked), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (card, button);
}

static void
add_time_limits (YzResultPage *self)
{
  JsonArray *limits = yz_json_get_array (get_result (self), "time_limits");
  guint n = json_array_get_length (limits);
  GtkBox *card = n > 0 ? add_section (self, _ ("Time limits"), NULL) : NULL;

  for (guint i = 0; i < n; i++) {
    JsonObject *limit = json_array_get_object_element (limits, i);
    const char *start = say (self, limit, "start");
    g_autofree char *note = start != NULL
                                ? g_strdup_printf (/* Translators: an event, such as a letter. */
                                                   _ ("Counted from: %s"), start)
                                : NULL;

    add_line (card, say (self, limit, "text"), note);
    if (yz_json_get_int (limit, "length", 0) > 0)
      add_count (self, card, limit);
  }
}

/* Whom to call in danger, as the hall knows them. */
static void
add_help_lines (YzResultPage *self)
{
  YzNode *node = yz_session_get_node (yz_page_get_session (YZ_PAGE (self)));
  g_auto (GStrv) lines = yz_config_get_list (yz_node_get_config (node), "hall.help-lines");
  GtkBox *card;

  if (lines[0] == NULL
      || json_array_get_length (yz_json_get_array (get_result (self), "safety")) == 0)
    return;
  card = add_section (self, _ ("Whom you can call"), NULL);
  for (guint i = 0; lines[i] != NULL; i++)
    gtk_box_append (card, yz_label_new (lines[i], "help-line"));
}

/* The sum that was done. */
static void
add_means (YzResultPage *self)
{
  JsonObject *means = yz_json_get_object (get_result (self), "means_test");
  g_autofree char *sum = NULL;
  g_autofree char *citation = NULL;

  if (means == NULL)
    return;
  sum = g_strdup_printf (/* Translators: two amounts in yuan a month. */
                         _ ("Each person has %.2f yuan a month. The limit is %.2f yuan."),
                         json_object_get_double_member (means, "per_head"),
                         json_object_get_double_member (means, "limit"));
  citation = cite (self, means);
  {
    GtkBox *card = add_section (self, _ ("Your income and the limit"), NULL);

    add_line (card, sum, NULL);
    add_line (card, say (self, means, "text"), citation);
  }
}

static const char *
get_matter_title (YzResultPage *self, const char *matter)
{
  const YzQuestion *question
      = yz_rules_find_question (yz_eligibility_get_rules (get_eligibility (self)), "matter");
  const YzQuestionOption *option
      = question != NULL ? yz_question_find_option (question, matter) : NULL;

  return option != NULL ? yz_text_get (&option->title, get_language (self)) : matter;
}

static const char *
name_outcome (const char *outcome, const char *route)
{
  if (g_strcmp0 (outcome, "may-apply") == 0 && g_strcmp0 (route, "notify") == 0)
    return _ ("You should be given a free lawyer");
  if (g_strcmp0 (outcome, "may-apply") == 0)
    return _ ("You may apply for legal aid");
  if (g_strcmp0 (outcome, "may-not-qualify") == 0)
    return _ ("You may not qualify");
  if (g_strcmp0 (outcome, "other-service") == 0)
    return _ ("Another service helps you");
  if (g_strcmp0 (outcome, "needs-answers") == 0)
    return _ ("A few answers are missing");
  return _ ("Please ask at the window");
}

static void
add_claims (YzResultPage *self)
{
  JsonArray *claims = yz_json_get_array (get_result (self), "claims");
  GtkBox *card = claims != NULL ? add_section (self, _ ("Each of your matters"), NULL) : NULL;

  for (guint i = 0; claims != NULL && i < json_array_get_length (claims); i++) {
    JsonObject *claim = json_array_get_object_element (claims, i);

    add_line (card, get_matter_title (self, yz_json_get_string (claim, "matter")),
              name_outcome (yz_json_get_string (claim, "outcome"),
                            yz_json_get_string (claim, "route")));
  }
}

static const char *
say_now (YzResultPage *self)
{
  if (is (self, "outcome", "may-apply") && is (self, "route", "apply"))
    return _ ("Fill in the application here, or take a number for the window. If papers are "
              "missing, you may go home and bring them later.");
  if (is (self, "outcome", "may-apply"))
    return _ ("Take a number and tell the window. The authority handling the case sees to the "
              "lawyer.");
  if (is (self, "outcome", "may-not-qualify"))
    return _ ("You may apply all the same: the legal aid office decides. Advice at the window is "
              "free.");
  if (is (self, "outcome", "other-service"))
    return _ ("Take a number for advice at the window. It is free, whatever you earn.");
  return _ ("Take a number. The staff at the window look at your case.");
}

static void
add_now (YzResultPage *self)
{
  GtkBox *card = add_section (self, _ ("What to do now"), NULL);
  g_autofree char *day
      = yz_day_to_text (yz_json_get_string (get_result (self), "date"), get_language (self));
  g_autofree char *basis
      = g_strdup_printf (/* Translators: a day, and the version of the rules. */
                         _ ("The legal aid office decides. As of %s, rules %s."), day,
                         yz_json_get_string (get_result (self), "rules_version"));

  add_line (card, say_now (self), basis);
}

static gboolean
is_counted (YzResultPage *self)
{
  JsonArray *limits = yz_json_get_array (get_result (self), "time_limits");

  for (guint i = 0; i < json_array_get_length (limits); i++)
    if (json_object_has_member (json_array_get_object_element (limits, i), "last_day"))
      return TRUE;
  return FALSE;
}

/* What a person needs first stands first. */
static void
add_details (YzResultPage *self)
{
  gboolean counted = is_counted (self);

  add_help_lines (self);
  add_list (self, "safety", _ ("Your safety first"), TRUE);
  if (counted)
    add_time_limits (self);
  add_claims (self);
  add_now (self);
  add_list (self, "materials", _ ("What to bring"), FALSE);
  add_list (self, "office", _ ("Where to go"), FALSE);
  if (!counted)
    add_time_limits (self);
  add_list (self, "reasons", _ ("Why"), TRUE);
  add_means (self);
  add_list (self, "applicant", _ ("Who applies"), TRUE);
  add_list (self, "payers", _ ("Who has to pay"), TRUE);
  add_list (self, "next", _ ("What follows"), TRUE);
  add_list (self, "refer", _ ("Other help"), FALSE);
  add_list (self, "remedy", _ ("If you disagree"), TRUE);
  add_list (self, "warnings", _ ("Please note"), TRUE);
}

static void
show_banner (YzResultPage *self)
{
  JsonArray *reasons = yz_json_get_array (get_result (self), "reasons");
  gboolean good = is (self, "outcome", "may-apply");
  gboolean urgent = yz_json_get_boolean (get_result (self), "urgent", FALSE);

  gtk_widget_add_css_class (self->banner, good ? "good" : "open");
  gtk_image_set_from_icon_name (self->banner_icon,
                                good ? "object-select-symbolic" : "dialog-information-symbolic");
  gtk_label_set_label (self->outcome_label,
                       name_outcome (yz_json_get_string (get_result (self), "outcome"),
                                     yz_json_get_string (get_result (self), "route")));
  gtk_widget_set_visible (GTK_WIDGET (self->reason_label), json_array_get_length (reasons) > 0);
  if (json_array_get_length (reasons) > 0)
    gtk_label_set_label (self->reason_label,
                         say (self, json_array_get_object_element (reasons, 0), "text"));
  gtk_widget_set_visible (self->urgent_label, urgent);
}

static void
show_actions (YzResultPage *self)
{
  gboolean apply = is (self, "outcome", "may-apply") && is (self, "route", "apply");
  gboolean anyway = is (self, "outcome", "may-not-qualify") || is (self, "outcome", "ask-window");

  gtk_widget_set_visible (self->apply_button, apply || anyway);
  gtk_button_set_label (GTK_BUTTON (self->apply_button),
                        apply ? _ ("Apply now") : _ ("Apply anyway"));
  gtk_widget_add_css_class (apply ? self->apply_button : self->ticket_button, "main-button");
  gtk_widget_set_visible (self->more_button,
                          yz_eligibility_get_next (get_eligibility (self)) != NULL);
}

/* The text for the phone; not where somebody else may look at that phone. */
static void
show_phone (YzResultPage *self)
{
  gboolean sensitive = yz_session_get_sensitive (yz_page_get_session (YZ_PAGE (self)));
  g_autofree char *text
      = sensitive ? NULL : yz_result_text (get_result (self), get_language (self), FALSE);

  gtk_widget_set_visible (self->phone_card,
                          text != NULL && yz_qr_image_set_text (self->qr_image, text));
  gtk_widget_set_visible (self->print_button,
                          yz_print_is_possible (yz_page_get_session (YZ_PAGE (self))));
}

static void
yz_result_page_enter (YzPage *page)
{
  YzResultPage *self = YZ_RESULT_PAGE (page);

  show_banner (self);
  show_actions (self);
  add_details (self);
  show_phone (self);
}

static void
yz_result_page_class_init (YzResultPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YZ_PAGE_CLASS (klass)->enter = yz_result_page_enter;

  g_type_ensure (YZ_TYPE_QR_IMAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/yizhan/kiosk/pages/eligibility/"
                                                             "yz-result-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzResultPage, banner);
  gtk_widget_class_bind_template_child (widget_class, YzResultPage, banner_icon);
  gtk_widget_class_bind_template_child (widget_class, YzResultPage, outcome_label);
  gtk_widget_class_bind_template_child (widget_class, YzResultPage, reason_label);
  gtk_widget_class_bind_template_child (widget_class, YzResultPage, urgent_label);
  gtk_widget_class_bind_template_child (widget_class, YzResultPage, details_box);
  gtk_widget_class_bind_template_child (widget_class, YzResultPage, phone_card);
  gtk_widget_class_bind_template_child (widget_class, YzResultPage, qr_image);
  gtk_widget_class_bind_template_child (widget_class, YzResultPage, print_button);
  gtk_widget_class_bind_template_child (widget_class, YzResultPage, print_label);
  gtk_widget_class_bind_template_child (widget_class, YzResultPage, more_button);
  gtk_widget_class_bind_template_child (widget_class, YzResultPage, apply_button);
  gtk_widget_class_bind_template_child (widget_class, YzResultPage, ticket_button);
  gtk_widget_class_bind_template_callback (widget_class, on_apply_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_ticket_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_summary_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_faq_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_more_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_print_clicked);
}

static void
yz_result_page_init (YzResultPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
