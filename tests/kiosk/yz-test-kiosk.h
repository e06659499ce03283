/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-window.h"

G_BEGIN_DECLS

typedef struct {
  char *folder;
  YzNode *node;
  YzStore *store;
  YzContent *content;
  YzSession *session;
  YzSpeech *speech;  /* (nullable): set before the window is shown */
  YzWindow *window; /* (nullable): yz_test_kiosk_show() */
} YzTestKiosk;

void       yz_test_kiosk_set_up      (YzTestKiosk  *kiosk,
                                      gconstpointer data);
void       yz_test_kiosk_tear_down   (YzTestKiosk  *kiosk,
                                      gconstpointer data);
void       yz_test_kiosk_show        (YzTestKiosk  *kiosk,
                                      const char   *page,
                                      const char   *argument);
GtkWidget *yz_test_kiosk_get_page    (YzTestKiosk  *kiosk);
void       yz_test_kiosk_answer      (YzTestKiosk  *kiosk,
                                      const char   *field,
                                      const char   *value);
void       yz_test_kiosk_answer_all  (YzTestKiosk  *kiosk);
gboolean   yz_test_kiosk_is_at       (YzTestKiosk  *kiosk,
                                      const char   *page);
guint      yz_test_kiosk_n_submitted (YzTestKiosk  *kiosk);

G_END_DECLS
