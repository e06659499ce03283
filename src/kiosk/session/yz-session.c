/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-session-private.h"

#include "yz-clock.h"
#include "yz-day.h"
#include "yz-ids.h"
#include "yz-json.h"
#include "yz-reading.h"
#include "yz-services.h"

#include <stdlib.h>
#include <string.h>

/* All that one citizen's session knows: how the screen looks, where it is, what was said and what
 * came of it. Pages keep nothing of their own, so that they can be built anew at any time, in the
 * other language too. It ends with the process. */

typedef enum {
  PROP_LANGUAGE = 1,
  PROP_ELDER,
  PROP_CONTRAST,
  PROP_SPOKEN,
  PROP_LANDSCAPE,
  PROP_TYPING,
  PROP_PLACE,
  PROP_CONNECTION,
  PROP_WAITING,
  PROP_SUBMITTING,
  PROP_DELIVERED,
} YzSessionProps;

enum {
  DONE,
  ANSWERED,
  N_SIGNALS,
};

static GParamSpec *props[PROP_DELIVERED + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YzSession, yz_session, G_TYPE_OBJECT)

static void
yz_session_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  YzSession *self = YZ_SESSION (object);

  switch ((YzSessionProps)prop_id) {
  case PROP_LANGUAGE:
    g_value_set_string (value, self->language);
    break;
  case PROP_ELDER:
    g_value_set_boolean (value, self->elder);
    break;
  case PROP_CONTRAST:
    g_value_set_boolean (value, self->contrast);
    break;
  case PROP_SPOKEN:
    g_value_set_boolean (value, self->spoken);
    break;
  case PROP_LANDSCAPE:
    g_value_set_boolean (value, self->landscape);
    break;
  case PROP_TYPING:
    g_value_set_boolean (value, self->typing);
    break;
  case PROP_PLACE:
    g_value_set_string (value, yz_session_get_page (self));
    break;
  case PROP_CONNECTION:
    g_value_set_int (value, (int)self->connection);
    break;
  case PROP_WAITING:
    g_value_set_uint (value, self->waiting);
    break;
  case PROP_SUBMITTING:
    g_value_set_int (value, (int)self->submitting);
    break;
  case PROP_DELIVERED:
    g_value_set_boolean (value, self->delivered);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
yz_session_dispose (GObject *object)
{
  YzSession *self = YZ_SESSION (object);

  g_clear_object (&self->reading);
  g_clear_object (&self->node);
  g_clear_object (&self->store);
  g_clear_object (&self->eligibility);
  g_clear_object (&self->content);
  g_clear_object (&self->supervisor);
  g_clear_object (&self->form);

  G_OBJECT_CLASS (yz_session_parent_class)->dispose (object);
}

static void
yz_session_finalize (GObject *object)
{
  YzSession *self = YZ_SESSION (object);

  g_free (self->language);
  g_ptr_array_unref (self->places);
  g_free (self->came_from);
  json_object_unref (self->answers);
  json_object_unref (self->sources);
  g_hash_table_unref (self->papers);
  g_clear_pointer (&self->services, json_array_unref);
  yz_receipt_free (self->receipt);
  yz_ticket_free (self->ticket);
  g_hash_table_unref (self->ticket_requests);

  G_OBJECT_CLASS (yz_session_parent_class)->finalize (object);
}

static void
yz_session_class_init (YzSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = yz_session_get_property;
  object_class->dispose = yz_session_dispose;
  object_class->finalize = yz_session_finalize;

  props[PROP_LANGUAGE] = g_param_spec_string ("language", NULL, NULL, "zh", readable);
  props[PROP_ELDER] = g_param_spec_boolean ("elder", NULL, NULL, FALSE, readable);
  props[PROP_CONTRAST] = g_param_spec_boolean ("contrast", NULL, NULL, FALSE, readable);
  props[PROP_SPOKEN] = g_param_spec_boolean ("spoken", NULL, NULL, FALSE, readable);
  props[PROP_TYPING] = g_param_spec_boolean ("typing", NULL, NULL, FALSE, readable);
  props[PROP_LANDSCAPE] = g_param_spec_boolean ("landscape", NULL, NULL, FALSE, readable);
  props[PROP_PLACE] = g_param_spec_string ("place", NULL, NULL, NULL, readable);
  props[PROP_CONNECTION]
      = g_param_spec_int ("connection", NULL, NULL, YZ_CONNECTION_UNKNOWN, YZ_CONNECTION_REFUSED,
                          YZ_CONNECTION_UNKNOWN, readable);
  props[PROP_WAITING] = g_param_spec_uint ("waiting", NULL, NULL, 0, G_MAXUINT, 0, readable);
  props[PROP_SUBMITTING] = g_param_spec_int ("submitting", NULL, NULL, YZ_SUBMITTING_NOT,
                                             YZ_SUBMITTING_NOT_SET_UP, YZ_SUBMITTING_NOT, readable);
  props[PROP_DELIVERED] = g_param_spec_boolean ("delivered", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  signals[DONE] = g_signal_new ("done", YZ_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[ANSWERED] = g_signal_new ("answered", YZ_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
}

static void
yz_session_init (YzSession *self)
{
  self->language = g_strdup ("zh");
  self->places = _yz_session_places_new ();
  self->answers = json_object_new ();
  self->sources = json_object_new ();
  self->papers
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  self->age = -1;
  self->ticket_requests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * yz_session_new:
 * @node: the kiosk
 * @store: its store
 * @content: the content of this session
 * @supervisor: (nullable): the way to the network, %NULL where there is none
 *
 * Returns: (transfer full): a session at the idle screen
 */
YzSession *
yz_session_new (YzNode *node, YzStore *store, YzContent *content, YzBusSupervisor *supervisor)
{
  YzSession *self = g_object_new (YZ_TYPE_SESSION, NULL);

  g_set_object (&self->node, node);
  g_set_object (&self->store, store);
  g_set_object (&self->content, content);
  g_set_object (&self->supervisor, supervisor);
  self->eligibility = yz_eligibility_new (content);
  self->reading = yz_reading_new (self);
  return self;
}

/**
 * yz_session_get_node:
 * @self: a session
 *
 * Returns: (transfer none): the kiosk
 */
YzNode *
yz_session_get_node (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return self->node;
}

/**
 * yz_session_get_store:
 * @self: a session
 *
 * Returns: (transfer none): where submissions and tickets are kept
 */
YzStore *
yz_session_get_store (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return self->store;
}

/**
 * yz_session_get_content:
 * @self: a session
 *
 * Returns: (transfer none): the FAQ, forms and services, of one version for the whole session
 */
YzContent *
yz_session_get_content (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return self->content;
}

/**
 * yz_session_get_supervisor:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the way to the network
 */
YzBusSupervisor *
yz_session_get_supervisor (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return self->supervisor;
}

/**
 * yz_session_get_services:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): what numbers can be taken for: objects with `id`, `letter`
 *   and `title`
 */
JsonArray *
yz_session_get_services (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return self->services;
}

/**
 * yz_session_set_services:
 * @self: a session
 * @services: what numbers can be taken for
 */
void
yz_session_set_services (YzSession *self, JsonArray *services)
{
  g_return_if_fail (YZ_IS_SESSION (self));
  g_return_if_fail (services != NULL);

  g_clear_pointer (&self->services, json_array_unref);
  self->services = json_array_ref (services);
}

/**
 * yz_session_get_service_title:
 * @self: a session
 * @service: id of a service
 * @ret_title: (out) (transfer none): its title, as long as the services are kept
 *
 * Returns: whether there is such a service
 */
gboolean
yz_session_get_service_title (YzSession *self, const char *service, YzText *ret_title)
{
  JsonObject *title;

  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);

  title = yz_json_get_object (yz_services_find (self->services, service, NULL), "title");
  if (title == NULL)
    return FALSE;
  ret_title->zh = (char *)yz_json_get_string (title, "zh");
  ret_title->en = (char *)yz_json_get_string (title, "en");
  return TRUE;
}

/**
 * yz_session_get_form:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the form that is being filled in
 */
YzForm *
yz_session_get_form (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return self->form;
}

/**
 * yz_session_set_form:
 * @self: a session
 * @form: (nullable): the form to fill in
 */
void
yz_session_set_form (YzSession *self, YzForm *form)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  g_set_object (&self->form, form);
}

/**
 * yz_session_get_answers:
 * @self: a session
 *
 * Returns: (transfer none): what was answered: field → value
 */
JsonObject *
yz_session_get_answers (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return self->answers;
}

/**
 * yz_session_get_answer:
 * @self: a session
 * @field: id of a field
 *
 * Returns: (transfer none) (nullable): the answer, %NULL where there is none
 */
JsonNode *
yz_session_get_answer (YzSession *self, const char *field)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return json_object_get_member (self->answers, field);
}

/**
 * yz_session_set_answer:
 * @self: a session
 * @field: id of a field
 * @value: (transfer full) (nullable): the answer, %NULL to take it back
 * @source: `typed`, `card`, `zone`, `code` or `camera`: where it comes from, for the sealed
 *   document
 *
 * Emits `answered`: what else is asked may depend on it.
 */
void
yz_session_set_answer (YzSession *self, const char *field, JsonNode *value, const char *source)
{
  g_return_if_fail (YZ_IS_SESSION (self));
  g_return_if_fail (field != NULL);

  if (value == NULL) {
    json_object_remove_member (self->answers, field);
    json_object_remove_member (self->sources, field);
  } else {
    json_object_set_member (self->answers, field, value);
    json_object_set_string_member (self->sources, field, source);
  }
  g_signal_emit (self, signals[ANSWERED], 0);
}

/**
 * yz_session_has_answers:
 * @self: a session
 *
 * Returns: whether anything would be lost if the session ended now
 */
gboolean
yz_session_has_answers (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);

  return json_object_get_size (self->answers) > 0;
}

/**
 * yz_session_asks_section:
 * @self: a session with a form
 * @state: what its answers make of the form
 * @section: of the form
 *
 * Returns: whether the citizen is asked any of it
 */
gboolean
yz_session_asks_section (YzSession *self, const YzFormState *state, const YzSection *section)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);
  g_return_val_if_fail (section != NULL, FALSE);

  return (!section->sensitive || yz_session_get_sensitive (self))
         && yz_form_state_has_section (state, section);
}

/**
 * yz_session_get_sources:
 * @self: a session
 *
 * Returns: (transfer none): field → `typed`, `card`, `zone` or `code`
 */
JsonObject *
yz_session_get_sources (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return self->sources;
}

/**
 * yz_session_has_read_notice:
 * @self: a session
 *
 * Returns: whether the citizen was told what happens to personal data, so that it may be read
 */
gboolean
yz_session_has_read_notice (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);

  return self->notice_read;
}

/**
 * yz_session_note_notice:
 * @self: a session whose citizen has gone on from the notice
 */
void
yz_session_note_notice (YzSession *self)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  self->notice_read = TRUE;
}

/**
 * yz_session_get_reading:
 * @self: a session
 *
 * Returns: (transfer none): what is read from cards and codes
 */
YzReading *
yz_session_get_reading (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return self->reading;
}

static int
count_years (const char *birth_date, const char *today)
{
  int years = atoi (today) - atoi (birth_date);

  return strcmp (today + 4, birth_date + 4) < 0 ? years - 1 : years;
}

/* Returns -1 where no document tells it. */
static int
find_age (YzSession *self)
{
  const char *birth_date = yz_json_get_string (self->answers, "birth_date");
  g_autofree char *today = NULL;
  GDate day;

  if (birth_date == NULL || !yz_day_parse (birth_date, &day)
      || !yz_source_is_document (yz_json_get_string (self->sources, "birth_date")))
    return -1;
  today = yz_time_local_date (yz_clock_now (yz_node_get_clock (self->node)));
  return count_years (birth_date, today);
}

/**
 * yz_session_note_age:
 * @self: a session
 *
 * Something was read. Where a document has told when the applicant was born, nobody need ask for
 * the age any more, and it may give a class to go before others; what anybody can write or put into
 * a code gives none.
 */
void
yz_session_note_age (YzSession *self)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  self->age = find_age (self);
  self->takes_priority = yz_session_get_priority (self) != NULL;
  if (self->age >= 0)
    yz_eligibility_set_age (self->eligibility, self->age);
}

/* 老年人权益保障法 Art. 2; 民法典 Art. 17. */
#define ELDERLY_FROM 60
#define MINOR_BELOW 18

/**
 * yz_session_get_priority:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the class with which the applicant may go before others, by
 *   the age that a document told: `elderly` or `minor`
 */
const char *
yz_session_get_priority (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  if (self->age >= ELDERLY_FROM)
    return "elderly";
  return self->age >= 0 && self->age < MINOR_BELOW ? "minor" : NULL;
}

/**
 * yz_session_get_takes_priority:
 * @self: a session
 *
 * Returns: whether a number is to be taken with that class
 */
gboolean
yz_session_get_takes_priority (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);

  return self->takes_priority;
}

/**
 * yz_session_set_takes_priority:
 * @self: a session
 * @takes: whether a number is to be taken with that class
 */
void
yz_session_set_takes_priority (YzSession *self, gboolean takes)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  self->takes_priority = takes;
}

/**
 * yz_session_get_eligibility:
 * @self: a session
 *
 * Returns: (transfer none): what was answered about whether legal aid is open
 */
YzEligibility *
yz_session_get_eligibility (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return self->eligibility;
}

/**
 * yz_session_get_sensitive:
 * @self: a session
 *
 * Returns: whether what is shown may be dangerous to the person when somebody else sees it
 */
gboolean
yz_session_get_sensitive (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);

  return self->sensitive || yz_eligibility_get_sensitive (self->eligibility);
}

/**
 * yz_session_make_sensitive:
 * @self: a session, which is sensitive until its end
 */
void
yz_session_make_sensitive (YzSession *self)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  self->sensitive = TRUE;
}

/**
 * yz_session_get_submitting:
 * @self: a session
 *
 * Returns: whether the answers are being kept just now, or why they could not be
 */
YzSubmitting
yz_session_get_submitting (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), YZ_SUBMITTING_NOT);

  return self->submitting;
}

/**
 * yz_session_set_submitting:
 * @self: a session
 * @submitting: how it stands
 *
 * It is the session that submits, not its page, which may be made anew meanwhile: nobody submits
 * twice by changing the language.
 */
void
yz_session_set_submitting (YzSession *self, YzSubmitting submitting)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  if (self->submitting == submitting)
    return;

  self->submitting = submitting;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUBMITTING]);
}

/**
 * yz_session_get_receipt:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the receipt of what was submitted
 */
const YzReceipt *
yz_session_get_receipt (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return self->receipt;
}

static void
set_delivered (YzSession *self, gboolean delivered)
{
  if (self->delivered == delivered)
    return;

  self->delivered = delivered;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DELIVERED]);
}

/**
 * yz_session_take_receipt:
 * @self: a session
 * @receipt: (transfer full): what was submitted; the answers are forgotten
 */
void
yz_session_take_receipt (YzSession *self, YzReceipt *receipt)
{
  g_return_if_fail (YZ_IS_SESSION (self));
  g_return_if_fail (receipt != NULL);

  yz_receipt_free (self->receipt);
  self->receipt = receipt;
  set_delivered (self, FALSE);
  json_object_unref (self->answers);
  json_object_unref (self->sources);
  self->answers = json_object_new ();
  self->sources = json_object_new ();
  g_hash_table_remove_all (self->papers);
}

/**
 * yz_session_is_delivered:
 * @self: a session
 *
 * Returns: whether the centre has confirmed the submission of the receipt
 */
gboolean
yz_session_is_delivered (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);

  return self->delivered;
}

/**
 * yz_session_set_delivered:
 * @self: a session
 * @id: the submission that the centre has confirmed
 */
void
yz_session_set_delivered (YzSession *self, const char *id)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  if (self->receipt != NULL && g_strcmp0 (self->receipt->id, id) == 0)
    set_delivered (self, TRUE);
}

/**
 * yz_session_get_ticket:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the number taken last
 */
const YzTicket *
yz_session_get_ticket (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return self->ticket;
}

/**
 * yz_session_take_ticket:
 * @self: a session
 * @ticket: (transfer full): the number taken
 */
void
yz_session_take_ticket (YzSession *self, YzTicket *ticket)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  yz_ticket_free (self->ticket);
  self->ticket = ticket;
}

/**
 * yz_session_get_ticket_request:
 * @self: a session
 * @service: id of a service
 *
 * A citizen who asks twice for the same service, or changes the language while the number is on its
 * way, gets one number: asking again with the same id gives the same ticket.
 *
 * Returns: (transfer none): a ULID, the same for the whole session
 */
const char *
yz_session_get_ticket_request (YzSession *self, const char *service)
{
  char *id;

  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);
  g_return_val_if_fail (service != NULL, NULL);

  id = g_hash_table_lookup (self->ticket_requests, service);
  if (id == NULL) {
    id = yz_ulid_new (yz_clock_now (yz_node_get_clock (self->node)));
    g_hash_table_insert (self->ticket_requests, g_strdup (service), id);
  }
  return id;
}

/**
 * yz_session_report_trouble:
 * @self: a session in which something does not work as it should
 * @what: `typing` or `reader`
 *
 * Tells the staff, and nobody else: the citizen can go on.
 */
void
yz_session_report_trouble (YzSession *self, const char *what)
{
  g_return_if_fail (YZ_IS_SESSION (self));
  g_return_if_fail (yz_call_reason_is_valid (what));

  if (self->supervisor != NULL)
    yz_bus_supervisor_call_call_staff (self->supervisor, what, NULL, NULL, NULL);
}

/**
 * yz_session_get_connection:
 * @self: a session
 *
 * Returns: how the way to the centre is
 */
YzConnection
yz_session_get_connection (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), YZ_CONNECTION_UNKNOWN);

  return self->connection;
}

/**
 * yz_session_set_connection:
 * @self: a session
 * @connection: how the way to the centre is
 * @waiting: how many submissions of this kiosk wait to be sent
 */
void
yz_session_set_connection (YzSession *self, YzConnection connection, guint waiting)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  if (self->waiting != waiting) {
    self->waiting = waiting;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WAITING]);
  }
  if (self->connection != connection) {
    self->connection = connection;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONNECTION]);
  }
}
