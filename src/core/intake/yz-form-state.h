/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-form.h"

G_BEGIN_DECLS

/**
 * YzFormState:
 *
 * What a form asks, given the answers so far. It points into them: use it before they change.
 */
typedef struct _YzFormState YzFormState;

YzFormState *yz_form_state_new          (YzForm            *form,
                                         JsonObject        *answers);
void         yz_form_state_free         (YzFormState       *self);
gboolean     yz_form_state_is_relevant  (const YzFormState *self,
                                         const YzField     *field);
gboolean     yz_form_state_is_required  (const YzFormState *self,
                                         const YzField     *field);
gboolean     yz_form_state_has_section  (const YzFormState *self,
                                         const YzSection   *section);
YzTruth      yz_form_state_test         (const YzFormState *self,
                                         const YzLogic     *condition);
JsonObject  *yz_form_state_filter       (const YzFormState *self,
                                         JsonObject        *object);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzFormState, yz_form_state_free)

G_END_DECLS
