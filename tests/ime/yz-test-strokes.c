/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-test-strokes.h"

#include "yz-ime.h"

static GArray *
parse_stroke (const char *text)
{
  GArray *stroke = g_array_new (FALSE, FALSE, sizeof (YzImePoint));
  g_auto (GStrv) points = g_strsplit (text, " ", -1);

  for (guint i = 0; points[i] != NULL; i++) {
    YzImePoint point;
    char *end;

    if (*points[i] == '\0')
      continue;
    point.x = (float)g_ascii_strtod (points[i], &end);
    point.y = (float)g_ascii_strtod (end + 1, NULL);
    g_array_append_val (stroke, point);
  }
  return stroke;
}

/**
 * yz_test_strokes_parse:
 * @text: the strokes of a character, with `;` between them, of points such as `12,50`
 *
 * Returns: (transfer full) (element-type GArray): its strokes, of #YzImePoint
 */
GPtrArray *
yz_test_strokes_parse (const char *text)
{
  GPtrArray *character = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  g_auto (GStrv) strokes = g_strsplit (text, ";", -1);

  for (guint i = 0; strokes[i] != NULL; i++)
    g_ptr_array_add (character, parse_stroke (strokes[i]));
  return character;
}
