/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-session-pool.h"

#include "yz-test-folder.h"

#include <gio/gunixsocketaddress.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Which session is on the screen, and what becomes of one that dies or hangs. The sessions are
 * fake-session: they do what the test tells them and say what they were asked. */

#define TIMEOUT_SECONDS 20

typedef struct {
  GSocketConnection *connection;
  GDataInputStream *lines;
  int pid;
  GQueue words; /* of char *, not yet expected */
  gboolean gone;
} Peer;

typedef struct {
  char *folder;
  char *socket_path;
  GSocketService *service;
  GPtrArray *peers; /* of Peer, in the order of their starts */
  YzSessionPool *pool;
  guint n_submitted;
  guint n_lost;
  guint n_seen; /* sessions that asked for a number and of which something is left */
} Fixture;

/* Nothing here is waited for but what must happen. */
static const YzSessionTimes patient = {
  .child = { .ready_ms = 20000, .ping_ms = 20000, .answer_ms = 20000, .end_ms = 20000 },
  .respawn_ms = 10,
};

static void
peer_free (gpointer data)
{
  Peer *peer = data;

  g_clear_object (&peer->lines);
  g_clear_object (&peer->connection);
  g_queue_clear_full (&peer->words, g_free);
  g_free (peer);
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Peer *peer = user_data;
  char *line
      = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL) {
    peer->gone = TRUE;
    return;
  }
  if (peer->pid == 0) {
    peer->pid = atoi (line);
    g_free (line);
  } else {
    g_queue_push_tail (&peer->words, line);
  }
  g_data_input_stream_read_line_async (peer->lines, 0, NULL, on_line, peer);
}

static gboolean
on_incoming (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             Fixture *fixture)
{
  Peer *peer = g_new0 (Peer, 1);

  peer->connection = g_object_ref (connection);
  peer->lines = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_ptr_array_add (fixture->peers, peer);
  g_data_input_stream_read_line_async (peer->lines, 0, NULL, on_line, peer);
  return TRUE;
}

static gboolean
on_timeout (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_CONTINUE;
}

/* What changes in another thread wakes nobody. */
#define LOOK_MS 5

static gboolean
on_look (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gboolean late = FALSE;                                                                         \
    guint timeout_id = g_timeout_add_seconds (TIMEOUT_SECONDS, on_timeout, &late);                 \
    guint look_id = g_timeout_add (LOOK_MS, on_look, NULL);                                        \
                                                                                                   \
    while (!(condition)) {                                                                         \
      g_assert_false (late);                                                                       \
      g_main_context_iteration (NULL, TRUE);                                                       \
    }                                                                                              \
    g_source_remove (look_id);                                                                     \
    g_source_remove (timeout_id);                                                                  \
  }                                                                                                \
  G_STMT_END

/* The next session that starts, counted from 0. */
static Peer *
wait_for_peer (Fixture *fixture, guint index)
{
  Peer *peer;

  wait_until (fixture->peers->len > index);
  peer = g_ptr_array_index (fixture->peers, index);
  wait_until (peer->pid != 0 || peer->gone);
  return peer;
}

static void
expect (Peer *peer, const char *words)
{
  g_autofree char *said = NULL;

  wait_until (!g_queue_is_empty (&peer->words) || peer->gone);
  said = g_queue_pop_head (&peer->words);
  g_assert_cmpstr (said, ==, words);
}

static void
wait_until_gone (Peer *peer)
{
  wait_until (peer->gone);
}

static void
tell (Peer *peer, const char *word)
{
  g_autofree char *line = g_strconcat (word, "\n", NULL);
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (peer->connection));

  g_assert_true (g_output_stream_write_all (stream, line, strlen (line), NULL, NULL, NULL));
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = yz_test_folder_new ();
  fixture->socket_path = g_build_filename (fixture->folder, "control", NULL);
  fixture->peers = g_ptr_array_new_with_free_func (peer_free);
  fixture->service = g_socket_service_new ();
  address = g_unix_socket_address_new (fixture->socket_path);
  g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (fixture->service), address,
                                                G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT,
                                                NULL, NULL, &error));
  g_assert_no_error (error);
  g_signal_connect (fixture->service, "incoming", G_CALLBACK (on_incoming), fixture);
  g_socket_service_start (fixture->service);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  yz_session_pool_stop (fixture->pool);
  for (guint i = 0; i < fixture->peers->len; i++)
    wait_until_gone (g_ptr_array_index (fixture->peers, i));
  g_assert_finalize_object (fixture->pool);
  wait_until (fixture->n_seen == 0);
  g_socket_service_stop (fixture->service);
  g_socket_listener_close (G_SOCKET_LISTENER (fixture->service));
  g_object_unref (fixture->service);
  g_ptr_array_unref (fixture->peers);
  g_free (fixture->socket_path);
  yz_test_folder_remove (fixture->folder);
}

static void
on_submitted (Fixture *fixture, const char *id)
{
  g_assert_cmpstr (id, ==, "01K");
  fixture->n_submitted++;
}

static void
on_lost (Fixture *fixture)
{
  fixture->n_lost++;
}

static void
on_forgotten (gpointer user_data, GObject *gone)
{
  ((Fixture *)user_data)->n_seen--;
}

static void
on_take_ticket (Fixture *fixture,
                YzBusSupervisor *skeleton,
                GDBusMethodInvocation *invocation,
                const char *request,
                const char *service,
                const char *priority)
{
  g_assert_cmpstr (request, ==, "request");
  g_assert_cmpstr (service, ==, "legal-aid");
  if (g_object_get_data (G_OBJECT (skeleton), "seen") == NULL) {
    g_object_set_data (G_OBJECT (skeleton), "seen", fixture);
    g_object_weak_ref (G_OBJECT (skeleton), on_forgotten, fixture);
    fixture->n_seen++;
  }
  yz_bus_supervisor_complete_take_ticket (skeleton, invocation, "{}");
}

static void
start (Fixture *fixture, const char *mode, const YzSessionTimes *times)
{
  const char *argv[] = { g_getenv ("YZ_FAKE_SESSION"), fixture->socket_path, mode, NULL };

  fixture->pool = yz_session_pool_new (argv, times);
  g_signal_connect_swapped (fixture->pool, "submitted", G_CALLBACK (on_submitted), fixture);
  g_signal_connect_swapped (fixture->pool, "lost", G_CALLBACK (on_lost), fixture);
  g_signal_connect_swapped (fixture->pool, "take-ticket", G_CALLBACK (on_take_ticket), fixture);
  yz_session_pool_start (fixture->pool);
}

/* The first session, on the screen. */
static Peer *
start_and_show_with (Fixture *fixture, const YzSessionTimes *times)
{
  Peer *peer;

  start (fixture, NULL, times);
  peer = wait_for_peer (fixture, 0);
  expect (peer, "connection unknown 0");
  expect (peer, "start zh []");
  tell (peer, "shown");
  return peer;
}

static Peer *
start_and_show (Fixture *fixture)
{
  return start_and_show_with (fixture, &patient);
}

/* The main loop has done what it had to do: whatever else may come was asked for already. */
static void
settle (Peer *peer)
{
  tell (peer, "ticket");
  expect (peer, "ticket {}");
}

static void
test_starts_one (Fixture *fixture, gconstpointer data)
{
  Peer *first = start_and_show (fixture);

  settle (first);
  g_assert_cmpuint (fixture->peers->len, ==, 1);
}

static void
test_successor_when_active (Fixture *fixture, gconstpointer data)
{
  Peer *first = start_and_show (fixture);
  Peer *second;

  tell (first, "active");
  second = wait_for_peer (fixture, 1);
  settle (second);
  /* It waits unseen, and nobody else is started. */
  g_assert_true (g_queue_is_empty (&second->words));
  g_assert_cmpuint (fixture->peers->len, ==, 2);
  g_assert_false (first->gone);
}

static void
test_promoted_when_done (Fixture *fixture, gconstpointer data)
{
  Peer *first = start_and_show (fixture);
  Peer *second;

  tell (first, "active");
  second = wait_for_peer (fixture, 1);
  settle (second);
  tell (first, "done");
  expect (second, "connection unknown 0");
  expect (second, "start zh []");
  /* The picture of the first stays up until the second's is there. */
  settle (first);
  tell (second, "shown");
  expect (first, "end");
  tell (first, "leave");
  wait_until_gone (first);
  settle (second);
  g_assert_cmpuint (fixture->peers->len, ==, 2);
  g_assert_cmpuint (fixture->n_lost, ==, 0);
}

/* The citizen is quicker than the successor loads. */
static void
test_done_before_successor (Fixture *fixture, gconstpointer data)
{
  Peer *first = start_and_show (fixture);
  Peer *second;

  tell (first, "active");
  tell (first, "done");
  second = wait_for_peer (fixture, 1);
  expect (second, "connection unknown 0");
  expect (second, "start zh []");
  tell (second, "shown");
  expect (first, "end");
}

/* The first page has the machine for itself; but a citizen who leaves at once does not wait. */
static void
test_successor_in_time (Fixture *fixture, gconstpointer data)
{
  YzSessionTimes times = patient;
  Peer *first, *second;

  times.successor_ms = 3600 * 1000;
  first = start_and_show_with (fixture, &times);
  tell (first, "active");
  settle (first);
  g_assert_cmpuint (fixture->peers->len, ==, 1);
  tell (first, "done");
  second = wait_for_peer (fixture, 1);
  expect (second, "connection unknown 0");
  expect (second, "start zh []");
}

static guint
count_files (void)
{
  g_autoptr (GDir) files = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (files) != NULL)
    n++;
  return n;
}

static void
test_many_citizens (Fixture *fixture, gconstpointer data)
{
  Peer *peer = start_and_show (fixture);
  guint n_files = 0;

  for (guint i = 1; i <= 20; i++) {
    Peer *before = peer;

    tell (before, "active");
    peer = wait_for_peer (fixture, i);
    tell (before, "done");
    expect (peer, "connection unknown 0");
    expect (peer, "start zh []");
    tell (peer, "shown");
    expect (before, "end");
    tell (before, "leave");
    wait_until_gone (before);
    g_assert_true (g_io_stream_close (G_IO_STREAM (before->connection), NULL, NULL));
    settle (peer);

    /* Neither a socket nor an object is left of who has gone. GDBus's thread may hold on to them
     * for a moment longer. */
    if (i == 5)
      n_files = count_files ();
    else if (i > 5)
      wait_until (count_files () <= n_files + 2);
    wait_until (fixture->n_seen <= 2);
  }
}

static void
test_will_not_leave (Fixture *fixture, gconstpointer data)
{
  const YzSessionTimes times = { .child = { 20000, 20000, 20000, 50 }, .respawn_ms = 10 };
  Peer *first, *second;

  start (fixture, NULL, &times);
  first = wait_for_peer (fixture, 0);
  expect (first, "connection unknown 0");
  expect (first, "start zh []");
  tell (first, "shown");
  tell (first, "active");
  second = wait_for_peer (fixture, 1);
  tell (first, "done");
  expect (second, "connection unknown 0");
  expect (second, "start zh []");
  tell (second, "shown");
  expect (first, "end");
  wait_until_gone (first);
}

static void
test_crash_in_use (Fixture *fixture, gconstpointer data)
{
  Peer *first = start_and_show (fixture);
  Peer *second, *third;

  tell (first, "active");
  second = wait_for_peer (fixture, 1);
  settle (second);
  tell (first, "crash");
  expect (second, "connection unknown 0");
  expect (second, "start zh [] sorry");
  g_assert_cmpuint (fixture->n_lost, ==, 1);
  /* It is said once. */
  tell (second, "shown");
  tell (second, "active");
  third = wait_for_peer (fixture, 2);
  tell (second, "done");
  expect (third, "connection unknown 0");
  expect (third, "start zh []");
}

/* It is no loop where a citizen was served each time: nobody waits longer for it. */
static void
test_crashes_in_use (Fixture *fixture, gconstpointer data)
{
  const YzSessionTimes times = { .child = patient.child, .respawn_ms = 600000 };
  Peer *peer;

  start (fixture, NULL, &times);
  peer = wait_for_peer (fixture, 0);
  expect (peer, "connection unknown 0");
  expect (peer, "start zh []");
  for (guint i = 1; i <= 8; i++) {
    Peer *before = peer;

    tell (before, "shown");
    tell (before, "active");
    peer = wait_for_peer (fixture, i);
    settle (peer);
    tell (before, "crash");
    expect (peer, "connection unknown 0");
    expect (peer, "start zh [] sorry");
  }
  /* They do not count when one dies while nobody uses it either. */
  tell (peer, "shown");
  settle (peer);
  tell (peer, "crash");
  peer = wait_for_peer (fixture, 9);
  expect (peer, "connection unknown 0");
  expect (peer, "start zh []");
}

static void
test_crash_while_idle (Fixture *fixture, gconstpointer data)
{
  Peer *first = start_and_show (fixture);
  Peer *second;

  settle (first);
  tell (first, "crash");
  second = wait_for_peer (fixture, 1);
  expect (second, "connection unknown 0");
  expect (second, "start zh []");
}

static void
test_successor_crashes (Fixture *fixture, gconstpointer data)
{
  Peer *first = start_and_show (fixture);
  Peer *second, *third;

  tell (first, "active");
  second = wait_for_peer (fixture, 1);
  settle (second);
  tell (second, "crash");
  third = wait_for_peer (fixture, 2);
  settle (third);
  settle (first);
  g_assert_true (g_queue_is_empty (&first->words));
  tell (first, "done");
  expect (third, "connection unknown 0");
  expect (third, "start zh []");
}

/* The pauses grow, up to sixteen times the first. */
static void
test_crash_loop (Fixture *fixture, gconstpointer data)
{
  gint64 started = g_get_monotonic_time ();
  gint64 three, twelve;

  start (fixture, "die", &patient);
  wait_for_peer (fixture, 3);
  three = g_get_monotonic_time () - started;
  wait_for_peer (fixture, 11);
  twelve = g_get_monotonic_time () - started;
  /* 10 + 20 + 40 + 80 + 4 × 160. */
  g_assert_cmpint (twelve - three, >=, 700 * 1000);
}

/* Stopped from outside, as if its main loop were stuck. */
static void
test_hangs (Fixture *fixture, gconstpointer data)
{
  const YzSessionTimes times = { .child = { 20000, 20, 500, 20000 }, .respawn_ms = 10 };
  Peer *first, *second;

  start (fixture, NULL, &times);
  first = wait_for_peer (fixture, 0);
  expect (first, "connection unknown 0");
  expect (first, "start zh []");
  tell (first, "shown");
  tell (first, "active");
  second = wait_for_peer (fixture, 1);
  settle (second);
  g_assert_no_errno (kill (first->pid, SIGSTOP));
  wait_until_gone (first);
  expect (second, "connection unknown 0");
  expect (second, "start zh [] sorry");
}

static void
test_never_ready (Fixture *fixture, gconstpointer data)
{
  const YzSessionTimes times = { .child = { 200, 20000, 20000, 20000 }, .respawn_ms = 10 };

  start (fixture, "mute", &times);
  wait_until_gone (wait_for_peer (fixture, 0));
  wait_for_peer (fixture, 1);
}

static void
test_passes_on (Fixture *fixture, gconstpointer data)
{
  Peer *first = start_and_show (fixture);

  yz_session_pool_set_connection (fixture->pool, "offline", 3);
  expect (first, "connection offline 3");
  yz_session_pool_set_delivered (fixture->pool, "01K");
  expect (first, "delivered 01K");
  tell (first, "submitted");
  wait_until (fixture->n_submitted == 1);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  Peer *first = start_and_show (fixture);
  Peer *second;

  tell (first, "active");
  second = wait_for_peer (fixture, 1);
  yz_session_pool_stop (fixture->pool);
  /* They have gone when it returns: their files can be moved. */
  g_assert_cmpint (kill (first->pid, 0), ==, -1);
  g_assert_cmpint (kill (second->pid, 0), ==, -1);
  wait_until_gone (first);
  wait_until_gone (second);
  g_assert_cmpuint (fixture->peers->len, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* A session that dies is logged. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);

#define ADD(path, func)                                                                            \
  g_test_add ("/session-pool/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("starts-one", test_starts_one);
  ADD ("successor-when-active", test_successor_when_active);
  ADD ("promoted-when-done", test_promoted_when_done);
  ADD ("done-before-successor", test_done_before_successor);
  ADD ("successor-in-time", test_successor_in_time);
  ADD ("many-citizens", test_many_citizens);
  ADD ("will-not-leave", test_will_not_leave);
  ADD ("crash-in-use", test_crash_in_use);
  ADD ("crashes-in-use", test_crashes_in_use);
  ADD ("crash-while-idle", test_crash_while_idle);
  ADD ("successor-crashes", test_successor_crashes);
  ADD ("crash-loop", test_crash_loop);
  ADD ("hangs", test_hangs);
  ADD ("never-ready", test_never_ready);
  ADD ("passes-on", test_passes_on);
  ADD ("stop", test_stop);
#undef ADD

  return g_test_run ();
}
