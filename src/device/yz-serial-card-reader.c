/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-serial-card-reader.h"

#include "yz-card-run.h"

#include <gio/gio.h>

/* A reader of second-generation identity cards on a serial line. */
struct _YzSerialCardReader {
  GObject parent_instance;

  YzCardRunConfig config;
  gboolean available;
  gboolean broken;
  GFileMonitor *monitor;

  YzCardRun *run;
  GThread *thread; /* of the run before, which may still be letting go of the device */
};

typedef enum { PROP_AVAILABLE = 1 } YzSerialCardReaderProps;

static void yz_serial_card_reader_iface_init (YzCardReaderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YzSerialCardReader,
                               yz_serial_card_reader,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YZ_TYPE_CARD_READER,
                                                      yz_serial_card_reader_iface_init))

static gboolean
is_there (YzSerialCardReader *self)
{
  return *self->config.path != '\0' && g_file_test (self->config.path, G_FILE_TEST_EXISTS);
}

static void
update_available (YzSerialCardReader *self)
{
  gboolean available = is_there (self) && !self->broken;

  if (self->available == available)
    return;

  self->available = available;
  g_object_notify (G_OBJECT (self), "available");
}

static void
on_ready (gboolean ready, gpointer user_data)
{
  YzSerialCardReader *self = user_data;

  self->broken = !ready;
  update_available (self);
}

static void
on_card (YzCard *card, gpointer user_data)
{
  yz_card_reader_tell_card (user_data, card);
}

static void
on_removed (gpointer user_data)
{
  yz_card_reader_tell_removed (user_data);
}

static void
on_trouble (YzCardTrouble trouble, const GError *error, gpointer user_data)
{
  g_autoptr (YzSerialCardReader) self = g_object_ref (YZ_SERIAL_CARD_READER (user_data));

  if (trouble == YZ_CARD_TROUBLE_READER)
    on_ready (FALSE, self);
  yz_card_reader_tell_trouble (YZ_CARD_READER (self), trouble, error);
}

static const YzCardRunFuncs run_funcs = { on_ready, on_card, on_removed, on_trouble };

static void
yz_serial_card_reader_start (YzCardReader *reader)
{
  YzSerialCardReader *self = YZ_SERIAL_CARD_READER (reader);

  if (self->run == NULL)
    self->run
        = yz_card_run_start (&self->config, g_steal_pointer (&self->thread), &run_funcs, self);
}

static void
yz_serial_card_reader_stop (YzCardReader *reader)
{
  YzSerialCardReader *self = YZ_SERIAL_CARD_READER (reader);

  if (self->run == NULL)
    return;
  self->thread = yz_card_run_stop (g_steal_pointer (&self->run));
  self->broken = FALSE; /* it may have been mended by the next time */
  update_available (self);
}

static void
yz_serial_card_reader_iface_init (YzCardReaderInterface *iface)
{
  iface->start = yz_serial_card_reader_start;
  iface->stop = yz_serial_card_reader_stop;
}

static void
yz_serial_card_reader_get_property (GObject *object,
                                    guint prop_id,
                                    GValue *value,
                                    GParamSpec *pspec)
{
  YzSerialCardReader *self = YZ_SERIAL_CARD_READER (object);

  switch ((YzSerialCardReaderProps)prop_id) {
  case PROP_AVAILABLE:
    g_value_set_boolean (value, self->available);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
yz_serial_card_reader_dispose (GObject *object)
{
  YzSerialCardReader *self = YZ_SERIAL_CARD_READER (object);

  yz_serial_card_reader_stop (YZ_CARD_READER (self));
  g_clear_pointer (&self->thread, g_thread_unref);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_clear_object (&self->config.clock);

  G_OBJECT_CLASS (yz_serial_card_reader_parent_class)->dispose (object);
}

static void
yz_serial_card_reader_finalize (GObject *object)
{
  YzSerialCardReader *self = YZ_SERIAL_CARD_READER (object);

  g_free (self->config.path);

  G_OBJECT_CLASS (yz_serial_card_reader_parent_class)->finalize (object);
}

static void
yz_serial_card_reader_class_init (YzSerialCardReaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = yz_serial_card_reader_get_property;
  object_class->dispose = yz_serial_card_reader_dispose;
  object_class->finalize = yz_serial_card_reader_finalize;

  g_object_class_override_property (object_class, PROP_AVAILABLE, "available");
}

static void
yz_serial_card_reader_init (YzSerialCardReader *self)
{
}

/* Devices come and go while the kiosk runs. */
static void
watch (YzSerialCardReader *self)
{
  g_autofree char *dir = g_path_get_dirname (self->config.path);
  g_autoptr (GFile) folder = g_file_new_for_path (dir);

  if (*self->config.path == '\0')
    return;

  /* Without a monitor a reader is still found at the start, and while it is looked for cards. */
  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (update_available), self);
}

/**
 * yz_serial_card_reader_new:
 * @path: what stands in `[devices] reader=`: the device, which may come and go; empty for none
 * @baud: what stands in `[devices] reader-baud=`
 * @timeout_ms: how long the reader may take for an answer, mostly
 *   %YZ_SERIAL_CARD_READER_TIMEOUT_MS; it has three times as long to read a card
 * @clock: tells the day, in a thread
 *
 * Opens nothing yet. The photo of a card is thrown away as it comes.
 *
 * Returns: (transfer full): the reader
 */
YzCardReader *
yz_serial_card_reader_new (const char *path, guint baud, guint timeout_ms, YzClock *clock)
{
  YzSerialCardReader *self = g_object_new (YZ_TYPE_SERIAL_CARD_READER, NULL);

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (timeout_ms > 0, NULL);
  g_return_val_if_fail (YZ_IS_CLOCK (clock), NULL);

  self->config.path = g_strdup (path);
  self->config.baud = baud;
  self->config.timeout_ms = timeout_ms;
  self->config.clock = g_object_ref (clock);
  self->available = is_there (self);
  watch (self);
  return YZ_CARD_READER (self);
}
