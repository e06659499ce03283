/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-database.h"

G_BEGIN_DECLS

/**
 * yz_hub_schema:
 *
 * The schema of `hub.db`.
 */
extern const YzSchema yz_hub_schema;

G_END_DECLS
