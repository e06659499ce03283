/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hall-client.h"

#include "yz-curl-transport.h"
#include "yz-error.h"
#include "yz-json.h"

#include <string.h>

/* What a kiosk says to the hub of its hall about tickets. A citizen waits for the answer, so there
 * is little time; whoever gets none issues from the kiosk's own series, under the same id, and
 * reports it when the hub answers again. If the question had reached the hub after all, the hub
 * then cancels the number that nobody got (yz_queue_remember()). */

#define MAX_ANSWER_BYTES (64 * 1024)
#define REPORTED_AT_ONCE 100

struct _YzHallClient {
  GObject parent_instance;

  YzTransport *transport;
  YzStore *store;
  YzClock *clock;
  guint timeout_ms;
};

G_DEFINE_FINAL_TYPE (YzHallClient, yz_hall_client, G_TYPE_OBJECT)

static GBytes *
to_bytes (JsonNode *node)
{
  char *text = yz_json_to_text (node, FALSE);

  return g_bytes_new_take (text, strlen (text));
}

/* The ticket in an answer, or %NULL: log-in pages and proxies answer in the hub's place with every
 * status there is, so nothing counts but a ticket of the id that was asked for. */
static YzTicket *
read_answer (const YzResponse *response, const char *id)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (YzTicket) ticket = NULL;
  const char *data;
  gsize size;

  if (response->status / 100 != 2 || g_strcmp0 (response->content_type, "application/json") != 0)
    return NULL;

  data = g_bytes_get_data (response->body, &size);
  node = yz_json_parse (size > 0 ? data : "", (gssize)size, MAX_ANSWER_BYTES, NULL);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    ticket = yz_ticket_from_json (json_node_get_object (node), NULL);
  return ticket != NULL && strcmp (ticket->id, id) == 0 ? g_steal_pointer (&ticket) : NULL;
}

/* The hub's own no to one ticket: the others may still be taken. */
static gboolean
is_problem (const YzResponse *response)
{
  return g_strcmp0 (response->content_type, "application/problem+json") == 0;
}

static GError *
new_not_the_hub_error (const YzResponse *response)
{
  return g_error_new (YZ_ERROR, YZ_ERROR_OFFLINE,
                      "what answered (status %u) has no such ticket: see that url= under [hall] in "
                      "yizhan.conf is the hall's hub, and that it knows this kiosk's services",
                      response->status);
}

/* Taking a number */

typedef struct {
  char *id;
  char *service;
  char letter;
  YzTicket *ticket;
} Take;

static void
take_free (gpointer data)
{
  Take *take = data;

  g_free (take->id);
  g_free (take->service);
  yz_ticket_free (take->ticket);
  g_free (take);
}

static GBytes *
describe_request (const YzTicketRequest *request)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  const char *const members[][2] = { { "id", request->id },
                                     { "service", request->service },
                                     { "priority", request->priority },
                                     { "station_letter", request->station_letter } };

  json_builder_begin_object (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    if (members[i][1] == NULL)
      continue;
    json_builder_set_member_name (builder, members[i][0]);
    json_builder_add_string_value (builder, members[i][1]);
  }
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  return to_bytes (node);
}

typedef struct {
  YzTicket *ticket; /* of the take, which outlives this */
  gint64 now_us;
} Memory;

static gboolean
remember (YzDatabase *db, gpointer user_data, GError **error)
{
  const Memory *memory = user_data;

  return yz_queue_remember (db, memory->ticket, memory->now_us, error);
}

/* A ticket that the hall has handed out holds, even where it could not be written down here. */
static void
on_remembered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Take *take = g_task_get_task_data (task);

  yz_store_run_finish (YZ_STORE (source), result, NULL);
  g_task_return_pointer (task, g_steal_pointer (&take->ticket), (GDestroyNotify)yz_ticket_free);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  YzHallClient *self = g_task_get_source_object (task);
  Take *take = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (YzResponse) response
      = yz_transport_send_finish (YZ_TRANSPORT (source), result, &error);
  Memory *memory;

  if (response == NULL) {
    g_task_return_error (task, error);
    return;
  }
  take->ticket = read_answer (response, take->id);
  if (take->ticket == NULL || strcmp (take->ticket->service, take->service) != 0
      || take->ticket->number[0] != take->letter) {
    g_task_return_error (task, new_not_the_hub_error (response));
    return;
  }
  memory = g_new0 (Memory, 1);
  memory->ticket = take->ticket;
  memory->now_us = yz_clock_now (self->clock);
  yz_store_run_async (self->store, remember, memory, g_free, NULL, on_remembered,
                      g_steal_pointer (&task));
}

/* Reporting */

typedef struct {
  GPtrArray *tickets; /* YzTicket, what the hub does not know yet */
  guint next;
  GPtrArray *known; /* ids of those that it has confirmed to know */
  GError *error;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  g_clear_pointer (&report->tickets, g_ptr_array_unref);
  g_clear_pointer (&report->known, g_ptr_array_unref);
  g_clear_error (&report->error);
  g_free (report);
}

typedef struct {
  GPtrArray *tickets;
  GPtrArray *known;
  gint64 now_us;
} Note;

static void
note_free (gpointer data)
{
  Note *note = data;

  g_clear_pointer (&note->tickets, g_ptr_array_unref);
  g_clear_pointer (&note->known, g_ptr_array_unref);
  g_free (note);
}

static gboolean
list_unreported (YzDatabase *db, gpointer user_data, GError **error)
{
  Note *note = user_data;

  note->tickets = yz_queue_list_unreported (db, REPORTED_AT_ONCE, error);
  return note->tickets != NULL;
}

static gboolean
note_reported (YzDatabase *db, gpointer user_data, GError **error)
{
  const Note *note = user_data;

  for (guint i = 0; i < note->known->len; i++)
    if (!yz_queue_set_reported (db, g_ptr_array_index (note->known, i), note->now_us, error))
      return FALSE;
  return TRUE;
}

static void
on_noted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Report *report = g_task_get_task_data (task);
  GError *error = NULL;

  if (!yz_store_run_finish (YZ_STORE (source), result, &error))
    g_task_return_error (task, error);
  else if (report->error != NULL)
    g_task_return_error (task, g_steal_pointer (&report->error));
  else
    g_task_return_int (task, report->known->len);
}

/* What is known now is noted, also where the line was cut before the end. */
static void
finish_report (GTask *task)
{
  YzHallClient *self = g_task_get_source_object (task);
  Report *report = g_task_get_task_data (task);
  Note *note = g_new0 (Note, 1);

  note->known = g_ptr_array_ref (report->known);
  note->now_us = yz_clock_now (self->clock);
  yz_store_run_async (self->store, note_reported, note, note_free, NULL, on_noted,
                      g_object_ref (task));
}

static void report_next (GTask *task);

static void
on_reported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Report *report = g_task_get_task_data (task);
  const YzTicket *ticket = g_ptr_array_index (report->tickets, report->next - 1);
  g_autoptr (YzResponse) response
      = yz_transport_send_finish (YZ_TRANSPORT (source), result, &report->error);
  g_autoptr (YzTicket) known = response != NULL ? read_answer (response, ticket->id) : NULL;

  if (known != NULL && strcmp (known->number, ticket->number) == 0)
    g_ptr_array_add (report->known, g_strdup (ticket->id));
  else if (response != NULL && !is_problem (response))
    report->error = new_not_the_hub_error (response);
  if (report->error != NULL)
    finish_report (task);
  else
    report_next (task);
}

static void
report_next (GTask *task)
{
  YzHallClient *self = g_task_get_source_object (task);
  Report *report = g_task_get_task_data (task);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *path = NULL;
  const YzTicket *ticket;

  if (report->next == report->tickets->len) {
    finish_report (task);
    return;
  }
  ticket = g_ptr_array_index (report->tickets, report->next++);
  node = yz_ticket_to_json (ticket);
  body = to_bytes (node);
  path = g_strconcat ("/v1/tickets/", ticket->id, NULL);
  yz_transport_send_async (self->transport, "PUT", path, body, self->timeout_ms,
                           g_task_get_cancellable (task), on_reported, g_object_ref (task));
}

static void
on_unreported_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Report *report = g_task_get_task_data (task);
  Note *note = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  if (!yz_store_run_finish (YZ_STORE (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  report->tickets = g_steal_pointer (&note->tickets);
  if (report->tickets->len > 0)
    report_next (task);
  else
    g_task_return_int (task, 0);
}

static void
yz_hall_client_dispose (GObject *object)
{
  YzHallClient *self = YZ_HALL_CLIENT (object);

  g_clear_object (&self->transport);
  g_clear_object (&self->store);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (yz_hall_client_parent_class)->dispose (object);
}

static void
yz_hall_client_class_init (YzHallClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yz_hall_client_dispose;
}

static void
yz_hall_client_init (YzHallClient *self)
{
}

/**
 * yz_hall_client_new:
 * @transport: the way to the hall's hub
 * @store: the store of `kiosk.db`
 * @clock: the clock to go by
 * @timeout_ms: how long to wait for each answer
 *
 * Returns: (transfer full): a client
 */
YzHallClient *
yz_hall_client_new (YzTransport *transport, YzStore *store, YzClock *clock, guint timeout_ms)
{
  YzHallClient *self;

  g_return_val_if_fail (YZ_IS_TRANSPORT (transport), NULL);
  g_return_val_if_fail (YZ_IS_STORE (store), NULL);
  g_return_val_if_fail (YZ_IS_CLOCK (clock), NULL);

  self = g_object_new (YZ_TYPE_HALL_CLIENT, NULL);
  self->transport = g_object_ref (transport);
  self->store = g_object_ref (store);
  self->clock = g_object_ref (clock);
  self->timeout_ms = timeout_ms;
  return self;
}

/* The hub on this very kiosk listens here where it is not told otherwise. */
static char *
find_hub_here (YzNode *node)
{
  g_autofree char *path = yz_node_get_path (node, "hub.sock");

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_strconcat ("unix:", path, NULL) : NULL;
}

/**
 * yz_hall_client_open:
 * @node: the kiosk
 * @store: the store of its `kiosk.db`
 * @error: %YZ_ERROR_NOT_FOUND where no hub is set for the hall and none runs on this kiosk;
 *   %YZ_ERROR_CONFIG where its address is wrong
 *
 * Returns: (transfer full): a client of the hub of `[hall] url`, or else of the one that runs on
 *   this very kiosk
 */
YzHallClient *
yz_hall_client_open (YzNode *node, YzStore *store, GError **error)
{
  YzConfig *config;
  g_autofree char *url = NULL;
  g_autoptr (YzTransport) transport = NULL;

  g_return_val_if_fail (YZ_IS_NODE (node), NULL);

  config = yz_node_get_config (node);
  url = g_strdup (yz_config_get_string (config, "hall.url"));
  if (*url == '\0') {
    g_free (url);
    url = find_hub_here (node);
  }
  if (url == NULL) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_NOT_FOUND,
                         "no hub is set for the hall: write url= under [hall] in yizhan.conf");
    return NULL;
  }
  transport = yz_curl_transport_new (url, NULL, error);
  if (transport == NULL)
    return NULL;
  return yz_hall_client_new (transport, store, yz_node_get_clock (node),
                             (guint)yz_config_get_int (config, "hall.timeout-ms"));
}

/**
 * yz_hall_client_get_transport:
 * @self: a client
 *
 * Returns: (transfer none): its way to the hub
 */
YzTransport *
yz_hall_client_get_transport (YzHallClient *self)
{
  g_return_val_if_fail (YZ_IS_HALL_CLIENT (self), NULL);

  return self->transport;
}

/**
 * yz_hall_client_take_async:
 * @self: a client
 * @request: what is asked for, with its `id`; `station_letter` is the kiosk's, the number will be
 *   the hall's all the same
 * @cancellable: (nullable): to give up
 * @callback: called on the main context of the caller
 * @user_data: passed to @callback
 *
 * Asks the hall's hub for a number, and writes the ticket down in the kiosk's own store.
 */
void
yz_hall_client_take_async (YzHallClient *self,
                           const YzTicketRequest *request,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GBytes) body = NULL;
  Take *take;

  g_return_if_fail (YZ_IS_HALL_CLIENT (self));
  g_return_if_fail (request != NULL && request->id != NULL);
  g_return_if_fail (request->service != NULL && request->letter != NULL);

  take = g_new0 (Take, 1);
  take->id = g_strdup (request->id);
  take->service = g_strdup (request->service);
  take->letter = *request->letter;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yz_hall_client_take_async);
  g_task_set_task_data (task, take, take_free);
  body = describe_request (request);
  yz_transport_send_async (self->transport, "POST", "/v1/tickets", body, self->timeout_ms,
                           cancellable, on_answered, g_steal_pointer (&task));
}

/**
 * yz_hall_client_take_finish:
 * @self: a client
 * @result: the result
 * @error: %YZ_ERROR_OFFLINE where no ticket came in time, for whatever reason: then
 *   yz_queue_issue() with the same id issues one of the kiosk's own series;
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the ticket
 */
YzTicket *
yz_hall_client_take_finish (YzHallClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * yz_hall_client_report_async:
 * @self: a client
 * @cancellable: (nullable): to stop; what was reported by then is noted
 * @callback: called on the main context of the caller
 * @user_data: passed to @callback
 *
 * Tells the hall's hub of the tickets that this kiosk has issued from its own series, the oldest
 * hundred of those that the hub does not know. To be called when the hub has answered: after a
 * ticket was taken from it, or when it is in reach again. May be called at any time, also while
 * another program does the same.
 */
void
yz_hall_client_report_async (YzHallClient *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Report *report;

  g_return_if_fail (YZ_IS_HALL_CLIENT (self));

  report = g_new0 (Report, 1);
  report->known = g_ptr_array_new_with_free_func (g_free);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yz_hall_client_report_async);
  g_task_set_task_data (task, report, report_free);
  yz_store_run_async (self->store, list_unreported, g_new0 (Note, 1), note_free, cancellable,
                      on_unreported_listed, g_steal_pointer (&task));
}

/**
 * yz_hall_client_report_finish:
 * @self: a client
 * @result: the result
 * @ret_n_reported: (out) (optional): how many the hub has learnt of
 * @error: %YZ_ERROR_OFFLINE where the hub stopped answering; as yz_store_run_finish();
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: whether all of them were tried
 */
gboolean
yz_hall_client_report_finish (YzHallClient *self,
                              GAsyncResult *result,
                              guint *ret_n_reported,
                              GError **error)
{
  gssize n;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  n = g_task_propagate_int (G_TASK (result), error);
  if (n >= 0 && ret_n_reported != NULL)
    *ret_n_reported = (guint)n;
  return n >= 0;
}
