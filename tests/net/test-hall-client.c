/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hall-client.h"

#include "yz-curl-transport.h"
#include "yz-hub-process.h"
#include "yz-raw-server.h"

#include "yz-error.h"
#include "yz-ids.h"
#include "yz-json.h"
#include "yz-queue-issue.h"
#include "yz-test-folder.h"

#include <signal.h>
#include <string.h>

/* A kiosk and the hub of its hall: with the hub as it ships, with whatever answers in its place,
 * and with a line that loses answers. */

#define TIMEOUT_MS 20000
#define SHORT_TIMEOUT_MS 200

typedef struct {
  char *dir;
  char *marks_path;
  YzClock *clock;
  YzStore *store;
  YzHubProcess *hub;
  YzRawServer *line; /* between the kiosk and the hub */
  gint loses_answers;
} Fixture;

/* Passes everything on to the hub; its answers may get lost on the way back. */
static char *
pass_on (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (YzResponse) response = NULL;
  g_autofree char *text = NULL;
  g_autofree char *status = NULL;

  g_main_context_push_thread_default (context);
  response = yz_test_exchange (fixture->hub->url, method, path, body);
  g_main_context_pop_thread_default (context);
  if (g_atomic_int_get (&fixture->loses_answers))
    return g_strdup ("");

  text = g_strndup (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body));
  status = g_strdup_printf ("%u OK", response->status);
  return yz_raw_http (status, response->content_type, text);
}

static void
start_hub (Fixture *fixture)
{
  g_autofree char *dir = g_build_filename (fixture->dir, "hub", NULL);

  fixture->hub = yz_hub_process_start (dir, "127.0.0.1:0");
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  fixture->dir = yz_test_folder_new ();
  fixture->marks_path = g_build_filename (fixture->dir, YZ_QUEUE_HIGH_WATER, NULL);
  fixture->clock = yz_clock_new_system ();
  path = g_build_filename (fixture->dir, "kiosk.db", NULL);
  fixture->store = yz_store_open (path, &yz_kiosk_schema, TRUE, &error);
  g_assert_no_error (error);
  start_hub (fixture);
  fixture->line = yz_raw_server_new (pass_on, fixture);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  yz_raw_server_free (fixture->line);
  yz_hub_process_stop (fixture->hub, SIGTERM);
  g_object_unref (fixture->store);
  g_object_unref (fixture->clock);
  g_free (fixture->marks_path);
  yz_test_folder_remove (fixture->dir);
}

static YzHallClient *
new_client (Fixture *fixture, const char *url, guint timeout_ms)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzTransport) transport = yz_curl_transport_new (url, NULL, &error);

  g_assert_no_error (error);
  return yz_hall_client_new (transport, fixture->store, fixture->clock, timeout_ms);
}

typedef struct {
  gboolean done;
  gboolean ok;
  YzTicket *ticket;
  guint n_reported;
  GError *error;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->ticket, yz_ticket_free);
  g_clear_error (&outcome->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
on_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->ticket = yz_hall_client_take_finish (YZ_HALL_CLIENT (source), result, &outcome->error);
  outcome->done = TRUE;
}

static void
on_reported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->ok = yz_hall_client_report_finish (YZ_HALL_CLIENT (source), result, &outcome->n_reported,
                                              &outcome->error);
  outcome->done = TRUE;
}

static Outcome
ask (Fixture *fixture, const char *url, const char *id, guint timeout_ms)
{
  g_autoptr (YzHallClient) client = new_client (fixture, url, timeout_ms);
  const YzTicketRequest request
      = { .id = id, .service = "legal-aid", .letter = "A", .station_letter = "K" };
  Outcome outcome = { 0 };

  yz_hall_client_take_async (client, &request, NULL, on_taken, &outcome);
  while (!outcome.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true ((outcome.ticket != NULL) != (outcome.error != NULL));
  return outcome;
}

static Outcome
report (Fixture *fixture, const char *url, guint timeout_ms)
{
  g_autoptr (YzHallClient) client = new_client (fixture, url, timeout_ms);
  Outcome outcome = { 0 };

  yz_hall_client_report_async (client, NULL, on_reported, &outcome);
  while (!outcome.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (outcome.ok == (outcome.error == NULL));
  return outcome;
}

static char *
new_id (void)
{
  return yz_ulid_new (g_get_real_time ());
}

static void
assert_hall_gives (Fixture *fixture, const char *id, const char *number)
{
  g_auto (Outcome) outcome = ask (fixture, fixture->hub->url, id, TIMEOUT_MS);

  g_assert_no_error (outcome.error);
  g_assert_cmpstr (outcome.ticket->id, ==, id);
  g_assert_cmpstr (outcome.ticket->number, ==, number);
}

static void
assert_own (Fixture *fixture, const char *id, const char *number)
{
  const YzTicketRequest request = { .id = id,
                                    .service = "legal-aid",
                                    .letter = "A",
                                    .station_letter = "K",
                                    .high_water_path = fixture->marks_path };
  g_autoptr (GError) error = NULL;
  g_autoptr (YzTicket) ticket
      = yz_queue_issue (fixture->store, &request, yz_clock_now (fixture->clock), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (ticket->number, ==, number);
}

static gboolean
list_all (YzDatabase *db, gpointer user_data, GError **error)
{
  GPtrArray **ret_tickets = user_data;
  g_autofree char *day = yz_queue_business_day (db, g_get_real_time (), error);

  *ret_tickets = yz_queue_list (db, day, error);
  return *ret_tickets != NULL;
}

/* The numbers that the kiosk knows, in one line. */
static char *
list_here (Fixture *fixture)
{
  g_autoptr (GPtrArray) tickets = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_true (yz_store_run (fixture->store, list_all, &tickets, NULL));
  for (guint i = 0; i < tickets->len; i++)
    g_string_append_printf (text, "%s ", ((YzTicket *)g_ptr_array_index (tickets, i))->number);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The numbers that stand in the hub's events with what became of them, in one line. */
static char *
list_in_hall (Fixture *fixture)
{
  g_autoptr (YzResponse) response
      = yz_test_exchange (fixture->hub->url, "GET", "/v1/queue/events", NULL);
  g_autoptr (JsonNode) node
      = yz_json_parse (g_bytes_get_data (response->body, NULL),
                       (gssize)g_bytes_get_size (response->body), G_MAXINT, NULL);
  JsonArray *events = json_node_get_array (node);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (events); i++) {
    JsonObject *event = json_array_get_object_element (events, i);

    g_string_append_printf (text, "%s:%s ",
                            yz_json_get_string (yz_json_get_object (event, "body"), "number"),
                            yz_json_get_string (event, "kind"));
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_here (Fixture *fixture, const char *expected)
{
  g_autofree char *numbers = list_here (fixture);

  g_assert_cmpstr (numbers, ==, expected);
}

static void
assert_in_hall (Fixture *fixture, const char *expected)
{
  g_autofree char *numbers = list_in_hall (fixture);

  g_assert_cmpstr (numbers, ==, expected);
}

/* Tests ---------------------------------------------------------------------------------------- */

static void
test_take (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = new_id ();
  g_autofree char *second = new_id ();

  assert_hall_gives (fixture, first, "A001");
  assert_hall_gives (fixture, second, "A002");
  assert_hall_gives (fixture, first, "A001");
  assert_here (fixture, "A001 A002 ");

  yz_hub_process_stop (fixture->hub, SIGKILL);
  start_hub (fixture);
  assert_hall_gives (fixture, second, "A002");
  g_free (first);
  first = new_id ();
  assert_hall_gives (fixture, first, "A003");
}

static const struct {
  const char *name;
  const char *status;
  const char *type;
  const char *body;
} rubbish[] = {
  { "portal", "200 OK", "text/html", "<html><body>log in</body></html>" },
  { "portal-json", "200 OK", "application/json", "<html><body>log in</body></html>" },
  { "redirect", "302 Found", "text/html", "" },
  { "empty", "200 OK", "application/json", "" },
  { "no-content", "204 No Content", "application/json", "" },
  { "error", "500 Oops", "text/plain", "oops" },
  { "error-ticket", "500 Oops", "application/json",
    "{\"id\":\"ID\",\"number\":\"A009\",\"service\":\"legal-aid\","
    "\"business_day\":\"2026-11-21\",\"taken\":\"2026-11-21T01:30:00Z\"}" },
  { "not-now", "503 Later", "application/problem+json",
    "{\"type\":\"urn:yizhan:problem:storage\",\"title\":\"later\",\"status\":503}" },
  { "refused", "400 No", "application/problem+json",
    "{\"type\":\"urn:yizhan:problem:invalid\",\"title\":\"no\",\"status\":400}" },
  { "list", "200 OK", "application/json", "[]" },
  { "nothing", "200 OK", "application/json", "{}" },
  { "no-number", "200 OK", "application/json",
    "{\"id\":\"ID\",\"number\":\"7\",\"service\":\"legal-aid\","
    "\"business_day\":\"2026-11-21\",\"taken\":\"2026-11-21T01:30:00Z\"}" },
  { "other-id", "201 Created", "application/json",
    "{\"id\":\"01HF0000000000000000000001\",\"number\":\"A009\",\"service\":\"legal-aid\","
    "\"business_day\":\"2026-11-21\",\"taken\":\"2026-11-21T01:30:00Z\"}" },
  { "other-service", "201 Created", "application/json",
    "{\"id\":\"ID\",\"number\":\"A009\",\"service\":\"notary\","
    "\"business_day\":\"2026-11-21\",\"taken\":\"2026-11-21T01:30:00Z\"}" },
  { "other-letter", "201 Created", "application/json",
    "{\"id\":\"ID\",\"number\":\"B009\",\"service\":\"legal-aid\","
    "\"business_day\":\"2026-11-21\",\"taken\":\"2026-11-21T01:30:00Z\"}" },
  { "cut", NULL, NULL, "HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{\"id\"" },
  { "no-http", NULL, NULL, "\x01\x02\x03" },
  { "hang-up", NULL, NULL, "" },
  { "silence", NULL, NULL, NULL },
};

/* Answers with one of these; the id that was asked for stands for ID. */
static char *
answer_rubbish (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  gsize i = GPOINTER_TO_SIZE (user_data);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;

  if (rubbish[i].status == NULL)
    return g_strdup (rubbish[i].body);

  node = yz_json_parse (g_bytes_get_data (body, NULL), (gssize)g_bytes_get_size (body), G_MAXINT,
                        NULL);
  id = g_strdup_printf ("\"%s\"", yz_json_get_string (json_node_get_object (node), "id"));
  parts = g_strsplit (rubbish[i].body, "\"ID\"", -1);
  text = g_strjoinv (id, parts);
  return yz_raw_http (rubbish[i].status, rubbish[i].type, text);
}

/* Whatever answers in the hub's place: no ticket, and the kiosk's own series goes on. */
static void
test_rubbish (Fixture *fixture, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (YzRawServer) server = yz_raw_server_new (answer_rubbish, GSIZE_TO_POINTER (i));
  g_autofree char *id = new_id ();
  guint timeout_ms = g_str_equal (rubbish[i].name, "silence") ? SHORT_TIMEOUT_MS : TIMEOUT_MS;
  g_auto (Outcome) outcome = ask (fixture, server->url, id, timeout_ms);

  g_assert_null (outcome.ticket);
  g_assert_error (outcome.error, YZ_ERROR, YZ_ERROR_OFFLINE);
  assert_here (fixture, "");
  assert_own (fixture, id, "AK001");
  assert_here (fixture, "AK001 ");
}

/* What was issued while cut off is known in the hall after the next contact, once. */
static void
test_report (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hall = new_id ();

  for (guint i = 1; i <= 3; i++) {
    g_autofree char *id = new_id ();
    g_autofree char *number = g_strdup_printf ("AK%03u", i);

    assert_own (fixture, id, number);
  }
  assert_hall_gives (fixture, hall, "A001");
  for (guint i = 0; i < 2; i++) {
    g_auto (Outcome) outcome = report (fixture, fixture->hub->url, TIMEOUT_MS);

    g_assert_no_error (outcome.error);
    g_assert_cmpuint (outcome.n_reported, ==, i == 0 ? 3 : 0);
  }
  assert_in_hall (fixture, "A001:taken AK001:remembered AK002:remembered AK003:remembered ");
}

/* The question came through, the answer did not: the hall must not call a number nobody holds. */
static void
test_lost_answer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = new_id ();
  g_autofree char *next = new_id ();

  g_atomic_int_set (&fixture->loses_answers, TRUE);
  {
    g_auto (Outcome) outcome = ask (fixture, fixture->line->url, id, TIMEOUT_MS);

    g_assert_error (outcome.error, YZ_ERROR, YZ_ERROR_OFFLINE);
  }
  assert_own (fixture, id, "AK001");
  {
    g_auto (Outcome) outcome = report (fixture, fixture->line->url, TIMEOUT_MS);

    g_assert_error (outcome.error, YZ_ERROR, YZ_ERROR_OFFLINE);
  }
  /* The report came through as well; once more does no harm. */
  g_atomic_int_set (&fixture->loses_answers, FALSE);
  {
    g_auto (Outcome) outcome = report (fixture, fixture->line->url, TIMEOUT_MS);

    g_assert_no_error (outcome.error);
    g_assert_cmpuint (outcome.n_reported, ==, 1);
  }
  assert_in_hall (fixture, "A001:taken A001:cancelled AK001:remembered ");
  assert_here (fixture, "AK001 ");
  assert_hall_gives (fixture, next, "A002");
}

/* The question was under way so long that the report was faster. */
static void
test_late_question (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = new_id ();
  g_autofree char *next = new_id ();
  g_auto (Outcome) outcome = { 0 };

  assert_own (fixture, id, "AK001");
  outcome = report (fixture, fixture->hub->url, TIMEOUT_MS);
  g_assert_no_error (outcome.error);
  assert_hall_gives (fixture, id, "AK001");
  assert_in_hall (fixture, "AK001:remembered ");
  assert_hall_gives (fixture, next, "A001");
}

/* A kiosk that has lost its store and the file goes on after what the hall knows. */
static void
test_lost_everything (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "other.db", NULL);
  g_autofree char *first = new_id ();
  g_autofree char *second = new_id ();
  g_autofree char *hall = new_id ();
  g_autofree char *own = new_id ();
  g_autoptr (GError) error = NULL;
  g_auto (Outcome) outcome = { 0 };

  assert_own (fixture, first, "AK001");
  assert_own (fixture, second, "AK002");
  outcome = report (fixture, fixture->hub->url, TIMEOUT_MS);
  g_assert_no_error (outcome.error);

  g_object_unref (fixture->store);
  fixture->store = yz_store_open (path, &yz_kiosk_schema, TRUE, &error);
  g_assert_no_error (error);
  g_free (fixture->marks_path);
  fixture->marks_path = g_build_filename (fixture->dir, "other.high-water", NULL);
  assert_hall_gives (fixture, hall, "A001");
  assert_own (fixture, own, "AK003");
}

/* The hub's no to one ticket leaves the others; a log-in page ends it. */
static char *
refuse_first (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  guint *n = user_data;
  g_autofree char *text = NULL;

  if ((*n)++ == 0)
    return yz_raw_http ("400 No", "application/problem+json",
                        "{\"type\":\"urn:yizhan:problem:invalid\",\"title\":\"no\"}");
  if (*n > 2)
    return yz_raw_http ("200 OK", "text/html", "<html></html>");
  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  return yz_raw_http ("201 Created", "application/json", text);
}

static void
test_report_goes_on (Fixture *fixture, gconstpointer data)
{
  guint n = 0;
  g_autoptr (YzRawServer) server = yz_raw_server_new (refuse_first, &n);
  g_auto (Outcome) cut = { 0 };
  g_auto (Outcome) rest = { 0 };

  for (guint i = 1; i <= 5; i++) {
    g_autofree char *id = new_id ();
    g_autofree char *number = g_strdup_printf ("AK%03u", i);

    assert_own (fixture, id, number);
  }
  cut = report (fixture, server->url, TIMEOUT_MS);
  g_assert_error (cut.error, YZ_ERROR, YZ_ERROR_OFFLINE);
  g_assert_cmpuint (n, ==, 3);
  rest = report (fixture, fixture->hub->url, TIMEOUT_MS);
  g_assert_no_error (rest.error);
  g_assert_cmpuint (rest.n_reported, ==, 4);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzHallClient) client = new_client (fixture, fixture->hub->url, TIMEOUT_MS);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *id = new_id ();
  const YzTicketRequest request = { .id = id, .service = "legal-aid", .letter = "A" };
  g_auto (Outcome) outcome = { 0 };

  yz_hall_client_take_async (client, &request, cancellable, on_taken, &outcome);
  g_cancellable_cancel (cancellable);
  while (!outcome.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
assert_opens (Fixture *fixture, const char *conf, int code)
{
  g_autofree char *path = g_build_filename (fixture->dir, "yizhan.conf", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzNode) node = NULL;
  g_autoptr (YzHallClient) client = NULL;

  g_assert_true (g_file_set_contents (path, conf, -1, NULL));
  node = yz_node_open (fixture->dir, fixture->clock, &error);
  g_assert_no_error (error);
  client = yz_hall_client_open (node, fixture->store, &error);
  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, YZ_ERROR, code);
  g_assert_cmpint (client != NULL, ==, code < 0);
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "hub.sock", NULL);

  assert_opens (fixture, "", YZ_ERROR_NOT_FOUND);
  assert_opens (fixture, "[hall]\nurl=http://hub.example\n", YZ_ERROR_CONFIG);
  assert_opens (fixture, "[hall]\nurl=https://hub.example\n", -1);
  /* The hub of this very kiosk. */
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_opens (fixture, "", -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD_DATA(path, data, func)                                                                 \
  g_test_add (path, Fixture, data, fixture_set_up, func, fixture_tear_down)
#define ADD(path, func) ADD_DATA (path, NULL, func)

  ADD ("/hall-client/take", test_take);
  for (gsize i = 0; i < G_N_ELEMENTS (rubbish); i++) {
    g_autofree char *path = g_strdup_printf ("/hall-client/rubbish/%s", rubbish[i].name);

    ADD_DATA (path, GSIZE_TO_POINTER (i), test_rubbish);
  }
  ADD ("/hall-client/report", test_report);
  ADD ("/hall-client/lost-answer", test_lost_answer);
  ADD ("/hall-client/late-question", test_late_question);
  ADD ("/hall-client/lost-everything", test_lost_everything);
  ADD ("/hall-client/report-goes-on", test_report_goes_on);
  ADD ("/hall-client/cancelled", test_cancelled);
  ADD ("/hall-client/open", test_open);

  return g_test_run ();
}
