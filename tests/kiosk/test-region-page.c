/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-test-kiosk.h"
#include "yz-test-widget.h"

#include "yz-json.h"
#include "yz-scroll-buttons.h"

#include <string.h>

/* A place, chosen by touch or by a few letters: for a form, for an address, and for the question
 * where a case is handled. */

#define TEXT "{\"zh\":\"地方\",\"en\":\"Place\"}"
#define FORM                                                                                       \
  "{\"id\":\"test-form\",\"version\":\"1\",\"title\":" TEXT ",\"sections\":[{\"id\":\"one\","      \
  "\"title\":" TEXT ",\"fields\":[{\"id\":\"place\",\"type\":\"region\",\"required\":true,"        \
  "\"title\":" TEXT "}]}]}"

static GtkWidget *
page (YzTestKiosk *kiosk)
{
  return yz_test_kiosk_get_page (kiosk);
}

static gboolean
says (YzTestKiosk *kiosk, const char *text)
{
  return yz_test_widget_has_text (page (kiosk), text);
}

static void
press (YzTestKiosk *kiosk, const char *text)
{
  yz_test_widget_press (page (kiosk), text);
}

static void
go_back (YzTestKiosk *kiosk)
{
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "Back");
}

static void
type (YzTestKiosk *kiosk, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (yz_test_widget_find (page (kiosk), GTK_TYPE_ENTRY, 0)),
                         text);
}

static const char *
get_answer (YzTestKiosk *kiosk, const char *field)
{
  return yz_json_get_string (yz_session_get_answers (kiosk->session), field);
}

/* A form that asks for nothing but a place. */
static void
show_form (YzTestKiosk *kiosk)
{
  g_autoptr (JsonNode) node = json_from_string (FORM, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzForm) form = yz_form_new_from_json (node, &error);

  g_assert_no_error (error);
  yz_session_set_form (kiosk->session, form);
  yz_test_kiosk_show (kiosk, "form", "0");
}

static void
open_page (YzTestKiosk *kiosk)
{
  show_form (kiosk);
  press (kiosk, "Choose…");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "region"));
}

/* By touch ------------------------------------------------------------------------------------ */

static void
test_three_touches (YzTestKiosk *kiosk, gconstpointer data)
{
  open_page (kiosk);
  g_assert_true (says (kiosk, "Jiangsu"));
  press (kiosk, "江苏");
  press (kiosk, "无锡市");
  g_assert_true (says (kiosk, "江苏省无锡市"));
  press (kiosk, "滨湖区");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "form"));
  g_assert_cmpstr (get_answer (kiosk, "place"), ==, "320211");
  g_assert_true (says (kiosk, "江苏省无锡市滨湖区"));

  /* Back leads to what was before the form, not through the levels again. */
  go_back (kiosk);
  g_assert_true (yz_test_kiosk_is_at (kiosk, "home"));
}

static void
test_review (YzTestKiosk *kiosk, gconstpointer data)
{
  show_form (kiosk);
  yz_test_kiosk_answer (kiosk, "place", "320211");
  yz_test_kiosk_show (kiosk, "review", NULL);
  g_assert_true (says (kiosk, "江苏省无锡市滨湖区"));
}

/* What people know as one city is one level. */
static void
test_municipality (YzTestKiosk *kiosk, gconstpointer data)
{
  open_page (kiosk);
  press (kiosk, "重庆");
  g_assert_false (says (kiosk, "市辖区"));
  press (kiosk, "忠县");
  g_assert_cmpstr (get_answer (kiosk, "place"), ==, "500233");
}

static void
test_city_without_counties (YzTestKiosk *kiosk, gconstpointer data)
{
  open_page (kiosk);
  press (kiosk, "广东");
  g_assert_false (says (kiosk, "Not in this list"));
  press (kiosk, "东莞市");
  g_assert_cmpstr (get_answer (kiosk, "place"), ==, "441900");
}

static void
test_back (YzTestKiosk *kiosk, gconstpointer data)
{
  open_page (kiosk);
  press (kiosk, "江苏");
  press (kiosk, "无锡市");
  go_back (kiosk);
  g_assert_nonnull (yz_test_widget_find_button (page (kiosk), "无锡市"));
  go_back (kiosk);
  g_assert_nonnull (yz_test_widget_find_button (page (kiosk), "江苏"));
  go_back (kiosk);
  g_assert_true (yz_test_kiosk_is_at (kiosk, "form"));
  g_assert_null (get_answer (kiosk, "place"));
}

/* A county that is newer than the list. */
static void
test_not_listed (YzTestKiosk *kiosk, gconstpointer data)
{
  open_page (kiosk);
  press (kiosk, "江苏");
  press (kiosk, "无锡市");
  press (kiosk, "Not in this list");
  g_assert_cmpstr (get_answer (kiosk, "place"), ==, "320200");
}

/* One that was abolished, from an old paper: what is known is said, and nobody is held up. */
static void
test_abolished (YzTestKiosk *kiosk, gconstpointer data)
{
  show_form (kiosk);
  yz_test_kiosk_answer (kiosk, "place", "110103");
  yz_test_kiosk_show (kiosk, "form", "0");
  g_assert_true (says (kiosk, "北京市（110103）"));
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "Next");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "review"));
  g_assert_true (says (kiosk, "area code"));
}

/* By letters ---------------------------------------------------------------------------------- */

static void
test_search (YzTestKiosk *kiosk, gconstpointer data)
{
  open_page (kiosk);
  type (kiosk, "wxbh");
  g_assert_true (says (kiosk, "江苏省无锡市"));
  press (kiosk, "滨湖区");
  g_assert_cmpstr (get_answer (kiosk, "place"), ==, "320211");
}

/* A city that is found is opened, and Back finds the search again, in either language. */
static void
test_search_opens (YzTestKiosk *kiosk, gconstpointer data)
{
  open_page (kiosk);
  type (kiosk, "无锡");
  press (kiosk, "无锡市");
  g_assert_nonnull (yz_test_widget_find_button (page (kiosk), "滨湖区"));
  go_back (kiosk);
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "中文");
  g_assert_nonnull (yz_test_widget_find_button (page (kiosk), "无锡市"));
  g_assert_null (yz_test_widget_find_button (page (kiosk), "北京"));
  type (kiosk, "");
  g_assert_nonnull (yz_test_widget_find_button (page (kiosk), "北京"));
}

static void
test_search_finds_nothing (YzTestKiosk *kiosk, gconstpointer data)
{
  open_page (kiosk);
  g_assert_false (says (kiosk, "No place is called that"));
  type (kiosk, "v/v'%\\");
  g_assert_true (says (kiosk, "No place is called that"));
  g_assert_null (yz_test_widget_find_button (page (kiosk), "北京"));
}

/* What is open is near. */
static void
test_search_near (YzTestKiosk *kiosk, gconstpointer data)
{
  open_page (kiosk);
  press (kiosk, "江西");
  type (kiosk, "xihu");
  press (kiosk, "西湖区");
  g_assert_cmpstr (get_answer (kiosk, "place"), ==, "360103");
}

/* An address ---------------------------------------------------------------------------------- */

static void
choose_for_address (YzTestKiosk *kiosk, const char *query, const char *name)
{
  press (kiosk, "Choose province, city and county");
  type (kiosk, query);
  press (kiosk, name);
  g_assert_true (yz_test_kiosk_is_at (kiosk, "form"));
}

static const char *
get_address (YzTestKiosk *kiosk)
{
  const char *household = get_answer (kiosk, "household_address");

  return household != NULL ? household : get_answer (kiosk, "residence_address");
}

static void
test_address (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autofree char *longer = NULL;
  g_autofree char *section = NULL;

  for (guint i = 0; section == NULL; i++) {
    g_autofree char *argument = g_strdup_printf ("%u", i);

    yz_test_kiosk_show (kiosk, "form", argument);
    if (yz_test_widget_find_button (page (kiosk), "Choose province, city and county") != NULL)
      section = g_steal_pointer (&argument);
  }
  choose_for_address (kiosk, "wxbh", "滨湖区");
  g_assert_cmpstr (get_address (kiosk), ==, "江苏省无锡市滨湖区");

  /* Another place takes its place; what was written behind it stays. */
  longer = g_strconcat (get_address (kiosk), "某路1号", NULL);
  yz_test_kiosk_answer (kiosk,
                        get_answer (kiosk, "household_address") != NULL ? "household_address"
                                                                        : "residence_address",
                        longer);
  yz_test_kiosk_show (kiosk, "form", section);
  choose_for_address (kiosk, "bjcy", "朝阳区");
  g_assert_cmpstr (get_address (kiosk), ==, "北京市朝阳区某路1号");
}

/* The question -------------------------------------------------------------------------------- */

static YzEligibility *
eligibility (YzTestKiosk *kiosk)
{
  return yz_session_get_eligibility (kiosk->session);
}

static gboolean
shows_tiles (gpointer data)
{
  return yz_test_kiosk_is_at (data, "matters") && says (data, "Wages not paid");
}

static gboolean
is_asked (gpointer data)
{
  return yz_test_kiosk_is_at (data, "question");
}

static gboolean
is_past_question (gpointer data)
{
  YzTestKiosk *kiosk = data;
  const char *argument = yz_session_get_argument (kiosk->session);

  return !yz_test_kiosk_is_at (kiosk, "region")
         && (argument == NULL || !g_str_has_suffix (argument, "region"));
}

static const char *
get_region (YzTestKiosk *kiosk)
{
  JsonNode *answer = yz_eligibility_get_answer (eligibility (kiosk), "region");

  return answer != NULL ? json_node_get_string (answer) : NULL;
}

static void
show_question (YzTestKiosk *kiosk, const char *argument)
{
  yz_test_kiosk_show (kiosk, "matters", NULL);
  yz_test_wait_until (shows_tiles, kiosk);
  press (kiosk, "Dismissed, or no contract");
  yz_test_wait_until (is_asked, kiosk);
  yz_test_kiosk_show (kiosk, "question", argument);
}

/* The answer reaches the engine and the next question comes at once. */
static void
test_question (YzTestKiosk *kiosk, gconstpointer data)
{
  show_question (kiosk, "region");
  press (kiosk, "In another place");
  press (kiosk, "上海");
  press (kiosk, "浦东新区");
  yz_test_wait_until (is_past_question, kiosk);
  g_assert_true (yz_test_kiosk_is_at (kiosk, "question"));
  g_assert_cmpstr (get_region (kiosk), ==, "310115");
  yz_test_kiosk_show (kiosk, "summary", NULL);
  g_assert_true (says (kiosk, "上海市浦东新区"));
}

/* Back from there shows what was chosen, and does not send it on again. */
static void
test_question_back (YzTestKiosk *kiosk, gconstpointer data)
{
  show_question (kiosk, "region");
  press (kiosk, "In another place");
  type (kiosk, "pudong");
  press (kiosk, "浦东新区");
  yz_test_wait_until (is_past_question, kiosk);
  go_back (kiosk);
  yz_test_settle ();
  g_assert_cmpstr (yz_session_get_argument (kiosk->session), ==, "region");
  g_assert_nonnull (yz_test_widget_find_button (page (kiosk), "上海市浦东新区"));

  press (kiosk, "I don't know");
  yz_test_wait_until (is_past_question, kiosk);
  g_assert_null (get_region (kiosk));
  go_back (kiosk);
  yz_test_settle ();
  g_assert_null (get_region (kiosk));
  g_assert_null (yz_test_widget_find_button (page (kiosk), "上海市浦东新区"));
}

/* From the summary the way leads back to the result. */
static void
test_question_change (YzTestKiosk *kiosk, gconstpointer data)
{
  show_question (kiosk, "change:region");
  press (kiosk, "In another place");
  type (kiosk, "pudong");
  press (kiosk, "浦东新区");
  yz_test_wait_until (is_past_question, kiosk);
  go_back (kiosk);
  g_assert_cmpstr (yz_session_get_argument (kiosk->session), ==, "change:region");
  g_assert_cmpstr (get_region (kiosk), ==, "310115");
}

/* Long lists ---------------------------------------------------------------------------------- */

static gboolean
has_turned (gpointer data)
{
  GtkWidget *scroller = yz_test_widget_find (page (data), GTK_TYPE_SCROLLED_WINDOW, 0);

  return gtk_adjustment_get_value (
             gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)))
         > 0;
}

static gboolean
can_turn (gpointer data)
{
  return yz_test_widget_find_button (page (data), "See below") != NULL && says (data, "See below");
}

/* All of a list is reached without dragging. */
static void
test_pages (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_session_set_elder (kiosk->session, TRUE);
  open_page (kiosk);
  press (kiosk, "重庆");
  gtk_window_set_default_size (GTK_WINDOW (kiosk->window), 1280, 500);
  yz_test_wait_until (can_turn, kiosk);
  press (kiosk, "See below");
  yz_test_wait_until (has_turned, kiosk);
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *name;
    void (*test) (YzTestKiosk *kiosk, gconstpointer data);
  } tests[] = {
    { "/region/three-touches", test_three_touches },
    { "/region/review", test_review },
    { "/region/municipality", test_municipality },
    { "/region/city-without-counties", test_city_without_counties },
    { "/region/back", test_back },
    { "/region/not-listed", test_not_listed },
    { "/region/abolished", test_abolished },
    { "/region/search", test_search },
    { "/region/search-opens", test_search_opens },
    { "/region/search-finds-nothing", test_search_finds_nothing },
    { "/region/search-near", test_search_near },
    { "/region/address", test_address },
    { "/region/question", test_question },
    { "/region/question-back", test_question_back },
    { "/region/question-change", test_question_change },
    { "/region/pages", test_pages },
  };

  yz_test_widget_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, YzTestKiosk, NULL, yz_test_kiosk_set_up, tests[i].test,
                yz_test_kiosk_tear_down);

  return g_test_run ();
}
