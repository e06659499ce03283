/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <curl/curl.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * YzCurlLoop:
 *
 * A libcurl multi handle that the main context of its maker drives: transfers go on beside
 * everything else, without a thread and without blocking.
 */
typedef struct _YzCurlLoop YzCurlLoop;

typedef void (*YzCurlDone) (CURL     *easy,
                            CURLcode  result,
                            gpointer  user_data);

YzCurlLoop *yz_curl_loop_new    (YzCurlDone  done,
                                 gpointer    user_data);
void        yz_curl_loop_unref  (YzCurlLoop *self);
void        yz_curl_loop_add    (YzCurlLoop *self,
                                 CURL       *easy);
void        yz_curl_loop_remove (YzCurlLoop *self,
                                 CURL       *easy);

G_END_DECLS
