/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-typing.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum {
  YZ_KEYBOARD_HANDWRITING,
  YZ_KEYBOARD_PINYIN,
  YZ_KEYBOARD_NINE,
  YZ_KEYBOARD_STROKES,
  YZ_KEYBOARD_LATIN,
  YZ_KEYBOARD_SIGNS,
} YzKeyboardLayout;

#define YZ_TYPE_KEYBOARD (yz_keyboard_get_type ())
G_DECLARE_FINAL_TYPE (YzKeyboard, yz_keyboard, YZ, KEYBOARD, AdwBin)

GtkWidget       *yz_keyboard_new         (const char       *ime_dir);
YzKeyboardLayout yz_keyboard_get_letters (YzKeyboard       *self);
void             yz_keyboard_set_layout  (YzKeyboard       *self,
                                          YzKeyboardLayout  layout);

G_END_DECLS
