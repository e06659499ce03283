/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-session.h"

G_BEGIN_DECLS

typedef enum {
  YZ_PRINT_NONE,    /* there is no printer here */
  YZ_PRINT_WORKING, /* on its way to paper */
  YZ_PRINT_DONE,
  YZ_PRINT_FAILED, /* no paper, or no answer: what is on the screen counts */
} YzPrintState;

typedef void (*YzPrintFunc) (YzPrintState state,
                             gpointer     user_data);

gboolean yz_print_is_possible (YzSession *session);

void yz_print_ticket  (YzSession   *session,
                       YzPrintFunc  func,
                       GObject     *owner);
void yz_print_receipt (YzSession   *session,
                       YzPrintFunc  func,
                       GObject     *owner);

void yz_print_result  (YzSession   *session,
                       YzPrintFunc  func,
                       GObject     *owner);

G_END_DECLS
