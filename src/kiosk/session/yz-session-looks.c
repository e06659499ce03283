/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-session-private.h"

#include <string.h>

/* How a session looks and sounds: what the citizen has chosen, and what the screen gives. */

static void
set_flag (YzSession *self, gboolean *flag, gboolean value, const char *property)
{
  value = value ? TRUE : FALSE;
  if (*flag == value)
    return;

  *flag = value;
  g_object_notify (G_OBJECT (self), property);
}

/**
 * yz_session_get_language:
 * @self: a session
 *
 * Returns: (transfer none): `zh` or `en`
 */
const char *
yz_session_get_language (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return self->language;
}

/**
 * yz_session_set_language:
 * @self: a session
 * @language: `zh` or `en`
 */
void
yz_session_set_language (YzSession *self, const char *language)
{
  g_return_if_fail (YZ_IS_SESSION (self));
  g_return_if_fail (language != NULL);

  if (strcmp (self->language, language) == 0)
    return;

  g_free (self->language);
  self->language = g_strdup (language);
  g_object_notify (G_OBJECT (self), "language");
}

/**
 * yz_session_get_elder:
 * @self: a session
 *
 * Returns: whether text and targets are large
 */
gboolean
yz_session_get_elder (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);

  return self->elder;
}

/**
 * yz_session_set_elder:
 * @self: a session
 * @elder: whether text and targets are large
 */
void
yz_session_set_elder (YzSession *self, gboolean elder)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  set_flag (self, &self->elder, elder, "elder");
}

/**
 * yz_session_get_contrast:
 * @self: a session
 *
 * Returns: whether contrast is high
 */
gboolean
yz_session_get_contrast (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);

  return self->contrast;
}

/**
 * yz_session_set_contrast:
 * @self: a session
 * @contrast: whether contrast is high
 */
void
yz_session_set_contrast (YzSession *self, gboolean contrast)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  set_flag (self, &self->contrast, contrast, "contrast");
}

/**
 * yz_session_get_spoken:
 * @self: a session
 *
 * Returns: whether the kiosk says what it shows
 */
gboolean
yz_session_get_spoken (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);

  return self->spoken;
}

/**
 * yz_session_set_spoken:
 * @self: a session
 * @spoken: whether the kiosk says what it shows
 */
void
yz_session_set_spoken (YzSession *self, gboolean spoken)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  set_flag (self, &self->spoken, spoken, "spoken");
}

/**
 * yz_session_is_adapted:
 * @self: a session
 *
 * Returns: whether somebody wants to see or hear it otherwise than the next one would
 */
gboolean
yz_session_is_adapted (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);

  return self->elder || self->contrast || self->spoken || strcmp (self->language, "zh") != 0;
}

/**
 * yz_session_get_landscape:
 * @self: a session
 *
 * Returns: whether the screen is wider than high
 */
gboolean
yz_session_get_landscape (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);

  return self->landscape;
}

/**
 * yz_session_set_landscape:
 * @self: a session
 * @landscape: whether the screen is wider than high
 */
void
yz_session_set_landscape (YzSession *self, gboolean landscape)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  set_flag (self, &self->landscape, landscape, "landscape");
}

/**
 * yz_session_get_typing:
 * @self: a session
 *
 * Returns: whether keys for text stand below the page
 */
gboolean
yz_session_get_typing (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);

  return self->typing;
}

/**
 * yz_session_set_typing:
 * @self: a session
 * @typing: whether keys for text stand below the page
 */
void
yz_session_set_typing (YzSession *self, gboolean typing)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  set_flag (self, &self->typing, typing, "typing");
}

/**
 * yz_session_get_compact:
 * @self: a session
 *
 * Returns: whether the screen is a small one, on which less stands side by side
 */
gboolean
yz_session_get_compact (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);

  return self->compact;
}

/**
 * yz_session_set_compact:
 * @self: a session
 * @compact: whether the screen is a small one
 */
void
yz_session_set_compact (YzSession *self, gboolean compact)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  self->compact = compact;
}

/**
 * yz_session_is_crowded:
 * @self: a session
 *
 * Returns: whether beside the keys for text there is only room for the field and its label: on low
 *   screens, and on wide ones with large letters
 */
gboolean
yz_session_is_crowded (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);

  return self->typing && (self->compact || (self->landscape && self->elder));
}

/**
 * yz_session_get_sorry:
 * @self: a session
 *
 * Returns: whether the session before this one broke off, which the idle screen says
 */
gboolean
yz_session_get_sorry (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);

  return self->sorry;
}

/**
 * yz_session_set_sorry:
 * @self: a session
 * @sorry: whether the session before this one broke off
 */
void
yz_session_set_sorry (YzSession *self, gboolean sorry)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  self->sorry = sorry;
}
