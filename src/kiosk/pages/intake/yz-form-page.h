/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-page.h"

G_BEGIN_DECLS

#define YZ_TYPE_FORM_PAGE (yz_form_page_get_type ())
G_DECLARE_FINAL_TYPE (YzFormPage, yz_form_page, YZ, FORM_PAGE, YzPage)

G_END_DECLS
