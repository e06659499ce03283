/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-node.h"
#include "yz-content.h"
#include "yz-store.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The exit statuses of the shell contract. */
typedef enum {
  YZ_EXIT_DONE = 0,
  YZ_EXIT_NO = 1,
  YZ_EXIT_USAGE = 2,
  YZ_EXIT_FAILED = 3,
  YZ_EXIT_OFFLINE = 4,
} YzExit;

/**
 * YzCtl:
 * @data_dir: the node's folder
 * @content_dir: (nullable): a content folder instead of the active one
 * @clock: the clock to go by
 * @exit: what the program will end with: a command sets %YZ_EXIT_NO for a clean no
 *
 * What every command is handed.
 */
typedef struct {
  char *data_dir;
  char *content_dir;
  YzClock *clock;
  YzExit exit;
} YzCtl;

/**
 * YzCtlCommand:
 * @name: one or two words, such as `form list`
 * @usage: its arguments
 * @run: does it: takes what follows the name; returns what to print, or %NULL with an error
 *   (#GOptionError for wrong usage)
 */
typedef struct {
  const char *name;
  const char *usage;
  JsonNode *(*run) (YzCtl *ctl, GStrv args, GError **error);
} YzCtlCommand;

/* One table for each group of commands, ended by an empty row. */
extern const YzCtlCommand yz_ctl_config_commands[];
extern const YzCtlCommand yz_ctl_eligibility_commands[];
extern const YzCtlCommand yz_ctl_id_commands[];
extern const YzCtlCommand yz_ctl_faq_commands[];
extern const YzCtlCommand yz_ctl_form_commands[];
extern const YzCtlCommand yz_ctl_logic_commands[];
extern const YzCtlCommand yz_ctl_scan_commands[];
extern const YzCtlCommand yz_ctl_seal_commands[];
extern const YzCtlCommand yz_ctl_sync_commands[];
extern const YzCtlCommand yz_ctl_ticket_commands[];

YzNode    *yz_ctl_open_node    (YzCtl   *ctl,
                                GError **error);
YzStore   *yz_ctl_open_own_store (const char *path,
                                GError **error);
YzStore   *yz_ctl_open_store   (YzCtl   *ctl,
                                YzNode  *node,
                                GError **error);
YzContent *yz_ctl_open_content (YzCtl   *ctl,
                                GError **error);
GByteArray *yz_ctl_read_stdin  (gsize    max_bytes,
                                GError **error);
JsonNode  *yz_ctl_load_json    (const char *path,
                                gsize    max_bytes,
                                GError **error);
gboolean   yz_ctl_parse        (GStrv   *args,
                                const GOptionEntry *entries,
                                guint    min_args,
                                guint    max_args,
                                GError **error);

G_END_DECLS
