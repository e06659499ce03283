/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ticket.h"

#include "yz-error.h"
#include "yz-json.h"
#include "yz-services.h"

#include <string.h>

/* Tickets and services as they are written: what goes out comes in again, and nothing else does. */

#define ID "01HF0000000000000000000001"

static void
test_numbers (void)
{
  static const struct {
    const char *number;
    const char *series;
    guint last;
  } good[] = { { "A001", "A", 1 },        { "Z999", "Z", 999 },         { "A1000", "A", 1000 },
               { "AK007", "AK", 7 },      { "FZ123456", "FZ", 123456 }, { "A100", "A", 100 },
               { "A999999", "A", 999999 } };
  static const char *const bad[]
      = { "",       "A",    "A1",    "A01",   "A000",  "a001",     "007",   "AKB007",
          "A0001",  "A01x", "A 001", " A001", "A001 ", "A1000000", "A-001", "Ａ001",
          "A００1", "A0x1", "A1e3",  "A+12",  "AK",    "A\n001" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autofree char *series = NULL;
    g_autofree char *again = NULL;
    guint last = 0;

    g_assert_true (yz_ticket_parse_number (good[i].number, &series, &last, NULL));
    g_assert_cmpstr (series, ==, good[i].series);
    g_assert_cmpuint (last, ==, good[i].last);
    again = yz_ticket_format_number (series, last);
    g_assert_cmpstr (again, ==, good[i].number);
    g_assert_cmpint (yz_ticket_is_own_series (good[i].number), ==, strlen (series) == 2);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (yz_ticket_parse_number (bad[i], NULL, NULL, &error));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  }
  g_assert_false (yz_ticket_parse_number (NULL, NULL, NULL, NULL));
}

static YzTicket *
parse (const char *json, GError **error)
{
  g_autoptr (JsonNode) node = yz_json_parse (json, -1, G_MAXINT, NULL);

  g_assert_nonnull (node);
  return yz_ticket_from_json (json_node_get_object (node), error);
}

static void
assert_same (const YzTicket *a, const YzTicket *b)
{
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpstr (a->number, ==, b->number);
  g_assert_cmpstr (a->service, ==, b->service);
  g_assert_cmpstr (a->priority, ==, b->priority);
  g_assert_cmpstr (a->business_day, ==, b->business_day);
  g_assert_cmpint (a->taken_us, ==, b->taken_us);
  g_assert_cmpuint (a->ahead, ==, b->ahead);
  g_assert_cmpint (a->ahead_is_minimum, ==, b->ahead_is_minimum);
  g_assert_cmpint (a->wait_min, ==, b->wait_min);
  g_assert_cmpint (a->wait_max, ==, b->wait_max);
  g_assert_cmpstr (a->own_series, ==, b->own_series);
  g_assert_cmpuint (a->own_last, ==, b->own_last);
}

static void
assert_survives (const YzTicket *ticket)
{
  g_autoptr (JsonNode) node = yz_ticket_to_json (ticket);
  g_autoptr (GError) error = NULL;
  g_autoptr (YzTicket) again = yz_ticket_from_json (json_node_get_object (node), &error);

  g_assert_no_error (error);
  assert_same (ticket, again);
}

static void
test_json (void)
{
  YzTicket ticket = {
    .id = (char *)ID,
    .number = (char *)"AK1007",
    .service = (char *)"legal-aid",
    .business_day = (char *)"2026-11-21",
    .taken_us = (gint64)1795224600 * G_USEC_PER_SEC,
    .ahead = 12,
    .ahead_is_minimum = TRUE,
    .wait_min = -1,
    .wait_max = -1,
  };

  assert_survives (&ticket);
  ticket.priority = (char *)"military";
  ticket.ahead_is_minimum = FALSE;
  ticket.wait_min = 0;
  ticket.wait_max = 45;
  ticket.own_series = (char *)"AK";
  ticket.own_last = 999999;
  assert_survives (&ticket);
}

#define TICKET(number, service, priority, day, taken, rest)                                        \
  "{\"id\":\"" ID "\",\"number\":" number ",\"service\":" service ",\"priority\":" priority        \
  ",\"business_day\":" day ",\"taken\":" taken rest "}"
#define OK_NUMBER "\"A001\""
#define OK_SERVICE "\"legal-aid\""
#define OK_DAY "\"2026-11-21\""
#define OK_TAKEN "\"2026-11-21T01:30:00Z\""

static void
test_hostile_json (void)
{
  static const char *const bad[] = {
    "{}",
    "{\"id\":\"" ID "\"}",
    "{\"id\":17,\"number\":\"A001\"}",
    "{\"id\":\"../../etc/passwd00000000000\",\"number\":\"A001\"}",
    TICKET ("null", OK_SERVICE, "null", OK_DAY, OK_TAKEN, ""),
    TICKET ("\"A01\"", OK_SERVICE, "null", OK_DAY, OK_TAKEN, ""),
    TICKET (OK_NUMBER, "\"\"", "null", OK_DAY, OK_TAKEN, ""),
    TICKET (OK_NUMBER, "\"Legal Aid\"", "null", OK_DAY, OK_TAKEN, ""),
    TICKET (OK_NUMBER, "[]", "null", OK_DAY, OK_TAKEN, ""),
    TICKET (OK_NUMBER, OK_SERVICE, "\"vip\"", OK_DAY, OK_TAKEN, ""),
    TICKET (OK_NUMBER, OK_SERVICE, "null", "\"2026-02-30\"", OK_TAKEN, ""),
    TICKET (OK_NUMBER, OK_SERVICE, "null", "\"2026-11-2\"", OK_TAKEN, ""),
    TICKET (OK_NUMBER, OK_SERVICE, "null", "\"20261121\"", OK_TAKEN, ""),
    TICKET (OK_NUMBER, OK_SERVICE, "null", "\"2026-325\"", OK_TAKEN, ""),
    TICKET (OK_NUMBER, OK_SERVICE, "null", "\"\"", OK_TAKEN, ""),
    TICKET (OK_NUMBER, OK_SERVICE, "null", OK_DAY, "\"now\"", ""),
    TICKET (OK_NUMBER, OK_SERVICE, "null", OK_DAY, "0", ""),
    TICKET (OK_NUMBER, OK_SERVICE, "null", OK_DAY, OK_TAKEN, ",\"ahead\":-1"),
    TICKET (OK_NUMBER, OK_SERVICE, "null", OK_DAY, OK_TAKEN, ",\"ahead\":1.5"),
    TICKET (OK_NUMBER, OK_SERVICE, "null", OK_DAY, OK_TAKEN, ",\"ahead\":\"3\""),
    TICKET (OK_NUMBER, OK_SERVICE, "null", OK_DAY, OK_TAKEN, ",\"ahead\":99999999999"),
    TICKET (OK_NUMBER, OK_SERVICE, "null", OK_DAY, OK_TAKEN, ",\"wait_min\":-5"),
    TICKET (OK_NUMBER, OK_SERVICE, "null", OK_DAY, OK_TAKEN, ",\"wait_max\":100000"),
    TICKET (OK_NUMBER, OK_SERVICE, "null", OK_DAY, OK_TAKEN, ",\"own_series\":\"ABC\""),
    TICKET (OK_NUMBER, OK_SERVICE, "null", OK_DAY, OK_TAKEN,
            ",\"own_series\":\"AK\",\"own_last\":1000000"),
  };
  g_autoptr (GError) no_error = NULL;
  g_autoptr (YzTicket) good
      = parse (TICKET (OK_NUMBER, OK_SERVICE, "null", OK_DAY, OK_TAKEN, ""), &no_error);

  g_assert_no_error (no_error);
  g_assert_cmpuint (good->ahead, ==, 0);
  g_assert_cmpint (good->wait_min, ==, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (bad[i], &error));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  }
}

static void
test_priorities (void)
{
  static const char *const classes[]
      = { "elderly", "disabled", "pregnant", "military", "minor", "urgent" };
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_strv_length ((char **)yz_queue_priorities), ==, G_N_ELEMENTS (classes));
  g_assert_true (yz_ticket_check_priority (NULL, NULL));
  g_assert_false (yz_ticket_check_priority ("vip", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++) {
    g_assert_true (yz_ticket_check_priority (classes[i], NULL));
    g_assert_nonnull (strstr (error->message, classes[i]));
  }
}

static void
test_shipped_services (void)
{
  static const struct {
    const char *id;
    const char *letter;
  } shipped[] = {
    { "legal-aid", "A" }, { "consultation", "B" }, { "mediation", "C" },
    { "notary", "D" },    { "appraisal", "E" },    { "reconsideration", "F" },
  };
  g_autofree char *path = g_build_filename (g_getenv ("YZ_CONTENT_DIR"), "services.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) services = yz_services_load (path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (services), ==, G_N_ELEMENTS (shipped));
  for (guint i = 0; i < G_N_ELEMENTS (shipped); i++) {
    JsonObject *service = yz_services_find (services, shipped[i].id, &error);

    g_assert_no_error (error);
    g_assert_true (service == json_array_get_object_element (services, i));
    g_assert_cmpstr (yz_json_get_string (service, "letter"), ==, shipped[i].letter);
  }

  g_assert_null (yz_services_find (services, "tax", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  for (guint i = 0; i < G_N_ELEMENTS (shipped); i++)
    g_assert_nonnull (strstr (error->message, shipped[i].id));
}

#define TEXTS                                                                                      \
  "\"title\":{\"zh\":\"公证\",\"en\":\"Notary\"},"                                               \
  "\"description\":{\"zh\":\"公证\",\"en\":\"Notary\"}"
#define SERVICE(id, letter) "{\"id\":" id ",\"letter\":" letter "," TEXTS "}"

static void
test_bad_services (void)
{
  static const char *const bad[] = {
    "{}",
    "[]",
    "[1]",
    "[[]]",
    "[{}]",
    "[" SERVICE ("\"\"", "\"A\"") "]",
    "[" SERVICE ("\"A B\"", "\"A\"") "]",
    "[" SERVICE ("\"a\"", "\"a\"") "]",
    "[" SERVICE ("\"a\"", "\"AB\"") "]",
    "[" SERVICE ("\"a\"", "7") "]",
    "[" SERVICE ("\"a\"", "\"A\"") "," SERVICE ("\"b\"", "\"A\"") "]",
    "[" SERVICE ("\"a\"", "\"A\"") "," SERVICE ("\"a\"", "\"B\"") "]",
    "[{\"id\":\"a\",\"letter\":\"A\",\"title\":\"x\"}]",
    "[{\"id\":\"a\",\"letter\":\"A\",\"title\":{\"zh\":\"公证\",\"en\":\"\"},"
    "\"description\":{\"zh\":\"公证\",\"en\":\"Notary\"}}]",
  };
  g_autoptr (JsonNode) good
      = yz_json_parse ("[" SERVICE ("\"a\"", "\"A\"") "," SERVICE ("\"b\"", "\"B\"") "]", -1,
                       G_MAXINT, NULL);
  g_autoptr (JsonArray) services = yz_services_from_json (good, NULL);

  g_assert_nonnull (services);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (JsonNode) node = yz_json_parse (bad[i], -1, G_MAXINT, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_nonnull (node);
    g_assert_null (yz_services_from_json (node, &error));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ticket/numbers", test_numbers);
  g_test_add_func ("/ticket/json", test_json);
  g_test_add_func ("/ticket/hostile-json", test_hostile_json);
  g_test_add_func ("/ticket/priorities", test_priorities);
  g_test_add_func ("/services/shipped", test_shipped_services);
  g_test_add_func ("/services/bad", test_bad_services);

  return g_test_run ();
}
