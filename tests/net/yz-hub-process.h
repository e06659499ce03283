/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-key.h"
#include "yz-transport.h"

G_BEGIN_DECLS

/**
 * YzHubProcess:
 *
 * The program yizhan-hub as it ships, on a folder of the test's.
 */
typedef struct {
  GSubprocess *process;
  GInputStream *out;
  char *url;
} YzHubProcess;

char         *yz_hub_program          (void);
YzHubProcess *yz_hub_process_start    (const char   *data_dir,
                                       const char   *listen);
int           yz_hub_process_stop     (YzHubProcess *self,
                                       int           signal);

GBytes       *yz_test_envelope        (YzKey        *station_key,
                                       const char   *station,
                                       const char   *id,
                                       const char   *receipt);
YzResponse   *yz_test_exchange        (const char   *url,
                                       const char   *method,
                                       const char   *path,
                                       GBytes       *body);
YzResponse   *yz_test_put             (const char   *url,
                                       const char   *id,
                                       GBytes       *envelope);
char         *yz_test_member          (YzResponse   *response,
                                       const char   *name);

G_END_DECLS
