/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-readings.h"

G_BEGIN_DECLS

/**
 * YzSpeechPart:
 * @chinese: for a voice that reads pinyin, or for an English one
 * @text: pinyin with tones, or English words
 *
 * What one voice says.
 */
typedef struct {
  gboolean chinese;
  char *text;
} YzSpeechPart;

GPtrArray *yz_speech_text_prepare (const YzReadings *readings,
                                   const char       *text,
                                   gboolean          chinese);

G_END_DECLS
