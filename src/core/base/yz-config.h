/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * YzConfigProblem:
 * @key: `group.key`, or the group alone
 * @message: what is wrong and what to write instead
 *
 * A thing in `yizhan.conf` that is not as it should be.
 */
typedef struct {
  char *key;
  char *message;
} YzConfigProblem;

#define YZ_TYPE_CONFIG (yz_config_get_type ())
G_DECLARE_FINAL_TYPE (YzConfig, yz_config, YZ, CONFIG, GObject)

YzConfig   *yz_config_load        (const char *path,
                                   GError    **error);
GPtrArray  *yz_config_check       (YzConfig   *self);
gboolean    yz_config_require     (YzConfig   *self,
                                   const char *key,
                                   GError    **error);
void        yz_config_foreach     (YzConfig   *self,
                                   void      (*func) (const char *key,
                                                      const char *value,
                                                      const char *default_value,
                                                      gpointer    user_data),
                                   gpointer    user_data);

const char *yz_config_get_string  (YzConfig   *self,
                                   const char *key);
int         yz_config_get_int     (YzConfig   *self,
                                   const char *key);
GStrv       yz_config_get_list    (YzConfig   *self,
                                   const char *key);

char       *yz_config_parse_station (const char *entry,
                                   gboolean   *ret_is_key_file);

G_END_DECLS
