/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-node.h"

#include "yz-error.h"

#include <errno.h>
#include <glib/gstdio.h>

/* One machine's folder with its configuration, keys and databases (the `--data-dir`), and the
 * clock that holds there. Every program opens one and hands it on. */
struct _YzNode {
  GObject parent_instance;

  char *dir;
  YzConfig *config;
  YzClock *clock;
};

G_DEFINE_FINAL_TYPE (YzNode, yz_node, G_TYPE_OBJECT)

static void
yz_node_dispose (GObject *object)
{
  YzNode *self = YZ_NODE (object);

  g_clear_object (&self->config);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (yz_node_parent_class)->dispose (object);
}

static void
yz_node_finalize (GObject *object)
{
  YzNode *self = YZ_NODE (object);

  g_free (self->dir);

  G_OBJECT_CLASS (yz_node_parent_class)->finalize (object);
}

static void
yz_node_class_init (YzNodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yz_node_dispose;
  object_class->finalize = yz_node_finalize;
}

static void
yz_node_init (YzNode *self)
{
}

/**
 * yz_node_open:
 * @dir: the node's folder; made, readable by its owner only, where it does not exist
 * @clock: the clock to go by
 * @error: %YZ_ERROR_STORAGE where the folder cannot be made, %YZ_ERROR_CONFIG where its
 *   configuration cannot be read
 *
 * Returns: (transfer full): the node
 */
YzNode *
yz_node_open (const char *dir, YzClock *clock, GError **error)
{
  g_autoptr (YzNode) self = g_object_new (YZ_TYPE_NODE, NULL);
  g_autofree char *conf = NULL;

  g_return_val_if_fail (dir != NULL, NULL);
  g_return_val_if_fail (YZ_IS_CLOCK (clock), NULL);

  self->dir = g_canonicalize_filename (dir, NULL);
  self->clock = g_object_ref (clock);
  if (g_mkdir_with_parents (self->dir, 0700) != 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_STORAGE,
                 "the folder %s cannot be made: %s", self->dir, g_strerror (errno));
    return NULL;
  }
  conf = yz_node_get_path (self, "yizhan.conf");
  self->config = yz_config_load (conf, error);
  if (self->config == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * yz_node_get_dir:
 * @self: a node
 *
 * Returns: (transfer none): the absolute path of its folder
 */
const char *
yz_node_get_dir (YzNode *self)
{
  g_return_val_if_fail (YZ_IS_NODE (self), NULL);

  return self->dir;
}

/**
 * yz_node_get_config:
 * @self: a node
 *
 * Returns: (transfer none): its configuration, as it was when the node was opened
 */
YzConfig *
yz_node_get_config (YzNode *self)
{
  g_return_val_if_fail (YZ_IS_NODE (self), NULL);

  return self->config;
}

/**
 * yz_node_get_clock:
 * @self: a node
 *
 * Returns: (transfer none): its clock
 */
YzClock *
yz_node_get_clock (YzNode *self)
{
  g_return_val_if_fail (YZ_IS_NODE (self), NULL);

  return self->clock;
}

/**
 * yz_node_get_path:
 * @self: a node
 * @name: a file in its folder, or an absolute path, which stays as it is
 *
 * Returns: (transfer full): the absolute path
 */
char *
yz_node_get_path (YzNode *self, const char *name)
{
  g_return_val_if_fail (YZ_IS_NODE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_canonicalize_filename (name, self->dir);
}
