/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-escpos-printer.h"
#include "yz-escpos.h"

#include "yz-error.h"
#include "yz-sim-printer.h"
#include "yz-sim-roll.h"
#include "yz-test-folder.h"

#include <cairo.h>
#include <string.h>

#define TIMEOUT_MS 10000

typedef struct {
  char *dir;
  YzSimPrinter *sim;
  YzPrinter *printer;
  GMainLoop *loop;
  GPtrArray *slips;
  char *path;

  guint n_waiting;
  gboolean ok;
  YzPaper paper;
  GError *error;
} Fixture;

static void
on_printed (YzSimPrinter *sim, YzRaster *slip, const char *path, Fixture *f)
{
  g_ptr_array_add (f->slips, yz_raster_ref (slip));
  g_free (f->path);
  f->path = g_strdup (path);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->dir = yz_test_folder_new ();
  f->loop = g_main_loop_new (NULL, FALSE);
  f->slips = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_raster_unref);
  f->sim = yz_sim_printer_new ("127.0.0.1:0", f->dir, &error);
  g_assert_no_error (error);
  g_signal_connect (f->sim, "printed", G_CALLBACK (on_printed), f);
  f->printer = yz_escpos_printer_new (yz_sim_printer_get_address (f->sim), TIMEOUT_MS, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->printer);
  g_clear_object (&f->sim);
  yz_test_folder_remove (f->dir);
  g_free (f->path);
  g_ptr_array_unref (f->slips);
  g_main_loop_unref (f->loop);
  g_clear_error (&f->error);
}

static YzRaster *
make_slip (guint width, guint height, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  gsize size = (gsize)(width + 7) / 8 * height;
  guint8 *bits = g_malloc (size);
  g_autoptr (GBytes) bytes = NULL;

  /* Odd bytes only: none of them begins a real-time command. */
  for (gsize i = 0; i < size; i++)
    bits[i] = (guint8)(g_rand_int (rand) | 1);
  bytes = g_bytes_new_take (bits, size);
  return yz_raster_new (width, height, bytes);
}

static void
assert_same (YzRaster *got, YzRaster *wanted)
{
  g_assert_cmpuint (yz_raster_get_height (got), ==, yz_raster_get_height (wanted));
  for (guint y = 0; y < yz_raster_get_height (wanted); y++)
    g_assert_cmpmem (yz_raster_get_row (got, y), yz_raster_get_stride (wanted),
                     yz_raster_get_row (wanted, y), yz_raster_get_stride (wanted));
}

static void
on_print_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  g_clear_error (&f->error);
  f->ok = yz_printer_print_finish (YZ_PRINTER (source), result, &f->paper, &f->error);
  if (--f->n_waiting == 0)
    g_main_loop_quit (f->loop);
}

static void
on_check_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  g_clear_error (&f->error);
  f->ok = yz_printer_check_finish (YZ_PRINTER (source), result, &f->paper, &f->error);
  if (--f->n_waiting == 0)
    g_main_loop_quit (f->loop);
}

static gboolean
print (Fixture *f, YzPrinter *printer, YzRaster *slip)
{
  f->n_waiting++;
  yz_printer_print_async (printer, slip, NULL, on_print_ready, f);
  g_main_loop_run (f->loop);
  return f->ok;
}

static gboolean
check (Fixture *f)
{
  f->n_waiting++;
  yz_printer_check_async (f->printer, NULL, on_check_ready, f);
  g_main_loop_run (f->loop);
  return f->ok;
}

/* What arrives is what was sent, dot for dot, also in several bands; and so is the file. */
static void
test_round_trip (Fixture *f, gconstpointer data)
{
  static const guint heights[] = { 1, 127, 128, 129, 700, 1500 };

  for (guint i = 0; i < G_N_ELEMENTS (heights); i++) {
    g_autoptr (YzRaster) slip = make_slip (YZ_RASTER_RECEIPT_WIDTH, heights[i], i);
    g_autoptr (GBytes) gray = yz_raster_to_gray (slip);
    const guint8 *wanted = g_bytes_get_data (gray, NULL);
    cairo_surface_t *surface;

    g_assert_true (print (f, f->printer, slip));
    g_assert_no_error (f->error);
    g_assert_cmpint (f->paper, ==, YZ_PAPER_OK);
    g_assert_cmpuint (f->slips->len, ==, i + 1);
    assert_same (g_ptr_array_index (f->slips, i), slip);

    surface = cairo_image_surface_create_from_png (f->path);
    g_assert_cmpint (cairo_image_surface_get_height (surface), ==, (int)heights[i]);
    for (guint y = 0; y < heights[i]; y++)
      for (guint x = 0; x < YZ_RASTER_RECEIPT_WIDTH; x++)
        g_assert_cmpuint (cairo_image_surface_get_data (
                              surface)[y * (guint)cairo_image_surface_get_stride (surface) + x * 4],
                          ==, wanted[y * YZ_RASTER_RECEIPT_WIDTH + x]);
    cairo_surface_destroy (surface);
  }
  g_assert_true (g_str_has_suffix (f->path, "/0006.png"));
}

static void
test_one_after_the_other (Fixture *f, gconstpointer data)
{
  YzRaster *slips[5];

  for (guint i = 0; i < G_N_ELEMENTS (slips); i++) {
    slips[i] = make_slip (YZ_RASTER_RECEIPT_WIDTH, 200 + i, 100 + i);
    f->n_waiting++;
    yz_printer_print_async (f->printer, slips[i], NULL, on_print_ready, f);
  }
  g_main_loop_run (f->loop);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->slips->len, ==, G_N_ELEMENTS (slips));

  /* None is mixed with another; the order is not promised. */
  for (guint i = 0; i < f->slips->len; i++) {
    YzRaster *got = g_ptr_array_index (f->slips, i);

    assert_same (got, slips[yz_raster_get_height (got) - 200]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (slips); i++)
    yz_raster_unref (slips[i]);
}

static void
test_paper (Fixture *f, gconstpointer data)
{
  g_autoptr (YzRaster) slip = make_slip (YZ_RASTER_RECEIPT_WIDTH, 100, 1);

  g_assert_true (check (f));
  g_assert_cmpint (f->paper, ==, YZ_PAPER_OK);

  yz_sim_printer_set_paper (f->sim, YZ_PAPER_LOW);
  g_assert_true (check (f));
  g_assert_cmpint (f->paper, ==, YZ_PAPER_LOW);
  g_assert_true (print (f, f->printer, slip));
  g_assert_cmpint (f->paper, ==, YZ_PAPER_LOW);

  yz_sim_printer_set_paper (f->sim, YZ_PAPER_OUT);
  g_assert_true (check (f));
  g_assert_cmpint (f->paper, ==, YZ_PAPER_OUT);
  g_assert_false (print (f, f->printer, slip));
  g_assert_error (f->error, YZ_ERROR, YZ_ERROR_DEVICE);
  g_assert_nonnull (strstr (f->error->message, "out of paper"));
  g_assert_cmpuint (f->slips->len, ==, 1);

  yz_sim_printer_set_paper (f->sim, YZ_PAPER_OK);
  g_assert_true (print (f, f->printer, slip));
  g_assert_cmpuint (f->slips->len, ==, 2);
}

/* The roll ends in the middle of a slip: that is known long before the time limit. */
static void
test_paper_ends_while_printing (Fixture *f, gconstpointer data)
{
  g_autoptr (YzRaster) slip = make_slip (YZ_RASTER_RECEIPT_WIDTH, 500, 2);
  gint64 begin_us = g_get_monotonic_time ();

  yz_sim_printer_set_rows (f->sim, 300);
  g_assert_false (print (f, f->printer, slip));
  g_assert_error (f->error, YZ_ERROR, YZ_ERROR_DEVICE);
  g_assert_nonnull (strstr (f->error->message, "out of paper"));
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, TIMEOUT_MS * 1000 / 2);
  g_assert_cmpuint (f->slips->len, ==, 0);
}

/* A port on which nobody listens: taken, and given back. */
static void
test_no_listener (Fixture *f, gconstpointer data)
{
  g_autofree char *address = g_strdup (yz_sim_printer_get_address (f->sim));
  g_autoptr (YzRaster) slip = make_slip (YZ_RASTER_RECEIPT_WIDTH, 10, 3);
  gint64 begin_us = g_get_monotonic_time ();

  g_assert_finalize_object (g_steal_pointer (&f->sim));
  g_assert_false (print (f, f->printer, slip));
  g_assert_error (f->error, YZ_ERROR, YZ_ERROR_DEVICE);
  g_assert_nonnull (strstr (f->error->message, address + strlen ("tcp://")));
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, TIMEOUT_MS * 1000 / 2);
}

static GSocket *
listen_silently (char **ret_address)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GError) error = NULL;
  GSocket *socket
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_assert_true (g_socket_bind (socket, any, TRUE, NULL));
  g_assert_true (g_socket_listen (socket, NULL));
  got = g_socket_get_local_address (socket, NULL);
  *ret_address = g_strdup_printf ("tcp://127.0.0.1:%u",
                                  g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)));
  return socket;
}

/* It takes the connection and never says a word. */
static void
test_silent (Fixture *f, gconstpointer data)
{
  g_autofree char *address = NULL;
  g_autoptr (GSocket) socket = listen_silently (&address);
  g_autoptr (YzPrinter) printer = yz_escpos_printer_new (address, 300, NULL);
  g_autoptr (YzRaster) slip = make_slip (YZ_RASTER_RECEIPT_WIDTH, 100, 4);
  gint64 begin_us = g_get_monotonic_time ();

  g_assert_false (print (f, printer, slip));
  g_assert_error (f->error, YZ_ERROR, YZ_ERROR_DEVICE);
  g_assert_nonnull (strstr (f->error->message, "does not answer"));
  g_assert_cmpint (g_get_monotonic_time () - begin_us, >=, 250 * 1000);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, 5 * G_USEC_PER_SEC);
}

static gpointer
answer_twice_then_stall (gpointer data)
{
  g_autoptr (GSocket) peer = g_socket_accept (data, NULL, NULL);
  guint8 asked[3];

  for (guint i = 0; i < 2; i++) {
    gsize got = 0;

    while (got < sizeof asked) {
      gssize n = g_socket_receive (peer, (char *)asked + got, sizeof asked - got, NULL, NULL);

      g_assert_cmpint (n, >, 0);
      got += (gsize)n;
    }
    g_assert_cmpint (g_socket_send (peer, "\x12", 1, NULL, NULL), ==, 1);
  }
  return g_steal_pointer (&peer);
}

/* It is ready, and then reads nothing more: the picture does not fit into the buffers between. */
static void
test_stall (Fixture *f, gconstpointer data)
{
  g_autofree char *address = NULL;
  g_autoptr (GSocket) socket = listen_silently (&address);
  g_autoptr (YzPrinter) printer = yz_escpos_printer_new (address, 500, NULL);
  g_autoptr (YzRaster) slip = make_slip (8 * 4096, 4096, 5);
  GThread *thread = g_thread_new ("stall", answer_twice_then_stall, socket);
  g_autoptr (GSocket) peer = NULL;
  gint64 begin_us = g_get_monotonic_time ();

  g_assert_false (print (f, printer, slip));
  peer = g_thread_join (thread);
  g_assert_error (f->error, YZ_ERROR, YZ_ERROR_DEVICE);
  g_assert_nonnull (strstr (f->error->message, "does not answer"));
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, 5 * G_USEC_PER_SEC);
}

static gpointer
answer_and_hang_up (gpointer data)
{
  g_autoptr (GSocket) peer = answer_twice_then_stall (data);

  g_socket_close (peer, NULL);
  return NULL;
}

static void
test_hang_up (Fixture *f, gconstpointer data)
{
  g_autofree char *address = NULL;
  g_autoptr (GSocket) socket = listen_silently (&address);
  g_autoptr (YzPrinter) printer = yz_escpos_printer_new (address, TIMEOUT_MS, NULL);
  g_autoptr (YzRaster) slip = make_slip (YZ_RASTER_RECEIPT_WIDTH, 600, 6);
  GThread *thread = g_thread_new ("hang-up", answer_and_hang_up, socket);
  gint64 begin_us = g_get_monotonic_time ();

  g_assert_false (print (f, printer, slip));
  g_thread_join (thread);
  g_assert_error (f->error, YZ_ERROR, YZ_ERROR_DEVICE);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, TIMEOUT_MS * 1000 / 2);
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autofree char *address = NULL;
  g_autoptr (GSocket) socket = listen_silently (&address);
  g_autoptr (YzPrinter) printer = yz_escpos_printer_new (address, TIMEOUT_MS, NULL);
  g_autoptr (YzRaster) slip = make_slip (YZ_RASTER_RECEIPT_WIDTH, 10, 7);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gint64 begin_us = g_get_monotonic_time ();

  f->n_waiting++;
  yz_printer_print_async (printer, slip, cancellable, on_print_ready, f);
  g_cancellable_cancel (cancellable);
  g_main_loop_run (f->loop);
  g_assert_false (f->ok);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, TIMEOUT_MS * 1000 / 2);
}

static void
test_address (void)
{
  static const char *const wrong[]
      = { "", "lp0", "tcp://", "usb://1", "http://127.0.0.1", "tcp://host:port", "127.0.0.1:9100" };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (yz_escpos_printer_new (wrong[i], TIMEOUT_MS, &error));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_CONFIG);
  }
  for (gsize i = 0; i < 2; i++) {
    g_autoptr (YzPrinter) printer
        = yz_escpos_printer_new (i == 0 ? "tcp://printer" : "tcp://[::1]:9101", TIMEOUT_MS, NULL);

    g_assert_nonnull (printer);
  }
}

/* A picture may spell any command that a printer obeys at once; what is sent may not. */
static void
test_no_command_in_a_picture (void)
{
  static const guint8 commands[] = { 0x10, 0x04, 0x01, 0x10, 0x14, 0x08, 0x10, 0x05, 0x02, 0x10 };
  guint8 *bits = g_malloc (72 * 300);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (YzRaster) slip = NULL;
  g_autoptr (GBytes) sent = NULL;
  const guint8 *data;
  gsize length = 0;
  guint differing = 0;

  for (guint i = 0; i < 72 * 300; i++)
    bits[i] = commands[i % sizeof commands];
  bytes = g_bytes_new_take (bits, 72 * 300);
  slip = yz_raster_new (YZ_RASTER_RECEIPT_WIDTH, 300, bytes);
  sent = yz_escpos_encode (slip);
  data = g_bytes_get_data (sent, &length);
  for (gsize i = 0; i + 1 < length; i++) {
    g_assert_false (data[i] == 0x10
                    && (data[i + 1] == 0x04 || data[i + 1] == 0x05 || data[i + 1] == 0x14));
    differing += data[i] == 0x11;
  }

  /* One dot for each of the three commands in ten bytes, and nothing else. */
  g_assert_cmpuint (differing, ==, 72 * 300 / 10 * 3);
}

static void
ignore_cut (YzRaster *slip, gpointer user_data)
{
}

/* The stand-in takes anything that comes over the network. */
static void
test_hostile_bytes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);

  for (guint i = 0; i < 300; i++) {
    g_autoptr (YzSimRoll) roll = yz_sim_roll_new (ignore_cut, NULL);
    g_autoptr (GByteArray) answer = g_byte_array_new ();
    static const guint8 likely[] = { 0x10, 0x04, 0x1b, 0x1d, 'v', 'V', 'r', '0', 'B', 0xff, 0, 1 };

    for (guint n = 0; n < 200; n++) {
      guint8 bytes[16];

      for (guint k = 0; k < sizeof bytes; k++)
        bytes[k] = g_rand_boolean (rand) ? likely[g_rand_int_range (rand, 0, G_N_ELEMENTS (likely))]
                                         : (guint8)g_rand_int (rand);
      if (!yz_sim_roll_feed (roll, bytes, (gsize)g_rand_int_range (rand, 0, 17), answer))
        break;
    }
  }
}

static void
test_endless_command (void)
{
  g_autoptr (YzSimRoll) roll = yz_sim_roll_new (ignore_cut, NULL);
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  const guint8 begin[] = { 0x1d, 'v', '0', 0, 0xff, 0xff, 0xff, 0xff };
  g_autofree guint8 *zeros = g_malloc0 (1 << 20);
  gsize sent = 0;

  g_assert_true (yz_sim_roll_feed (roll, begin, sizeof begin, answer));
  while (yz_sim_roll_feed (roll, zeros, 1 << 20, answer))
    g_assert_cmpuint (sent += 1 << 20, <, 16 << 20);
}

/* In any pieces the bytes mean the same. */
static void
on_piecewise_cut (YzRaster *slip, gpointer user_data)
{
  g_ptr_array_add (user_data, yz_raster_ref (slip));
}

static void
test_pieces (void)
{
  g_autoptr (YzRaster) slip = make_slip (YZ_RASTER_RECEIPT_WIDTH, 200, 8);
  g_autoptr (GBytes) bytes = yz_escpos_encode (slip);
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (gsize piece = 1; piece < 2000; piece += 1 + piece / 3) {
    g_autoptr (GPtrArray) slips = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_raster_unref);
    g_autoptr (YzSimRoll) roll = yz_sim_roll_new (on_piecewise_cut, slips);
    g_autoptr (GByteArray) answer = g_byte_array_new ();

    for (gsize i = 0; i < length; i += piece)
      g_assert_true (yz_sim_roll_feed (roll, data + i, MIN (piece, length - i), answer));
    g_assert_cmpuint (slips->len, ==, 1);
    assert_same (g_ptr_array_index (slips, 0), slip);
    g_assert_cmpuint (answer->len, ==, 1);
    g_assert_cmpuint (answer->data[0], ==, 0);
  }
}

static void
test_gray (void)
{
  static const guint8 gray[]
      = { 0, 127, 128, 255, 10, 0, 255, 0, 0, 255, 99, 255, 0, 0, 0, 0, 255, 255, 255, 0, 1, 99 };
  g_autoptr (YzRaster) raster = yz_raster_new_from_gray (gray, 10, 2, 11);
  g_autoptr (GBytes) back = yz_raster_to_gray (raster);
  const guint8 *data = g_bytes_get_data (back, NULL);

  g_assert_cmpuint (yz_raster_get_stride (raster), ==, 2);
  g_assert_cmphex (yz_raster_get_row (raster, 0)[0], ==, 0xcd);
  g_assert_cmphex (yz_raster_get_row (raster, 0)[1], ==, 0x80);
  g_assert_cmphex (yz_raster_get_row (raster, 1)[0], ==, 0x78);
  g_assert_cmphex (yz_raster_get_row (raster, 1)[1], ==, 0xc0);
  for (guint y = 0; y < 2; y++)
    for (guint x = 0; x < 10; x++)
      g_assert_cmpuint (data[y * 10 + x], ==, gray[y * 11 + x] < 128 ? 0 : 255);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/printer/round-trip", test_round_trip);
  ADD ("/printer/one-after-the-other", test_one_after_the_other);
  ADD ("/printer/paper", test_paper);
  ADD ("/printer/paper-ends-while-printing", test_paper_ends_while_printing);
  ADD ("/printer/no-listener", test_no_listener);
  ADD ("/printer/silent", test_silent);
  ADD ("/printer/stall", test_stall);
  ADD ("/printer/hang-up", test_hang_up);
  ADD ("/printer/cancel", test_cancel);
  g_test_add_func ("/printer/address", test_address);
  g_test_add_func ("/printer/no-command-in-a-picture", test_no_command_in_a_picture);
  g_test_add_func ("/sim/hostile-bytes", test_hostile_bytes);
  g_test_add_func ("/sim/endless-command", test_endless_command);
  g_test_add_func ("/sim/pieces", test_pieces);
  g_test_add_func ("/raster/gray", test_gray);

  return g_test_run ();
}
