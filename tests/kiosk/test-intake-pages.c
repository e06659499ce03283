/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-field-row.h"
#include "yz-json.h"
#include "yz-language.h"
#include "yz-region-page.h"
#include "yz-session-papers.h"
#include "yz-test-kiosk.h"
#include "yz-test-widget.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/* From the first field to the receipt, as a citizen does it. */

static GtkWidget *
window (YzTestKiosk *kiosk)
{
  return GTK_WIDGET (kiosk->window);
}

static GtkWidget *
entry_at (YzTestKiosk *kiosk, guint index)
{
  return yz_test_widget_find (yz_test_kiosk_get_page (kiosk), GTK_TYPE_ENTRY, index);
}

static void
type (YzTestKiosk *kiosk, guint index, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (entry_at (kiosk, index)), text);
}

static const char *
get_answer (YzTestKiosk *kiosk, const char *field)
{
  return yz_json_get_string (yz_session_get_answers (kiosk->session), field);
}

static gboolean
says (YzTestKiosk *kiosk, const char *text)
{
  return yz_test_widget_has_text (yz_test_kiosk_get_page (kiosk), text);
}

/* The form ------------------------------------------------------------------------------------ */

static void
test_required_blocks (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "form", "0");
  g_assert_false (says (kiosk, "needed"));
  yz_test_widget_press (window (kiosk), "Next");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "form"));
  g_assert_cmpstr (yz_session_get_argument (kiosk->session), ==, "0");
  /* It says so, where a screen reader hears it too, and leads to the first. */
  g_assert_true (gtk_widget_has_css_class (entry_at (kiosk, 0), "error"));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (entry_at (kiosk, 0)),
                                    GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (kiosk->window)),
                                         entry_at (kiosk, 0)));

  type (kiosk, 0, "张小明");
  yz_test_widget_press (window (kiosk), "Next");
  g_assert_false (gtk_widget_has_css_class (entry_at (kiosk, 0), "error"));
  g_assert_true (gtk_widget_has_css_class (entry_at (kiosk, 1), "error"));
}

static void
test_goes_on_when_right (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "form", "0");
  type (kiosk, 0, "张小明");
  yz_test_widget_press (window (kiosk), "Female");
  type (kiosk, 1, "1978-10-27");
  type (kiosk, 2, "330105197810270024");
  yz_test_widget_press (window (kiosk), "Next");
  /* The check digit is wrong. */
  g_assert_cmpstr (yz_session_get_argument (kiosk->session), ==, "0");
  type (kiosk, 2, "330105197810270025");
  yz_test_widget_press (window (kiosk), "Next");
  g_assert_cmpstr (yz_session_get_argument (kiosk->session), ==,
                   "3"); /* 1 and 2 are for other people */
  g_assert_cmpstr (get_answer (kiosk, "name"), ==, "张小明");
  g_assert_cmpstr (get_answer (kiosk, "sex"), ==, "female");
  g_assert_cmpstr (get_answer (kiosk, "id_number"), ==, "330105197810270025");
}

/* Every page of the form, to the check and on. */
static void
test_through_the_form (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_answer_all (kiosk);
  yz_test_kiosk_show (kiosk, "form", "0");
  for (guint i = 0; i < 6; i++) {
    g_assert_true (yz_test_kiosk_is_at (kiosk, "form"));
    yz_test_widget_press (window (kiosk), "Next");
  }
  g_assert_true (yz_test_kiosk_is_at (kiosk, "review"));
  for (guint i = 0; i < 5; i++)
    yz_test_widget_press (window (kiosk), "Back");
  g_assert_cmpstr (yz_session_get_argument (kiosk->session), ==,
                   "3"); /* 1 and 2 are for other people */
}

static gboolean
is_null (gpointer user_data)
{
  return *(gpointer *)user_data == NULL;
}

static void
test_language_keeps_answers (YzTestKiosk *kiosk, gconstpointer data)
{
  GtkWidget *before;

  yz_test_kiosk_show (kiosk, "form", "0");
  type (kiosk, 0, "张小明");
  type (kiosk, 1, "19");
  before = yz_test_kiosk_get_page (kiosk);
  g_object_add_weak_pointer (G_OBJECT (before), (gpointer *)&before);
  yz_test_widget_press (window (kiosk), "中文");
  /* GTK lets go of what had the focus with the next frame. */
  yz_test_wait_until (is_null, &before);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry_at (kiosk, 0))), ==, "张小明");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry_at (kiosk, 1))), ==, "19");
  g_assert_nonnull (yz_test_widget_find_button (window (kiosk), "下一步"));
}

static void
test_emptied_answer (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "form", "0");
  type (kiosk, 0, "张小明");
  type (kiosk, 0, "");
  g_assert_null (yz_session_get_answer (kiosk->session, "name"));
}

static void
test_digit_pad (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "form", "0");
  g_assert_null (yz_test_widget_find_button (window (kiosk), "7"));
  gtk_widget_grab_focus (entry_at (kiosk, 2));
  yz_test_widget_press (window (kiosk), "7");
  yz_test_widget_press (window (kiosk), "X");
  g_assert_cmpstr (get_answer (kiosk, "id_number"), ==, "7X");
  gtk_widget_grab_focus (entry_at (kiosk, 1));
  yz_test_widget_press (window (kiosk), "1");
  yz_test_widget_press (window (kiosk), "-");
  g_assert_cmpstr (get_answer (kiosk, "birth_date"), ==, "1-");
  /* A name takes no digits. */
  gtk_widget_grab_focus (entry_at (kiosk, 0));
  g_assert_null (yz_test_widget_find_button (window (kiosk), "7"));
}

static gboolean
is_wide (gpointer user_data)
{
  return yz_session_get_landscape (((YzTestKiosk *)user_data)->session);
}

/* Where the keys stand beside the fields, titles and fields are all there is room for. */
static void
test_brief (YzTestKiosk *kiosk, gconstpointer data)
{
  const YzField *field = yz_form_find_field (yz_session_get_form (kiosk->session), "id_number");

  yz_test_kiosk_show (kiosk, "form", "0");
  gtk_window_set_default_size (GTK_WINDOW (kiosk->window), 1280, 800);
  yz_test_wait_until (is_wide, kiosk);
  g_assert_true (yz_test_widget_has_text (window (kiosk), field->hint.en));
  gtk_widget_grab_focus (entry_at (kiosk, 2));
  g_assert_false (yz_test_widget_has_text (window (kiosk), field->hint.en));
  g_assert_true (yz_test_widget_has_text (window (kiosk), field->title.en));
  yz_test_widget_press (window (kiosk), "Done");
  g_assert_true (yz_test_widget_has_text (window (kiosk), field->hint.en));
}

static void
test_choose (YzTestKiosk *kiosk, gconstpointer data)
{
  const YzField *field = yz_form_find_field (yz_session_get_form (kiosk->session), "ethnic_group");
  const YzOption *option = g_ptr_array_index (field->options, 2);
  GtkWidget *button;

  yz_test_kiosk_show (kiosk, "form", "0");
  yz_test_widget_press (window (kiosk), "Choose…");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "choose"));
  yz_test_widget_press (window (kiosk), option->title.en);
  g_assert_true (yz_test_kiosk_is_at (kiosk, "form"));
  g_assert_cmpstr (get_answer (kiosk, "ethnic_group"), ==, option->value);
  button = yz_test_widget_find_button (window (kiosk), option->title.en);
  g_assert_nonnull (button);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       field->title.en);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       option->title.en);
  g_assert_null (yz_test_widget_find_button (window (kiosk), "Choose…"));
}

static GtkWidget *
find_row (YzTestKiosk *kiosk, const char *field)
{
  GtkWidget *row;

  for (guint i = 0; (row = yz_test_widget_find (window (kiosk), YZ_TYPE_FIELD_ROW, i)) != NULL; i++)
    if (strcmp (yz_field_row_get_field (YZ_FIELD_ROW (row))->id, field) == 0)
      return row;
  g_assert_not_reached ();
}

static void
assert_focus_in (YzTestKiosk *kiosk, const char *field)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (kiosk->window));

  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_is_ancestor (focus, find_row (kiosk, field)));
}

static gboolean
is_in_sight (gpointer user_data)
{
  GtkWidget *row = find_row (user_data, "residence_address");
  GtkWidget *scroller = gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t area;

  return gtk_widget_get_height (scroller) > 0 && gtk_widget_compute_bounds (row, scroller, &area)
         && area.origin.y >= 0
         && area.origin.y + area.size.height <= (float)gtk_widget_get_height (scroller);
}

static gboolean
is_out_of_sight (gpointer user_data)
{
  return !is_in_sight (user_data);
}

/* Who went to another page for one field goes on at that field, and not at the top. */
static void
test_back_at_the_field (YzTestKiosk *kiosk, gconstpointer data)
{
  GtkWidget *focus;

  yz_test_kiosk_answer (kiosk, "residence_address", "某市某区某路1号");
  yz_test_kiosk_show (kiosk, "home", NULL);
  gtk_window_set_default_size (GTK_WINDOW (kiosk->window), 1280, 600);
  yz_test_kiosk_show (kiosk, "form", "3");
  assert_focus_in (kiosk, "household_address");
  yz_test_wait_until (is_out_of_sight, kiosk);
  yz_region_page_open (kiosk->session, "residence_address");
  yz_test_settle ();
  yz_session_leave (kiosk->session, "region");
  assert_focus_in (kiosk, "residence_address");
  yz_test_wait_until (is_in_sight, kiosk);
  focus = gtk_window_get_focus (GTK_WINDOW (kiosk->window));
  g_assert_false (gtk_editable_get_selection_bounds (GTK_EDITABLE (focus), NULL, NULL));

  yz_session_go (kiosk->session, "form", "4");
  yz_session_back (kiosk->session);
  assert_focus_in (kiosk, "household_address");
  yz_test_kiosk_show (kiosk, "form", "0");
  assert_focus_in (kiosk, "name");
  yz_session_go (kiosk->session, "choose", "ethnic_group");
  yz_session_back (kiosk->session);
  assert_focus_in (kiosk, "ethnic_group");
}

static void
test_back_from_papers (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autoptr (GBytes) picture = g_bytes_new_static ("picture", 7);

  yz_session_add_paper (kiosk->session, "id_papers", picture);
  yz_session_add_paper (kiosk->session, "case_papers", picture);
  yz_test_kiosk_show (kiosk, "form", "6");
  assert_focus_in (kiosk, "id_papers");
  yz_session_go (kiosk->session, "papers", "case_papers");
  yz_session_back (kiosk->session);
  assert_focus_in (kiosk, "case_papers");
}

static void
test_sign_at_window (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "form", "7");
  yz_test_widget_press (window (kiosk), "I sign at the window instead");
  g_assert_cmpstr (get_answer (kiosk, "signature"), ==, "window");
  yz_test_widget_press (window (kiosk), "I sign at the window instead");
  g_assert_null (get_answer (kiosk, "signature"));
}

/* What depends on other answers --------------------------------------------------------------- */

static void
test_agent_fields (YzTestKiosk *kiosk, gconstpointer data)
{
  YzForm *form = yz_session_get_form (kiosk->session);
  const char *kind = yz_form_find_field (form, "agent_kind")->title.en;
  const char *number = yz_form_find_field (form, "agent_id_number")->title.en;
  GtkWidget *name;

  yz_test_kiosk_show (kiosk, "form", "4");
  g_assert_false (says (kiosk, kind));
  g_assert_false (says (kiosk, number));
  name = entry_at (kiosk, 0);
  gtk_widget_grab_focus (name);
  type (kiosk, 0, "李");
  g_assert_true (says (kiosk, kind));
  g_assert_true (says (kiosk, number));
  g_assert_true (says (kiosk, "required"));
  g_assert_true (entry_at (kiosk, 0) == name);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (kiosk->window)), name));

  /* The kind is needed now; what is wrong does not outlive the question. */
  yz_test_widget_press (window (kiosk), "Next");
  g_assert_cmpstr (yz_session_get_argument (kiosk->session), ==, "4");
  g_assert_true (says (kiosk, "Please choose"));
  type (kiosk, 1, "440308199901101512");
  gtk_widget_grab_focus (name);
  type (kiosk, 0, "");
  g_assert_false (says (kiosk, kind));
  g_assert_false (says (kiosk, number));
  g_assert_false (says (kiosk, "required"));

  /* What was typed comes back with its question. */
  type (kiosk, 0, "李小红");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry_at (kiosk, 1))), ==,
                   "440308199901101512");
  g_assert_false (says (kiosk, "Please choose"));
  yz_test_widget_press (window (kiosk), "Legal representative");
  yz_test_widget_press (window (kiosk), "Next");
  g_assert_cmpstr (yz_session_get_argument (kiosk->session), ==, "5");
}

static void
test_agent_signs (YzTestKiosk *kiosk, gconstpointer data)
{
  const char *title
      = yz_form_find_field (yz_session_get_form (kiosk->session), "agent_signature")->title.en;

  yz_test_kiosk_show (kiosk, "form", "7");
  g_assert_false (says (kiosk, title));
  yz_test_kiosk_answer (kiosk, "agent_name", "李小红");
  g_assert_true (says (kiosk, title));
}

/* `second` is all of its section, and asked where `first` is yes. With ' for ". */
static const char steps[]
    = "{'id':'steps','version':'1','title':{'zh':'表','en':'Steps'},'sections':["
      "{'id':'a','title':{'zh':'甲','en':'Part a'},'fields':["
      "{'id':'first','type':'choice','required':true,'title':{'zh':'一','en':'First'},'options':["
      "{'value':'y','title':{'zh':'是','en':'Yes please'}},"
      "{'value':'n','title':{'zh':'否','en':'No thanks'}}]}]},"
      "{'id':'b','title':{'zh':'乙','en':'Part b'},'fields':["
      "{'id':'second','type':'text','required':true,'title':{'zh':'二','en':'Second'},"
      "'relevant':{'==':[{'var':'first'},'y']}}]},"
      "{'id':'c','title':{'zh':'丙','en':'Part c'},'fields':["
      "{'id':'third','type':'text','required':false,'title':{'zh':'三','en':'Third'}}]}]}";

static void
test_steps (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autofree char *json = g_strdelimit (g_strdup (steps), "'", '"');
  g_autoptr (JsonNode) node = yz_json_parse (json, -1, G_MAXSIZE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzForm) form = yz_form_new_from_json (node, &error);

  g_assert_no_error (error);
  yz_session_set_form (kiosk->session, form);
  yz_test_kiosk_show (kiosk, "form", "0");
  g_assert_true (says (kiosk, "Step 1 of 3"));
  yz_test_widget_press (window (kiosk), "Yes please");
  g_assert_true (says (kiosk, "Step 1 of 4"));
  yz_test_widget_press (window (kiosk), "Next");
  g_assert_true (says (kiosk, "Part b"));
  type (kiosk, 0, "x");
  yz_test_widget_press (window (kiosk), "Back");

  /* Without its only field the section is no step. */
  yz_test_widget_press (window (kiosk), "No thanks");
  g_assert_true (says (kiosk, "Step 1 of 3"));
  yz_test_widget_press (window (kiosk), "Next");
  g_assert_true (says (kiosk, "Part c"));
  g_assert_true (says (kiosk, "Step 2 of 3"));
  yz_test_widget_press (window (kiosk), "Next");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "review"));
  g_assert_false (says (kiosk, "Part b"));
  g_assert_false (says (kiosk, "Second"));
  g_assert_true (says (kiosk, "Part c"));
  g_assert_cmpstr (get_answer (kiosk, "second"), ==, "x");

  /* Nor does an old way there lead into emptiness. */
  yz_test_kiosk_show (kiosk, "form", "1");
  g_assert_true (says (kiosk, "Part c"));
}

/* Who must not be found out is asked how to be reached; nobody else is. */
static void
test_safe_contact (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_answer_all (kiosk);
  yz_test_kiosk_show (kiosk, "form", "0");
  yz_test_widget_press (window (kiosk), "Next");
  g_assert_false (says (kiosk, "How to reach you safely"));
  g_assert_true (says (kiosk, "Telephone"));

  yz_session_make_sensitive (kiosk->session);
  yz_session_home (kiosk->session);
  yz_session_go (kiosk->session, "form", "0");
  g_assert_true (says (kiosk, "Step 1 of 8"));
  yz_test_widget_press (window (kiosk), "Next");
  g_assert_true (says (kiosk, "How to reach you safely"));
  g_assert_true (says (kiosk, "When is it safe to call?"));
  yz_test_widget_press (window (kiosk), "In the evening");
  yz_test_widget_press (window (kiosk), "Next");
  g_assert_true (says (kiosk, "Telephone"));
  yz_session_go (kiosk->session, "review", NULL);
  g_assert_true (says (kiosk, "In the evening"));
}

/* The check ----------------------------------------------------------------------------------- */

static void
test_review_lists_all (YzTestKiosk *kiosk, gconstpointer data)
{
  GPtrArray *sections = yz_form_get_sections (yz_session_get_form (kiosk->session));

  yz_session_make_sensitive (kiosk->session);
  yz_test_kiosk_answer_all (kiosk);
  yz_test_kiosk_answer (kiosk, "agent_name", "李小红");
  yz_test_kiosk_answer (kiosk, "id_number", "H1234567801");
  yz_test_kiosk_show (kiosk, "review", NULL);
  for (guint i = 0; i < sections->len; i++) {
    const YzSection *section = g_ptr_array_index (sections, i);

    g_assert_true (says (kiosk, section->title.en));
    for (guint j = 0; j < section->fields->len; j++)
      g_assert_true (says (kiosk, ((YzField *)g_ptr_array_index (section->fields, j))->title.en));
  }
  g_assert_true (says (kiosk, "张小明"));
  g_assert_true (says (kiosk, "Female"));
  g_assert_true (says (kiosk, "H1234567801"));
  g_assert_true (says (kiosk, "Will be signed at the window"));
  g_assert_true (says (kiosk, "(not filled in)"));
}

/* Nobody is shown gaps where nothing was asked. */
static void
test_review_without_agent (YzTestKiosk *kiosk, gconstpointer data)
{
  YzForm *form = yz_session_get_form (kiosk->session);

  yz_test_kiosk_answer_all (kiosk);
  yz_test_kiosk_show (kiosk, "review", NULL);
  g_assert_true (says (kiosk, yz_form_find_field (form, "agent_name")->title.en));
  g_assert_false (says (kiosk, yz_form_find_field (form, "agent_kind")->title.en));
  g_assert_false (says (kiosk, yz_form_find_field (form, "agent_signature")->title.en));
}

static void
test_review_changes (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_answer_all (kiosk);
  yz_test_kiosk_show (kiosk, "review", NULL);
  yz_test_widget_press (window (kiosk), "Change");
  g_assert_cmpstr (yz_session_get_argument (kiosk->session), ==, "0:review");
  type (kiosk, 0, "李小红");
  yz_test_widget_press (window (kiosk), "Back to the check");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "review"));
  g_assert_true (says (kiosk, "李小红"));
}

/* What was left out is not handed in, but papers still can be. */
static void
test_review_without_photos (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_answer_all (kiosk);
  yz_test_kiosk_show (kiosk, "review", NULL);
  g_assert_true (says (kiosk, "Not photographed: you can bring them to the window"));
  yz_session_set_language (kiosk->session, "zh");
  g_assert_true (says (kiosk, "没有拍，可以带到窗口交"));
}

static void
test_review_refuses (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_answer_all (kiosk);
  yz_session_set_answer (kiosk->session, "matter", NULL, "typed");
  yz_test_kiosk_show (kiosk, "review", NULL);
  yz_test_widget_press (window (kiosk), "Submit");
  g_assert_cmpint (yz_session_get_submitting (kiosk->session), ==, YZ_SUBMITTING_NOT);
  g_assert_cmpuint (yz_test_kiosk_n_submitted (kiosk), ==, 0);
}

static gboolean
is_submitted_or_failed (gpointer user_data)
{
  YzTestKiosk *kiosk = user_data;

  return yz_session_get_submitting (kiosk->session) != YZ_SUBMITTING_NOW;
}

static void
submit (YzTestKiosk *kiosk)
{
  yz_test_widget_press (window (kiosk), "Submit");
  yz_test_wait_until (is_submitted_or_failed, kiosk);
  yz_test_settle ();
}

static void
test_submit (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_answer_all (kiosk);
  yz_test_kiosk_show (kiosk, "review", NULL);
  submit (kiosk);
  g_assert_true (yz_test_kiosk_is_at (kiosk, "receipt"));
  g_assert_cmpuint (yz_test_kiosk_n_submitted (kiosk), ==, 1);
  g_assert_cmpuint (json_object_get_size (yz_session_get_answers (kiosk->session)), ==, 0);
  g_assert_true (says (kiosk, yz_session_get_receipt (kiosk->session)->number));
  g_assert_true (says (kiosk, yz_session_get_receipt (kiosk->session)->code));
  g_assert_true (says (kiosk, "not yet delivered"));
  yz_session_set_delivered (kiosk->session, yz_session_get_receipt (kiosk->session)->id);
  g_assert_false (says (kiosk, "not yet delivered"));
  g_assert_true (says (kiosk, "Delivered"));
}

/* One name for the number on the screen and on paper, and no way to ask that there is not. */
static void
test_receipt_words (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_answer_all (kiosk);
  yz_test_kiosk_show (kiosk, "review", NULL);
  submit (kiosk);
  g_assert_true (yz_test_kiosk_is_at (kiosk, "receipt"));
  g_assert_true (says (kiosk, "Receipt number: say it at the window"));
  g_assert_true (says (kiosk, "Bring the papers you did not photograph to the window and give the "
                              "number above."));
  g_assert_false (says (kiosk, "follow"));
  yz_session_set_language (kiosk->session, "zh");
  g_assert_true (says (kiosk, "回执号：到窗口时报这个号"));
  g_assert_true (says (kiosk, "没有拍的材料，请带到窗口，报上面的回执号。"));
  g_assert_true (says (kiosk, "查询码：只有您有。请收好，不要给别人看。"));
  g_assert_false (says (kiosk, "编号"));
  g_assert_false (says (kiosk, "进度"));
}

/* Whoever is in doubt presses again, and whoever cannot read it changes the language. */
static void
test_submits_once (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_answer_all (kiosk);
  yz_test_kiosk_show (kiosk, "review", NULL);
  yz_test_widget_press (window (kiosk), "Submit");
  g_assert_false (gtk_widget_is_sensitive (yz_test_widget_find_button (window (kiosk), "Submit")));
  yz_session_set_language (kiosk->session, "zh");
  g_assert_false (gtk_widget_is_sensitive (yz_test_widget_find_button (window (kiosk), "提交")));
  yz_test_wait_until (is_submitted_or_failed, kiosk);
  g_assert_true (yz_test_kiosk_is_at (kiosk, "receipt"));
  g_assert_cmpuint (yz_test_kiosk_n_submitted (kiosk), ==, 1);
}

static void
limit_files (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_no_errno (getrlimit (RLIMIT_FSIZE, &limit));
  limit.rlim_cur = bytes != RLIM_INFINITY ? bytes : limit.rlim_max;
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &limit));
}

/* The disk takes nothing: kind words, the answers stay, and it goes on when there is room again. */
static void
test_store_fails (YzTestKiosk *kiosk, gconstpointer data)
{
  /* The first one of a kiosk makes its keys. */
  yz_test_kiosk_answer_all (kiosk);
  yz_test_kiosk_show (kiosk, "review", NULL);
  submit (kiosk);
  g_assert_cmpuint (yz_test_kiosk_n_submitted (kiosk), ==, 1);

  yz_test_kiosk_answer_all (kiosk);
  yz_test_kiosk_show (kiosk, "review", NULL);
  limit_files (0);
  submit (kiosk);
  limit_files (RLIM_INFINITY);
  g_assert_true (yz_test_kiosk_is_at (kiosk, "review"));
  g_assert_true (says (kiosk, "Nothing was submitted."));
  g_assert_false (says (kiosk, "kiosk.db"));
  g_assert_cmpstr (get_answer (kiosk, "name"), ==, "张小明");
  g_assert_cmpuint (yz_test_kiosk_n_submitted (kiosk), ==, 1);
  /* Also in the other language. */
  yz_session_set_language (kiosk->session, "zh");
  g_assert_false (says (kiosk, "Nothing was submitted."));
  g_assert_true (says (kiosk, "提交"));
  yz_session_set_language (kiosk->session, "en");
  g_assert_true (says (kiosk, "Nothing was submitted."));

  submit (kiosk);
  g_assert_true (yz_test_kiosk_is_at (kiosk, "receipt"));
  g_assert_cmpuint (yz_test_kiosk_n_submitted (kiosk), ==, 2);
}

static void
test_no_key (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autofree char *path = g_build_filename (kiosk->folder, "centre.key.pub", NULL);

  g_assert_true (g_file_set_contents (path, "rubbish", -1, NULL));
  yz_test_kiosk_answer_all (kiosk);
  yz_test_kiosk_show (kiosk, "review", NULL);
  submit (kiosk);
  g_assert_true (yz_test_kiosk_is_at (kiosk, "review"));
  g_assert_true (says (kiosk, "not set up to take applications"));
  g_assert_cmpstr (get_answer (kiosk, "name"), ==, "张小明");
}

int
main (int argc, char **argv)
{
  yz_language_init ();
  yz_test_widget_init (&argc, &argv);
  /* That an application was not kept is logged; and a file that may not grow is an error, no end.
   */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  signal (SIGXFSZ, SIG_IGN);

#define ADD(path, func)                                                                            \
  g_test_add ("/intake-pages/" path, YzTestKiosk, NULL, yz_test_kiosk_set_up, func,                \
              yz_test_kiosk_tear_down)
  ADD ("required-blocks", test_required_blocks);
  ADD ("goes-on-when-right", test_goes_on_when_right);
  ADD ("through-the-form", test_through_the_form);
  ADD ("language-keeps-answers", test_language_keeps_answers);
  ADD ("emptied-answer", test_emptied_answer);
  ADD ("digit-pad", test_digit_pad);
  ADD ("brief", test_brief);
  ADD ("choose", test_choose);
  ADD ("back-at-the-field", test_back_at_the_field);
  ADD ("back-from-papers", test_back_from_papers);
  ADD ("sign-at-window", test_sign_at_window);
  ADD ("agent-fields", test_agent_fields);
  ADD ("agent-signs", test_agent_signs);
  ADD ("steps", test_steps);
  ADD ("safe-contact", test_safe_contact);
  ADD ("review-lists-all", test_review_lists_all);
  ADD ("review-without-agent", test_review_without_agent);
  ADD ("review-changes", test_review_changes);
  ADD ("review-without-photos", test_review_without_photos);
  ADD ("review-refuses", test_review_refuses);
  ADD ("submit", test_submit);
  ADD ("receipt-words", test_receipt_words);
  ADD ("submits-once", test_submits_once);
  ADD ("store-fails", test_store_fails);
  ADD ("no-key", test_no_key);
#undef ADD

  return g_test_run ();
}
