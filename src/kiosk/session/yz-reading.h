/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-card-reader.h"
#include "yz-offer.h"
#include "yz-session.h"

G_BEGIN_DECLS

/**
 * YzReading:
 *
 * What is read from the things that a citizen holds in the hand, until it is used or refused.
 */
#define YZ_TYPE_READING (yz_reading_get_type ())
G_DECLARE_FINAL_TYPE (YzReading, yz_reading, YZ, READING, GObject)

YzReading     *yz_reading_new             (YzSession     *session);
void           yz_reading_set_card_reader (YzReading     *self,
                                           YzCardReader  *reader);
gboolean       yz_reading_has_card_reader (YzReading     *self);

gboolean       yz_reading_take_code       (YzReading     *self,
                                           GBytes        *payload);
void           yz_reading_take_scan       (YzReading     *self,
                                           GBytes        *text);
void           yz_reading_take_useless    (YzReading     *self);

const YzOffer *yz_reading_get_offer       (YzReading     *self);
JsonObject    *yz_reading_fit             (YzReading     *self,
                                           GPtrArray    **ret_problems);
gboolean       yz_reading_contradicts     (YzReading     *self,
                                           const YzField *field,
                                           JsonNode      *fact);
const char    *yz_reading_get_person      (YzReading     *self);
void           yz_reading_set_person      (YzReading     *self,
                                           const char    *person);
gboolean       yz_reading_get_overwrites  (YzReading     *self);
void           yz_reading_set_overwrites  (YzReading     *self,
                                           gboolean       overwrites);
void           yz_reading_use             (YzReading     *self);
void           yz_reading_refuse          (YzReading     *self);

G_END_DECLS
