/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-speech.h"

G_DEFINE_INTERFACE (YzSpeech, yz_speech, G_TYPE_OBJECT)

static void
yz_speech_default_init (YzSpeechInterface *iface)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /**
   * YzSpeech:speaking:
   *
   * Something is being said.
   */
  g_object_interface_install_property (iface,
                                       g_param_spec_boolean ("speaking", NULL, NULL, FALSE, flags));
  /**
   * YzSpeech:private:
   *
   * Only one person hears it: headphones are plugged in.
   */
  g_object_interface_install_property (iface,
                                       g_param_spec_boolean ("private", NULL, NULL, FALSE, flags));
  /**
   * YzSpeech::failed:
   * @self: a voice
   * @error: %YZ_ERROR_DEVICE
   *
   * What was to be said cannot be heard.
   */
  g_signal_new ("failed", YZ_TYPE_SPEECH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_ERROR);
}

/**
 * yz_speech_say:
 * @self: a voice
 * @text: as it stands on the screen
 * @chinese: whether its numbers are read in Chinese, and not in English
 *
 * Says @text instead of what it is saying. Returns at once.
 */
void
yz_speech_say (YzSpeech *self, const char *text, gboolean chinese)
{
  g_return_if_fail (YZ_IS_SPEECH (self));
  g_return_if_fail (text != NULL);

  YZ_SPEECH_GET_IFACE (self)->say (self, text, chinese);
}

/**
 * yz_speech_stop:
 * @self: a voice, which falls silent
 */
void
yz_speech_stop (YzSpeech *self)
{
  g_return_if_fail (YZ_IS_SPEECH (self));

  YZ_SPEECH_GET_IFACE (self)->stop (self);
}

static gboolean
get_flag (YzSpeech *self, const char *property)
{
  gboolean value;

  g_object_get (self, property, &value, NULL);
  return value;
}

/**
 * yz_speech_get_speaking:
 * @self: a voice
 *
 * Returns: whether it is saying something
 */
gboolean
yz_speech_get_speaking (YzSpeech *self)
{
  g_return_val_if_fail (YZ_IS_SPEECH (self), FALSE);

  return get_flag (self, "speaking");
}

/**
 * yz_speech_get_private:
 * @self: a voice
 *
 * Returns: whether only one person hears it
 */
gboolean
yz_speech_get_private (YzSpeech *self)
{
  g_return_val_if_fail (YZ_IS_SPEECH (self), FALSE);

  return get_flag (self, "private");
}
