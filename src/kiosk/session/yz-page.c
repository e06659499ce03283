/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-page.h"

typedef struct {
  YzSession *session;
  char *argument;
  int idle_seconds;
  gboolean ready;
  gboolean busy;
} YzPagePrivate;

typedef enum {
  PROP_SESSION = 1,
  PROP_ARGUMENT,
  PROP_IDLE_SECONDS,
  PROP_READY,
} YzPageProps;

static GParamSpec *props[PROP_READY + 1];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (YzPage, yz_page, ADW_TYPE_BIN)

static void
yz_page_real_enter (YzPage *self)
{
}

static gboolean
yz_page_real_may_leave (YzPage *self)
{
  return TRUE;
}

static void
yz_page_real_forget (YzPage *self)
{
}

static void
yz_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  YzPagePrivate *priv = yz_page_get_instance_private (YZ_PAGE (object));

  switch ((YzPageProps)prop_id) {
  case PROP_SESSION:
    g_value_set_object (value, priv->session);
    break;
  case PROP_ARGUMENT:
    g_value_set_string (value, priv->argument);
    break;
  case PROP_IDLE_SECONDS:
    g_value_set_int (value, priv->idle_seconds);
    break;
  case PROP_READY:
    g_value_set_boolean (value, priv->ready);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
yz_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  YzPagePrivate *priv = yz_page_get_instance_private (YZ_PAGE (object));

  switch ((YzPageProps)prop_id) {
  case PROP_SESSION:
    g_set_object (&priv->session, g_value_get_object (value));
    break;
  case PROP_ARGUMENT:
    g_free (priv->argument);
    priv->argument = g_value_dup_string (value);
    break;
  case PROP_IDLE_SECONDS:
    priv->idle_seconds = g_value_get_int (value);
    break;
  case PROP_READY:
    yz_page_set_ready (YZ_PAGE (object), g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
yz_page_dispose (GObject *object)
{
  YzPagePrivate *priv = yz_page_get_instance_private (YZ_PAGE (object));

  g_clear_object (&priv->session);

  G_OBJECT_CLASS (yz_page_parent_class)->dispose (object);
}

static void
yz_page_finalize (GObject *object)
{
  YzPagePrivate *priv = yz_page_get_instance_private (YZ_PAGE (object));

  g_free (priv->argument);

  G_OBJECT_CLASS (yz_page_parent_class)->finalize (object);
}

static void
yz_page_class_init (YzPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = yz_page_get_property;
  object_class->set_property = yz_page_set_property;
  object_class->dispose = yz_page_dispose;
  object_class->finalize = yz_page_finalize;

  klass->enter = yz_page_real_enter;
  klass->may_leave = yz_page_real_may_leave;
  klass->forget = yz_page_real_forget;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, YZ_TYPE_SESSION, flags);
  props[PROP_ARGUMENT] = g_param_spec_string ("argument", NULL, NULL, NULL, flags);
  props[PROP_IDLE_SECONDS] = g_param_spec_int ("idle-seconds", NULL, NULL, 0, 3600, 0,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_READY]
      = g_param_spec_boolean ("ready", NULL, NULL, TRUE,
                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
yz_page_init (YzPage *self)
{
  YzPagePrivate *priv = yz_page_get_instance_private (self);

  priv->ready = TRUE;
}

/**
 * yz_page_get_session:
 * @self: a page
 *
 * Returns: (transfer none): the session it shows
 */
YzSession *
yz_page_get_session (YzPage *self)
{
  YzPagePrivate *priv = yz_page_get_instance_private (self);

  g_return_val_if_fail (YZ_IS_PAGE (self), NULL);

  return priv->session;
}

/**
 * yz_page_get_argument:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): which of its kind
 */
const char *
yz_page_get_argument (YzPage *self)
{
  YzPagePrivate *priv = yz_page_get_instance_private (self);

  g_return_val_if_fail (YZ_IS_PAGE (self), NULL);

  return priv->argument;
}

/**
 * yz_page_get_idle_seconds:
 * @self: a page
 *
 * Returns: how long it may stay untouched, 0 for the time configured for forms
 */
int
yz_page_get_idle_seconds (YzPage *self)
{
  YzPagePrivate *priv = yz_page_get_instance_private (self);

  g_return_val_if_fail (YZ_IS_PAGE (self), 0);

  return priv->idle_seconds;
}

/**
 * yz_page_get_ready:
 * @self: a page
 *
 * Returns: whether it has what it shows
 */
gboolean
yz_page_get_ready (YzPage *self)
{
  YzPagePrivate *priv = yz_page_get_instance_private (self);

  g_return_val_if_fail (YZ_IS_PAGE (self), FALSE);

  return priv->ready;
}

/**
 * yz_page_set_ready:
 * @self: a page
 * @ready: whether it has what it shows
 *
 * A page that first has to fetch what it shows says so in its enter(). The page before it then
 * stays up for that moment: drawing an empty page costs as much as drawing a full one.
 */
void
yz_page_set_ready (YzPage *self, gboolean ready)
{
  YzPagePrivate *priv = yz_page_get_instance_private (self);

  g_return_if_fail (YZ_IS_PAGE (self));

  if (priv->ready == ready)
    return;
  priv->ready = ready;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_READY]);
}

/**
 * yz_page_get_busy:
 * @self: a page
 *
 * Returns: whether the kiosk works for the citizen, so that no idle time passes
 */
gboolean
yz_page_get_busy (YzPage *self)
{
  YzPagePrivate *priv = yz_page_get_instance_private (self);

  g_return_val_if_fail (YZ_IS_PAGE (self), FALSE);

  return priv->busy;
}

/**
 * yz_page_set_busy:
 * @self: a page
 * @busy: whether the kiosk works for the citizen: scans, saves, prints
 */
void
yz_page_set_busy (YzPage *self, gboolean busy)
{
  YzPagePrivate *priv = yz_page_get_instance_private (self);

  g_return_if_fail (YZ_IS_PAGE (self));

  priv->busy = busy;
}

/**
 * yz_page_is_shown:
 * @self: a page
 *
 * For what a page began and what ends later: the citizen may have gone elsewhere meanwhile.
 *
 * Returns: whether it is on the screen
 */
gboolean
yz_page_is_shown (YzPage *self)
{
  g_return_val_if_fail (YZ_IS_PAGE (self), FALSE);

  return gtk_widget_get_root (GTK_WIDGET (self)) != NULL;
}

/**
 * yz_page_enter:
 * @self: a page that has just been made
 */
void
yz_page_enter (YzPage *self)
{
  g_return_if_fail (YZ_IS_PAGE (self));

  YZ_PAGE_GET_CLASS (self)->enter (self);
}

/**
 * yz_page_may_leave:
 * @self: a page
 *
 * Returns: whether the citizen can go on from here
 */
gboolean
yz_page_may_leave (YzPage *self)
{
  g_return_val_if_fail (YZ_IS_PAGE (self), FALSE);

  return YZ_PAGE_GET_CLASS (self)->may_leave (self);
}

/**
 * yz_page_forget:
 * @self: a page
 */
void
yz_page_forget (YzPage *self)
{
  g_return_if_fail (YZ_IS_PAGE (self));

  YZ_PAGE_GET_CLASS (self)->forget (self);
}

static void
on_shape_changed (GtkOrientable *box, GParamSpec *pspec, YzSession *session)
{
  gboolean side_by_side = yz_session_get_landscape (session) && !yz_session_get_elder (session);

  gtk_orientable_set_orientation (box, side_by_side ? GTK_ORIENTATION_HORIZONTAL
                                                    : GTK_ORIENTATION_VERTICAL);
}

/**
 * yz_page_line_up:
 * @self: a page
 * @box: a #GtkBox in it
 *
 * Puts what is in the box side by side where the screen is wide, but one below the other where
 * large text needs the width.
 */
void
yz_page_line_up (YzPage *self, GtkWidget *box)
{
  YzSession *session = yz_page_get_session (self);

  g_return_if_fail (YZ_IS_PAGE (self));

  g_signal_connect_object (session, "notify::landscape", G_CALLBACK (on_shape_changed), box,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::elder", G_CALLBACK (on_shape_changed), box,
                           G_CONNECT_SWAPPED);
  on_shape_changed (GTK_ORIENTABLE (box), NULL, session);
}

/**
 * yz_page_orientation:
 * @binding: the binding
 * @landscape: #YzSession:landscape
 * @orientation: (out caller-allocates): of a box
 * @user_data: unused
 *
 * Lets a box lie where the screen is wide and stand where it is high; for
 * g_object_bind_property_full().
 *
 * Returns: %TRUE
 */
gboolean
yz_page_orientation (GBinding *binding,
                     const GValue *landscape,
                     GValue *orientation,
                     gpointer user_data)
{
  g_value_set_enum (orientation, g_value_get_boolean (landscape) ? GTK_ORIENTATION_HORIZONTAL
                                                                 : GTK_ORIENTATION_VERTICAL);
  return TRUE;
}
