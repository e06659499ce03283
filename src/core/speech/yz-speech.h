/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * YzSpeech:
 *
 * Something that has a voice. It says one thing at a time: the next one cuts the one before short.
 */
#define YZ_TYPE_SPEECH (yz_speech_get_type ())
G_DECLARE_INTERFACE (YzSpeech, yz_speech, YZ, SPEECH, GObject)

struct _YzSpeechInterface {
  GTypeInterface parent_iface;

  void (*say) (YzSpeech *self, const char *text, gboolean chinese);
  void (*stop) (YzSpeech *self);
};

void     yz_speech_say          (YzSpeech   *self,
                                 const char *text,
                                 gboolean    chinese);
void     yz_speech_stop         (YzSpeech   *self);
gboolean yz_speech_get_speaking (YzSpeech   *self);
gboolean yz_speech_get_private  (YzSpeech   *self);

G_END_DECLS
