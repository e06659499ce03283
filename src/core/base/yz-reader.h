/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-text.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * YzProblem:
 * @file: (nullable): which file, where there are several
 * @place: where in it: `field phone`, `decision met`, or empty for the whole
 * @message: what is wrong and what to write instead
 *
 * A thing in a form or in rules that is not as it should be.
 */
typedef struct {
  char *file;
  char *place;
  char *message;
} YzProblem;

/**
 * YzReader:
 * @problems: (element-type YzProblem): what was found to be wrong
 * @file: (nullable): what is being read
 * @place: where in it
 *
 * Reads what an administrator wrote as JSON.
 */
typedef struct {
  GPtrArray *problems;
  const char *file;
  char *place;
} YzReader;

YzReader   *yz_reader_new         (void);
void        yz_reader_free        (YzReader          *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzReader, yz_reader_free)

void        yz_reader_set_place   (YzReader          *reader,
                                   char              *place);
void        yz_reader_set_element (YzReader          *reader,
                                   const char        *what,
                                   JsonNode          *element,
                                   guint              position,
                                   const char        *where);
void        yz_reader_report      (YzReader          *reader,
                                   const char        *format,
                                   ...) G_GNUC_PRINTF (2, 3);
void        yz_reader_to_error    (YzReader          *reader,
                                   GError           **error);

JsonObject *yz_reader_to_object   (YzReader          *reader,
                                   JsonNode          *node,
                                   const char *const *known);
JsonArray  *yz_reader_get_list    (YzReader          *reader,
                                   JsonObject        *object,
                                   const char        *member);
char       *yz_reader_get_id      (YzReader          *reader,
                                   JsonObject        *object,
                                   const char        *member,
                                   const char        *extra);
gboolean    yz_reader_get_flag    (YzReader          *reader,
                                   JsonObject        *object,
                                   const char        *member);
void        yz_reader_get_text    (YzReader          *reader,
                                   JsonObject        *object,
                                   const char        *member,
                                   gboolean           needed,
                                   YzText            *ret_text);
void        yz_reader_fill_text   (YzReader          *reader,
                                   const char        *member,
                                   JsonNode          *node,
                                   YzText            *ret_text);
gboolean    yz_reader_is_id       (const char        *text,
                                   const char        *extra);

G_END_DECLS
