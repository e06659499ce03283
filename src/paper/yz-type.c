/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-type.h"

/**
 * yz_type_new_layout:
 * @cr: where it will be drawn
 * @face: %YZ_FACE_SANS or %YZ_FACE_SERIF
 * @language: `zh-cn` or `en`, which decides shapes and where lines may break
 * @size: height of a line's letters, in units of @cr
 * @bold: whether it is bold
 *
 * Returns: (transfer full): an empty layout
 */
PangoLayout *
yz_type_new_layout (cairo_t *cr, const char *face, const char *language, double size, gboolean bold)
{
  PangoLayout *layout;
  PangoFontDescription *font;

  g_return_val_if_fail (cr != NULL && face != NULL && language != NULL, NULL);

  layout = pango_cairo_create_layout (cr);
  font = pango_font_description_new ();
  pango_font_description_set_family_static (font, face);
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_context_set_language (pango_layout_get_context (layout),
                              pango_language_from_string (language));
  return layout;
}
