/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-curl-transport.h"
#include "yz-raw-server.h"

#include "yz-error.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  YzResponse *response;
  GError *error;
  gboolean done;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->response, yz_response_free);
  g_clear_error (&outcome->error);
  outcome->done = FALSE;
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->response = yz_transport_send_finish (YZ_TRANSPORT (source), result, &outcome->error);
  outcome->done = TRUE;
}

static void
wait_for (Outcome *outcome)
{
  while (!outcome->done)
    g_main_context_iteration (NULL, TRUE);
}

static Outcome
exchange (const char *url, const char *method, const char *body, guint timeout_ms)
{
  Outcome outcome = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (YzTransport) transport = yz_curl_transport_new (url, NULL, &error);
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new_static (body, strlen (body)) : NULL;

  g_assert_no_error (error);
  yz_transport_send_async (transport, method, "/v1/thing", bytes, timeout_ms, NULL, on_sent,
                           &outcome);
  wait_for (&outcome);
  return outcome;
}

static void
test_addresses (void)
{
  static const struct {
    const char *url;
    gboolean ok;
  } rows[] = {
    { "https://hub.example", TRUE },
    { "https://hub.example/yizhan/", TRUE },
    { "http://127.0.0.1:80", TRUE },
    { "http://[::1]:80", TRUE },
    { "http://localhost", TRUE },
    { "unix:/run/hub.sock", TRUE },
    { "http://hub.example", FALSE },
    { "http://127.0.0.1.example", FALSE },
    { "http://localhost@hub.example", FALSE },
    { "https://", FALSE },
    { "https://hub.example/?q=1", FALSE },
    { "ftp://127.0.0.1", FALSE },
    { "file:///etc/passwd", FALSE },
    { "unix:relative", FALSE },
    { "hub.example", FALSE },
    { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (YzTransport) transport = yz_curl_transport_new (rows[i].url, NULL, &error);

    g_test_message ("%s", rows[i].url);
    if (rows[i].ok)
      g_assert_no_error (error);
    else
      g_assert_error (error, YZ_ERROR, YZ_ERROR_CONFIG);
    g_assert_cmpint (transport != NULL, ==, rows[i].ok);
  }
}

static char *
echo (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_autofree char *all = g_strdup_printf ("%s %s %s", method, path, text);

  return yz_raw_http ("418 Teapot", "Text/Plain; charset=x", all);
}

/* An answer of any status is a whole response. */
static void
test_exchange (void)
{
  static const struct {
    const char *method;
    const char *body;
    const char *expected;
  } rows[] = {
    { "GET", NULL, "GET /v1/thing " },
    { "PUT", "some bytes", "PUT /v1/thing some bytes" },
    { "POST", "", "POST /v1/thing " },
    { "POST", NULL, "POST /v1/thing " },
  };
  g_autoptr (YzRawServer) server = yz_raw_server_new (echo, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_auto (Outcome) outcome = exchange (server->url, rows[i].method, rows[i].body, 5000);

    g_assert_no_error (outcome.error);
    g_assert_cmpuint (outcome.response->status, ==, 418);
    g_assert_cmpstr (outcome.response->content_type, ==, "text/plain");
    g_assert_cmpuint (outcome.response->retry_after_seconds, ==, 0);
    g_assert_cmpmem (g_bytes_get_data (outcome.response->body, NULL),
                     g_bytes_get_size (outcome.response->body), rows[i].expected,
                     strlen (rows[i].expected));
  }
}

static char *
give (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  return g_strdup (user_data);
}

static void
test_retry_after (void)
{
  g_autoptr (YzRawServer) server
      = yz_raw_server_new (give,
                           "HTTP/1.1 503 Busy\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n");
  g_auto (Outcome) outcome = exchange (server->url, "PUT", "x", 5000);

  g_assert_no_error (outcome.error);
  g_assert_cmpuint (outcome.response->status, ==, 503);
  g_assert_cmpuint (outcome.response->retry_after_seconds, ==, 17);
  g_assert_null (outcome.response->content_type);
}

/* A redirect is an answer like any other: what it points to is not asked. */
static void
test_redirect (void)
{
  g_autoptr (YzRawServer) target = yz_raw_server_new (echo, NULL);
  g_autofree char *answer = g_strdup_printf (
      "HTTP/1.1 307 Elsewhere\r\nLocation: %s/v1/thing\r\nContent-Length: 0\r\n\r\n", target->url);
  g_autoptr (YzRawServer) server = yz_raw_server_new (give, answer);
  g_auto (Outcome) outcome = exchange (server->url, "GET", NULL, 5000);

  g_assert_no_error (outcome.error);
  g_assert_cmpuint (outcome.response->status, ==, 307);
}

static char *
flood (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  g_autofree char *much = g_strnfill (10 * 1024 * 1024, 'x');

  return yz_raw_http ("200 OK", "application/json", much);
}

static char *
silence (const char *method, const char *path, GBytes *body, gpointer user_data)
{
  return NULL;
}

/* Nothing that came whole, in time and in reasonable size is an answer. */
static void
test_no_answer (void)
{
  static const struct {
    const char *name;
    YzRawAnswer answer;
    char *bytes;
  } rows[] = {
    { "closed", give, "" },
    { "half a body", give, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"id\":" },
    { "no HTTP", give, "220 mail.example ready\r\n" },
    { "too much", flood, NULL },
    { "silence", silence, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (YzRawServer) server = yz_raw_server_new (rows[i].answer, rows[i].bytes);
    g_auto (Outcome) outcome
        = exchange (server->url, "PUT", "x", rows[i].answer == silence ? 200 : 5000);

    g_test_message ("%s", rows[i].name);
    g_assert_error (outcome.error, YZ_ERROR, YZ_ERROR_OFFLINE);
    g_assert_null (outcome.response);
  }
}

static void
test_nobody_there (void)
{
  g_autoptr (YzRawServer) server = yz_raw_server_new (echo, NULL);
  g_autofree char *url = g_strdup (server->url);
  g_auto (Outcome) outcome = { 0 };

  g_clear_pointer (&server, yz_raw_server_free);
  outcome = exchange (url, "GET", NULL, 5000);
  g_assert_error (outcome.error, YZ_ERROR, YZ_ERROR_OFFLINE);
}

static void
test_unix_socket (void)
{
  g_autofree char *dir = g_dir_make_tmp ("yz-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "hub.sock", NULL);
  g_autofree char *url = g_strconcat ("unix:", path, NULL);
  g_autoptr (YzRawServer) server = yz_raw_server_new (echo, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GError) error = NULL;
  g_auto (Outcome) outcome = { 0 };

  g_socket_listener_add_address (G_SOCKET_LISTENER (server->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  outcome = exchange (url, "PUT", "over a file", 5000);
  g_assert_no_error (outcome.error);
  g_assert_cmpuint (outcome.response->status, ==, 418);

  g_unlink (path);
  g_rmdir (dir);
}

/* The sender may give up at any time; the transport goes with the last request. */
static void
test_cancel (void)
{
  g_autoptr (YzRawServer) server = yz_raw_server_new (silence, NULL);
  g_autoptr (GError) error = NULL;
  YzTransport *transport = yz_curl_transport_new (server->url, NULL, &error);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) second = { 0 };

  g_assert_no_error (error);
  g_object_add_weak_pointer (G_OBJECT (transport), (gpointer *)&transport);
  yz_transport_send_async (transport, "GET", "/v1/thing", NULL, 60000, cancellable, on_sent,
                           &first);
  for (int i = 0; i < 3; i++)
    g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancellable);
  wait_for (&first);
  g_assert_error (first.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  yz_transport_send_async (transport, "GET", "/v1/thing", NULL, 60000, cancellable, on_sent,
                           &second);
  g_object_unref (transport);
  wait_for (&second);
  g_assert_error (second.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (transport);
}

/* The answer can drop the last reference on the transport while libcurl still reports. */
static void
test_last_reference (void)
{
  g_autoptr (YzRawServer) server = yz_raw_server_new (echo, NULL);
  g_autoptr (GError) error = NULL;
  YzTransport *transport = yz_curl_transport_new (server->url, NULL, &error);
  g_auto (Outcome) outcome = { 0 };

  g_assert_no_error (error);
  g_object_add_weak_pointer (G_OBJECT (transport), (gpointer *)&transport);
  yz_transport_send_async (transport, "GET", "/v1/thing", NULL, 5000, NULL, on_sent, &outcome);
  g_object_unref (transport);
  g_assert_nonnull (transport);
  wait_for (&outcome);
  g_assert_no_error (outcome.error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (transport);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transport/addresses", test_addresses);
  g_test_add_func ("/transport/exchange", test_exchange);
  g_test_add_func ("/transport/retry-after", test_retry_after);
  g_test_add_func ("/transport/redirect", test_redirect);
  g_test_add_func ("/transport/no-answer", test_no_answer);
  g_test_add_func ("/transport/nobody-there", test_nobody_there);
  g_test_add_func ("/transport/unix-socket", test_unix_socket);
  g_test_add_func ("/transport/cancel", test_cancel);
  g_test_add_func ("/transport/last-reference", test_last_reference);

  return g_test_run ();
}
