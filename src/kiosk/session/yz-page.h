/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define YZ_TYPE_PAGE (yz_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (YzPage, yz_page, YZ, PAGE, AdwBin)

/**
 * YzPageClass:
 * @enter: the page has its session and is about to be seen: show what the model holds
 * @may_leave: the citizen wants to go on: put what is on the screen into the model, and refuse,
 *   with the reason on the screen, where it cannot be left so. Back, home and the language
 *   button do not ask.
 * @forget: the session ends: wipe what entries hold, stop devices
 *
 * One screen of a session.
 */
struct _YzPageClass {
  AdwBinClass parent_class;

  void     (*enter)     (YzPage *self);
  gboolean (*may_leave) (YzPage *self);
  void     (*forget)    (YzPage *self);
};

YzSession  *yz_page_get_session      (YzPage *self);
const char *yz_page_get_argument     (YzPage *self);
int         yz_page_get_idle_seconds (YzPage *self);
gboolean    yz_page_get_ready        (YzPage *self);
void        yz_page_set_ready        (YzPage *self,
                                      gboolean ready);
gboolean    yz_page_get_busy         (YzPage *self);
void        yz_page_set_busy         (YzPage *self,
                                      gboolean busy);

gboolean    yz_page_is_shown         (YzPage *self);

void        yz_page_enter            (YzPage *self);
gboolean    yz_page_may_leave        (YzPage *self);
void        yz_page_forget           (YzPage *self);

void        yz_page_line_up          (YzPage    *self,
                                      GtkWidget *box);
gboolean    yz_page_orientation      (GBinding     *binding,
                                      const GValue *landscape,
                                      GValue       *orientation,
                                      gpointer      user_data);

G_END_DECLS
