/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-process.h"
#include "yz-test-folder.h"

#include "yz-ids.h"
#include "yz-json.h"
#include "yz-queue.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

/* The hall's numbers as the server hands them out. */

#define N_THREADS 4
#define N_EACH 50

typedef struct {
  char *dir;
  YzHubProcess *hub;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = yz_test_folder_new ();
  fixture->hub = yz_hub_process_start (fixture->dir, "127.0.0.1:0");
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (yz_hub_process_stop (fixture->hub, SIGTERM), ==, 0);
  yz_test_folder_remove (fixture->dir);
}

static void
restart (Fixture *fixture, int signal)
{
  yz_hub_process_stop (fixture->hub, signal);
  fixture->hub = yz_hub_process_start (fixture->dir, "127.0.0.1:0");
}

static YzResponse *
send (Fixture *fixture, const char *method, const char *path, const char *body)
{
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;

  return yz_test_exchange (fixture->hub->url, method, path, bytes);
}

static JsonNode *
parse (YzResponse *response)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = yz_json_parse (g_bytes_get_data (response->body, NULL),
                                  (gssize)g_bytes_get_size (response->body), G_MAXINT, &error);

  g_assert_no_error (error);
  return node;
}

/* Takes a ticket with further members in the request, and returns it. */
static YzTicket *
take (Fixture *fixture, const char *id, const char *service, const char *more, guint status)
{
  g_autofree char *body
      = g_strdup_printf ("{\"id\":\"%s\",\"service\":\"%s\"%s}", id, service, more);
  g_autoptr (YzResponse) response = send (fixture, "POST", "/v1/tickets", body);
  g_autoptr (JsonNode) node = parse (response);
  g_autoptr (GError) error = NULL;
  YzTicket *ticket;

  g_assert_cmpuint (response->status, ==, status);
  g_assert_cmpstr (response->content_type, ==, "application/json");
  ticket = yz_ticket_from_json (json_node_get_object (node), &error);
  g_assert_no_error (error);
  return ticket;
}

static YzTicket *
take_new (Fixture *fixture, const char *service, const char *more)
{
  g_autofree char *id = yz_ulid_new (g_get_real_time ());

  return take (fixture, id, service, more, 201);
}

static void
assert_next (Fixture *fixture,
             const char *service,
             const char *more,
             const char *number,
             guint ahead)
{
  g_autoptr (YzTicket) ticket = take_new (fixture, service, more);

  g_assert_cmpstr (ticket->number, ==, number);
  g_assert_cmpuint (ticket->ahead, ==, ahead);
  g_assert_false (ticket->ahead_is_minimum);
}

static void
test_take (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = yz_ulid_new (g_get_real_time ());
  g_autoptr (YzTicket) first = take (fixture, id, "legal-aid", "", 201);
  g_autoptr (YzTicket) again = take (fixture, id, "legal-aid", "", 200);

  g_assert_cmpstr (first->id, ==, id);
  g_assert_cmpstr (first->number, ==, "A001");
  g_assert_cmpstr (again->number, ==, "A001");
  assert_next (fixture, "legal-aid", "", "A002", 1);
  assert_next (fixture, "notary", "", "D001", 0);
  assert_next (fixture, "legal-aid", ",\"priority\":\"pregnant\"", "A003", 0);
  assert_next (fixture, "legal-aid", ",\"priority\":\"minor\"", "A004", 1);
  assert_next (fixture, "legal-aid", "", "A005", 4);

  restart (fixture, SIGKILL);
  assert_next (fixture, "legal-aid", "", "A006", 5);
}

/* A hub that has lost its database hands out no number twice. */
static void
test_lost_database (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "hub.db", "hub.db-wal", "hub.db-shm" };

  assert_next (fixture, "legal-aid", "", "A001", 0);
  assert_next (fixture, "legal-aid", "", "A002", 1);
  yz_hub_process_stop (fixture->hub, SIGKILL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (fixture->dir, names[i], NULL);

    g_unlink (path);
  }
  fixture->hub = yz_hub_process_start (fixture->dir, "127.0.0.1:0");
  assert_next (fixture, "legal-aid", "", "A021", 0);
}

#define TICKET(id, number)                                                                         \
  "{\"id\":\"" id "\",\"number\":\"" number "\",\"service\":\"legal-aid\","                        \
  "\"business_day\":\"2026-11-21\",\"taken\":\"2026-11-21T01:30:00Z\",\"ahead\":2,"                \
  "\"ahead_is_minimum\":true}"
#define ID "01HF0000000000000000000001"
#define OTHER_ID "01HF0000000000000000000002"

static void
assert_status (Fixture *fixture,
               const char *method,
               const char *path,
               const char *body,
               guint status)
{
  g_autoptr (YzResponse) response = send (fixture, method, path, body);

  g_test_message ("%s %s %s", method, path, body);
  g_assert_cmpuint (response->status, ==, status);
  if (status >= 400)
    g_assert_cmpstr (response->content_type, ==, "application/problem+json");
}

static void
test_wrong_requests (Fixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = {
    "",
    "x",
    "[]",
    "{}",
    "{\"id\":\"" ID "\"}",
    "{\"service\":\"legal-aid\"}",
    "{\"id\":\"x\",\"service\":\"legal-aid\"}",
    "{\"id\":7,\"service\":\"legal-aid\"}",
    "{\"id\":\"" ID "\",\"service\":\"tax\"}",
    "{\"id\":\"" ID "\",\"service\":\"legal-aid\",\"priority\":\"vip\"}",
    "{\"id\":\"" ID "\",\"service\":\"legal-aid\",\"station_letter\":\"KK\"}",
    "{\"id\":\"" ID "\",\"service\":\"legal-aid\",\"station_letter\":\"\"}",
  };
  g_autofree char *huge = g_strnfill (5000, ' ');

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_status (fixture, "POST", "/v1/tickets", bodies[i], 400);
  assert_status (fixture, "POST", "/v1/tickets", huge, 413);

  assert_status (fixture, "PUT", "/v1/tickets/" ID, "{}", 400);
  assert_status (fixture, "PUT", "/v1/tickets/" ID, TICKET (OTHER_ID, "AK001"), 400);
  /* The hall's own numbers come from the hall. */
  assert_status (fixture, "PUT", "/v1/tickets/" ID, TICKET (ID, "A500"), 400);
  assert_status (fixture, "PUT", "/v1/tickets/" ID, huge, 413);
  assert_status (fixture, "GET", "/v1/tickets", NULL, 405);
  assert_status (fixture, "GET", "/v1/queue/events?after=x", NULL, 400);
  assert_status (fixture, "GET", "/v1/queue/events?after=-1", NULL, 400);
  assert_next (fixture, "legal-aid", "", "A001", 0);
}

static void
test_report (Fixture *fixture, gconstpointer data)
{
  g_autofree char *day = NULL;
  g_autofree char *body = NULL;
  g_autoptr (YzTicket) orphan = take (fixture, ID, "legal-aid", "", 201);
  g_autoptr (YzTicket) late = NULL;
  g_autoptr (YzTicket) next = NULL;

  assert_status (fixture, "PUT", "/v1/tickets/" ID, TICKET (ID, "AK007"), 200);
  assert_status (fixture, "PUT", "/v1/tickets/" ID, TICKET (ID, "AK007"), 200);
  assert_status (fixture, "PUT", "/v1/tickets/" OTHER_ID, TICKET (OTHER_ID, "AK008"), 201);
  late = take (fixture, ID, "legal-aid", "", 200);
  g_assert_cmpstr (late->number, ==, "AK007");

  /* How far the hall knows the kiosk's own series, on the hub's day. */
  day = g_strdup (orphan->business_day);
  body = g_strdup_printf ("{\"id\":\"01HF0000000000000000000003\",\"number\":\"AK041\","
                          "\"service\":\"legal-aid\",\"business_day\":\"%s\","
                          "\"taken\":\"2026-11-21T01:30:00Z\"}",
                          day);
  assert_status (fixture, "PUT", "/v1/tickets/01HF0000000000000000000003", body, 201);
  next = take_new (fixture, "legal-aid", ",\"station_letter\":\"K\"");
  g_assert_cmpstr (next->number, ==, "A002");
  g_assert_cmpstr (next->own_series, ==, "AK");
  g_assert_cmpuint (next->own_last, ==, 41);
}

static JsonNode *
get (Fixture *fixture, const char *path)
{
  g_autoptr (YzResponse) response = send (fixture, "GET", path, NULL);

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (response->content_type, ==, "application/json");
  return parse (response);
}

static void
test_queue (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) before = get (fixture, "/v1/queue");
  g_autoptr (JsonNode) after = NULL;
  g_autoptr (JsonNode) events = NULL;
  JsonObject *queue = json_node_get_object (before);
  JsonObject *line;

  g_assert_cmpint (yz_json_get_int (queue, "last_event", -1), ==, 0);
  g_assert_cmpuint (json_array_get_length (yz_json_get_array (queue, "services")), ==, 6);

  assert_next (fixture, "consultation", "", "B001", 0);
  assert_next (fixture, "consultation", ",\"priority\":\"elderly\"", "B002", 0);
  assert_next (fixture, "consultation", "", "B003", 2);
  after = get (fixture, "/v1/queue");
  queue = json_node_get_object (after);
  line = json_array_get_object_element (yz_json_get_array (queue, "services"), 1);
  g_assert_cmpint (yz_json_get_int (queue, "last_event", -1), ==, 3);
  g_assert_cmpstr (yz_json_get_string (line, "id"), ==, "consultation");
  g_assert_cmpstr (yz_json_get_string (line, "letter"), ==, "B");
  g_assert_cmpint (yz_json_get_int (line, "waiting", -1), ==, 3);
  g_assert_cmpint (yz_json_get_int (line, "with_priority", -1), ==, 1);
  line = json_array_get_object_element (yz_json_get_array (queue, "services"), 0);
  g_assert_cmpint (yz_json_get_int (line, "waiting", -1), ==, 0);

  events = get (fixture, "/v1/queue/events?after=1");
  g_assert_cmpuint (json_array_get_length (json_node_get_array (events)), ==, 2);
  line = json_array_get_object_element (json_node_get_array (events), 0);
  g_assert_cmpint (yz_json_get_int (line, "seq", -1), ==, 2);
  g_assert_cmpstr (yz_json_get_string (line, "kind"), ==, "taken");
}

static gpointer
take_in_thread (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  GPtrArray *numbers = g_ptr_array_new_with_free_func (g_free);

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < N_EACH; i++) {
    g_autoptr (YzTicket) ticket = take_new (fixture, "mediation", "");

    g_ptr_array_add (numbers, g_steal_pointer (&ticket->number));
  }
  g_main_context_pop_thread_default (context);
  return numbers;
}

static void
test_many_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("take", take_in_thread, fixture);
  for (guint i = 0; i < N_THREADS; i++) {
    g_autoptr (GPtrArray) numbers = g_thread_join (threads[i]);

    for (guint n = 0; n < numbers->len; n++)
      g_assert_true (g_hash_table_add (seen, g_strdup (g_ptr_array_index (numbers, n))));
  }
  for (guint n = 1; n <= N_THREADS * N_EACH; n++) {
    g_autofree char *number = g_strdup_printf ("C%03u", n);

    g_assert_true (g_hash_table_contains (seen, number));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

  ADD ("/hub/tickets/take", test_take);
  ADD ("/hub/tickets/lost-database", test_lost_database);
  ADD ("/hub/tickets/wrong-requests", test_wrong_requests);
  ADD ("/hub/tickets/report", test_report);
  ADD ("/hub/tickets/queue", test_queue);
  ADD ("/hub/tickets/many-at-once", test_many_at_once);

  return g_test_run ();
}
