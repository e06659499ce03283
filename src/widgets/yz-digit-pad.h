/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define YZ_TYPE_DIGIT_PAD (yz_digit_pad_get_type ())
G_DECLARE_FINAL_TYPE (YzDigitPad, yz_digit_pad, YZ, DIGIT_PAD, AdwBin)

GtkWidget *yz_digit_pad_new        (void);
void       yz_digit_pad_set_target (YzDigitPad  *self,
                                    GtkEditable *target,
                                    const char  *extra_key);

G_END_DECLS
