/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-process.h"
#include "yz-ids.h"
#include "yz-json.h"
#include "yz-raw-server.h"
#include "yz-test-ctl.h"
#include "yz-test-folder.h"

#include <signal.h>
#include <string.h>

/* The commands `ticket services`, `ticket take` and `ticket list`. */

#define N_PROGRAMS 8

static void
configure (YzTestCtl *ctl, const char *url)
{
  g_autofree char *path = g_build_filename (ctl->dir, "yizhan.conf", NULL);
  g_autofree char *text
      = g_strdup_printf ("[station]\nletter=M\n[hall]\nurl=%s\ntimeout-ms=300\n", url);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_takes (YzTestCtl *ctl, const char *options, const char *number, gint64 ahead)
{
  g_autofree char *command = g_strconcat ("ticket take --service ", options, NULL);
  g_autoptr (JsonNode) node = yz_test_ctl_run (ctl, NULL, 0, command);
  JsonObject *ticket = json_node_get_object (node);

  g_assert_cmpstr (yz_json_get_string (ticket, "number"), ==, number);
  g_assert_cmpint (yz_json_get_int (ticket, "ahead", -1), ==, ahead);
  g_assert_true (g_str_has_prefix (options, yz_json_get_string (ticket, "service")));
  g_assert_true (json_object_get_null_member (ticket, "wait_min"));
  g_assert_true (json_object_get_null_member (ticket, "wait_max"));
  g_assert_true (yz_ulid_is_valid (yz_json_get_string (ticket, "id")));
  g_assert_cmpuint (json_object_get_size (ticket), ==, 6);
}

/* The numbers `ticket list` prints, in one line. */
static void
assert_list (YzTestCtl *ctl, const char *expected)
{
  g_autoptr (JsonNode) node = yz_test_ctl_run (ctl, NULL, 0, "ticket list");
  JsonArray *list = json_node_get_array (node);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (list); i++)
    g_string_append_printf (text, "%s ",
                            yz_json_get_string (json_array_get_object_element (list, i), "number"));
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_services (YzTestCtl *ctl, gconstpointer data)
{
  static const char *const expected[][2]
      = { { "legal-aid", "A" }, { "consultation", "B" }, { "mediation", "C" },
          { "notary", "D" },    { "appraisal", "E" },    { "reconsideration", "F" } };
  g_autoptr (JsonNode) node = yz_test_ctl_run (ctl, NULL, 0, "ticket services");
  JsonArray *services = json_node_get_array (node);

  g_assert_cmpuint (json_array_get_length (services), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    JsonObject *service = json_array_get_object_element (services, i);

    g_assert_cmpstr (yz_json_get_string (service, "id"), ==, expected[i][0]);
    g_assert_cmpstr (yz_json_get_string (service, "letter"), ==, expected[i][1]);
    g_assert_nonnull (yz_json_get_string (service, "title"));
  }
}

static void
test_alone (YzTestCtl *ctl, gconstpointer data)
{
  assert_list (ctl, "");
  assert_takes (ctl, "legal-aid", "AK001", 0);
  assert_takes (ctl, "legal-aid", "AK002", 1);
  assert_takes (ctl, "legal-aid --priority urgent", "AK003", 0);
  assert_takes (ctl, "reconsideration --priority=elderly", "FK001", 0);
  assert_list (ctl, "AK001 AK002 AK003 FK001 ");
}

static void
test_usage (YzTestCtl *ctl, gconstpointer data)
{
  yz_test_ctl_assert_error (ctl, NULL, 2, "ticket take", "usage", "--service");
  yz_test_ctl_assert_error (ctl, NULL, 2, "ticket take --service tax", "usage", "reconsideration");
  yz_test_ctl_assert_error (ctl, NULL, 2, "ticket take --service legal-aid --priority vip", "usage",
                            "pregnant");
  yz_test_ctl_assert_error (ctl, NULL, 2, "ticket take --service legal-aid now", "usage",
                            "too many");
  yz_test_ctl_assert_error (ctl, NULL, 2, "ticket list today", "usage", "too many");
  yz_test_ctl_assert_error (ctl, NULL, 2, "ticket services --all", "usage", "--all");
  assert_list (ctl, "");
}

static char *
say_html (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  return yz_raw_http ("200 OK", "text/html", "<html></html>");
}

static char *
say_nothing (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  return NULL;
}

/* Done all the same: the number is the kiosk's own, and known in the hall at the next contact. */
static void
test_cut_off (YzTestCtl *ctl, gconstpointer data)
{
  g_autofree char *hub_dir = yz_test_folder_new ();
  g_autoptr (YzRawServer) portal = yz_raw_server_new (say_html, NULL);
  g_autoptr (YzRawServer) silence = yz_raw_server_new (say_nothing, NULL);
  YzHubProcess *hub = yz_hub_process_start (hub_dir, "127.0.0.1:0");
  g_autoptr (YzResponse) response = NULL;
  g_autofree char *url = g_strdup (hub->url);
  g_autofree char *queue = NULL;

  configure (ctl, portal->url);
  assert_takes (ctl, "legal-aid", "AM001", 0);
  configure (ctl, silence->url);
  assert_takes (ctl, "legal-aid", "AM002", 1);
  configure (ctl, "http://hall.example");
  assert_takes (ctl, "legal-aid", "AM003", 2);

  configure (ctl, url);
  assert_takes (ctl, "notary", "D001", 0);
  response = yz_test_exchange (url, "GET", "/v1/queue", NULL);
  queue = g_strndup (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body));
  g_assert_nonnull (strstr (queue, "\"id\":\"legal-aid\",\"letter\":\"A\",\"waiting\":3"));
  assert_takes (ctl, "legal-aid", "A001", 3);

  g_assert_cmpint (yz_hub_process_stop (hub, SIGTERM), ==, 0);
  assert_takes (ctl, "legal-aid", "AM004", 4);
  assert_list (ctl, "AM001 AM002 AM003 D001 A001 AM004 ");
  yz_test_folder_remove (g_steal_pointer (&hub_dir));
}

/* The hub of this very kiosk needs no configuration. */
static void
test_hub_here (YzTestCtl *ctl, gconstpointer data)
{
  g_autofree char *listen = g_strdup_printf ("unix:%s/hub.sock", ctl->dir);
  YzHubProcess *hub = yz_hub_process_start (ctl->dir, listen);

  assert_takes (ctl, "legal-aid", "A001", 0);
  assert_takes (ctl, "legal-aid", "A002", 1);
  g_assert_cmpint (yz_hub_process_stop (hub, SIGTERM), ==, 0);
  assert_takes (ctl, "legal-aid", "AK001", 2);
}

static void
test_many_at_once (YzTestCtl *ctl, gconstpointer data)
{
  GSubprocess *processes[N_PROGRAMS];
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < N_PROGRAMS; i++) {
    g_autoptr (GError) error = NULL;

    processes[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                     yz_test_ctl_get_program (), "--json", "--data-dir", ctl->dir,
                                     "--content", g_getenv ("YZ_CONTENT_DIR"), "ticket", "take",
                                     "--service", "mediation", NULL);
    g_assert_no_error (error);
  }
  for (guint i = 0; i < N_PROGRAMS; i++) {
    g_autofree char *output = NULL;
    g_autoptr (JsonNode) node = NULL;

    g_assert_true (g_subprocess_communicate_utf8 (processes[i], NULL, NULL, &output, NULL, NULL));
    g_assert_true (g_subprocess_get_successful (processes[i]));
    node = yz_json_parse (output, -1, G_MAXINT, NULL);
    g_assert_true (
        g_hash_table_add (seen,
                          g_strdup (yz_json_get_string (json_node_get_object (node), "number"))));
    g_object_unref (processes[i]);
  }
  for (guint i = 1; i <= N_PROGRAMS; i++) {
    g_autofree char *number = g_strdup_printf ("CK%03u", i);

    g_assert_true (g_hash_table_contains (seen, number));
  }
}

int
main (int argc, char **argv)
{
  yz_test_ctl_init (&argc, &argv);

  yz_test_ctl_add ("/ctl/ticket/services", test_services);
  yz_test_ctl_add ("/ctl/ticket/alone", test_alone);
  yz_test_ctl_add ("/ctl/ticket/usage", test_usage);
  yz_test_ctl_add ("/ctl/ticket/cut-off", test_cut_off);
  yz_test_ctl_add ("/ctl/ticket/hub-here", test_hub_here);
  yz_test_ctl_add ("/ctl/ticket/many-at-once", test_many_at_once);

  return g_test_run ();
}
