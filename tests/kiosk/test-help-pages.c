/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-faq.h"
#include "yz-language.h"
#include "yz-qr-image.h"
#include "yz-test-kiosk.h"
#include "yz-test-widget.h"

#include <string.h>

/* Numbers, questions and answers, and a kiosk without a camera. */

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

/* Questions and answers ----------------------------------------------------------------------- */

static void
search (YzTestKiosk *kiosk, const char *words)
{
  GtkWidget *entry = yz_test_widget_find (page (kiosk), GTK_TYPE_ENTRY, 0);

  gtk_editable_set_text (GTK_EDITABLE (entry), words);
}

static GtkWidget *
visible_child (YzTestKiosk *kiosk)
{
  GtkWidget *stack = yz_test_widget_find (page (kiosk), GTK_TYPE_STACK, 0);

  return gtk_stack_get_visible_child (GTK_STACK (stack));
}

/* The titles of what was found. */
static char *
hits (YzTestKiosk *kiosk)
{
  GString *titles = g_string_new (NULL);
  GtkWidget *button;

  for (guint i = 0; (button = yz_test_widget_find (visible_child (kiosk), GTK_TYPE_BUTTON, i));
       i++) {
    GtkWidget *label = yz_test_widget_find (button, GTK_TYPE_LABEL, 0);

    g_string_append_printf (titles, "%s\n", gtk_label_get_text (GTK_LABEL (label)));
  }
  return g_string_free (titles, FALSE);
}

static gboolean
shows_hits (gpointer user_data)
{
  YzTestKiosk *kiosk = user_data;
  GtkWidget *stack = yz_test_widget_find (page (kiosk), GTK_TYPE_STACK, 0);

  return strcmp (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "hits") == 0;
}

static gboolean
shows_categories (gpointer user_data)
{
  YzTestKiosk *kiosk = user_data;

  return !shows_hits (kiosk)
         && yz_test_widget_find (visible_child (kiosk), GTK_TYPE_BUTTON, 0) != NULL;
}

static gboolean
shows_article (gpointer user_data)
{
  return yz_test_widget_has_text (page (user_data), "Updated on");
}

static gboolean
is_up (gpointer user_data)
{
  return gtk_widget_get_mapped (page (user_data));
}

static void
test_faq_finds (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "faq", NULL);
  yz_test_wait_until (shows_categories, kiosk);
  g_assert_true (says (kiosk, "Work and wages"));
  search (kiosk, "wages");
  yz_test_wait_until (shows_hits, kiosk);
  g_assert_true (says (kiosk, "My employer does not pay my wages. What can I do?"));
}

static void
test_faq_finds_nothing (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "faq", NULL);
  search (kiosk, "zzzzqqqq");
  yz_test_wait_until (shows_hits, kiosk);
  g_assert_true (says (kiosk, "Nothing was found."));
}

/* Who types faster than it is looked up sees what was typed last. */
static void
test_faq_last_query (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autofree char *alone = NULL;
  g_autofree char *last = NULL;

  yz_test_kiosk_show (kiosk, "faq", NULL);
  search (kiosk, "divorce");
  yz_test_wait_until (shows_hits, kiosk);
  alone = hits (kiosk);
  g_assert_nonnull (strstr (alone, "divorce"));

  yz_test_kiosk_show (kiosk, "faq", NULL);
  search (kiosk, "w");
  search (kiosk, "wages");
  search (kiosk, "divorce");
  yz_test_wait_until (shows_hits, kiosk);
  yz_test_settle ();
  last = hits (kiosk);
  g_assert_cmpstr (last, ==, alone);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = yz_faq_list_finish (result, &error);

  g_assert_no_error (error);
  *(gboolean *)user_data = TRUE;
}

static gboolean
is_set (gpointer user_data)
{
  return *(gboolean *)user_data;
}

/* An answer that comes after the words were taken back is too late. */
static void
test_faq_emptied (YzTestKiosk *kiosk, gconstpointer data)
{
  gboolean answered = FALSE;

  yz_test_kiosk_show (kiosk, "faq", NULL);
  yz_test_wait_until (shows_categories, kiosk);
  search (kiosk, "wages");
  search (kiosk, "");
  /* The same, asked later: it is answered later. */
  yz_faq_search_async (kiosk->content, "wages", "en", 10, NULL, on_answered, &answered);
  yz_test_wait_until (is_set, &answered);
  yz_test_settle ();
  g_assert_true (shows_categories (kiosk));
}

/* Whatever was found before, the page asks for no more width than its longest words need. */
static void
test_faq_fits (YzTestKiosk *kiosk, gconstpointer data)
{
  int width;

  yz_session_set_language (kiosk->session, "zh");
  yz_test_kiosk_show (kiosk, "faq", NULL);
  yz_test_wait_until (shows_categories, kiosk);
  search (kiosk, "12348");
  yz_test_wait_until (shows_hits, kiosk);
  search (kiosk, "");
  g_assert_true (shows_categories (kiosk));
  gtk_widget_measure (page (kiosk), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_assert_cmpint (width, <, 540);
}

static void
test_faq_back (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  yz_test_kiosk_show (kiosk, "faq", NULL);
  search (kiosk, "wages");
  yz_test_wait_until (shows_hits, kiosk);
  before = hits (kiosk);
  yz_test_widget_press (page (kiosk), "My employer does not pay my wages. What can I do?");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "article"));
  yz_test_wait_until (shows_article, kiosk);
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "Back");
  yz_test_wait_until (shows_hits, kiosk);
  after = hits (kiosk);
  g_assert_cmpstr (after, ==, before);
  /* The categories are there as well. */
  search (kiosk, "");
  yz_test_wait_until (shows_categories, kiosk);
}

static void
test_faq_category (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "faq", NULL);
  yz_test_wait_until (shows_categories, kiosk);
  yz_test_widget_press (page (kiosk), "Work and wages");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "articles"));
  g_assert_cmpstr (yz_session_get_argument (kiosk->session), ==, "work");
}

static void
test_article (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "article", "unpaid-wages");
  yz_test_wait_until (shows_article, kiosk);
  g_assert_true (says (kiosk, "My employer does not pay my wages. What can I do?"));
  g_assert_cmpint (yz_page_get_idle_seconds (YZ_PAGE (page (kiosk))), >=, 120);
}

/* Somebody else may look at that phone. */
static void
test_sensitive_article (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "article", "family-safety");
  yz_test_wait_until (shows_article, kiosk);
  yz_test_settle ();
  g_assert_true (yz_session_get_sensitive (kiosk->session));
  g_assert_null (yz_test_widget_find (page (kiosk), YZ_TYPE_QR_IMAGE, 0));

  yz_test_kiosk_tear_down (kiosk, data);
  yz_test_kiosk_set_up (kiosk, data);
  yz_test_kiosk_show (kiosk, "article", "unpaid-wages");
  yz_test_wait_until (shows_article, kiosk);
  yz_test_settle ();
  g_assert_false (yz_session_get_sensitive (kiosk->session));
  g_assert_nonnull (yz_test_widget_find (page (kiosk), YZ_TYPE_QR_IMAGE, 0));
}

/* Numbers ------------------------------------------------------------------------------------- */

static gboolean
has_ticket (gpointer user_data)
{
  YzTestKiosk *kiosk = user_data;

  return yz_session_get_ticket (kiosk->session) != NULL
         && !yz_page_get_busy (YZ_PAGE (page (kiosk)));
}

static void
test_ticket_own_series (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "services", NULL);
  yz_test_widget_press (page (kiosk), "Legal aid");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "ticket"));
  yz_test_wait_until (has_ticket, kiosk);
  g_assert_true (says (kiosk, yz_session_get_ticket (kiosk->session)->number));
  /* The kiosk's letter is in it: nobody else gives this number. */
  g_assert_nonnull (strchr (yz_session_get_ticket (kiosk->session)->number, 'Q'));
}

static void
test_ticket_once (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autofree char *number = NULL;

  yz_test_kiosk_show (kiosk, "ticket", "legal-aid");
  yz_session_set_language (kiosk->session, "zh");
  yz_test_wait_until (has_ticket, kiosk);
  number = g_strdup (yz_session_get_ticket (kiosk->session)->number);
  yz_session_set_language (kiosk->session, "en");
  g_assert_true (says (kiosk, number));
  yz_test_kiosk_show (kiosk, "ticket", "legal-aid");
  yz_test_wait_until (has_ticket, kiosk);
  g_assert_cmpstr (yz_session_get_ticket (kiosk->session)->number, ==, number);
}

/* The camera ---------------------------------------------------------------------------------- */

/* The page before stays up until there is something to see, so that nothing is drawn twice. */
static void
test_article_at_once (YzTestKiosk *kiosk, gconstpointer data)
{
  GtkWidget *before;

  yz_test_kiosk_show (kiosk, "faq", NULL);
  yz_test_wait_until (shows_categories, kiosk);
  before = page (kiosk);
  yz_session_go (kiosk->session, "article", "unpaid-wages");
  g_assert_true (page (kiosk) != before);
  g_assert_true (gtk_widget_get_mapped (before));
  yz_test_wait_until (is_up, kiosk);
  g_assert_true (shows_article (kiosk));
}

static int
deny (void *data,
      int action,
      const char *one,
      const char *two,
      const char *database,
      const char *trigger)
{
  return SQLITE_DENY;
}

/* From now on nothing can be read. */
static gboolean
deny_queries (YzDatabase *db, gpointer user_data, GError **error)
{
  return sqlite3_set_authorizer (yz_database_get_handle (db), deny, NULL) == SQLITE_OK;
}

static gboolean
says_sorry (gpointer user_data)
{
  return says (user_data, "The answers cannot be shown just now. Please ask the staff.");
}

static void
test_faq_unreadable (YzTestKiosk *kiosk, gconstpointer data)
{
  g_assert_true (yz_content_run (kiosk->content, deny_queries, NULL, NULL));
  g_test_expect_message ("yz-session", G_LOG_LEVEL_WARNING, "the articles cannot be read*");
  yz_test_kiosk_show (kiosk, "articles", "work");
  yz_test_wait_until (says_sorry, kiosk);
  g_test_assert_expected_messages ();
}

static void
test_no_camera (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "camera", NULL);
  g_assert_true (says (kiosk, "The camera is not working just now."));
  g_assert_null (yz_test_widget_find (page (kiosk), GTK_TYPE_PICTURE, 0));
}

int
main (int argc, char **argv)
{
  yz_language_init ();
  yz_test_widget_init (&argc, &argv);

#define ADD(path, func)                                                                            \
  g_test_add ("/help-pages/" path, YzTestKiosk, NULL, yz_test_kiosk_set_up, func,                  \
              yz_test_kiosk_tear_down)
  ADD ("faq-finds", test_faq_finds);
  ADD ("faq-finds-nothing", test_faq_finds_nothing);
  ADD ("faq-last-query", test_faq_last_query);
  ADD ("faq-emptied", test_faq_emptied);
  ADD ("faq-fits", test_faq_fits);
  ADD ("faq-back", test_faq_back);
  ADD ("faq-category", test_faq_category);
  ADD ("article", test_article);
  ADD ("sensitive-article", test_sensitive_article);
  ADD ("ticket-own-series", test_ticket_own_series);
  ADD ("ticket-once", test_ticket_once);
  ADD ("article-at-once", test_article_at_once);
  ADD ("faq-unreadable", test_faq_unreadable);
  ADD ("no-camera", test_no_camera);
#undef ADD

  return g_test_run ();
}
