/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * YzTestCtl:
 * @dir: where the commands run and what they take for the node's folder; empty at first
 *
 * yizhanctl in a folder of its own, which goes with the test.
 */
typedef struct {
  char *dir;
} YzTestCtl;

typedef void (*YzTestCtlFunc) (YzTestCtl *ctl, gconstpointer user_data);

void        yz_test_ctl_init         (int          *argc,
                                      char       ***argv);
const char *yz_test_ctl_get_program  (void);
void        yz_test_ctl_add          (const char   *path,
                                      YzTestCtlFunc func);

JsonNode   *yz_test_ctl_run          (YzTestCtl    *ctl,
                                      const char   *input,
                                      int           expected_status,
                                      const char   *command);
void        yz_test_ctl_assert_error (YzTestCtl    *ctl,
                                      const char   *input,
                                      int           expected_status,
                                      const char   *command,
                                      const char   *code,
                                      const char   *says);
void        yz_test_ctl_write        (YzTestCtl    *ctl,
                                      const char   *name,
                                      const char   *text);

G_END_DECLS
