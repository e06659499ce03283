/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-speech.h"

G_BEGIN_DECLS

#define YZ_TYPE_ESPEAK (yz_espeak_get_type ())
G_DECLARE_FINAL_TYPE (YzEspeak, yz_espeak, YZ, ESPEAK, GObject)

YzEspeak *yz_espeak_new (const char *readings,
                         const char *sound,
                         const char *headphones);

G_END_DECLS
