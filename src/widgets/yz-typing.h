/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-ime.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * YzTyping:
 *
 * What is being typed into the field that has the focus, by keys on the screen and on the desk
 * alike. There is one of it.
 */
#define YZ_TYPE_TYPING (yz_typing_get_type ())
G_DECLARE_FINAL_TYPE (YzTyping, yz_typing, YZ, TYPING, GObject)

YzTyping  *yz_typing_start   (void);
void       yz_typing_set_ime (YzTyping *self,
                              YzIme    *ime);
YzIme     *yz_typing_get_ime (YzTyping *self);
GtkWidget *yz_typing_get_field (YzTyping *self);
void       yz_typing_press   (YzTyping *self,
                              gunichar  key);
void       yz_typing_insert  (YzTyping   *self,
                              const char *text);
gboolean   yz_typing_is_composing (YzTyping *self);
void       yz_typing_take         (YzTyping *self);
void       yz_typing_finish       (YzTyping *self);
gboolean   yz_typing_get_steady   (YzTyping *self);
void       yz_typing_set_steady   (YzTyping *self,
                                   gboolean  steady);
gboolean   yz_typing_accepts      (YzTyping *self,
                                   gunichar  key);
gboolean   yz_typing_get_spoken   (YzTyping *self);
void       yz_typing_set_spoken   (YzTyping *self,
                                   gboolean  spoken);
void       yz_typing_tell         (YzTyping   *self,
                                   const char *text);
void       yz_typing_tell_candidate (YzTyping   *self,
                                     const char *text);
void       yz_typing_highlight    (YzTyping *self,
                                   guint     index);

G_END_DECLS
