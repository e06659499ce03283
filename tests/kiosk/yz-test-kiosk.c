/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-test-kiosk.h"

#include "yz-key.h"
#include "yz-language.h"
#include "yz-outbox.h"
#include "yz-test-folder.h"
#include "yz-test-widget.h"

#include <string.h>

/* A session with a store, the shipped content and a centre's key, in English, without a supervisor:
 * a kiosk whose network is cut. Its camera is there when its folder holds a picture camera.png. */

#define CONF                                                                                       \
  "[station]\nhall=test-hall\nstation=kiosk-7\nletter=Q\n"                                         \
  "[central]\nseal-keys=centre.key.pub\n"                                                          \
  "[hall]\nhelp-lines=某区妇联 00000000\n"                                                     \
  "[devices]\ncamera=file:%s/camera.png\n"

static const struct {
  const char *field;
  const char *value;
} answers[] = {
  { "name", "张小明" },
  { "sex", "female" },
  { "birth_date", "1978-10-27" },
  { "ethnic_group", "01" },
  { "id_number", "330105197810270025" },
  { "residence_address", "某市某区某路1号" },
  { "phone", "13800000000" },
  { "matter", "拖欠工资" },
  { "facts", "三个月没有发工资。" },
  { "filled_by", "self" },
  { "signature", "window" },
};

/**
 * yz_test_kiosk_set_up:
 * @kiosk: a kiosk, all zero
 * @data: unused
 *
 * For g_test_add().
 */
void
yz_test_kiosk_set_up (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autoptr (YzClock) clock = yz_clock_new_system ();
  g_autoptr (YzKey) key = yz_key_generate (YZ_KEY_SEAL);
  g_autoptr (YzForm) form = NULL;
  g_autoptr (JsonArray) services = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *conf = NULL;
  g_autofree char *settings = NULL;
  g_autofree char *key_path = NULL;
  g_autofree char *db = NULL;

  yz_language_set ("en");
  kiosk->folder = yz_test_folder_new ();
  conf = g_build_filename (kiosk->folder, "yizhan.conf", NULL);
  settings = g_strdup_printf (CONF, kiosk->folder);
  key_path = g_build_filename (kiosk->folder, "centre.key", NULL);
  g_assert_true (g_file_set_contents (conf, settings, -1, NULL));
  g_assert_true (yz_key_save (key, key_path, NULL));
  kiosk->node = yz_node_open (kiosk->folder, clock, &error);
  g_assert_no_error (error);
  db = yz_node_get_path (kiosk->node, "kiosk.db");
  kiosk->store = yz_store_open (db, &yz_kiosk_schema, TRUE, &error);
  g_assert_no_error (error);
  kiosk->content = yz_content_open_active (kiosk->folder, g_getenv ("YZ_CONTENT_DIR"), &error);
  g_assert_no_error (error);
  form = yz_content_get_form (kiosk->content, "legal-aid-application", &error);
  g_assert_no_error (error);
  services = yz_content_get_services (kiosk->content, &error);
  g_assert_no_error (error);

  kiosk->session = yz_session_new (kiosk->node, kiosk->store, kiosk->content, NULL);
  yz_session_set_language (kiosk->session, "en");
  yz_session_set_form (kiosk->session, form);
  yz_session_set_services (kiosk->session, services);
}

static gboolean
has_no_window (gpointer user_data)
{
  return ((YzTestKiosk *)user_data)->window == NULL;
}

/**
 * yz_test_kiosk_tear_down:
 * @kiosk: a kiosk
 * @data: unused
 *
 * For g_test_add(). Nothing may be left of window and session.
 */
void
yz_test_kiosk_tear_down (YzTestKiosk *kiosk, gconstpointer data)
{
  if (kiosk->window != NULL) {
    g_object_add_weak_pointer (G_OBJECT (kiosk->window), (gpointer *)&kiosk->window);
    gtk_window_destroy (GTK_WINDOW (kiosk->window));
    yz_test_wait_until (has_no_window, kiosk);
  }
  yz_test_settle ();
  g_assert_finalize_object (kiosk->session);
  g_object_unref (kiosk->content);
  g_object_unref (kiosk->store);
  g_object_unref (kiosk->node);
  yz_test_folder_remove (kiosk->folder);
}

/**
 * yz_test_kiosk_show:
 * @kiosk: a kiosk
 * @page: name of a page
 * @argument: (nullable): which of its kind
 *
 * Opens the window, if there is none yet, and goes to the page from home.
 */
void
yz_test_kiosk_show (YzTestKiosk *kiosk, const char *page, const char *argument)
{
  yz_session_home (kiosk->session);
  if (kiosk->window == NULL) {
    kiosk->window = yz_window_new (NULL, kiosk->session, kiosk->speech);
    gtk_window_set_default_size (GTK_WINDOW (kiosk->window), 1080, 1900);
    gtk_window_present (GTK_WINDOW (kiosk->window));
  }
  yz_session_go (kiosk->session, page, argument);
  yz_test_settle ();
}

/**
 * yz_test_kiosk_get_page:
 * @kiosk: a kiosk with a window
 *
 * Returns: (transfer none): the page that is shown
 */
GtkWidget *
yz_test_kiosk_get_page (YzTestKiosk *kiosk)
{
  return GTK_WIDGET (yz_frame_get_page (yz_window_get_frame (kiosk->window)));
}

/**
 * yz_test_kiosk_answer:
 * @kiosk: a kiosk
 * @field: id of a field
 * @value: what to answer
 */
void
yz_test_kiosk_answer (YzTestKiosk *kiosk, const char *field, const char *value)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, value);
  yz_session_set_answer (kiosk->session, field, node, "typed");
}

/**
 * yz_test_kiosk_answer_all:
 * @kiosk: a kiosk
 *
 * Fills in the whole application.
 */
void
yz_test_kiosk_answer_all (YzTestKiosk *kiosk)
{
  JsonNode *yes = json_node_new (JSON_NODE_VALUE);

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    yz_test_kiosk_answer (kiosk, answers[i].field, answers[i].value);
  json_node_set_boolean (yes, TRUE);
  yz_session_set_answer (kiosk->session, "declaration", yes, "typed");
}

/**
 * yz_test_kiosk_is_at:
 * @kiosk: a kiosk
 * @page: name of a page
 *
 * Returns: whether the page is shown
 */
gboolean
yz_test_kiosk_is_at (YzTestKiosk *kiosk, const char *page)
{
  return strcmp (yz_session_get_page (kiosk->session), page) == 0;
}

static gboolean
count (YzDatabase *db, gpointer user_data, GError **error)
{
  YzOutboxStatus status;

  if (!yz_outbox_get_status (db, &status, error))
    return FALSE;
  *(guint *)user_data = status.pending;
  return TRUE;
}

/**
 * yz_test_kiosk_n_submitted:
 * @kiosk: a kiosk
 *
 * Returns: how many applications are in its store
 */
guint
yz_test_kiosk_n_submitted (YzTestKiosk *kiosk)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  yz_store_run (kiosk->store, count, &n, &error);
  g_assert_no_error (error);
  return n;
}
