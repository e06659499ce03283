/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * YzDatabase:
 *
 * One SQLite connection with the project's settings (WAL, `synchronous=FULL`, foreign keys,
 * a busy time-out of 10 s), for use by one thread. Statements are prepared once and kept.
 */
typedef struct _YzDatabase YzDatabase;

/**
 * YzSchema:
 * @migrations: SQL scripts; the one at index n brings `user_version` from n to n + 1
 * @n_migrations: their number, the current version
 *
 * The forward-only history of one kind of database.
 */
typedef struct {
  const char *const *migrations;
  guint n_migrations;
} YzSchema;

typedef gboolean (*YzDatabaseFunc) (YzDatabase *db,
                                    gpointer    user_data,
                                    GError    **error);

/**
 * YzDatabaseCall:
 * @func: what to do
 * @user_data: passed to @func
 * @ok: (out): whether it was committed
 * @error: (out): why not
 *
 * One of several that share a commit, see yz_database_run_together().
 */
typedef struct {
  YzDatabaseFunc func;
  gpointer user_data;
  gboolean ok;
  GError *error;
} YzDatabaseCall;

YzDatabase   *yz_database_open        (const char     *path,
                                       const YzSchema *schema,
                                       gboolean        migrate,
                                       GError        **error);
YzDatabase   *yz_database_open_immutable (const char  *path,
                                       GError        **error);
void          yz_database_close       (YzDatabase     *self);
sqlite3      *yz_database_get_handle  (YzDatabase     *self);

sqlite3_stmt *yz_database_prepare     (YzDatabase     *self,
                                       const char     *sql,
                                       GError        **error);
gboolean      yz_database_step        (YzDatabase     *self,
                                       sqlite3_stmt   *statement,
                                       gboolean       *ret_row,
                                       GError        **error);
gboolean      yz_database_exec        (YzDatabase     *self,
                                       const char     *sql,
                                       GError        **error);
gboolean      yz_database_transaction (YzDatabase     *self,
                                       YzDatabaseFunc  func,
                                       gpointer        user_data,
                                       GError        **error);
void          yz_database_run_together (YzDatabase   *self,
                                       YzDatabaseCall **calls,
                                       guint           n_calls);
gboolean      yz_database_check       (YzDatabase     *self,
                                       GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzDatabase, yz_database_close)

G_END_DECLS
