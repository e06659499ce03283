/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-card.h"
#include "yz-form.h"

G_BEGIN_DECLS

/**
 * YzOffer:
 *
 * What was read from something that a citizen holds in the hand, and is offered for the form. It
 * never changes.
 */
typedef struct _YzOffer YzOffer;

YzOffer     *yz_offer_new_from_card   (YzCard        *card,
                                       const char    *today);
YzOffer     *yz_offer_new_from_text   (GBytes        *text,
                                       YzForm        *form,
                                       const char    *today,
                                       GError       **error);
YzOffer     *yz_offer_new_from_code   (GBytes        *payload,
                                       YzForm        *form,
                                       const char    *today,
                                       GError       **error);
void         yz_offer_free            (YzOffer       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzOffer, yz_offer_free)

const char  *yz_offer_get_source      (const YzOffer *self);
const YzText *yz_offer_get_document   (const YzOffer *self);
gboolean     yz_offer_is_expired      (const YzOffer *self);
gboolean     yz_offer_is_of_a_person  (const YzOffer *self);
JsonObject  *yz_offer_fit             (const YzOffer *self,
                                       YzForm        *form,
                                       const char    *person,
                                       const char    *today,
                                       GPtrArray    **ret_problems);
gboolean     yz_offer_changes         (const YzField *field,
                                       JsonNode      *answer,
                                       JsonNode      *fact);
char        *yz_offer_mask            (const char    *number);
gboolean     yz_source_is_document    (const char    *source);

GPtrArray   *yz_form_list_identity    (YzForm        *form,
                                       const char    *person);
char        *yz_section_get_person    (const YzSection *section);

G_END_DECLS
