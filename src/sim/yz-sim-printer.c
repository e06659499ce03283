/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-sim-printer.h"

#include "yz-error.h"
#include "yz-sim-roll.h"

#include <cairo.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define READ_BYTES 65536

/* A receipt printer in the network that writes each slip to a PNG file. */
struct _YzSimPrinter {
  GObject parent_instance;

  GSocketService *service;
  YzSimRoll *roll;
  char *address;
  char *out_dir;
  guint n_slips;
};

enum { SIGNAL_PRINTED, SIGNAL_FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YzSimPrinter, yz_sim_printer, G_TYPE_OBJECT)

/* Whoever watches the folder sees only whole files. */
static gboolean
write_png (YzRaster *slip, const char *path, GError **error)
{
  int width = (int)yz_raster_get_width (slip);
  int height = (int)yz_raster_get_height (slip);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  g_autoptr (GBytes) gray = yz_raster_to_gray (slip);
  const guint8 *from = g_bytes_get_data (gray, NULL);
  cairo_status_t status;

  for (int y = 0; y < height; y++) {
    guint8 *row = cairo_image_surface_get_data (surface)
                  + (gsize)y * cairo_image_surface_get_stride (surface);

    for (int x = 0; x < width; x++)
      memset (row + x * 4, from[y * width + x], 4);
  }
  cairo_surface_mark_dirty (surface);
  status = cairo_surface_write_to_png (surface, part);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS && g_rename (part, path) == 0)
    return TRUE;
  g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "%s cannot be written: %s", path,
               status != CAIRO_STATUS_SUCCESS ? cairo_status_to_string (status)
                                              : g_strerror (errno));
  return FALSE;
}

/* Slips of an earlier day stay. */
static char *
find_free_path (YzSimPrinter *self)
{
  for (;;) {
    g_autofree char *name = g_strdup_printf ("%04u.png", ++self->n_slips);
    g_autofree char *path = g_build_filename (self->out_dir, name, NULL);

    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      return g_steal_pointer (&path);
  }
}

static void
on_cut (YzRaster *slip, gpointer user_data)
{
  YzSimPrinter *self = user_data;
  g_autofree char *path = find_free_path (self);
  g_autoptr (GError) error = NULL;

  if (write_png (slip, path, &error))
    g_signal_emit (self, signals[SIGNAL_PRINTED], 0, slip, path);
  else
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

typedef struct {
  YzSimPrinter *printer;
  GSocketConnection *connection;
} Talk;

static void
talk_free (Talk *talk)
{
  g_object_unref (talk->printer);
  g_object_unref (talk->connection);
  g_free (talk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Talk, talk_free)

static void on_received (GObject *source, GAsyncResult *result, gpointer user_data);

static void
receive (Talk *talk)
{
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (G_IO_STREAM (talk->connection)),
                                   READ_BYTES, G_PRIORITY_DEFAULT, NULL, on_received, talk);
}

/* A caller that goes away ends the talk; so does one that sends what no printer could hold. */
static void
on_received (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Talk) talk = user_data;
  g_autoptr (GBytes) bytes
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  gsize length = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (length == 0 || !yz_sim_roll_feed (talk->printer->roll, data, length, answer))
    return;

  /* A few bytes always fit into the socket's buffer. */
  if (answer->len > 0
      && !g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (talk->connection)),
                                     answer->data, answer->len, NULL, NULL, NULL))
    return;
  receive (g_steal_pointer (&talk));
}

static gboolean
on_incoming (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  Talk *talk = g_new0 (Talk, 1);

  talk->printer = g_object_ref (YZ_SIM_PRINTER (user_data));
  talk->connection = g_object_ref (connection);
  receive (talk);
  return TRUE;
}

static void
yz_sim_printer_dispose (GObject *object)
{
  YzSimPrinter *self = YZ_SIM_PRINTER (object);

  if (self->service != NULL) {
    g_socket_service_stop (self->service);
    g_socket_listener_close (G_SOCKET_LISTENER (self->service));
    g_signal_handlers_disconnect_by_data (self->service, self);
  }
  g_clear_object (&self->service);

  G_OBJECT_CLASS (yz_sim_printer_parent_class)->dispose (object);
}

static void
yz_sim_printer_finalize (GObject *object)
{
  YzSimPrinter *self = YZ_SIM_PRINTER (object);

  yz_sim_roll_free (self->roll);
  g_free (self->address);
  g_free (self->out_dir);

  G_OBJECT_CLASS (yz_sim_printer_parent_class)->finalize (object);
}

static void
yz_sim_printer_class_init (YzSimPrinterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yz_sim_printer_dispose;
  object_class->finalize = yz_sim_printer_finalize;

  /**
   * YzSimPrinter::printed:
   * @self: the printer
   * @slip: a #YzRaster
   * @path: the file it was written to
   *
   * A slip has been cut off.
   */
  signals[SIGNAL_PRINTED]
      = g_signal_new ("printed", YZ_TYPE_SIM_PRINTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, YZ_TYPE_RASTER, G_TYPE_STRING);

  /**
   * YzSimPrinter::failed:
   * @self: the printer
   * @error: a #GError
   *
   * A slip has been cut off and could not be written.
   */
  signals[SIGNAL_FAILED] = g_signal_new ("failed", YZ_TYPE_SIM_PRINTER, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
yz_sim_printer_init (YzSimPrinter *self)
{
  self->service = g_socket_service_new ();
  self->roll = yz_sim_roll_new (on_cut, self);
}

/* Adding the address this way tells which port the system has chosen for port 0. */
static gboolean
start_listening (YzSimPrinter *self, const char *listen, GError **error)
{
  g_autoptr (GSocketConnectable) host = g_network_address_parse (listen, 0, error);
  g_autoptr (GSocketAddressEnumerator) addresses = NULL;
  g_autoptr (GSocketAddress) wanted = NULL;
  g_autoptr (GSocketAddress) got = NULL;

  if (host == NULL)
    return FALSE;
  addresses = g_socket_connectable_enumerate (host);
  wanted = g_socket_address_enumerator_next (addresses, NULL, error);
  if (wanted == NULL
      || !g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted,
                                         G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &got,
                                         error))
    return FALSE;
  self->address
      = g_strdup_printf ("tcp://%s:%u", g_network_address_get_hostname (G_NETWORK_ADDRESS (host)),
                         g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)));
  return TRUE;
}

/**
 * yz_sim_printer_new:
 * @listen: host and port, `127.0.0.1:0` for any free port
 * @out_dir: the folder for `0001.png` and so on; it is made where it does not exist
 * @error: what is wrong with the address or the folder
 *
 * Returns: (transfer full): a printer that listens
 */
YzSimPrinter *
yz_sim_printer_new (const char *listen, const char *out_dir, GError **error)
{
  g_autoptr (YzSimPrinter) self = g_object_new (YZ_TYPE_SIM_PRINTER, NULL);

  g_return_val_if_fail (listen != NULL && out_dir != NULL, NULL);

  if (g_mkdir_with_parents (out_dir, 0700) != 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE, "the folder %s cannot be made: %s", out_dir,
                 g_strerror (errno));
    return NULL;
  }
  self->out_dir = g_strdup (out_dir);
  if (!start_listening (self, listen, error))
    return NULL;
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_socket_service_start (self->service);
  return g_steal_pointer (&self);
}

/**
 * yz_sim_printer_get_address:
 * @self: a printer
 *
 * Returns: (transfer none): where it listens, as it stands in `[devices] printer=`
 */
const char *
yz_sim_printer_get_address (YzSimPrinter *self)
{
  g_return_val_if_fail (YZ_IS_SIM_PRINTER (self), NULL);

  return self->address;
}

/**
 * yz_sim_printer_set_paper:
 * @self: a printer
 * @paper: what its sensors see from now on
 */
void
yz_sim_printer_set_paper (YzSimPrinter *self, YzPaper paper)
{
  g_return_if_fail (YZ_IS_SIM_PRINTER (self));

  yz_sim_roll_set_paper (self->roll, paper);
}

/**
 * yz_sim_printer_set_rows:
 * @self: a printer
 * @rows: how many more rows of dots it can print before the paper is out
 */
void
yz_sim_printer_set_rows (YzSimPrinter *self, guint rows)
{
  g_return_if_fail (YZ_IS_SIM_PRINTER (self));

  yz_sim_roll_set_rows (self->roll, rows);
}
