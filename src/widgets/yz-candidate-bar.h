/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-typing.h"
#include "yz-words.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define YZ_TYPE_CANDIDATE_BAR (yz_candidate_bar_get_type ())
G_DECLARE_FINAL_TYPE (YzCandidateBar, yz_candidate_bar, YZ, CANDIDATE_BAR, AdwBin)

GtkWidget *yz_candidate_bar_new        (YzTyping       *typing,
                                        const YzWords  *words);
void       yz_candidate_bar_open       (YzCandidateBar *self,
                                        int             height);
void       yz_candidate_bar_close      (YzCandidateBar *self);

G_END_DECLS
