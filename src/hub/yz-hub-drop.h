/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

void yz_hub_drop_prepare (GSocketAddress    *remote,
                          GSocket           *socket);
void yz_hub_drop         (SoupServerMessage *message,
                          guint              status,
                          const char        *type,
                          const char        *title,
                          const char        *id);

G_END_DECLS
