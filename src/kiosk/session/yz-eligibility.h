/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-content.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * YzEligibility:
 *
 * What a citizen has answered about whether legal aid is open to them, and what follows from it.
 */
#define YZ_TYPE_ELIGIBILITY (yz_eligibility_get_type ())
G_DECLARE_FINAL_TYPE (YzEligibility, yz_eligibility, YZ, ELIGIBILITY, GObject)

YzEligibility *yz_eligibility_new          (YzContent           *content);
void           yz_eligibility_check_async  (YzEligibility       *self,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean       yz_eligibility_check_finish (YzEligibility       *self,
                                            GAsyncResult        *result,
                                            GError             **error);

YzRules       *yz_eligibility_get_rules    (YzEligibility       *self);
JsonObject    *yz_eligibility_get_result   (YzEligibility       *self);
gboolean       yz_eligibility_is_certain   (YzEligibility       *self);
const char    *yz_eligibility_get_next     (YzEligibility       *self);
guint          yz_eligibility_count_next   (YzEligibility       *self);

void           yz_eligibility_start        (YzEligibility       *self,
                                            const YzTile        *tile);
const YzTile  *yz_eligibility_get_tile     (YzEligibility       *self);
gboolean       yz_eligibility_get_sensitive (YzEligibility      *self);
JsonNode      *yz_eligibility_get_answer   (YzEligibility       *self,
                                            const char          *key);
gboolean       yz_eligibility_is_unsure    (YzEligibility       *self,
                                            const char          *key);
void           yz_eligibility_set_answer   (YzEligibility       *self,
                                            const char          *key,
                                            JsonNode            *value);
void           yz_eligibility_set_age      (YzEligibility       *self,
                                            int                  age);
GPtrArray     *yz_eligibility_get_asked    (YzEligibility       *self);

const char    *yz_eligibility_get_event    (YzEligibility       *self,
                                            const char          *rule);
void           yz_eligibility_set_event    (YzEligibility       *self,
                                            const char          *rule,
                                            const char          *day);
JsonObject    *yz_eligibility_find_time_limit (YzEligibility    *self,
                                            const char          *rule);

G_END_DECLS
