/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-node.h"
#include "yz-transport.h"

G_BEGIN_DECLS

/**
 * YzTlsFiles:
 * @ca_file: (nullable): the authorities to trust instead of the system's
 * @client_cert: (nullable): the certificate with which this station says who it is
 * @client_key: (nullable): its secret key, where @client_cert does not hold it as well
 *
 * Paths of PEM files. They are read with each new connection: a certificate may be renewed while a
 * kiosk runs.
 */
typedef struct {
  const char *ca_file;
  const char *client_cert;
  const char *client_key;
} YzTlsFiles;

#define YZ_TYPE_CURL_TRANSPORT (yz_curl_transport_get_type ())
G_DECLARE_FINAL_TYPE (YzCurlTransport, yz_curl_transport, YZ, CURL_TRANSPORT, GObject)

YzTransport *yz_curl_transport_new         (const char       *url,
                                            const YzTlsFiles *files,
                                            GError          **error);
YzTransport *yz_curl_transport_new_central (YzNode           *node,
                                            GError          **error);

G_END_DECLS
