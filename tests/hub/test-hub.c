/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-process.h"
#include "yz-test-folder.h"

#include "yz-envelope.h"
#include "yz-ids.h"
#include "yz-json.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

/* The server as it ships, seen from outside: what it answers and what it keeps. */

#define REFUSED "urn:yizhan:problem:refused"
#define DEVICE_REFUSED "urn:yizhan:problem:device-refused"

typedef struct {
  char *dir;
  YzHubProcess *hub;
  YzKey *station_key;
  char *id;
  GBytes *envelope;
} Fixture;

static void
start (Fixture *fixture)
{
  fixture->hub = yz_hub_process_start (fixture->dir, "127.0.0.1:0");
}

static void
restart (Fixture *fixture, int signal)
{
  yz_hub_process_stop (fixture->hub, signal);
  start (fixture);
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = yz_test_folder_new ();
  fixture->station_key = yz_key_generate (YZ_KEY_SIGN);
  fixture->id = yz_ulid_new (g_get_real_time ());
  fixture->envelope = yz_test_envelope (fixture->station_key, "kiosk-1", fixture->id, "00000017");
  start (fixture);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->hub != NULL)
    g_assert_cmpint (yz_hub_process_stop (fixture->hub, SIGTERM), ==, 0);
  yz_test_folder_remove (fixture->dir);
  g_object_unref (fixture->station_key);
  g_free (fixture->id);
  g_bytes_unref (fixture->envelope);
}

static void
assert_member (YzResponse *response, const char *name, const char *expected)
{
  g_autofree char *value = yz_test_member (response, name);

  g_assert_cmpstr (value, ==, expected);
}

static void
assert_problem (YzResponse *response, guint status, const char *type, const char *id)
{
  g_assert_cmpuint (response->status, ==, status);
  g_assert_cmpstr (response->content_type, ==, "application/problem+json");
  assert_member (response, "type", type);
  assert_member (response, "id", id);
}

static void
assert_put (Fixture *fixture, const char *id, GBytes *envelope, guint status)
{
  g_autoptr (YzResponse) response = yz_test_put (fixture->hub->url, id, envelope);

  g_assert_cmpuint (response->status, ==, status);
}

/* Runs `yizhan-hub export` and returns what it wrote for @id, or NULL. */
static GBytes *export(Fixture *fixture, const char *id)
{
  g_autofree char *program = yz_hub_program ();
  g_autofree char *out = g_build_filename (fixture->dir, "out", NULL);
  g_autofree char *name = g_strconcat (id, ".yzs", NULL);
  g_autofree char *path = g_build_filename (out, name, NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program, "--data-dir",
                              fixture->dir, "export", out, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
  if (!g_file_get_contents (path, &data, &length, NULL))
    return NULL;
  return g_bytes_new_take (data, length);
}

static guint
count_exported (Fixture *fixture)
{
  g_autofree char *out = g_build_filename (fixture->dir, "out", NULL);
  g_autoptr (GDir) entries = NULL;
  guint n = 0;

  g_clear_pointer (&(GBytes *){ export(fixture, "none") }, g_bytes_unref);
  entries = g_dir_open (out, 0, NULL);
  while (g_dir_read_name (entries) != NULL)
    n++;
  return n;
}

static void
test_health (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzResponse) response = yz_test_exchange (fixture->hub->url, "GET", "/v1/health", NULL);

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (response->content_type, ==, "application/json");
  assert_member (response, "version", YZ_VERSION);
}

/* New, then seen; one receipt, one submission, the very bytes. */
static void
test_taken_once (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sha256 = yz_envelope_sha256 (fixture->envelope);
  g_autoptr (YzResponse) first = yz_test_put (fixture->hub->url, fixture->id, fixture->envelope);
  g_autoptr (YzResponse) second = yz_test_put (fixture->hub->url, fixture->id, fixture->envelope);
  g_autoptr (GBytes) exported = NULL;

  g_assert_cmpuint (first->status, ==, 201);
  g_assert_cmpuint (second->status, ==, 200);
  g_assert_cmpstr (first->content_type, ==, "application/json");
  g_assert_true (g_bytes_equal (first->body, second->body));
  assert_member (first, "id", fixture->id);
  assert_member (first, "sha256", sha256);
  assert_member (first, "receipt", "00000017");

  exported = export(fixture, fixture->id);
  g_assert_nonnull (exported);
  g_assert_true (g_bytes_equal (exported, fixture->envelope));
  g_assert_cmpuint (count_exported (fixture), ==, 1);
}

/* Whoever was told “stored” finds it after the power has gone. */
static void
test_survives_kill (Fixture *fixture, gconstpointer data)
{
  assert_put (fixture, fixture->id, fixture->envelope, 201);
  restart (fixture, SIGKILL);
  assert_put (fixture, fixture->id, fixture->envelope, 200);
  g_assert_cmpuint (count_exported (fixture), ==, 1);
}

/* Other bytes under a known id are a conflict before they are anything else. */
static void
test_conflict (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) nonsense = g_bytes_new_static ("nonsense", 8);
  g_autoptr (YzKey) other_key = yz_key_generate (YZ_KEY_SIGN);
  g_autoptr (GBytes) other
      = yz_test_envelope (fixture->station_key, "kiosk-1", fixture->id, "00000018");
  g_autoptr (GBytes) foreign = yz_test_envelope (other_key, "kiosk-1", fixture->id, "00000018");
  GBytes *bodies[] = { nonsense, other, foreign };
  g_autoptr (GBytes) exported = NULL;

  assert_put (fixture, fixture->id, fixture->envelope, 201);
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autoptr (YzResponse) response = yz_test_put (fixture->hub->url, fixture->id, bodies[i]);

    assert_problem (response, 409, REFUSED, fixture->id);
  }
  exported = export(fixture, fixture->id);
  g_assert_true (g_bytes_equal (exported, fixture->envelope));
}

static GBytes *
damage (GBytes *envelope, const char *member)
{
  gsize size;
  char *copy = g_bytes_unref_to_data (g_bytes_ref (envelope), &size);
  g_autofree char *quoted = g_strdup_printf ("\"%s\":\"", member);
  char *place = g_strstr_len (copy, (gssize)size, quoted);

  g_assert_nonnull (place);
  place += strlen (quoted) + 3;
  *place = *place == '7' ? '8' : '7';
  return g_bytes_new_take (copy, size);
}

static void
test_invalid (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "", "{}", "[]", "null", "{\"v\":1", "<html>", "\xff\xfe" };
  static const char *const members[] = { "sealed", "sha256", "signature", "receipt", "station" };
  g_autofree char *other_id = yz_ulid_new (g_get_real_time ());
  g_autoptr (YzResponse) elsewhere = yz_test_put (fixture->hub->url, other_id, fixture->envelope);
  g_autoptr (YzResponse) nowhere = yz_test_put (fixture->hub->url, "no-ulid", fixture->envelope);

  assert_problem (elsewhere, 422, REFUSED, other_id);
  assert_problem (nowhere, 422, REFUSED, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GBytes) body = g_bytes_new_static (texts[i], strlen (texts[i]));
    g_autoptr (YzResponse) response = yz_test_put (fixture->hub->url, fixture->id, body);

    assert_problem (response, 422, REFUSED, fixture->id);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    g_autoptr (GBytes) body = damage (fixture->envelope, members[i]);
    g_autoptr (YzResponse) response = yz_test_put (fixture->hub->url, fixture->id, body);

    g_test_message ("%s", members[i]);
    assert_problem (response, 422, REFUSED, fixture->id);
  }
  g_assert_cmpuint (count_exported (fixture), ==, 0);
  assert_put (fixture, fixture->id, fixture->envelope, 201);
}

/* With no list the first key that comes with a name is that station's. */
static void
test_pinned_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzKey) other_key = yz_key_generate (YZ_KEY_SIGN);
  g_autofree char *second_id = yz_ulid_new (g_get_real_time ());
  g_autofree char *third_id = yz_ulid_new (g_get_real_time ());
  g_autoptr (GBytes) foreign = yz_test_envelope (other_key, "kiosk-1", second_id, "00000018");
  g_autoptr (GBytes) other = yz_test_envelope (other_key, "kiosk-2", third_id, "00000019");
  g_autoptr (YzResponse) response = NULL;

  assert_put (fixture, fixture->id, fixture->envelope, 201);
  restart (fixture, SIGTERM);
  response = yz_test_put (fixture->hub->url, second_id, foreign);
  assert_problem (response, 403, DEVICE_REFUSED, second_id);
  assert_put (fixture, third_id, other, 201);
}

static void
write_stations (Fixture *fixture, const char *stations)
{
  g_autofree char *path = g_build_filename (fixture->dir, "yizhan.conf", NULL);
  g_autofree char *text = g_strdup_printf ("[hub]\nstations=%s\n", stations);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
set_stations (Fixture *fixture, const char *stations)
{
  write_stations (fixture, stations);
  restart (fixture, SIGTERM);
}

static void
assert_device_refused (Fixture *fixture, const char *id, GBytes *envelope)
{
  g_autoptr (YzResponse) response = yz_test_put (fixture->hub->url, id, envelope);

  assert_problem (response, 403, DEVICE_REFUSED, id);
}

static void
save_key (Fixture *fixture, YzKey *key, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
  g_autoptr (GError) error = NULL;

  yz_key_save (key, path, &error);
  g_assert_no_error (error);
}

static void
test_listed_stations (Fixture *fixture, gconstpointer data)
{
  set_stations (fixture, "kiosk-2;kiosk-3");
  assert_device_refused (fixture, fixture->id, fixture->envelope);
  set_stations (fixture, "kiosk-1");
  assert_put (fixture, fixture->id, fixture->envelope, 201);
}

/* A key that is known beforehand is that of one station: the one after which its file is named. */
static void
test_listed_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzKey) other_key = yz_key_generate (YZ_KEY_SIGN);
  g_autofree char *second_id = yz_ulid_new (g_get_real_time ());
  g_autofree char *third_id = yz_ulid_new (g_get_real_time ());
  g_autoptr (GBytes) under_other_name
      = yz_test_envelope (fixture->station_key, "kiosk-2", second_id, "00000018");
  g_autoptr (GBytes) by_other_key = yz_test_envelope (other_key, "kiosk-1", third_id, "00000019");

  save_key (fixture, fixture->station_key, "kiosk-1");
  save_key (fixture, other_key, "kiosk-3");

  set_stations (fixture, "kiosk-2;kiosk-3.pub");
  assert_device_refused (fixture, fixture->id, fixture->envelope);
  set_stations (fixture, "kiosk-1.pub;kiosk-3.pub");
  assert_device_refused (fixture, second_id, under_other_name);
  assert_device_refused (fixture, third_id, by_other_key);
  assert_put (fixture, fixture->id, fixture->envelope, 201);
}

/* A key in the list counts, whatever was pinned before: that is how a station gets a new one. */
static void
test_listed_key_replaces_pinned (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YzKey) new_key = yz_key_generate (YZ_KEY_SIGN);
  g_autofree char *id = yz_ulid_new (g_get_real_time ());
  g_autofree char *late_id = yz_ulid_new (g_get_real_time ());
  g_autoptr (GBytes) envelope = yz_test_envelope (new_key, "kiosk-1", id, "00000018");
  g_autoptr (GBytes) late = yz_test_envelope (fixture->station_key, "kiosk-1", late_id, "00000019");

  assert_put (fixture, fixture->id, fixture->envelope, 201);
  assert_device_refused (fixture, id, envelope);
  save_key (fixture, new_key, "kiosk-1");
  set_stations (fixture, "kiosk-1.pub");
  assert_put (fixture, id, envelope, 201);
  assert_device_refused (fixture, late_id, late);
}

static GSocketConnection *
connect_raw (Fixture *fixture)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection
      = g_socket_client_connect_to_uri (client, fixture->hub->url, 80, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

/* Sends @request and reads until the hub closes the connection. */
static char *
talk_raw (Fixture *fixture, const char *request)
{
  g_autoptr (GSocketConnection) connection = connect_raw (fixture);
  GString *answer = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, NULL);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer,
                                   sizeof buffer, NULL, NULL))
         > 0)
    g_string_append_len (answer, buffer, n);
  return g_string_free (answer, FALSE);
}

static guint
count_answers (const char *text)
{
  guint n = 0;

  for (const char *p = text; (p = strstr (p, "HTTP/1.1 ")) != NULL; p++)
    n++;
  return n;
}

/* What two lengths let through the server in front must not become a second request here. */
static void
test_two_lengths (Fixture *fixture, gconstpointer data)
{
  static const char *const lengths[] = {
    "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
    "Content-Length: 5\r\nContent-Length: 0\r\n",
    "Content-Length: 5, 0\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autofree char *request
        = g_strdup_printf ("PUT /v1/submissions/%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n"
                           "0\r\n\r\nGET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n",
                           fixture->id, lengths[i]);
    g_autofree char *answer = talk_raw (fixture, request);

    g_test_message ("%s", lengths[i]);
    g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 400 "));
    g_assert_cmpuint (count_answers (answer), ==, 1);
  }
}

/* Too much is refused while it comes in, whether its length was told or not. */
static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  static const char *const lengths[]
      = { "Content-Length: 100000000", "Transfer-Encoding: chunked" };
  g_autofree char *chunk = g_strnfill (64 * 1024, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autoptr (GSocketConnection) connection = connect_raw (fixture);
    GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
    g_autofree char *head
        = g_strdup_printf ("PUT /v1/submissions/%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n",
                           fixture->id, lengths[i]);
    char answer[4096] = "";
    gsize n_read = 0;

    g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL);
    for (guint n = 0; n < 9 * 16; n++) {
      if (i == 1)
        g_output_stream_write_all (out, "10000\r\n", 7, NULL, NULL, NULL);
      g_output_stream_write_all (out, chunk, 64 * 1024, NULL, NULL, NULL);
      if (i == 1)
        g_output_stream_write_all (out, "\r\n", 2, NULL, NULL, NULL);
    }
    g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer,
                             sizeof answer - 1, &n_read, NULL, NULL);
    g_test_message ("%s", lengths[i]);
    g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 413 "));
    g_assert_nonnull (strstr (answer, "application/problem+json"));
    g_assert_nonnull (strstr (answer, REFUSED));
    g_assert_nonnull (strstr (answer, fixture->id));
    g_assert_cmpuint (count_answers (answer), ==, 1);
  }
  assert_put (fixture, fixture->id, fixture->envelope, 201);
}

static void
test_no_such_thing (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *method;
    const char *path;
    guint status;
  } rows[] = {
    { "GET", "/", 404 },
    { "GET", "/v1/submissions/", 404 },
    { "GET", "/v1/health/more", 404 },
    { "GET", "/v1//health", 404 },
    { "POST", "/v1/health", 405 },
    { "GET", "/v1/submissions/01HF0000000000000000000001", 405 },
    { "DELETE", "/v1/submissions/01HF0000000000000000000001", 405 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (YzResponse) response
        = yz_test_exchange (fixture->hub->url, rows[i].method, rows[i].path, NULL);

    g_test_message ("%s %s", rows[i].method, rows[i].path);
    g_assert_cmpuint (response->status, ==, rows[i].status);
    g_assert_cmpstr (response->content_type, ==, "application/problem+json");
  }
}

/* Bytes that are no HTTP end the connection, not the hub. */
static void
test_not_http (Fixture *fixture, gconstpointer data)
{
  static const char *const requests[] = {
    "\r\n\r\n\r\n",
    "GET\r\n\r\n",
    "GET /v1/health\r\n\r\n",
    "GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
    "PUT /v1/submissions/x HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "PUT /v1/submissions/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: odd\r\n\r\n",
    "PUT /v1/submissions/%00 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "PUT /v1/submissions/%ff HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++) {
    g_autoptr (GSocketConnection) connection = connect_raw (fixture);
    g_autoptr (YzResponse) response = NULL;
    char buffer[64];

    g_test_message ("%" G_GSIZE_FORMAT, i);
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                               requests[i], strlen (requests[i]), NULL, NULL, NULL);
    g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
    while (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer,
                                sizeof buffer, NULL, NULL)
           > 0)
      ;
    response = yz_test_exchange (fixture->hub->url, "GET", "/v1/health", NULL);
    g_assert_cmpuint (response->status, ==, 200);
  }
}

/* One that sends half a request does not keep the others waiting. */
static void
test_slow_sender (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = connect_raw (fixture);
  static const char half[]
      = "PUT /v1/submissions/x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{";

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), half,
                             strlen (half), NULL, NULL, NULL);
  assert_put (fixture, fixture->id, fixture->envelope, 201);
  g_assert_cmpint (yz_hub_process_stop (g_steal_pointer (&fixture->hub), SIGINT), ==, 0);
}

static guint
count_descriptors (Fixture *fixture)
{
  g_autofree char *path
      = g_strdup_printf ("/proc/%s/fd", g_subprocess_get_identifier (fixture->hub->process));
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* A client that says it would keep the connection and then goes leaves nothing behind. */
static void
test_lets_go (Fixture *fixture, gconstpointer data)
{
  static const char request[] = "GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n";
  guint n_before = count_descriptors (fixture);
  g_autoptr (YzResponse) last = NULL;

  for (guint i = 0; i < 50; i++) {
    g_autoptr (GSocketConnection) connection = connect_raw (fixture);
    char answer[4096];

    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                               strlen (request), NULL, NULL, NULL);
    g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                          answer, sizeof answer, NULL, NULL),
                     >, 0);
  }
  last = yz_test_exchange (fixture->hub->url, "GET", "/v1/health", NULL);
  g_assert_cmpuint (last->status, ==, 200);
  g_assert_cmpuint (count_descriptors (fixture), <, n_before + 10);
}

static void
test_unix_socket (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "hub.sock", NULL);
  g_autofree char *listen = g_strconcat ("unix:", path, NULL);

  /* A hub that was killed leaves its socket behind; the next one takes its place. */
  for (guint i = 0; i < 2; i++) {
    yz_hub_process_stop (fixture->hub, SIGKILL);
    fixture->hub = yz_hub_process_start (fixture->dir, listen);
    g_assert_cmpstr (fixture->hub->url, ==, listen);
    assert_put (fixture, fixture->id, fixture->envelope, i == 0 ? 201 : 200);
  }
}

static int
run_and_wait (const char *const *arguments)
{
  g_autofree char *program = yz_hub_program ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_strv_builder_add (builder, program);
  g_strv_builder_addv (builder, (const char **)arguments);
  argv = g_strv_builder_end (builder);
  process
      = g_subprocess_newv ((const char *const *)argv,
                           G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                           &error);
  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  return g_subprocess_get_exit_status (process);
}

/* Nothing but this machine, and nothing that is not understood. */
static void
test_refuses_to_listen (Fixture *fixture, gconstpointer data)
{
  static const char *const places[] = {
    "0.0.0.0:0",        "[::]:0",          "192.0.2.1:0",   "hub.example:0",        "127.0.0.1",
    "127.0.0.1:0/path", "127.0.0.1:99999", "unix:relative", "unix:/nowhere/at/all", "",
  };
  const char *const unknown[] = { "--data-dir", fixture->dir, "serve", NULL };
  const char *const taken[]
      = { "--data-dir", fixture->dir, "--listen", fixture->hub->url + strlen ("http://"), NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    const char *const arguments[] = { "--data-dir", fixture->dir, "--listen", places[i], NULL };

    g_test_message ("%s", places[i]);
    g_assert_cmpint (run_and_wait (arguments), ==, 3);
  }
  g_assert_cmpint (run_and_wait (taken), ==, 3);
  g_assert_cmpint (run_and_wait (unknown), ==, 2);
}

static void
test_wrong_stations (Fixture *fixture, gconstpointer data)
{
  static const char *const lists[]
      = { "kiosk 1", "kiosk-1;kiosk-1.pub", "kiosk-9.pub", "centre.pub" };
  const char *const arguments[] = { "--data-dir", fixture->dir, "--listen", "127.0.0.1:0", NULL };
  g_autoptr (YzKey) centre = yz_key_generate (YZ_KEY_SEAL);

  save_key (fixture, fixture->station_key, "kiosk-1");
  save_key (fixture, centre, "centre");
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_test_message ("%s", lists[i]);
    write_stations (fixture, lists[i]);
    g_assert_cmpint (run_and_wait (arguments), ==, 3);
  }
}

static void
assert_call (Fixture *fixture, const char *path, const char *station, guint status)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (YzResponse) response = NULL;

  json_object_set_string_member (object, "station", station);
  body = yz_json_canonical (node);
  response = yz_test_exchange (fixture->hub->url, "PUT", path, body);
  g_test_message ("%s", station);
  g_assert_cmpuint (response->status, ==, status);
}

/* What the desk shows comes from whoever is in the hall's network. */
static void
test_staff_call_stations (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[] = {
    "",         " ",     "kiosk\n1",       "kiosk\xe2\x80\xae-1", "kiosk\xe2\x80\x8b-1",
    "../kiosk", "a b c", "<b>kiosk-1</b>", "kiosk-1;kiosk-2",
  };
  static const char path[] = "/v1/staff-calls/01HF0000000000000000000009";
  g_autofree char *too_long = g_strnfill (65, 'k');
  g_autoptr (YzResponse) response = NULL;
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_call (fixture, path, bad[i], 400);
  assert_call (fixture, path, too_long, 400);
  assert_call (fixture, path, "一号机", 201);

  response = yz_test_exchange (fixture->hub->url, "GET", "/v1/staff-calls", NULL);
  text = g_strndup (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body));
  g_assert_nonnull (strstr (text, "一号机"));
  g_assert_null (strstr (text, "kiosk"));
}

/* Why the desk is wanted; who gives no reason wants help. */
static void
test_staff_call_reasons (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *body;
    guint status;
  } calls[] = {
    { "{\"station\": \"kiosk-1\", \"reason\": \"typing\"}", 201 },
    { "{\"station\": \"kiosk-1\"}", 201 },
    { "{\"station\": \"kiosk-1\", \"reason\": \"\"}", 400 },
    { "{\"station\": \"kiosk-1\", \"reason\": 7}", 400 },
  };
  g_autoptr (YzResponse) response = NULL;
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++) {
    g_autofree char *path
        = g_strdup_printf ("/v1/staff-calls/01HF000000000000000000000%" G_GSIZE_FORMAT, i);
    g_autoptr (GBytes) body = g_bytes_new_static (calls[i].body, strlen (calls[i].body));
    g_autoptr (YzResponse) answer = yz_test_exchange (fixture->hub->url, "PUT", path, body);

    g_assert_cmpuint (answer->status, ==, calls[i].status);
  }
  response = yz_test_exchange (fixture->hub->url, "GET", "/v1/staff-calls", NULL);
  text = g_strndup (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body));
  g_assert_nonnull (strstr (text, "\"typing\""));
  g_assert_nonnull (strstr (text, "\"help\""));
}

/* More than a page, and while the hub goes on. */
static void
test_export_all (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 70; i++) {
    g_autofree char *id = yz_ulid_new (g_get_real_time ());
    g_autofree char *receipt = g_strdup_printf ("%08u", i);
    g_autoptr (GBytes) envelope = yz_test_envelope (fixture->station_key, "kiosk-1", id, receipt);

    assert_put (fixture, id, envelope, 201);
  }
  g_assert_cmpuint (count_exported (fixture), ==, 70);
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/hub/health", test_health);
  add ("/hub/taken-once", test_taken_once);
  add ("/hub/survives-kill", test_survives_kill);
  add ("/hub/conflict", test_conflict);
  add ("/hub/invalid", test_invalid);
  add ("/hub/pinned-key", test_pinned_key);
  add ("/hub/listed-stations", test_listed_stations);
  add ("/hub/listed-keys", test_listed_keys);
  add ("/hub/listed-key-replaces-pinned", test_listed_key_replaces_pinned);
  add ("/hub/wrong-stations", test_wrong_stations);
  add ("/hub/staff-call-stations", test_staff_call_stations);
  add ("/hub/staff-call-reasons", test_staff_call_reasons);
  add ("/hub/two-lengths", test_two_lengths);
  add ("/hub/too-large", test_too_large);
  add ("/hub/no-such-thing", test_no_such_thing);
  add ("/hub/not-http", test_not_http);
  add ("/hub/slow-sender", test_slow_sender);
  add ("/hub/lets-go", test_lets_go);
  add ("/hub/unix-socket", test_unix_socket);
  add ("/hub/refuses-to-listen", test_refuses_to_listen);
  add ("/hub/export-all", test_export_all);

  return g_test_run ();
}
