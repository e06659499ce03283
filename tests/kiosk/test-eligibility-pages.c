/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-test-kiosk.h"
#include "yz-test-widget.h"

#include "yz-clock.h"
#include "yz-day.h"
#include "yz-json.h"
#include "yz-qr-image.h"

#include <string.h>

/* What happened, the questions, the result, and what was answered. */

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

/* A question and, after the check that follows an answer, the next page. */
typedef struct {
  YzTestKiosk *kiosk;
  const char *argument;
} Place;

static gboolean
is_elsewhere (gpointer data)
{
  const Place *place = data;

  return !yz_test_kiosk_is_at (place->kiosk, "question")
         || g_strcmp0 (yz_session_get_argument (place->kiosk->session), place->argument) != 0;
}

static void
wait_for_next (YzTestKiosk *kiosk, const char *before)
{
  Place place = { kiosk, before };

  yz_test_wait_until (is_elsewhere, &place);
}

static void
press (YzTestKiosk *kiosk, const char *text)
{
  g_autofree char *before = g_strdup (yz_session_get_argument (kiosk->session));

  yz_test_widget_press (page (kiosk), text);
  wait_for_next (kiosk, before);
}

static gboolean
is_asked (gpointer data)
{
  return !yz_test_kiosk_is_at (data, "matters");
}

static void
begin (YzTestKiosk *kiosk, const char *tile)
{
  yz_test_kiosk_show (kiosk, "matters", NULL);
  yz_test_wait_until (shows_tiles, kiosk);
  yz_test_widget_press (page (kiosk), tile);
  yz_test_wait_until (is_asked, kiosk);
}

static void
tick (YzTestKiosk *kiosk, guint index)
{
  GtkWidget *button = yz_test_widget_find (page (kiosk), GTK_TYPE_CHECK_BUTTON, index);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), TRUE);
}

static guint
count_ticks (YzTestKiosk *kiosk)
{
  GtkWidget *button;
  guint n = 0;

  for (guint i = 0; (button = yz_test_widget_find (page (kiosk), GTK_TYPE_CHECK_BUTTON, i)); i++)
    n += gtk_check_button_get_active (GTK_CHECK_BUTTON (button));
  return n;
}

static const char *
key (YzTestKiosk *kiosk)
{
  return yz_session_get_argument (kiosk->session);
}

/* A migrant worker whose wages are owed: income is not asked for. */
static void
answer_wages (YzTestKiosk *kiosk)
{
  begin (kiosk, "Wages not paid");
  while (yz_test_kiosk_is_at (kiosk, "question")) {
    if (strcmp (key (kiosk), "circumstances") == 0) {
      tick (kiosk, 4);
      press (kiosk, "Continue");
    } else if (strcmp (key (kiosk), "groups") == 0) {
      tick (kiosk, 0);
      press (kiosk, "Continue");
    } else {
      press (kiosk, "No");
    }
  }
}

static void
test_wages (YzTestKiosk *kiosk, gconstpointer data)
{
  answer_wages (kiosk);
  g_assert_true (yz_test_kiosk_is_at (kiosk, "result"));
  g_assert_true (says (kiosk, "You may apply for legal aid"));
  g_assert_true (says (kiosk, "What to bring"));
  g_assert_true (says (kiosk, "Who has to pay"));
  g_assert_true (says (kiosk, "Legal Aid Law, Art. 31(5)"));
  g_assert_false (says (kiosk, "Your income and the limit"));
  g_assert_null (yz_eligibility_get_answer (eligibility (kiosk), "household_income_month"));

  /* What happened is written into the application. */
  yz_test_widget_press (page (kiosk), "Apply now");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "notice"));
  g_assert_nonnull (yz_session_get_answer (kiosk->session, "matter"));
}

/* Whoever cannot answer anything is told to ask the staff, not left with nothing. */
static void
test_unsure (YzTestKiosk *kiosk, gconstpointer data)
{
  begin (kiosk, "Injured at work");
  while (yz_test_kiosk_is_at (kiosk, "question"))
    press (kiosk, "I don't know");
  g_assert_true (says (kiosk, "Please ask at the window"));
  g_assert_true (says (kiosk, "Apply anyway"));
  g_assert_true (says (kiosk, "Take a number"));
}

static void
test_none (YzTestKiosk *kiosk, gconstpointer data)
{
  GtkWidget *next;

  begin (kiosk, "Wages not paid");
  g_assert_cmpstr (key (kiosk), ==, "circumstances");
  next = yz_test_widget_find_button (page (kiosk), "Continue");
  g_assert_false (gtk_widget_get_sensitive (next));
  tick (kiosk, 0);
  tick (kiosk, 1);
  g_assert_cmpuint (count_ticks (kiosk), ==, 2);
  tick (kiosk, 4);
  g_assert_cmpuint (count_ticks (kiosk), ==, 1);
  tick (kiosk, 2);
  g_assert_cmpuint (count_ticks (kiosk), ==, 1);
  g_assert_true (gtk_widget_get_sensitive (next));
}

static void
test_search (YzTestKiosk *kiosk, gconstpointer data)
{
  GtkWidget *entry;
  GtkWidget *first;

  yz_test_kiosk_show (kiosk, "matters", NULL);
  yz_test_wait_until (shows_tiles, kiosk);
  entry = yz_test_widget_find (page (kiosk), GTK_TYPE_ENTRY, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), "老板不给钱");
  first = yz_test_widget_find (page (kiosk), GTK_TYPE_BUTTON, 0);
  g_assert_true (yz_test_widget_has_text (first, "Wages not paid"));
  g_assert_null (yz_test_widget_find_button (page (kiosk), "Pollution"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "zzzz");
  g_assert_true (says (kiosk, "Nothing was found. Please try other words, or ask the staff."));
}

static void
on_done (gboolean *done)
{
  *done = TRUE;
}

/* Somebody who is beaten at home: safety first, and away with one touch. */
static void
test_sensitive (YzTestKiosk *kiosk, gconstpointer data)
{
  gboolean done = FALSE;

  g_signal_connect_swapped (kiosk->session, "done", G_CALLBACK (on_done), &done);
  begin (kiosk, "Marriage and family");
  g_assert_true (yz_eligibility_get_sensitive (eligibility (kiosk)));
  g_assert_cmpstr (key (kiosk), ==, "matter");
  press (kiosk, "Somebody in the family hurts, frightens or abandons me");
  while (yz_test_kiosk_is_at (kiosk, "question"))
    press (kiosk, "No");
  g_assert_true (says (kiosk, "Your safety first"));
  yz_test_kiosk_answer (kiosk, "name", "张小明");
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "I'm done");
  g_assert_true (done);
}

/* Somebody who looks at another situation is in the same danger. */
static void
test_stays_sensitive (YzTestKiosk *kiosk, gconstpointer data)
{
  begin (kiosk, "Marriage and family");
  answer_wages (kiosk);
  g_assert_true (yz_session_get_sensitive (kiosk->session));
  g_assert_null (yz_test_widget_find (page (kiosk), YZ_TYPE_QR_IMAGE, 0));
}

static gboolean
has_result (gpointer data)
{
  return yz_eligibility_get_result (eligibility (data)) != NULL;
}

/* A result that comes when the citizen has gone home does not fetch them back. */
static void
test_leaves_while_checking (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "matters", NULL);
  yz_test_wait_until (shows_tiles, kiosk);
  yz_test_widget_press (page (kiosk), "Wages not paid");
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "Home");
  g_assert_null (yz_eligibility_get_result (eligibility (kiosk)));
  yz_test_wait_until (has_result, kiosk);
  yz_test_settle ();
  g_assert_true (yz_test_kiosk_is_at (kiosk, "home"));
}

/* Of two touches the first counts. */
static void
test_two_touches (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "matters", NULL);
  yz_test_wait_until (shows_tiles, kiosk);
  yz_test_widget_press (page (kiosk), "Marriage and family");
  yz_test_widget_press (page (kiosk), "Wages not paid");
  yz_test_wait_until (is_asked, kiosk);
  yz_test_settle ();
  g_assert_cmpstr (key (kiosk), ==, "matter");
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "Back");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "matters"));
}

/* What a tile knows already is listed as answers, members of an object too. */
static void
test_tile_answers (YzTestKiosk *kiosk, gconstpointer data)
{
  g_auto (GStrv) matters = g_strsplit ("criminal-defence", ";", -1);
  g_autoptr (JsonNode) answers
      = yz_json_parse ("{\"foreigner\":false,\"criminal\":{\"minor\":true}}", -1, G_MAXSIZE, NULL);
  YzTile tile = { .matters = matters, .answers = json_node_get_object (answers) };

  yz_eligibility_start (eligibility (kiosk), &tile);
  g_assert_nonnull (yz_eligibility_get_answer (eligibility (kiosk), "criminal.minor"));
  g_assert_null (yz_eligibility_get_answer (eligibility (kiosk), "criminal"));
}

/* The numbers that the hall has given stand with the advice. */
static void
test_help_lines (YzTestKiosk *kiosk, gconstpointer data)
{
  begin (kiosk, "Marriage and family");
  press (kiosk, "Somebody in the family hurts, frightens or abandons me");
  while (yz_test_kiosk_is_at (kiosk, "question"))
    press (kiosk, "No");
  g_assert_true (says (kiosk, "Whom you can call"));
  g_assert_true (says (kiosk, "某区妇联 00000000"));
}

static gboolean
is_result (gpointer data)
{
  return yz_test_kiosk_is_at (data, "result");
}

/* When the letter came, as it is typed. */
static void
name_day (YzTestKiosk *kiosk, const char *button, const char *digits)
{
  yz_test_widget_press (page (kiosk), button);
  g_assert_true (yz_test_kiosk_is_at (kiosk, "event"));
  gtk_editable_set_text (GTK_EDITABLE (yz_test_widget_find (page (kiosk), GTK_TYPE_ENTRY, 0)),
                         digits);
  yz_test_widget_press (page (kiosk), "Continue");
}

static char *
days_ago (YzTestKiosk *kiosk, guint days)
{
  g_autofree char *today = yz_time_local_date (yz_clock_now (yz_node_get_clock (kiosk->node)));
  GDate day;
  char digits[sizeof "20261231"];

  g_assert_true (yz_day_parse (today, &day));
  g_date_subtract_days (&day, days);
  g_date_strftime (digits, sizeof digits, "%Y%m%d", &day);
  return g_strdup (digits);
}

/* From the day that a person knows to the last day, and from there to the hurry it is in. */
static void
test_last_day (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autofree char *long_ago = days_ago (kiosk, 400);
  g_autofree char *nearly = days_ago (kiosk, 362);
  g_autofree char *lately = days_ago (kiosk, 10);

  answer_wages (kiosk);
  g_assert_false (says (kiosk, "It is urgent"));
  name_day (kiosk, "Work out the last day", "20261341");
  g_assert_true (says (kiosk, "That is no day."));
  g_assert_true (yz_test_kiosk_is_at (kiosk, "event"));
  yz_test_widget_press (page (kiosk), "I don't know");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "result"));

  name_day (kiosk, "Work out the last day", nearly);
  yz_test_wait_until (is_result, kiosk);
  g_assert_true (says (kiosk, "Last day: "));
  g_assert_true (says (kiosk, "It is urgent"));

  name_day (kiosk, "Change the day", lately);
  yz_test_wait_until (is_result, kiosk);
  g_assert_true (says (kiosk, "Last day: "));
  g_assert_false (says (kiosk, "It is urgent"));

  name_day (kiosk, "Change the day", long_ago);
  yz_test_wait_until (is_result, kiosk);
  g_assert_true (says (kiosk, "Do not give up"));
  g_assert_false (says (kiosk, "It is urgent"));
  g_assert_null (yz_eligibility_get_answer (eligibility (kiosk), "deadline"));
}

/* An answer is changed from the summary, and the result follows. */
static void
test_change (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autofree char *before = NULL;
  guint row;

  answer_wages (kiosk);
  yz_test_widget_press (page (kiosk), "See or change my answers");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "summary"));
  g_assert_true (g_ptr_array_find_with_equal_func (yz_eligibility_get_asked (eligibility (kiosk)),
                                                   "has_lawyer", g_str_equal, &row));
  g_signal_emit_by_name (yz_test_widget_find (page (kiosk), GTK_TYPE_BUTTON, row), "clicked");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "question"));
  before = g_strdup (key (kiosk));
  yz_test_widget_press (page (kiosk), "Yes");
  wait_for_next (kiosk, before);
  g_assert_true (yz_test_kiosk_is_at (kiosk, "result"));
  g_assert_true (says (kiosk, "You may not qualify"));
}

/* Nothing is lost by a change of the language. */
static void
test_language (YzTestKiosk *kiosk, gconstpointer data)
{
  answer_wages (kiosk);
  yz_session_set_language (kiosk->session, "zh");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "result"));
  g_assert_true (says (kiosk, "您属于不用查收入"));
}

int
main (int argc, char **argv)
{
  yz_test_widget_init (&argc, &argv);

#define ADD(name, function)                                                                        \
  g_test_add ("/eligibility-pages/" name, YzTestKiosk, NULL, yz_test_kiosk_set_up, function,       \
              yz_test_kiosk_tear_down)
  ADD ("wages", test_wages);
  ADD ("unsure", test_unsure);
  ADD ("none", test_none);
  ADD ("search", test_search);
  ADD ("sensitive", test_sensitive);
  ADD ("stays-sensitive", test_stays_sensitive);
  ADD ("leaves-while-checking", test_leaves_while_checking);
  ADD ("two-touches", test_two_touches);
  ADD ("tile-answers", test_tile_answers);
  ADD ("help-lines", test_help_lines);
  ADD ("last-day", test_last_day);
  ADD ("change", test_change);
  ADD ("language", test_language);
#undef ADD

  return g_test_run ();
}
