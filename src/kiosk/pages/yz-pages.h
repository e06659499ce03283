/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

/**
 * YzHearing:
 * @YZ_HEARING_NOTHING: it is about the person who stands before it
 * @YZ_HEARING_PAGE: what stands on it, but not what is typed there
 * @YZ_HEARING_TYPING: what is typed there too
 *
 * What of a page everybody in the hall may hear.
 */
typedef enum {
  YZ_HEARING_NOTHING,
  YZ_HEARING_PAGE,
  YZ_HEARING_TYPING,
} YzHearing;

YzPage   *yz_pages_create      (const char *name,
                                YzSession  *session,
                                const char *argument);
YzHearing yz_pages_get_hearing (const char *name);

G_END_DECLS
