/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ticket.h"

#include "yz-clock.h"
#include "yz-error.h"
#include "yz-ids.h"
#include "yz-json.h"

#include <string.h>

/* A queue ticket: what stands on the paper, and how it travels between kiosk and hub. */

#define MIN_DIGITS 3
#define MAX_DIGITS 6
#define MAX_SERVICE_LENGTH 64
#define MAX_AHEAD 1000000
#define MAX_WAIT_MINUTES 1440

/**
 * yz_queue_priorities:
 *
 * Who goes before the others: the elderly, the disabled, the pregnant, soldiers and veterans
 * (Law on the Protection of the Status, Rights and Interests of Military Personnel, Art. 61),
 * minors, and whoever has a time limit that ends in less than seven days.
 */
const char *const yz_queue_priorities[]
    = { "elderly", "disabled", "pregnant", "military", "minor", "urgent", NULL };

/**
 * yz_ticket_free:
 * @ticket: (nullable): a ticket
 */
void
yz_ticket_free (YzTicket *ticket)
{
  if (ticket == NULL)
    return;

  g_free (ticket->id);
  g_free (ticket->number);
  g_free (ticket->service);
  g_free (ticket->priority);
  g_free (ticket->business_day);
  g_free (ticket->own_series);
  g_free (ticket);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_wait (JsonBuilder *builder, const char *name, int minutes)
{
  json_builder_set_member_name (builder, name);
  if (minutes >= 0)
    json_builder_add_int_value (builder, minutes);
  else
    json_builder_add_null_value (builder);
}

/**
 * yz_ticket_to_json:
 * @ticket: a ticket
 *
 * Returns: (transfer full): the object `{id, number, service, priority, business_day, taken,
 *   ahead, ahead_is_minimum, wait_min, wait_max}`, with `own_series` and `own_last` where they
 *   are known; `null` for no priority and an unknown wait
 */
JsonNode *
yz_ticket_to_json (const YzTicket *ticket)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *taken = NULL;

  g_return_val_if_fail (ticket != NULL, NULL);

  taken = yz_time_format (ticket->taken_us);
  json_builder_begin_object (builder);
  add_string (builder, "id", ticket->id);
  add_string (builder, "number", ticket->number);
  add_string (builder, "service", ticket->service);
  add_string (builder, "priority", ticket->priority);
  add_string (builder, "business_day", ticket->business_day);
  add_string (builder, "taken", taken);
  json_builder_set_member_name (builder, "ahead");
  json_builder_add_int_value (builder, ticket->ahead);
  json_builder_set_member_name (builder, "ahead_is_minimum");
  json_builder_add_boolean_value (builder, ticket->ahead_is_minimum);
  add_wait (builder, "wait_min", ticket->wait_min);
  add_wait (builder, "wait_max", ticket->wait_max);
  if (ticket->own_series != NULL) {
    add_string (builder, "own_series", ticket->own_series);
    json_builder_set_member_name (builder, "own_last");
    json_builder_add_int_value (builder, ticket->own_last);
  }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static gboolean
is_date (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *time = g_strconcat (text, "T00:00:00Z", NULL);
  g_autoptr (GDateTime) parsed
      = strlen (text) == 10 && text[4] == '-' ? g_date_time_new_from_iso8601 (time, utc) : NULL;

  return parsed != NULL;
}

static gboolean
is_series (const char *text)
{
  gsize length = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

  return length >= 1 && length <= 2 && text[length] == '\0';
}

/* An absent number or null is @fallback. */
static gboolean
read_int (JsonObject *object, const char *name, gint64 fallback, gint64 max, gint64 *ret_value)
{
  JsonNode *node = json_object_get_member (object, name);

  *ret_value
      = node == NULL || JSON_NODE_HOLDS_NULL (node) ? fallback : yz_json_get_int (object, name, -2);
  return *ret_value >= MIN (fallback, 0) && *ret_value <= max;
}

static gboolean
read_numbers (JsonObject *object, YzTicket *ticket, GError **error)
{
  gint64 ahead;
  gint64 wait_min;
  gint64 wait_max;
  gint64 own_last;

  if (!read_int (object, "ahead", 0, MAX_AHEAD, &ahead)
      || !read_int (object, "wait_min", -1, MAX_WAIT_MINUTES, &wait_min)
      || !read_int (object, "wait_max", -1, MAX_WAIT_MINUTES, &wait_max)
      || !read_int (object, "own_last", 0, YZ_TICKET_MAX_NUMBER, &own_last)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "a number in the ticket is out of its range");
    return FALSE;
  }
  ticket->ahead = (guint)ahead;
  ticket->ahead_is_minimum = yz_json_get_boolean (object, "ahead_is_minimum", FALSE);
  ticket->wait_min = (int)wait_min;
  ticket->wait_max = (int)wait_max;
  ticket->own_last = (guint)own_last;
  return TRUE;
}

static gboolean
read_words (JsonObject *object, YzTicket *ticket, GError **error)
{
  ticket->id = g_strdup (yz_json_get_string (object, "id"));
  ticket->number = g_strdup (yz_json_get_string (object, "number"));
  ticket->service = g_strdup (yz_json_get_string (object, "service"));
  ticket->priority = g_strdup (yz_json_get_string (object, "priority"));
  ticket->business_day = g_strdup (yz_json_get_string (object, "business_day"));
  ticket->own_series = g_strdup (yz_json_get_string (object, "own_series"));

  if (!yz_ulid_is_valid (ticket->id)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, "the id of the ticket is no ULID");
    return FALSE;
  }
  if (ticket->business_day == NULL || !is_date (ticket->business_day)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "the business day of the ticket is no day such as 2026-11-21");
    return FALSE;
  }
  if (ticket->own_series != NULL && !is_series (ticket->own_series)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "the own series is not one or two capital letters");
    return FALSE;
  }
  return yz_ticket_parse_number (ticket->number, NULL, NULL, error)
         && yz_ticket_check_service (ticket->service, error)
         && yz_ticket_check_priority (ticket->priority, error);
}

/**
 * yz_ticket_from_json:
 * @object: what another machine or an event says a ticket is
 * @error: %YZ_ERROR_INVALID with what is wrong in it
 *
 * Returns: (transfer full): the ticket
 */
YzTicket *
yz_ticket_from_json (JsonObject *object, GError **error)
{
  g_autoptr (YzTicket) ticket = g_new0 (YzTicket, 1);

  g_return_val_if_fail (object != NULL, NULL);

  if (!read_words (object, ticket, error) || !read_numbers (object, ticket, error))
    return NULL;
  if (!yz_time_parse (yz_json_get_string (object, "taken"), &ticket->taken_us, NULL)) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "“taken” is no time such as 2026-11-21T01:30:00Z");
    return NULL;
  }
  return g_steal_pointer (&ticket);
}

/**
 * yz_ticket_format_number:
 * @series: letters
 * @last: the number within the series, at most %YZ_TICKET_MAX_NUMBER
 *
 * Returns: (transfer full): `A007`; three digits, more where needed
 */
char *
yz_ticket_format_number (const char *series, guint last)
{
  return g_strdup_printf ("%s%0*u", series, MIN_DIGITS, last);
}

/**
 * yz_ticket_parse_number:
 * @number: (nullable): what may be a number
 * @ret_series: (out) (optional): its letters: of the service, and of the station where the number
 *   is of a kiosk's own series
 * @ret_last: (out) (optional): the number within the series
 * @error: %YZ_ERROR_INVALID where it is none
 *
 * Returns: whether it is a number such as `A007` or `AK007`
 */
gboolean
yz_ticket_parse_number (const char *number, char **ret_series, guint *ret_last, GError **error)
{
  gsize n_letters = number != NULL ? strspn (number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") : 0;
  const char *digits = number != NULL ? number + n_letters : "";
  gsize n_digits = strspn (digits, "0123456789");

  if (n_letters < 1 || n_letters > 2 || n_digits < MIN_DIGITS || n_digits > MAX_DIGITS
      || digits[n_digits] != '\0' || (n_digits > MIN_DIGITS && *digits == '0')
      || strspn (digits, "0") == n_digits) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                         "this is no ticket number such as A007 or AK007");
    return FALSE;
  }
  if (ret_series != NULL)
    *ret_series = g_strndup (number, n_letters);
  if (ret_last != NULL)
    *ret_last = (guint)g_ascii_strtoull (digits, NULL, 10);
  return TRUE;
}

/**
 * yz_ticket_is_own_series:
 * @number: the number of a ticket
 *
 * Returns: whether a kiosk issued it from its own series, without the hall's hub
 */
gboolean
yz_ticket_is_own_series (const char *number)
{
  g_return_val_if_fail (number != NULL, FALSE);

  return g_ascii_isupper (number[0]) && g_ascii_isupper (number[1]);
}

/**
 * yz_ticket_check_service:
 * @service: (nullable): what may be the id of a service
 * @error: %YZ_ERROR_INVALID where it has not the shape of one
 *
 * Returns: whether it is lower-case letters, digits and dashes
 */
gboolean
yz_ticket_check_service (const char *service, GError **error)
{
  gsize length = service != NULL ? strspn (service, "abcdefghijklmnopqrstuvwxyz0123456789-") : 0;

  if (length > 0 && length <= MAX_SERVICE_LENGTH && service[length] == '\0')
    return TRUE;

  g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID,
                       "the id of a service is lower-case letters, digits and dashes");
  return FALSE;
}

/**
 * yz_ticket_check_priority:
 * @priority: (nullable): what may be a class; %NULL for none is right
 * @error: %YZ_ERROR_INVALID with the classes there are
 *
 * Returns: whether it is one of yz_queue_priorities
 */
gboolean
yz_ticket_check_priority (const char *priority, GError **error)
{
  g_autofree char *list = NULL;

  if (priority == NULL || g_strv_contains (yz_queue_priorities, priority))
    return TRUE;

  list = g_strjoinv (", ", (char **)yz_queue_priorities);
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
               "there is no such priority: write one of %s, or none", list);
  return FALSE;
}
