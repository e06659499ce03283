/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-database.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * yz_kiosk_schema:
 *
 * The schema of `kiosk.db`: outbox, single numbers, tickets and the events of the queue.
 */
extern const YzSchema yz_kiosk_schema;

#define YZ_TYPE_STORE (yz_store_get_type ())
G_DECLARE_FINAL_TYPE (YzStore, yz_store, YZ, STORE, GObject)

YzStore *yz_store_open          (const char          *path,
                                 const YzSchema      *schema,
                                 gboolean             migrate,
                                 GError             **error);
YzStore *yz_store_open_or_rescue (const char         *path,
                                 const YzSchema      *schema,
                                 char               **ret_set_aside,
                                 GError             **error);
gboolean yz_store_run           (YzStore             *self,
                                 YzDatabaseFunc       func,
                                 gpointer             user_data,
                                 GError             **error);
void     yz_store_run_async     (YzStore             *self,
                                 YzDatabaseFunc       func,
                                 gpointer             data,
                                 GDestroyNotify       destroy,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
gboolean yz_store_run_finish    (YzStore             *self,
                                 GAsyncResult        *result,
                                 GError             **error);

gboolean yz_store_rescue        (const char          *path,
                                 const YzSchema      *schema,
                                 char               **ret_set_aside,
                                 GError             **error);

G_END_DECLS
