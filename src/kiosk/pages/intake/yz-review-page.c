/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-review-page.h"

#include "yz-answer-text.h"
#include "yz-clock.h"
#include "yz-error.h"
#include "yz-form-state.h"
#include "yz-label.h"
#include "yz-session-papers.h"

#include <glib/gi18n-lib.h>

/* All answers once more before they are sealed, each section with its way back. What is still wrong
 * is named here; what is only unusual does not hold anybody up. */
struct _YzReviewPage {
  YzPage parent_instance;

  GtkBox *sections_box;
  GtkWidget *problem_box;
  GtkLabel *problem_label;
  GtkWidget *submit_button;
  GtkWidget *saving_box;
};

G_DEFINE_FINAL_TYPE (YzReviewPage, yz_review_page, YZ_TYPE_PAGE)

static void
show_problem (YzReviewPage *self, const char *text)
{
  gtk_label_set_label (self->problem_label, text);
  gtk_widget_set_visible (self->problem_box, text != NULL);
}

static void
show_submitting (YzReviewPage *self)
{
  YzSubmitting submitting = yz_session_get_submitting (yz_page_get_session (YZ_PAGE (self)));
  const char *text = NULL;

  switch (submitting) {
  case YZ_SUBMITTING_NOT:
  case YZ_SUBMITTING_NOW:
    break;
  case YZ_SUBMITTING_FAILED:
    text = _ ("Your application could not be saved on this kiosk. Nothing was submitted. "
              "Please press “Submit” once more, or go to a window: the staff will help you.");
    break;
  case YZ_SUBMITTING_NOT_SET_UP:
    text = _ ("This kiosk is not set up to take applications yet. Nothing was submitted. "
              "Please go to a window: the staff take your application there.");
    break;
  default:
    g_assert_not_reached ();
  }
  show_problem (self, text);
  yz_page_set_busy (YZ_PAGE (self), submitting == YZ_SUBMITTING_NOW);
  gtk_widget_set_visible (self->saving_box, submitting == YZ_SUBMITTING_NOW);
  gtk_widget_set_sensitive (self->submit_button, submitting != YZ_SUBMITTING_NOW);
}

static YzSubmitting
outcome_of (const GError *error)
{
  if (g_error_matches (error, YZ_ERROR, YZ_ERROR_CONFIG)
      || g_error_matches (error, YZ_ERROR, YZ_ERROR_KEY))
    return YZ_SUBMITTING_NOT_SET_UP;
  return YZ_SUBMITTING_FAILED;
}

static void
on_submitted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YzSession) session = user_data;
  g_autoptr (GError) error = NULL;
  YzReceipt *receipt = yz_submission_submit_finish (result, &error);
  YzBusSupervisor *supervisor;

  if (receipt == NULL) {
    /* The store's own words are for the log; the citizen reads others. */
    g_warning ("a submission was not kept: %s", error->message);
    yz_session_set_submitting (session, outcome_of (error));
    return;
  }
  supervisor = yz_session_get_supervisor (session);
  if (supervisor != NULL)
    yz_bus_supervisor_call_submitted (supervisor, receipt->id, NULL, NULL, NULL);
  yz_session_set_submitting (session, YZ_SUBMITTING_NOT);
  yz_session_take_receipt (session, receipt);
  yz_session_go_from_home (session, "receipt", NULL);
}

static void
on_submit_clicked (YzReviewPage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));

  if (!yz_page_may_leave (YZ_PAGE (self)))
    return;

  yz_session_set_submitting (session, YZ_SUBMITTING_NOW);
  /* Not cancelled when the page goes: what was submitted stays submitted. */
  yz_submission_submit_async (yz_session_get_node (session), yz_session_get_store (session),
                              &(YzFilledForm){ .form = yz_session_get_form (session),
                                               .answers = yz_session_get_answers (session),
                                               .sources = yz_session_get_sources (session),
                                               .papers = yz_session_get_papers (session) },
                              NULL, on_submitted, g_object_ref (session));
}

static void
on_change_clicked (GtkButton *button, gpointer user_data)
{
  YzReviewPage *self = YZ_REVIEW_PAGE (user_data);

  yz_session_go (yz_page_get_session (YZ_PAGE (self)), "form",
                 g_object_get_data (G_OBJECT (button), "section"));
}

static void
add_answer (YzReviewPage *self, GtkBox *box, const YzField *field)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  const char *language = yz_session_get_language (session);
  JsonNode *answer = yz_session_get_answer (session, field->id);
  g_autofree char *text = yz_answer_to_text (field, answer, language);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_box_append (GTK_BOX (line), yz_label_new (yz_text_get (&field->title, language), "soft"));
  gtk_box_append (GTK_BOX (line), yz_label_new (text, answer != NULL ? "strong" : "soft"));
  gtk_box_append (box, line);
}

static void
add_section (YzReviewPage *self, const YzFormState *state, const YzSection *section, guint number)
{
  const char *language = yz_session_get_language (yz_page_get_session (YZ_PAGE (self)));
  const char *title = yz_text_get (&section->title, language);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);
  GtkWidget *heading = yz_label_new (title, "section-title");
  GtkWidget *change = gtk_button_new_with_label (_ ("Change"));
  /* Translators: %s is the title of a section of the form. */
  g_autofree char *name = g_strdup_printf (_ ("Change: %s"), title);

  gtk_widget_set_hexpand (heading, TRUE);
  gtk_widget_set_valign (change, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (change), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (change), "section", g_strdup_printf ("%u:review", number),
                          g_free);
  g_signal_connect_object (change, "clicked", G_CALLBACK (on_change_clicked), self, 0);
  gtk_box_append (GTK_BOX (head), heading);
  gtk_box_append (GTK_BOX (head), change);
  gtk_box_append (GTK_BOX (card), head);
  gtk_widget_add_css_class (card, "card");
  for (guint i = 0; i < section->fields->len; i++) {
    const YzField *field = g_ptr_array_index (section->fields, i);

    if (yz_form_state_is_relevant (state, field))
      add_answer (self, GTK_BOX (card), field);
  }
  gtk_box_append (self->sections_box, card);
}

static GPtrArray *
check (YzReviewPage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  g_autofree char *today
      = yz_time_local_date (yz_clock_now (yz_node_get_clock (yz_session_get_node (session))));

  return yz_form_check_answers (yz_session_get_form (session), yz_session_get_answers (session),
                                today);
}

static void
show_problems (YzReviewPage *self, GPtrArray *problems)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  g_autofree char *text = yz_problems_to_text (yz_session_get_form (session), problems,
                                               yz_session_get_language (session));

  show_problem (self, *text != '\0' ? text : NULL);
}

static gboolean
yz_review_page_may_leave (YzPage *page)
{
  g_autoptr (GPtrArray) problems = check (YZ_REVIEW_PAGE (page));

  show_problems (YZ_REVIEW_PAGE (page), problems);
  return !yz_field_problems_block (problems);
}

static void
yz_review_page_enter (YzPage *page)
{
  YzReviewPage *self = YZ_REVIEW_PAGE (page);
  YzSession *session = yz_page_get_session (page);
  GPtrArray *sections = yz_form_get_sections (yz_session_get_form (session));
  g_autoptr (GPtrArray) problems = check (self);
  g_autoptr (YzFormState) state
      = yz_form_state_new (yz_session_get_form (session), yz_session_get_answers (session));

  for (guint i = 0; i < sections->len; i++) {
    const YzSection *section = g_ptr_array_index (sections, i);

    if (yz_session_asks_section (session, state, section))
      add_section (self, state, section, i);
  }
  if (yz_session_get_submitting (session) == YZ_SUBMITTING_NOT)
    show_problems (self, problems);
  else
    show_submitting (self);
  g_signal_connect_object (session, "notify::submitting", G_CALLBACK (show_submitting), self,
                           G_CONNECT_SWAPPED);
}

static void
yz_review_page_forget (YzPage *page)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (YZ_REVIEW_PAGE (page)->sections_box))))
    gtk_box_remove (YZ_REVIEW_PAGE (page)->sections_box, child);
}

static void
yz_review_page_class_init (YzReviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  YzPageClass *page_class = YZ_PAGE_CLASS (klass);

  page_class->enter = yz_review_page_enter;
  page_class->may_leave = yz_review_page_may_leave;
  page_class->forget = yz_review_page_forget;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/intake/yz-review-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzReviewPage, sections_box);
  gtk_widget_class_bind_template_child (widget_class, YzReviewPage, problem_box);
  gtk_widget_class_bind_template_child (widget_class, YzReviewPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, YzReviewPage, submit_button);
  gtk_widget_class_bind_template_child (widget_class, YzReviewPage, saving_box);
  gtk_widget_class_bind_template_callback (widget_class, on_submit_clicked);
}

static void
yz_review_page_init (YzReviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
