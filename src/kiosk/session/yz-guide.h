/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-pages.h"
#include "yz-speech.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YZ_TYPE_GUIDE (yz_guide_get_type ())
G_DECLARE_FINAL_TYPE (YzGuide, yz_guide, YZ, GUIDE, GObject)

YzGuide *yz_guide_new          (YzSession  *session,
                                YzSpeech   *speech);
void     yz_guide_read_page    (YzGuide    *self,
                                GtkWidget  *page,
                                YzHearing   hearing);
void     yz_guide_leave_page   (YzGuide    *self);
void     yz_guide_read_widget  (YzGuide    *self,
                                GtkWidget  *widget);
void     yz_guide_say          (YzGuide    *self,
                                const char *text);
gboolean yz_guide_get_speaking (YzGuide    *self);

G_END_DECLS
