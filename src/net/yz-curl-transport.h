/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-node.h"
#include "yz-transport.h"

G_BEGIN_DECLS

#define YZ_TYPE_CURL_TRANSPORT (yz_curl_transport_get_type ())
G_DECLARE_FINAL_TYPE (YzCurlTransport, yz_curl_transport, YZ, CURL_TRANSPORT, GObject)

YzTransport *yz_curl_transport_new         (const char  *url,
                                            const char  *ca_file,
                                            GError     **error);
YzTransport *yz_curl_transport_new_central (YzNode      *node,
                                            GError     **error);

G_END_DECLS
