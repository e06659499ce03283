/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-stream-pool.h"

/* Gives each stream of a pipeline a new thread. GStreamer's own pool takes threads that GLib keeps
 * for every use in the process: they have the priority of whoever started them first, and one that
 * was lowered would serve others so afterwards, for it cannot be raised again. */
struct _YzStreamPool {
  GstTaskPool parent_instance;
};

#define YZ_TYPE_STREAM_POOL (yz_stream_pool_get_type ())
G_DECLARE_FINAL_TYPE (YzStreamPool, yz_stream_pool, YZ, STREAM_POOL, GstTaskPool)

G_DEFINE_FINAL_TYPE (YzStreamPool, yz_stream_pool, GST_TYPE_TASK_POOL)

typedef struct {
  GstTaskPoolFunction func;
  gpointer user_data;
} Stream;

static gpointer
run_stream (gpointer data)
{
  g_autofree Stream *stream = data;

  stream->func (stream->user_data);
  return NULL;
}

static gpointer
yz_stream_pool_push (GstTaskPool *pool,
                     GstTaskPoolFunction func,
                     gpointer user_data,
                     GError **error)
{
  Stream *stream = g_new (Stream, 1);
  GThread *thread;

  *stream = (Stream){ func, user_data };
  thread = g_thread_try_new ("yz-stream", run_stream, stream, error);
  if (thread == NULL)
    g_free (stream);
  return thread;
}

static void
yz_stream_pool_join (GstTaskPool *pool, gpointer id)
{
  g_thread_join (id);
}

static void
yz_stream_pool_dispose_handle (GstTaskPool *pool, gpointer id)
{
  g_thread_unref (id);
}

static void
yz_stream_pool_class_init (YzStreamPoolClass *klass)
{
  GstTaskPoolClass *pool_class = GST_TASK_POOL_CLASS (klass);

  pool_class->prepare = NULL;
  pool_class->cleanup = NULL;
  pool_class->push = yz_stream_pool_push;
  pool_class->join = yz_stream_pool_join;
  pool_class->dispose_handle = yz_stream_pool_dispose_handle;
}

static void
yz_stream_pool_init (YzStreamPool *self)
{
}

/* In whichever thread it is posted, before the stream's thread is there. */
static GstBusSyncReply
on_message (GstBus *bus, GstMessage *message, gpointer pool)
{
  GstStreamStatusType type;
  const GValue *task;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_STREAM_STATUS)
    return GST_BUS_PASS;

  gst_message_parse_stream_status (message, &type, NULL);
  task = gst_message_get_stream_status_object (message);
  if (type == GST_STREAM_STATUS_TYPE_CREATE && task != NULL && G_VALUE_HOLDS (task, GST_TYPE_TASK))
    gst_task_set_pool (g_value_get_object (task), pool);
  return GST_BUS_PASS;
}

/**
 * yz_stream_pool_use:
 * @pipeline: a pipeline that has not been started
 *
 * Lets the threads of @pipeline inherit the priority of the thread that starts it, and end with it.
 */
void
yz_stream_pool_use (GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  GstTaskPool *pool = g_object_new (YZ_TYPE_STREAM_POOL, NULL);

  gst_bus_set_sync_handler (bus, on_message, gst_object_ref_sink (pool), gst_object_unref);
}
