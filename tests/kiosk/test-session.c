/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-session.h"

#include "yz-test-kiosk.h"
#include "yz-test-widget.h"

#include <string.h>

/* Where a session is, and what it keeps and forgets. */

static void
assert_at (YzTestKiosk *kiosk, const char *page, const char *argument, gboolean can_go_back)
{
  g_assert_cmpstr (yz_session_get_page (kiosk->session), ==, page);
  g_assert_cmpstr (yz_session_get_argument (kiosk->session), ==, argument);
  g_assert_cmpint (yz_session_can_go_back (kiosk->session), ==, can_go_back);
}

static void
count_up (guint *n)
{
  (*n)++;
}

static void
test_places (YzTestKiosk *kiosk, gconstpointer data)
{
  YzSession *session = kiosk->session;
  guint n = 0;

  g_signal_connect_swapped (session, "notify::place", G_CALLBACK (count_up), &n);
  assert_at (kiosk, "idle", NULL, FALSE);
  yz_session_home (session);
  assert_at (kiosk, "home", NULL, FALSE);
  yz_session_go (session, "faq", NULL);
  assert_at (kiosk, "faq", NULL, TRUE);
  yz_session_go (session, "article", "unpaid-wages");
  assert_at (kiosk, "article", "unpaid-wages", TRUE);
  yz_session_back (session);
  assert_at (kiosk, "faq", NULL, TRUE);
  yz_session_back (session);
  assert_at (kiosk, "home", NULL, FALSE);
  g_assert_cmpuint (n, ==, 5);
  /* Never back to the idle screen. */
  yz_session_back (session);
  assert_at (kiosk, "home", NULL, FALSE);
  g_assert_cmpuint (n, ==, 5);
}

static void
test_replace (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_session_home (kiosk->session);
  yz_session_go (kiosk->session, "start", NULL);
  yz_session_go (kiosk->session, "camera", NULL);
  yz_session_replace (kiosk->session, "form", "x");
  assert_at (kiosk, "form", "x", TRUE);
  yz_session_back (kiosk->session);
  assert_at (kiosk, "start", NULL, TRUE);
}

static void
test_go_from_home (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_session_home (kiosk->session);
  yz_session_go (kiosk->session, "notice", NULL);
  yz_session_go (kiosk->session, "form", "0");
  yz_session_go_from_home (kiosk->session, "receipt", NULL);
  assert_at (kiosk, "receipt", NULL, TRUE);
  yz_session_back (kiosk->session);
  assert_at (kiosk, "home", NULL, FALSE);
}

static void
test_argument_is_found_again (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_session_home (kiosk->session);
  yz_session_go (kiosk->session, "faq", NULL);
  yz_session_set_argument (kiosk->session, "wages");
  yz_session_go (kiosk->session, "article", "unpaid-wages");
  yz_session_back (kiosk->session);
  assert_at (kiosk, "faq", "wages", TRUE);
}

static void
test_came_from (YzTestKiosk *kiosk, gconstpointer data)
{
  YzSession *session = kiosk->session;

  yz_session_home (session);
  yz_session_go (session, "form", "0");
  g_assert_null (yz_session_get_came_from (session));
  yz_session_go (session, "choose", "ethnic_group");
  g_assert_null (yz_session_get_came_from (session));
  yz_session_back (session);
  g_assert_cmpstr (yz_session_get_came_from (session), ==, "ethnic_group");
  /* All levels of a choice were for one field. */
  yz_session_go (session, "region", "address//");
  yz_session_go (session, "region", "address/33/");
  yz_session_leave (session, "region");
  g_assert_cmpstr (yz_session_get_came_from (session), ==, "address//");
  yz_session_replace (session, "form", "1");
  g_assert_null (yz_session_get_came_from (session));
}

/* Arguments often come out of the place that is left. */
static void
test_argument_of_the_place_before (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_session_home (kiosk->session);
  yz_session_go (kiosk->session, "form", "3");
  yz_session_set_argument (kiosk->session, yz_session_get_argument (kiosk->session));
  assert_at (kiosk, "form", "3", TRUE);
  yz_session_replace (kiosk->session, "form", yz_session_get_argument (kiosk->session));
  assert_at (kiosk, "form", "3", TRUE);
}

static void
assert_answer (YzTestKiosk *kiosk, const char *field, const char *value)
{
  JsonNode *node = yz_session_get_answer (kiosk->session, field);

  g_assert_cmpstr (node != NULL ? json_node_get_string (node) : NULL, ==, value);
}

static void
test_keeps_answers (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_session_home (kiosk->session);
  yz_session_go (kiosk->session, "form", "0");
  yz_test_kiosk_answer (kiosk, "name", "张小明");
  yz_session_go (kiosk->session, "form", "1");
  yz_session_back (kiosk->session);
  assert_answer (kiosk, "name", "张小明");
  yz_session_set_language (kiosk->session, "zh");
  assert_answer (kiosk, "name", "张小明");
  yz_session_home (kiosk->session);
  assert_answer (kiosk, "name", "张小明");

  g_assert_cmpstr (json_object_get_string_member (yz_session_get_sources (kiosk->session), "name"),
                   ==, "typed");
  yz_session_set_answer (kiosk->session, "name", NULL, "typed");
  assert_answer (kiosk, "name", NULL);
  g_assert_false (json_object_has_member (yz_session_get_sources (kiosk->session), "name"));
}

static YzReceipt *
new_receipt (const char *id)
{
  YzReceipt *receipt = g_new0 (YzReceipt, 1);

  receipt->id = g_strdup (id);
  receipt->number = g_strdup ("kiosk-7-000001");
  receipt->code = g_strdup ("ABCD-EFGH-JK");
  return receipt;
}

static void
test_receipt (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_answer_all (kiosk);
  yz_session_take_receipt (kiosk->session, new_receipt ("01A"));
  g_assert_cmpuint (json_object_get_size (yz_session_get_answers (kiosk->session)), ==, 0);
  g_assert_cmpuint (json_object_get_size (yz_session_get_sources (kiosk->session)), ==, 0);

  /* Only its own delivery counts, and the next receipt has none yet. */
  yz_session_set_delivered (kiosk->session, "01B");
  g_assert_false (yz_session_is_delivered (kiosk->session));
  yz_session_set_delivered (kiosk->session, "01A");
  g_assert_true (yz_session_is_delivered (kiosk->session));
  yz_session_take_receipt (kiosk->session, new_receipt ("01B"));
  g_assert_false (yz_session_is_delivered (kiosk->session));
}

static void
test_ticket_request (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autofree char *first = g_strdup (yz_session_get_ticket_request (kiosk->session, "legal-aid"));

  g_assert_cmpuint (strlen (first), ==, 26);
  g_assert_cmpstr (yz_session_get_ticket_request (kiosk->session, "notary"), !=, first);
  yz_session_set_language (kiosk->session, "zh");
  g_assert_cmpstr (yz_session_get_ticket_request (kiosk->session, "legal-aid"), ==, first);
}

static void
test_notifies_changes_only (YzTestKiosk *kiosk, gconstpointer data)
{
  guint n = 0;

  g_signal_connect_swapped (kiosk->session, "notify", G_CALLBACK (count_up), &n);
  yz_session_set_language (kiosk->session, "en");
  yz_session_set_elder (kiosk->session, FALSE);
  yz_session_set_connection (kiosk->session, YZ_CONNECTION_UNKNOWN, 0);
  yz_session_set_submitting (kiosk->session, YZ_SUBMITTING_NOT);
  g_assert_cmpuint (n, ==, 0);
  yz_session_set_elder (kiosk->session, TRUE);
  yz_session_set_contrast (kiosk->session, TRUE);
  yz_session_set_connection (kiosk->session, YZ_CONNECTION_OFFLINE, 2);
  g_assert_cmpuint (n, ==, 4);
}

/* On a wide screen large letters and the keys leave no room for what is around the page. */
static void
test_crowded (YzTestKiosk *kiosk, gconstpointer data)
{
  YzSession *session = kiosk->session;

  yz_session_set_typing (session, TRUE);
  for (int landscape = FALSE; landscape <= TRUE; landscape++)
    for (int elder = FALSE; elder <= TRUE; elder++)
      for (int compact = FALSE; compact <= TRUE; compact++) {
        yz_session_set_landscape (session, landscape);
        yz_session_set_elder (session, elder);
        yz_session_set_compact (session, compact);
        g_assert_cmpint (yz_session_is_crowded (session), ==, compact || (landscape && elder));
      }
  yz_session_set_typing (session, FALSE);
  g_assert_false (yz_session_is_crowded (session));
}

int
main (int argc, char **argv)
{
  yz_test_widget_init (&argc, &argv);

#define ADD(path, func)                                                                            \
  g_test_add ("/session/" path, YzTestKiosk, NULL, yz_test_kiosk_set_up, func,                     \
              yz_test_kiosk_tear_down)
  ADD ("places", test_places);
  ADD ("replace", test_replace);
  ADD ("go-from-home", test_go_from_home);
  ADD ("argument-is-found-again", test_argument_is_found_again);
  ADD ("came-from", test_came_from);
  ADD ("argument-of-the-place-before", test_argument_of_the_place_before);
  ADD ("keeps-answers", test_keeps_answers);
  ADD ("crowded", test_crowded);
  ADD ("receipt", test_receipt);
  ADD ("ticket-request", test_ticket_request);
  ADD ("notifies-changes-only", test_notifies_changes_only);
#undef ADD

  return g_test_run ();
}
