/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-clock.h"
#include "yz-config.h"
#include "yz-day.h"
#include "yz-error.h"
#include "yz-ids.h"
#include "yz-json.h"
#include "yz-node.h"
#include "yz-test-folder.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

/* What everything else stands on: identifiers, times, the bytes that are signed, and what an
 * administrator may write. Reading JSON is test-json's. */

/* Identifiers */

static void
test_ulid_is_valid (void)
{
  static const char *const good[] = {
    "01ARZ3NDEKTSV4RRFFQ69G5FAV", /* the specification's own example */
    "00000000000000000000000000",
    "7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
  };
  static const char *const bad[] = {
    "",
    "01ARZ3NDEKTSV4RRFFQ69G5FA",
    "01ARZ3NDEKTSV4RRFFQ69G5FAVX",
    "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", /* more than 48 bits of time */
    "01arz3ndektsv4rrffq69g5fav",
    "01ARZ3NDEKTSV4RRFFQ69G5FAI",
    "01ARZ3NDEKTSV4RRFFQ69G5FAL",
    "01ARZ3NDEKTSV4RRFFQ69G5FAO",
    "01ARZ3NDEKTSV4RRFFQ69G5FAU",
    "01ARZ3NDEKTSV4RRFFQ69G5F V",
    "../../../../../../etc/pass",
    "01ARZ3NDEKTSV4RRFFQ69G5F\xe4\xb8",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (yz_ulid_is_valid (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (yz_ulid_is_valid (bad[i]));
  g_assert_false (yz_ulid_is_valid (NULL));
}

static void
test_station_id_is_valid (void)
{
  static const char *const good[] = {
    "k", "kiosk-1", "7", "Kiosk_7.b", "一号机", "大厅东侧-2", "a--b",
  };
  static const char *const bad[] = {
    "",
    " ",
    "kiosk 1",
    "-1",
    ".",
    "..",
    "kiosk.",
    "../kiosk-1",
    "kiosk/1",
    "kiosk\n1",
    "kiosk\x7f",
    "kiosk\xc2\x85",       /* U+0085, a control character */
    "kiosk\xe2\x80\xae-1", /* U+202E turns what follows around; its low byte is a full stop */
    "kiosk\xe2\x81\xa6-1", /* U+2066 */
    "kiosk\xe2\x80\x8b-1", /* U+200B is not seen */
    "kiosk\xe3\x85\xa4-1", /* U+3164 is a letter that is not seen */
    "\xd0\xbaiosk-1",      /* a Cyrillic к */
    "kiosk\xcc\x81-1",     /* U+0301 goes on top of the letter before it */
    "kiosk\xef\xbc\x91",   /* a wide 1 */
    "kiosk\xff",
  };
  g_autofree char *longest = g_strnfill (64, 'k');
  g_autofree char *too_long = g_strnfill (65, 'k');

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (yz_station_id_is_valid (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (yz_station_id_is_valid (bad[i]));
  g_assert_false (yz_station_id_is_valid (NULL));
  g_assert_true (yz_station_id_is_valid (longest));
  g_assert_false (yz_station_id_is_valid (too_long));
}

static void
test_ulid_sorts_by_time (void)
{
  /* The specification's example is of this millisecond. */
  g_autofree char *known = yz_ulid_new (1469918176385000);
  g_autofree char *first = yz_ulid_new (G_USEC_PER_SEC);
  g_autofree char *second = yz_ulid_new (G_USEC_PER_SEC + 1000);
  g_autofree char *same = yz_ulid_new (G_USEC_PER_SEC);

  g_assert_true (g_str_has_prefix (known, "01ARYZ6S41"));
  g_assert_true (yz_ulid_is_valid (known));
  g_assert_cmpstr (first, <, second);
  g_assert_cmpstr (first, !=, same);
  g_assert_cmpmem (first, 10, same, 10);
}

static void
test_crockford_random (void)
{
  g_autofree char *a = yz_crockford_random (12);
  g_autofree char *b = yz_crockford_random (12);
  g_autofree char *many = yz_crockford_random (10000);
  g_autofree char *plain = yz_crockford_normalize (a);

  g_assert_cmpuint (strlen (a), ==, 12);
  g_assert_cmpstr (a, !=, b);
  g_assert_cmpstr (plain, ==, a);
  for (const char *p = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; *p != '\0'; p++)
    g_assert_nonnull (strchr (many, *p));
  g_assert_null (strpbrk (many, "ILOU"));
}

static void
test_crockford_normalize (void)
{
  static const struct {
    const char *typed;
    const char *plain;
  } cases[] = {
    { "", "" },
    { "ABCD-EFGH-JKMN", "ABCDEFGHJKMN" },
    { " abcd efgh ", "ABCDEFGH" },
    { "oOiIlL", "001111" },
    { "ABCU", NULL },
    { "AB_C", NULL },
    { "AB\tC", NULL },
    { "\xe4\xb8\x89", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *plain = yz_crockford_normalize (cases[i].typed);

    g_assert_cmpstr (plain, ==, cases[i].plain);
  }
}

/* Times */

static void
test_time_parse (void)
{
  static const struct {
    const char *text;
    gint64 time_us;
  } cases[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "2026-11-21T01:30:00Z", 1795224600000000 },
    { "2026-11-21T09:30:00+08:00", 1795224600000000 },
    { "2026-11-20T20:30:00-05:00", 1795224600000000 },
    { "2026-11-21T01:30:00.250Z", 1795224600250000 },
    { "1969-12-31T23:59:59Z", -1000000 },
    { "2024-02-29T00:00:00Z", 1709164800000000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gint64 time_us = -1;

    g_assert_true (yz_time_parse (cases[i].text, &time_us, &error));
    g_assert_no_error (error);
    g_assert_cmpint (time_us, ==, cases[i].time_us);
  }
}

static void
test_time_is_none (void)
{
  static const char *const cases[] = {
    NULL,
    "",
    "now",
    "2026-11-21",
    "2026-11-21T09:30:00", /* in which zone? */
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-11-21T24:30:00Z",
    "2026-11-21T09:30:00Z and more",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gint64 time_us = 42;

    g_assert_false (yz_time_parse (cases[i], &time_us, &error));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
    g_assert_cmpint (time_us, ==, 42);
  }
}

static void
assert_formatted (gint64 time_us, const char *expected)
{
  g_autofree char *text = yz_time_format (time_us);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_time_format (void)
{
  g_autofree char *evening = yz_time_local_date (1795190399999999);
  g_autofree char *midnight = yz_time_local_date (1795190400000000);

  assert_formatted (0, "1970-01-01T00:00:00Z");
  assert_formatted (1795224600999999, "2026-11-21T01:30:00Z");
  assert_formatted (-1, "1969-12-31T23:59:59Z");

  /* What a damaged row may hold is still written as some time. */
  assert_formatted (G_MAXINT64, "9999-12-30T23:59:59Z");
  assert_formatted (G_MININT64, "1000-01-02T00:00:00Z");

  /* The tests run in Shanghai: the day changes at 16:00 UTC. */
  g_assert_cmpstr (evening, ==, "2026-11-20");
  g_assert_cmpstr (midnight, ==, "2026-11-21");
}

static void
test_system_clock (void)
{
  g_autoptr (YzClock) clock = yz_clock_new_system ();
  gint64 before = g_get_real_time ();
  gint64 now = yz_clock_now (clock);

  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, g_get_real_time ());
}

/* The bytes that are signed */

static void
assert_canonical (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = yz_json_parse (text, -1, 10000, &error);
  g_autoptr (GBytes) bytes = NULL;

  g_assert_no_error (error);
  bytes = yz_json_canonical (node);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected,
                   strlen (expected));
}

/* RFC 8785 §3.2.2.2: two-character escapes where there are any, \u00xx in lower case for the other
 * control characters, and nothing else escaped. */
static void
test_canonical_strings (void)
{
  assert_canonical ("\"\\u0008\\u0009\\u000a\\u000c\\u000d\"", "\"\\b\\t\\n\\f\\r\"");
  assert_canonical ("\"\\u0001\\u000b\\u001F\"", "\"\\u0001\\u000b\\u001f\"");
  assert_canonical ("\"\\\"\\\\\\/\"", "\"\\\"\\\\/\"");
  assert_canonical ("\"\\u007f\\u2028\\u00e9<>&'\"", "\"\x7f\xe2\x80\xa8\xc3\xa9<>&'\"");
  /* The example of §3.2.2. */
  assert_canonical ("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"",
                    "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
}

/* The example of RFC 8785 §3.2.3: by UTF-16 code units, which are not the order of the bytes. */
static void
test_canonical_order (void)
{
  assert_canonical ("{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,"
                    "\"\\u0080\":6,\"\\u00f6\":7}",
                    "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\xef\xac\xb3\":"
                    "3}");
  assert_canonical ("{\"ab\":1,\"a\":2,\"\":3,\"B\":4}", "{\"\":3,\"B\":4,\"a\":2,\"ab\":1}");
}

static void
test_canonical_is_stable (void)
{
  const char *text = "{\"a\":[1,{\"b\":null,\"c\":true}],\"d\":\"法律援助\"}";

  assert_canonical (text, text);
  assert_canonical (" {\"d\" : \"法律援助\" , \"a\":[ 1,{\"c\":true,\"b\":null} ]}\n", text);
}

/* Members of the wrong kind count as absent. */
static void
test_json_getters (void)
{
  g_autoptr (JsonNode) node
      = yz_json_parse ("{\"s\":\"x\",\"b\":true,\"i\":7,\"o\":{},\"a\":[],\"n\":null}", -1, 1000,
                       NULL);
  JsonObject *object = json_node_get_object (node);

  g_assert_cmpstr (yz_json_get_string (object, "s"), ==, "x");
  g_assert_null (yz_json_get_string (object, "i"));
  g_assert_null (yz_json_get_string (object, "n"));
  g_assert_null (yz_json_get_string (object, "missing"));
  g_assert_null (yz_json_get_string (NULL, "s"));
  g_assert_true (yz_json_get_boolean (object, "b", FALSE));
  g_assert_true (yz_json_get_boolean (object, "s", TRUE));
  g_assert_cmpint (yz_json_get_int (object, "i", 1), ==, 7);
  g_assert_cmpint (yz_json_get_int (object, "b", 1), ==, 1);
  g_assert_nonnull (yz_json_get_object (object, "o"));
  g_assert_null (yz_json_get_object (object, "a"));
  g_assert_nonnull (yz_json_get_array (object, "a"));
  g_assert_null (yz_json_get_array (object, "o"));
}

/* Errors */

static void
test_error_codes (void)
{
  g_autoptr (GError) offline = g_error_new (YZ_ERROR, YZ_ERROR_OFFLINE, "x");
  g_autoptr (GError) device = g_error_new (YZ_ERROR, YZ_ERROR_DEVICE, "x");
  g_autoptr (GError) foreign = g_error_new (G_FILE_ERROR, G_FILE_ERROR_NOENT, "x");

  g_assert_cmpstr (yz_error_to_code (offline), ==, "offline");
  g_assert_cmpstr (yz_error_to_code (device), ==, "device");
  g_assert_cmpstr (yz_error_to_code (foreign), ==, "failed");
}

/* What an administrator writes */

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = yz_test_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "yizhan.conf", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  yz_test_folder_remove (fixture->folder);
}

static YzConfig *
load (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  YzConfig *config;

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  config = yz_config_load (fixture->path, &error);
  g_assert_no_error (error);
  return config;
}

static void
test_config_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzConfig) config = yz_config_load (fixture->path, &error);
  g_autoptr (GPtrArray) problems = NULL;
  g_auto (GStrv) keys = NULL;

  g_assert_no_error (error);
  problems = yz_config_check (config);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpint (yz_config_get_int (config, "station.keep-days"), ==, 7);
  g_assert_cmpstr (yz_config_get_string (config, "central.url"), ==, "");
  keys = yz_config_get_list (config, "central.seal-keys");
  g_assert_cmpuint (g_strv_length (keys), ==, 0);
}

static void
test_config_values (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzConfig) config = load (fixture, "# for the east hall\n"
                                               "[station]\n"
                                               "hall = 东城大厅 \n"
                                               "keep-days=30\n"
                                               "[central]\n"
                                               "url=https://hub.example\n"
                                               "seal-keys=duty.pub; keys/escrow.pub ;\n");
  g_autoptr (GPtrArray) problems = yz_config_check (config);
  g_auto (GStrv) keys = yz_config_get_list (config, "central.seal-keys");

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpstr (yz_config_get_string (config, "station.hall"), ==, "东城大厅");
  g_assert_cmpint (yz_config_get_int (config, "station.keep-days"), ==, 30);
  g_assert_cmpuint (g_strv_length (keys), ==, 2);
  g_assert_cmpstr (keys[0], ==, "duty.pub");
  g_assert_cmpstr (keys[1], ==, "keys/escrow.pub");
}

typedef struct {
  const char *name;
  const char *text;
  const char *key; /* the one that is wrong, or none */
} ConfigCase;

static const ConfigCase config_cases[] = {
  { "unknown-key", "[station]\ncolour=red\n", "station.colour" },
  { "unknown-group", "[stations]\nhall=x\n", "stations.hall" },
  { "number/word", "[station]\nkeep-days=week\n", "station.keep-days" },
  { "number/too-small", "[station]\nkeep-days=0\n", "station.keep-days" },
  { "number/too-large", "[station]\nkeep-days=366\n", "station.keep-days" },
  { "number/unit", "[station]\nkeep-days=7d\n", "station.keep-days" },
  { "number/empty", "[station]\nkeep-days=\n", "station.keep-days" },
  { "letter", "[station]\nletter=KK\n", "station.letter" },
  { "region/short", "[station]\nregion=1101\n", "station.region" },
  { "region/good", "[station]\nregion=110101\n", NULL },
  { "station/good", "[station]\nstation=一号机\n", NULL },
  { "station/empty", "[station]\nstation=\n", "station.station" },
  { "station/space", "[station]\nstation=kiosk 1\n", "station.station" },
  { "stations/good", "[hub]\nstations=kiosk-1;keys/kiosk-2.pub;/etc/yizhan/一号机.pub\n", NULL },
  { "stations/empty", "[hub]\nstations=\n", NULL },
  { "stations/space", "[hub]\nstations=kiosk 1\n", "hub.stations" },
  { "stations/folder", "[hub]\nstations=keys/kiosk-1\n", "hub.stations" },
  { "stations/no-name", "[hub]\nstations=keys/.pub\n", "hub.stations" },
  { "stations/twice", "[hub]\nstations=kiosk-1;keys/kiosk-1.pub\n", "hub.stations" },
  { "help-lines/good", "[hall]\nhelp-lines=某区妇联 021-12345678;报警 110\n", NULL },
  { "help-lines/no-number", "[hall]\nhelp-lines=某区妇联\n", "hall.help-lines" },
  { "help-lines/word", "[hall]\nhelp-lines=某区妇联 打110\n", "hall.help-lines" },
  { "help-lines/short", "[hall]\nhelp-lines=某区妇联 1\n", "hall.help-lines" },
  { "reader/good", "[devices]\nreader=/dev/serial/by-id/usb-reader\nreader-baud=9600\n", NULL },
  { "reader/none", "[devices]\nreader=\n", NULL },
  { "reader/relative", "[devices]\nreader=ttyUSB0\n", "devices.reader" },
  { "camera-rotation/odd", "[devices]\ncamera-rotation=45\n", "devices.camera-rotation" },
  { "camera-rotation/empty", "[devices]\ncamera-rotation=\n", "devices.camera-rotation" },
  { "camera-rotation/good", "[devices]\ncamera-rotation=270\n", NULL },
  { "reader-baud/odd", "[devices]\nreader-baud=115201\n", "devices.reader-baud" },
  { "reader-baud/empty", "[devices]\nreader-baud=\n", "devices.reader-baud" },
  { "bad-escape", "[station]\nhall=\\q\n", "station.hall" },
  { "not-utf-8", "[station]\nhall=\xff\xfe\n", "station.hall" },
  { "url/https", "[central]\nurl=https://hub.example:8443/yz\n", NULL },
  { "url/https-no-host", "[central]\nurl=https://\n", "central.url" },
  { "url/socket", "[hall]\nurl=unix:/run/yizhan/hub.sock\n", NULL },
  { "url/http-loopback", "[central]\nurl=http://127.0.0.1:8080\n", NULL },
  { "url/http-loopback-6", "[central]\nurl=http://[::1]:8080\n", NULL },
  { "url/http-localhost", "[central]\nurl=http://localhost:8080\n", NULL },
  { "url/http-far", "[central]\nurl=http://hub.example\n", "central.url" },
  { "url/http-address", "[central]\nurl=http://192.0.2.1\n", "central.url" },
  { "url/http-looks-near", "[central]\nurl=http://localhost.example\n", "central.url" },
  { "url/http-user", "[central]\nurl=http://127.0.0.1@hub.example\n", "central.url" },
  { "url/file", "[central]\nurl=file:///etc/passwd\n", "central.url" },
};

static void
test_config_check (Fixture *fixture, gconstpointer data)
{
  const ConfigCase *config_case = data;
  g_autoptr (YzConfig) config = load (fixture, config_case->text);
  g_autoptr (GPtrArray) problems = yz_config_check (config);
  const YzConfigProblem *problem;

  g_assert_cmpuint (problems->len, ==, config_case->key != NULL ? 1 : 0);
  if (config_case->key == NULL)
    return;
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpstr (problem->key, ==, config_case->key);
  g_assert_cmpuint (strlen (problem->message), >, 10);
}

static void
test_config_wrong_number_is_default (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzConfig) config = load (fixture, "[station]\nkeep-days=0\n");

  g_assert_cmpint (yz_config_get_int (config, "station.keep-days"), ==, 7);
}

static void
test_config_baud (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzConfig) good = load (fixture, "[devices]\nreader-baud=9600\n");
  g_autoptr (YzConfig) wrong = load (fixture, "[devices]\nreader-baud=300\n");

  g_assert_cmpint (yz_config_get_int (good, "devices.reader-baud"), ==, 9600);
  g_assert_cmpint (yz_config_get_int (good, "devices.camera-rotation"), ==, 0);
  g_assert_cmpint (yz_config_get_int (wrong, "devices.reader-baud"), ==, 115200);
}

static void
test_config_require (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzConfig) config = load (fixture, "[station]\nstation=kiosk 1\n");
  g_autoptr (GError) error = NULL;

  g_assert_true (yz_config_require (config, "hub.stations", &error));
  g_assert_no_error (error);
  g_assert_false (yz_config_require (config, "station.station", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_CONFIG);
}

/* Which station an entry of `[hub] stations` is about. */
static void
test_config_station_entry (void)
{
  static const struct {
    const char *entry;
    const char *station;
    gboolean is_key_file;
  } rows[] = {
    { "kiosk-1", "kiosk-1", FALSE },
    { "kiosk-1.pub", "kiosk-1", TRUE },
    { "a/b/k.7.pub", "k.7", TRUE },
    { "/etc/一号机.pub", "一号机", TRUE },
    { "station.key", "station.key", FALSE },
    { ".pub", NULL, TRUE },
    { "a/k 7.pub", NULL, TRUE },
    { "a/kiosk-1", NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    gboolean is_key_file;
    g_autofree char *station = yz_config_parse_station (rows[i].entry, &is_key_file);

    g_assert_cmpstr (station, ==, rows[i].station);
    g_assert_cmpint (is_key_file, ==, rows[i].is_key_file);
  }
}

static void
test_config_no_key_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "hall=x\n", -1, NULL));
  g_assert_null (yz_config_load (fixture->path, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_CONFIG);
  g_clear_error (&error);
  g_assert_null (yz_config_load (fixture->folder, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_CONFIG);
}

static void
count_key (const char *key, const char *value, const char *default_value, gpointer user_data)
{
  guint *n = user_data;

  g_assert_nonnull (strchr (key, '.'));
  g_assert_cmpstr (value, ==, strcmp (key, "station.hall") == 0 ? "x" : default_value);
  (*n)++;
}

static void
test_config_foreach (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzConfig) config = load (fixture, "[station]\nhall=x\n");
  guint n = 0;

  yz_config_foreach (config, count_key, &n);
  g_assert_cmpuint (n, >, 10);
}

/* The node's folder */

static void
test_node (Fixture *fixture, gconstpointer data)
{
  g_autofree char *dir = g_build_filename (fixture->folder, "new", "..", "new", "node", NULL);
  g_autofree char *expected = g_build_filename (fixture->folder, "new", "node", NULL);
  g_autofree char *inside = g_build_filename (expected, "kiosk.db", NULL);
  g_autoptr (YzClock) clock = yz_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (YzNode) node = yz_node_open (dir, clock, &error);
  g_autofree char *relative = NULL;
  g_autofree char *absolute = NULL;
  struct stat info;

  g_assert_no_error (error);
  g_assert_cmpstr (yz_node_get_dir (node), ==, expected);
  g_assert_no_errno (stat (expected, &info));
  g_assert_cmpuint (info.st_mode & 0777, ==, 0700);
  g_assert_true (yz_node_get_clock (node) == clock);
  g_assert_cmpint (yz_config_get_int (yz_node_get_config (node), "station.keep-days"), ==, 7);

  relative = yz_node_get_path (node, "kiosk.db");
  absolute = yz_node_get_path (node, "/etc/key.pub");
  g_assert_cmpstr (relative, ==, inside);
  g_assert_cmpstr (absolute, ==, "/etc/key.pub");
}

static void
test_node_cannot_be_made (Fixture *fixture, gconstpointer data)
{
  g_autofree char *dir = g_build_filename (fixture->path, "node", NULL);
  g_autoptr (YzClock) clock = yz_clock_new_system ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));
  g_assert_null (yz_node_open (dir, clock, &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_STORAGE);
}

static void
test_day_parse (void)
{
  static const char *const none[] = { NULL,         "",           "2026-1-31",   "2026-02-29",
                                      "2026-13-01", "0000-01-01", "2026-01-01x", " 026-01-01" };
  g_autofree char *again = NULL;
  GDate day;

  g_assert_true (yz_day_parse ("2024-02-29", &day));
  again = yz_day_format (&day);
  g_assert_cmpstr (again, ==, "2024-02-29");
  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_false (yz_day_parse (none[i], &day));
}

static void
test_day_to_text (void)
{
  g_autofree char *chinese = yz_day_to_text ("2026-03-02", "zh");
  g_autofree char *english = yz_day_to_text ("2026-12-31", "en");
  g_autofree char *none = yz_day_to_text ("tomorrow", "en");

  g_assert_cmpstr (chinese, ==, "2026年3月2日");
  g_assert_cmpstr (english, ==, "31 December 2026");
  g_assert_cmpstr (none, ==, "tomorrow");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

  g_test_add_func ("/base/ulid/valid", test_ulid_is_valid);
  g_test_add_func ("/base/ulid/sorts-by-time", test_ulid_sorts_by_time);
  g_test_add_func ("/base/station-id/valid", test_station_id_is_valid);
  g_test_add_func ("/base/crockford/random", test_crockford_random);
  g_test_add_func ("/base/crockford/normalize", test_crockford_normalize);
  g_test_add_func ("/base/time/parse", test_time_parse);
  g_test_add_func ("/base/time/none", test_time_is_none);
  g_test_add_func ("/base/time/format", test_time_format);
  g_test_add_func ("/base/time/system-clock", test_system_clock);
  g_test_add_func ("/base/day/parse", test_day_parse);
  g_test_add_func ("/base/day/to-text", test_day_to_text);
  g_test_add_func ("/base/canonical/strings", test_canonical_strings);
  g_test_add_func ("/base/canonical/order", test_canonical_order);
  g_test_add_func ("/base/canonical/stable", test_canonical_is_stable);
  g_test_add_func ("/base/json-getters", test_json_getters);
  g_test_add_func ("/base/error-codes", test_error_codes);
  ADD ("/base/config/missing", test_config_missing);
  ADD ("/base/config/values", test_config_values);
  ADD ("/base/config/wrong-number-is-default", test_config_wrong_number_is_default);
  ADD ("/base/config/baud", test_config_baud);
  ADD ("/base/config/require", test_config_require);
  g_test_add_func ("/base/config/station-entry", test_config_station_entry);
  ADD ("/base/config/no-key-file", test_config_no_key_file);
  ADD ("/base/config/foreach", test_config_foreach);
  ADD ("/base/node/open", test_node);
  ADD ("/base/node/cannot-be-made", test_node_cannot_be_made);
  for (gsize i = 0; i < G_N_ELEMENTS (config_cases); i++) {
    g_autofree char *path = g_strconcat ("/base/config/check/", config_cases[i].name, NULL);

    g_test_add (path, Fixture, &config_cases[i], set_up, test_config_check, tear_down);
  }

  return g_test_run ();
}
