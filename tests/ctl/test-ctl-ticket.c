/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-process.h"
#include "yz-raw-server.h"

#include "yz-ids.h"
#include "yz-json.h"
#include "yz-test-folder.h"
#include "yz-test-program.h"

#include <signal.h>
#include <string.h>

/* The commands `ticket services`, `ticket take` and `ticket list`, through the program itself. Its
 * path is the first argument. */

#define N_PROGRAMS 8

static const char *program;

typedef struct {
  char *dir;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = yz_test_folder_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  yz_test_folder_remove (f->dir);
}

static JsonNode *
run (Fixture *f, int expected_status, const char *command)
{
  g_autofree char *line = g_strdup_printf ("'%s' --json --data-dir . --content '%s' %s", program,
                                           g_getenv ("YZ_CONTENT_DIR"), command);

  return yz_test_program_run (f->dir, NULL, expected_status, line);
}

static void
configure (Fixture *f, const char *url)
{
  g_autofree char *path = g_build_filename (f->dir, "yizhan.conf", NULL);
  g_autofree char *text
      = g_strdup_printf ("[station]\nletter=M\n[hall]\nurl=%s\ntimeout-ms=300\n", url);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_error (Fixture *f, const char *command, const char *says)
{
  g_autoptr (JsonNode) node = run (f, 2, command);
  JsonObject *error = yz_json_get_object (json_node_get_object (node), "error");

  g_assert_cmpstr (yz_json_get_string (error, "code"), ==, "usage");
  g_assert_nonnull (strstr (yz_json_get_string (error, "message"), says));
}

static void
assert_takes (Fixture *f, const char *options, const char *number, gint64 ahead)
{
  g_autofree char *command = g_strconcat ("ticket take --service ", options, NULL);
  g_autoptr (JsonNode) node = run (f, 0, command);
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
assert_list (Fixture *f, const char *expected)
{
  g_autoptr (JsonNode) node = run (f, 0, "ticket list");
  JsonArray *list = json_node_get_array (node);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (list); i++)
    g_string_append_printf (text, "%s ",
                            yz_json_get_string (json_array_get_object_element (list, i), "number"));
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_services (Fixture *f, gconstpointer data)
{
  static const char *const expected[][2]
      = { { "legal-aid", "A" }, { "consultation", "B" }, { "mediation", "C" },
          { "notary", "D" },    { "appraisal", "E" },    { "reconsideration", "F" } };
  g_autoptr (JsonNode) node = run (f, 0, "ticket services");
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
test_alone (Fixture *f, gconstpointer data)
{
  assert_list (f, "");
  assert_takes (f, "legal-aid", "AK001", 0);
  assert_takes (f, "legal-aid", "AK002", 1);
  assert_takes (f, "legal-aid --priority urgent", "AK003", 0);
  assert_takes (f, "reconsideration --priority=elderly", "FK001", 0);
  assert_list (f, "AK001 AK002 AK003 FK001 ");
}

static void
test_usage (Fixture *f, gconstpointer data)
{
  assert_error (f, "ticket take", "--service");
  assert_error (f, "ticket take --service tax", "reconsideration");
  assert_error (f, "ticket take --service legal-aid --priority vip", "pregnant");
  assert_error (f, "ticket take --service legal-aid now", "too many");
  assert_error (f, "ticket list today", "too many");
  assert_error (f, "ticket services --all", "--all");
  assert_list (f, "");
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
test_cut_off (Fixture *f, gconstpointer data)
{
  g_autofree char *hub_dir = yz_test_folder_new ();
  g_autoptr (YzRawServer) portal = yz_raw_server_new (say_html, NULL);
  g_autoptr (YzRawServer) silence = yz_raw_server_new (say_nothing, NULL);
  YzHubProcess *hub = yz_hub_process_start (hub_dir, "127.0.0.1:0");
  g_autoptr (YzResponse) response = NULL;
  g_autofree char *url = g_strdup (hub->url);
  g_autofree char *queue = NULL;

  configure (f, portal->url);
  assert_takes (f, "legal-aid", "AM001", 0);
  configure (f, silence->url);
  assert_takes (f, "legal-aid", "AM002", 1);
  configure (f, "http://hall.example");
  assert_takes (f, "legal-aid", "AM003", 2);

  configure (f, url);
  assert_takes (f, "notary", "D001", 0);
  response = yz_test_exchange (url, "GET", "/v1/queue", NULL);
  queue = g_strndup (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body));
  g_assert_nonnull (strstr (queue, "\"id\":\"legal-aid\",\"letter\":\"A\",\"waiting\":3"));
  assert_takes (f, "legal-aid", "A001", 3);

  g_assert_cmpint (yz_hub_process_stop (hub, SIGTERM), ==, 0);
  assert_takes (f, "legal-aid", "AM004", 4);
  assert_list (f, "AM001 AM002 AM003 D001 A001 AM004 ");
  yz_test_folder_remove (g_steal_pointer (&hub_dir));
}

/* The hub of this very kiosk needs no configuration. */
static void
test_hub_here (Fixture *f, gconstpointer data)
{
  g_autofree char *listen = g_strdup_printf ("unix:%s/hub.sock", f->dir);
  YzHubProcess *hub = yz_hub_process_start (f->dir, listen);

  assert_takes (f, "legal-aid", "A001", 0);
  assert_takes (f, "legal-aid", "A002", 1);
  g_assert_cmpint (yz_hub_process_stop (hub, SIGTERM), ==, 0);
  assert_takes (f, "legal-aid", "AK001", 2);
}

static void
test_many_at_once (Fixture *f, gconstpointer data)
{
  GSubprocess *processes[N_PROGRAMS];
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < N_PROGRAMS; i++) {
    g_autoptr (GError) error = NULL;

    processes[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--json",
                                     "--data-dir", f->dir, "--content", g_getenv ("YZ_CONTENT_DIR"),
                                     "ticket", "take", "--service", "mediation", NULL);
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
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];

  g_test_add ("/ctl/ticket/services", Fixture, NULL, set_up, test_services, tear_down);
  g_test_add ("/ctl/ticket/alone", Fixture, NULL, set_up, test_alone, tear_down);
  g_test_add ("/ctl/ticket/usage", Fixture, NULL, set_up, test_usage, tear_down);
  g_test_add ("/ctl/ticket/cut-off", Fixture, NULL, set_up, test_cut_off, tear_down);
  g_test_add ("/ctl/ticket/hub-here", Fixture, NULL, set_up, test_hub_here, tear_down);
  g_test_add ("/ctl/ticket/many-at-once", Fixture, NULL, set_up, test_many_at_once, tear_down);

  return g_test_run ();
}
