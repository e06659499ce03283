/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-qr-layout.h"

#include <stdlib.h>

/* The modules of a QR code that are the same whatever it says: ISO/IEC 18004:2015, 6.3. */

typedef struct {
  guint8 *modules;
  guint side;
} Layout;

static void
set (Layout *layout, int x, int y, gboolean dark)
{
  if (x >= 0 && y >= 0 && x < (int)layout->side && y < (int)layout->side)
    layout->modules[y * (int)layout->side + x] = dark ? YZ_QR_DARK : YZ_QR_LIGHT;
}

/* Squares in squares around a middle: dark, except for the rings that are named. */
static void
set_rings (Layout *layout, int x, int y, int radius, int light, int outer_light)
{
  for (int dy = -radius; dy <= radius; dy++) {
    for (int dx = -radius; dx <= radius; dx++) {
      int ring = MAX (abs (dx), abs (dy));

      set (layout, x + dx, y + dy, ring != light && ring != outer_light);
    }
  }
}

/* Table E.1 follows a rule, but for version 32. */
static guint
list_alignment (guint version, guint *places)
{
  guint n = version / 7 + 2;
  guint step = version == 32 ? 26 : (version * 4 + n * 2 + 1) / (n * 2 - 2) * 2;

  if (version == 1)
    return 0;
  places[0] = 6;
  for (guint i = 1; i < n; i++)
    places[i] = YZ_QR_SIDE (version) - 7 - (n - 1 - i) * step;
  return n;
}

static void
set_alignment (Layout *layout, guint version)
{
  guint places[7];
  guint n = list_alignment (version, places);

  for (guint i = 0; i < n; i++) {
    for (guint j = 0; j < n; j++) {
      gboolean on_finder = (i == 0 && j == 0) || (i == 0 && j == n - 1) || (i == n - 1 && j == 0);

      if (!on_finder)
        set_rings (layout, (int)places[i], (int)places[j], 2, 1, -1);
    }
  }
}

/* 6.10: six bits and twelve that check them. */
static void
set_version (Layout *layout, guint version)
{
  guint rest = version;
  guint bits;

  if (version < 7)
    return;
  for (guint i = 0; i < 12; i++)
    rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  bits = version << 12 | rest;
  for (int i = 0; i < 18; i++) {
    int far = (int)layout->side - 11 + i % 3;
    gboolean dark = (bits >> i & 1) != 0;

    set (layout, far, i / 3, dark);
    set (layout, i / 3, far, dark);
  }
}

/**
 * yz_qr_layout_fill:
 * @version: 1 to 40
 * @modules: (out): YZ_QR_SIDE (@version) rows of as many #YzQrModule, one byte each
 *
 * Fills in what is the same in every code of a version.
 */
void
yz_qr_layout_fill (guint version, guint8 *modules)
{
  Layout layout = { modules, YZ_QR_SIDE (version) };
  int side = (int)layout.side;

  for (int i = 0; i < side * side; i++)
    modules[i] = YZ_QR_ANY;
  for (int i = 0; i < side; i++) {
    set (&layout, i, 6, i % 2 == 0);
    set (&layout, 6, i, i % 2 == 0);
  }
  set_alignment (&layout, version);
  set_rings (&layout, 3, 3, 4, 2, 4);
  set_rings (&layout, side - 4, 3, 4, 2, 4);
  set_rings (&layout, 3, side - 4, 4, 2, 4);
  set (&layout, 8, side - 8, TRUE);
  set_version (&layout, version);
}
