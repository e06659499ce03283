/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hall.h"

#include "yz-content.h"
#include "yz-error.h"
#include "yz-hall-client.h"
#include "yz-ids.h"
#include "yz-json.h"
#include "yz-services.h"
#include "yz-staff-call.h"

/* What a session asks of the hall's hub, for it has no network of its own. */
struct _YzHall {
  GObject parent_instance;

  YzNode *node;
  YzStore *store;
  JsonArray *services;
  YzHallClient *client; /* (nullable): no hub is set for the hall, or none runs here yet */
};

G_DEFINE_FINAL_TYPE (YzHall, yz_hall, G_TYPE_OBJECT)

/* A hub on this very kiosk may have been started after it. */
static gboolean
ensure_client (YzHall *self, GError **error)
{
  if (self->client == NULL)
    self->client = yz_hall_client_open (self->node, self->store, error);
  return self->client != NULL;
}

typedef struct {
  YzBusSupervisor *skeleton;
  GDBusMethodInvocation *invocation;
} Question;

static Question *
question_new (YzBusSupervisor *skeleton, GDBusMethodInvocation *invocation)
{
  Question *question = g_new0 (Question, 1);

  question->skeleton = g_object_ref (skeleton);
  question->invocation = invocation;
  return question;
}

static void
question_free (Question *question)
{
  g_object_unref (question->skeleton);
  g_free (question);
}

static void
on_reported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!yz_hall_client_report_finish (YZ_HALL_CLIENT (source), result, NULL, &error)
      && !g_error_matches (error, YZ_ERROR, YZ_ERROR_OFFLINE))
    g_warning ("the hall was not told of our own numbers: %s", error->message);
}

static void
on_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YzHallClient *client = YZ_HALL_CLIENT (source);
  Question *question = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YzTicket) ticket = yz_hall_client_take_finish (client, result, &error);

  if (ticket != NULL) {
    g_autoptr (JsonNode) node = yz_ticket_to_json (ticket);
    g_autofree char *text = yz_json_to_text (node, FALSE);

    yz_bus_supervisor_complete_take_ticket (question->skeleton, question->invocation, text);
    /* It is in reach: it may learn what was issued while it was not. */
    yz_hall_client_report_async (client, NULL, on_reported, NULL);
  } else {
    g_dbus_method_invocation_return_gerror (question->invocation, error);
  }
  question_free (question);
}

static void
on_staff_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GError) error = NULL;
  gboolean reached = yz_staff_call_send_finish (result, &error);

  if (!reached)
    g_warning ("the desk was not told that it is wanted: %s", error->message);
  yz_bus_supervisor_complete_call_staff (question->skeleton, question->invocation, reached);
  question_free (question);
}

static void
yz_hall_dispose (GObject *object)
{
  YzHall *self = YZ_HALL (object);

  g_clear_object (&self->client);
  g_clear_object (&self->store);
  g_clear_object (&self->node);

  G_OBJECT_CLASS (yz_hall_parent_class)->dispose (object);
}

static void
yz_hall_finalize (GObject *object)
{
  YzHall *self = YZ_HALL (object);

  g_clear_pointer (&self->services, json_array_unref);

  G_OBJECT_CLASS (yz_hall_parent_class)->finalize (object);
}

static void
yz_hall_class_init (YzHallClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yz_hall_dispose;
  object_class->finalize = yz_hall_finalize;
}

static void
yz_hall_init (YzHall *self)
{
}

/**
 * yz_hall_new:
 * @node: the kiosk
 * @store: its store
 * @services: what numbers can be taken for
 *
 * Returns: (transfer full): the way to the hall's hub
 */
YzHall *
yz_hall_new (YzNode *node, YzStore *store, JsonArray *services)
{
  YzHall *self = g_object_new (YZ_TYPE_HALL, NULL);

  self->node = g_object_ref (node);
  self->store = g_object_ref (store);
  self->services = json_array_ref (services);
  return self;
}

/**
 * yz_hall_take_ticket:
 * @self: the hall
 * @skeleton: where the question came in
 * @invocation: (transfer full): the question, answered with the ticket or with an error
 * @request: ULID of the request
 * @service: id of a service
 * @priority: class, or empty
 *
 * Asks the hall's hub for a number, within `[hall] timeout-ms`.
 */
void
yz_hall_take_ticket (YzHall *self,
                     YzBusSupervisor *skeleton,
                     GDBusMethodInvocation *invocation,
                     const char *request,
                     const char *service,
                     const char *priority)
{
  g_autoptr (GError) error = NULL;
  JsonObject *found = yz_services_find (self->services, service, &error);
  const YzTicketRequest ticket_request = {
    .id = request,
    .service = service,
    .letter = yz_json_get_string (found, "letter"),
    .priority = *priority != '\0' ? priority : NULL,
    .station_letter = yz_config_get_string (yz_node_get_config (self->node), "station.letter"),
  };

  if (found == NULL || !ensure_client (self, &error))
    g_dbus_method_invocation_return_gerror (invocation, error);
  else
    yz_hall_client_take_async (self->client, &ticket_request, NULL, on_taken,
                               question_new (skeleton, invocation));
}

/**
 * yz_hall_call_staff:
 * @self: the hall
 * @skeleton: where the question came in
 * @invocation: (transfer full): the question, answered with whether the desk was told
 * @reason: why, one of %YZ_CALL_REASONS
 *
 * Tells the desk that it is wanted at this station.
 */
void
yz_hall_call_staff (YzHall *self,
                    YzBusSupervisor *skeleton,
                    GDBusMethodInvocation *invocation,
                    const char *reason)
{
  YzConfig *config = yz_node_get_config (self->node);
  g_autofree char *id = yz_ulid_new (yz_clock_now (yz_node_get_clock (self->node)));

  if (!ensure_client (self, NULL)) {
    yz_bus_supervisor_complete_call_staff (skeleton, invocation, FALSE);
    return;
  }
  yz_staff_call_send_async (yz_hall_client_get_transport (self->client), id,
                            yz_config_get_string (config, "station.station"), reason,
                            (guint)yz_config_get_int (config, "hall.timeout-ms"), NULL,
                            on_staff_called, question_new (skeleton, invocation));
}
