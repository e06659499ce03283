/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-code-reader.h"

#include "yz-qr-equalizer.h"
#include "yz-qr-grid.h"

#include <math.h>
#include <zbar.h>

/* Decoding is zbar's. What it does not see by itself is made easier for it, step by step, until
 * something is read or the time is over: the modules of a QR code are found by its finder patterns
 * and drawn anew, and the picture is taken at other sizes. */

/* In how wide a square dark and light are told apart, in pixels on each side. A narrow one sees the
 * rings of a finder pattern when they are small or blurred. */
#define WIDE 40
#define NARROW 12
#define NARROWER 5
#define NARROWEST 3

/* Of what may be finder patterns in a frame, of their triples and of the grids on these, so many
 * are looked at. */
#define MAX_FINDERS 24
#define MAX_TRIPLES 12
#define MAX_GRIDS 8

/* A photograph may show a whole sheet of codes, of which some are read at once. */
#define MIN_SHEET 2
#define MAX_SHEET_FINDERS 400
#define MAX_SHEET_TRIPLES 600

/* What a grid must score: to be tried at all, to be worth decoding, and to be sure that there is
 * a code. */
#define MIN_PROPOSED 0.12
#define MIN_FITTED 0.4
#define MIN_SEEN 0.45

/* Where a grid fits so well, no other fits better. */
#define SURELY 0.7

/* Pixels a module that a camera should give. */
#define FAR_MODULE 3.0

/* Nobody photographs small codes in larger pictures, and the memory is bounded. */
#define MAX_ENLARGED_PIXELS (16u << 20)
#define MAX_FACTOR 3

/* Half of a smaller picture holds no code. */
#define MIN_HALVED 200

/* A bar code has one check symbol among 103: it is taken when so many lines say the same. */
#define MIN_LINES 2

/* What was read at some place, in pixels of the whole picture. */
typedef struct {
  YzCode *code;
  double x;
  double y;
  double reach;
  guint n_lines;
  gboolean disputed;
} Reading;

struct _YzCodeReader {
  zbar_image_scanner_t *scanner;
  YzSight sight;

  /* Kept from one frame to the next. */
  GByteArray *pixels;
  GByteArray *half;
  GByteArray *means;
  GByteArray *drawn;
  GArray *values;
  GByteArray *modules;

  /* Of the picture that is being read. */
  GArray *readings;
  gint64 end_us;
  gboolean all;
};

static void
clear_reading (gpointer data)
{
  yz_code_free (((Reading *)data)->code);
}

/**
 * yz_code_reader_new:
 *
 * Only the kinds that are used here are looked for, which is faster and finds nothing in a
 * pattern that is no code: QR codes on phones and slips, and the bars on court papers. Binary mode
 * gives the bytes as they are; zbar's own guess of the character set is often wrong for Chinese.
 *
 * Returns: (transfer full): a reader
 */
YzCodeReader *
yz_code_reader_new (void)
{
  YzCodeReader *self = g_new0 (YzCodeReader, 1);

  self->pixels = g_byte_array_new ();
  self->half = g_byte_array_new ();
  self->means = g_byte_array_new ();
  self->drawn = g_byte_array_new ();
  self->modules = g_byte_array_new ();
  self->values = g_array_new (FALSE, FALSE, sizeof (double));
  self->readings = g_array_new (FALSE, FALSE, sizeof (Reading));
  g_array_set_clear_func (self->readings, clear_reading);
  self->scanner = zbar_image_scanner_create ();
  zbar_image_scanner_set_config (self->scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (self->scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  zbar_image_scanner_set_config (self->scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
  zbar_image_scanner_set_config (self->scanner, ZBAR_CODE128, ZBAR_CFG_ENABLE, 1);
  return self;
}

/**
 * yz_code_reader_free:
 * @self: (transfer full) (nullable): a reader
 */
void
yz_code_reader_free (YzCodeReader *self)
{
  if (self == NULL)
    return;

  zbar_image_scanner_destroy (self->scanner);
  g_byte_array_unref (self->pixels);
  g_byte_array_unref (self->half);
  g_byte_array_unref (self->means);
  g_byte_array_unref (self->drawn);
  g_byte_array_unref (self->modules);
  g_array_unref (self->values);
  g_array_unref (self->readings);
  g_free (self);
}

/* What was read ------------------------------------------------------------------------------- */

static gboolean
is_same (const YzCode *a, const YzCode *b)
{
  return g_str_equal (a->type, b->type) && g_bytes_equal (a->bytes, b->bytes);
}

/* Two codes do not lie on each other: where two steps read two things at one place, one is wrong,
 * and nobody knows which. */
static void
note (YzCodeReader *self, YzCode *code, double x, double y, double reach, guint n_lines)
{
  Reading reading = { code, x, y, reach, n_lines, FALSE };

  for (guint i = 0; i < self->readings->len; i++) {
    Reading *other = &g_array_index (self->readings, Reading, i);

    if (hypot (other->x - x, other->y - y) > MIN (other->reach, reach))
      continue;
    if (is_same (other->code, code)) {
      other->n_lines += n_lines;
      yz_code_free (code);
      return;
    }
    other->disputed = reading.disputed = TRUE;
  }
  g_array_append_val (self->readings, reading);
}

static gboolean
is_certain (const Reading *reading)
{
  return !reading->disputed
         && (g_str_equal (reading->code->type, "QR-Code") || reading->n_lines >= MIN_LINES);
}

static gboolean
has_certain (YzCodeReader *self)
{
  for (guint i = 0; i < self->readings->len; i++)
    if (is_certain (&g_array_index (self->readings, Reading, i)))
      return TRUE;
  return FALSE;
}

static gboolean
is_read (YzCodeReader *self, double x, double y)
{
  for (guint i = 0; i < self->readings->len; i++) {
    const Reading *reading = &g_array_index (self->readings, Reading, i);

    if (hypot (reading->x - x, reading->y - y) < reading->reach)
      return TRUE;
  }
  return FALSE;
}

/* Each code once, however often it is in the picture. */
static GPtrArray *
list_codes (YzCodeReader *self)
{
  GPtrArray *codes = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_code_free);

  for (guint i = 0; i < self->readings->len; i++) {
    const Reading *reading = &g_array_index (self->readings, Reading, i);
    gboolean has = FALSE;

    for (guint k = 0; k < codes->len && !has; k++)
      has = is_same (g_ptr_array_index (codes, k), reading->code);
    if (!has && is_certain (reading))
      g_ptr_array_add (codes, yz_code_copy (reading->code));
  }
  return codes;
}

static gboolean
has_time (YzCodeReader *self, gint64 needed_us)
{
  return g_get_monotonic_time () + needed_us <= self->end_us;
}

/* zbar ---------------------------------------------------------------------------------------- */

static YzCode *
make_code (const zbar_symbol_t *symbol)
{
  return yz_code_new (zbar_get_symbol_name (zbar_symbol_get_type (symbol)),
                      zbar_symbol_get_data (symbol), zbar_symbol_get_data_length (symbol));
}

static void
note_symbol (YzCodeReader *self, const zbar_symbol_t *symbol, double scale)
{
  int left = G_MAXINT, top = G_MAXINT, right = G_MININT, bottom = G_MININT;

  for (guint i = 0; i < zbar_symbol_get_loc_size (symbol); i++) {
    left = MIN (left, zbar_symbol_get_loc_x (symbol, i));
    right = MAX (right, zbar_symbol_get_loc_x (symbol, i));
    top = MIN (top, zbar_symbol_get_loc_y (symbol, i));
    bottom = MAX (bottom, zbar_symbol_get_loc_y (symbol, i));
  }
  note (self, make_code (symbol), scale * (left + right) / 2, scale * (top + bottom) / 2,
        scale * MAX (right - left, bottom - top) / 2, (guint)zbar_symbol_get_quality (symbol));
}

/* Gives @gray, which must be packed, to zbar; one of its pixels is @scale of the whole picture. */
static void
scan (YzCodeReader *self, const YzGray *gray, double scale)
{
  zbar_image_t *image = zbar_image_create ();

  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, gray->width, gray->height);
  zbar_image_set_data (image, gray->pixels, (gulong)gray->width * gray->height, NULL);
  if (zbar_scan_image (self->scanner, image) > 0)
    for (const zbar_symbol_t *symbol = zbar_image_first_symbol (image); symbol != NULL;
         symbol = zbar_symbol_next (symbol))
      if (zbar_symbol_get_type (symbol) != ZBAR_PARTIAL)
        note_symbol (self, symbol, scale);
  zbar_image_destroy (image);
}

/* QR codes by their grid ----------------------------------------------------------------------- */

static YzCode *
scan_drawn (YzCodeReader *self, const YzGray *drawn)
{
  zbar_image_t *image = zbar_image_create ();
  YzCode *code = NULL;

  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, drawn->width, drawn->height);
  zbar_image_set_data (image, drawn->pixels, (gulong)drawn->width * drawn->height, NULL);
  if (zbar_scan_image (self->scanner, image) > 0) {
    const zbar_symbol_t *symbol = zbar_image_first_symbol (image);

    if (zbar_symbol_get_type (symbol) == ZBAR_QRCODE)
      code = make_code (symbol);
  }
  zbar_image_destroy (image);
  return code;
}

/* Decides about the modules in ways that suit sharp, blurred and very blurred pictures. */
static YzCode *
decode (YzCodeReader *self, const YzQrGrid *grid, const YzRelief *relief)
{
  static const struct {
    guint radius;
    guint rounds;
  } ways[] = { { 0, 0 }, { 1, 0 }, { 1, 2 }, { 2, 0 }, { 2, 2 }, { 2, 4 } };
  guint side = YZ_QR_SIDE (grid->version);
  guint with_margin = side + 2 * YZ_QR_MARGIN;
  YzCode *code = NULL;

  g_array_set_size (self->values, with_margin * with_margin);
  g_byte_array_set_size (self->modules, side * side);
  yz_qr_grid_sample (grid, relief, YZ_QR_MARGIN, (double *)(gpointer)self->values->data);
  for (guint i = 0; i < G_N_ELEMENTS (ways) && code == NULL; i++) {
    YzGray drawn;

    yz_qr_equalizer_decide (grid->version, (const double *)(gpointer)self->values->data,
                            ways[i].radius, ways[i].rounds, self->modules->data);
    drawn = yz_qr_equalizer_draw (grid->version, self->modules->data, self->drawn);
    code = scan_drawn (self, &drawn);
  }
  return code;
}

static void
note_unread (YzCodeReader *self, const YzQrGrid *grid, double scale)
{
  if (grid->score >= MIN_SEEN)
    self->sight
        = scale * yz_qr_grid_get_module (grid) < FAR_MODULE ? YZ_SIGHT_FAR : YZ_SIGHT_BLURRED;
}

static gboolean
read_grid (YzCodeReader *self, YzQrGrid *grid, const YzRelief *relief, double scale)
{
  YzCode *code = NULL;
  double x, y;

  yz_qr_grid_fit (grid, relief);
  if (grid->score < MIN_FITTED)
    return FALSE;
  code = decode (self, grid, relief);
  if (code == NULL) {
    yz_qr_grid_bend (grid, relief);
    code = decode (self, grid, relief);
  }
  if (code == NULL) {
    note_unread (self, grid, scale);
    return FALSE;
  }
  yz_qr_grid_get_middle (grid, &x, &y);
  note (self, code, scale * x, scale * y,
        scale * yz_qr_grid_get_module (grid) * YZ_QR_SIDE (grid->version) / 2, 1);
  return TRUE;
}

static gboolean
lies_on (const YzQrGrid *grid, double x, double y)
{
  double middle_x, middle_y;

  yz_qr_grid_get_middle (grid, &middle_x, &middle_y);
  return hypot (middle_x - x, middle_y - y)
         < yz_qr_grid_get_module (grid) * YZ_QR_SIDE (grid->version) / 4;
}

/* Whether a grid that fits well lies there already. */
static gboolean
is_taken (GArray *grids, guint n_tried, double x, double y)
{
  for (guint i = 0; i < n_tried; i++) {
    const YzQrGrid *grid = &g_array_index (grids, YzQrGrid, i);

    if (grid->score >= SURELY && lies_on (grid, x, y))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_sheet (YzCodeReader *self)
{
  return self->all && self->readings->len >= MIN_SHEET;
}

/* Grids that hold nothing are given up after some; of a sheet of codes after more, but what else
 * can be done with the picture has its time too. */
static gboolean
is_worth_trying (YzCodeReader *self, guint n_tried, guint n_finders, gint64 begin_us)
{
  if (n_tried < MAX_GRIDS)
    return has_time (self, 0);
  return is_sheet (self) && n_tried < n_finders / 3
         && has_time (self, (self->end_us - begin_us) / 2);
}

static void
read_grids (YzCodeReader *self, const YzGray *gray, guint radius, double scale)
{
  gint64 begin_us = g_get_monotonic_time ();
  gboolean sheet = is_sheet (self);
  YzRelief relief = yz_relief_make (gray, radius, self->means);
  g_autoptr (GArray) finders
      = yz_qr_finder_search (&relief, sheet ? MAX_SHEET_FINDERS : MAX_FINDERS);
  g_autoptr (GArray) grids
      = yz_qr_grid_propose (&relief, finders, sheet ? MAX_SHEET_TRIPLES : MAX_TRIPLES);
  guint n_tried = 0;

  for (guint i = 0; i < grids->len && is_worth_trying (self, n_tried, finders->len, begin_us);
       i++) {
    YzQrGrid *grid = &g_array_index (grids, YzQrGrid, i);
    double x, y;

    if (grid->score < MIN_PROPOSED)
      break;
    yz_qr_grid_get_middle (grid, &x, &y);
    if (is_read (self, scale * x, scale * y) || is_taken (grids, i, x, y))
      continue;
    if (!read_grid (self, grid, &relief, scale))
      n_tried++;
  }
}

static gboolean
wants_more (YzCodeReader *self)
{
  return has_time (self, 0) && (self->all || !has_certain (self));
}

/* The steps ----------------------------------------------------------------------------------- */

/* At half the size noise is half as strong; of a large photograph even a quarter has all that
 * matters, and a blurred one is sharper. */
static void
read_smaller (YzCodeReader *self, const YzGray *gray)
{
  GByteArray *pixels[] = { self->half, self->pixels };
  YzGray now = *gray;
  double scale = 1;

  for (guint i = 0; i < G_N_ELEMENTS (pixels) && MIN (now.width, now.height) >= MIN_HALVED; i++) {
    now = yz_gray_halve (&now, pixels[i]);
    scale *= 2;
    if (wants_more (self))
      read_grids (self, &now, WIDE, scale);
    if (wants_more (self))
      read_grids (self, &now, NARROW, scale);
  }
}

static void
read_larger (YzCodeReader *self, const YzGray *gray, gint64 once_us)
{
  for (guint factor = 2; factor <= MAX_FACTOR && !has_certain (self); factor++) {
    YzGray large;

    /* The time grows with the pixels. */
    if ((guint64)gray->width * gray->height * factor * factor > MAX_ENLARGED_PIXELS
        || !has_time (self, once_us * factor * factor))
      break;
    large = yz_gray_enlarge (gray, factor, self->pixels);
    scan (self, &large, 1.0 / factor);
  }
}

static void
read_further (YzCodeReader *self, const YzGray *gray, gint64 once_us)
{
  static const guint radii[] = { NARROW, NARROWER, NARROWEST };

  for (guint i = 0; i < G_N_ELEMENTS (radii); i++)
    if (wants_more (self))
      read_grids (self, gray, radii[i], 1);
  read_smaller (self, gray);
  read_larger (self, gray, once_us);
}

/**
 * yz_code_reader_read:
 * @self: a reader
 * @gray: a picture
 * @budget_ms: how long the whole may take: decides whether a further look is worth it
 * @all: whether to look for more where one has been found: for pictures, which do not come again
 *
 * Looks for QR codes by their finder patterns and gives the whole picture to zbar; where nothing is
 * found and there is time, it looks again for what is small, blurred or large.
 *
 * Returns: (transfer full) (element-type YzCode): what was found, each code once, often none
 */
GPtrArray *
yz_code_reader_read (YzCodeReader *self, const YzGray *gray, guint budget_ms, gboolean all)
{
  gint64 begin_us = g_get_monotonic_time ();

  g_return_val_if_fail (self != NULL && gray != NULL, NULL);
  g_return_val_if_fail (gray->width > 0 && gray->height > 0 && gray->stride >= gray->width, NULL);

  g_array_set_size (self->readings, 0);
  self->sight = YZ_SIGHT_NOTHING;
  self->all = all;
  self->end_us = begin_us + budget_ms * G_TIME_SPAN_MILLISECOND;

  read_grids (self, gray, WIDE, 1);
  if (all || !has_certain (self)) {
    gint64 scan_us = g_get_monotonic_time ();
    YzGray packed = *gray;

    if (gray->stride != gray->width)
      packed = yz_gray_pack (gray, self->pixels);
    scan (self, &packed, 1);
    if (is_sheet (self))
      read_grids (self, gray, WIDE, 1);
    read_further (self, gray, g_get_monotonic_time () - scan_us);
  }
  if (has_certain (self))
    self->sight = YZ_SIGHT_NOTHING;
  else if (self->sight == YZ_SIGHT_NOTHING)
    self->sight = yz_sight_judge (gray);
  return list_codes (self);
}

/**
 * yz_code_reader_get_sight:
 * @self: a reader
 *
 * Returns: what stood in the way when the last picture was read
 */
YzSight
yz_code_reader_get_sight (YzCodeReader *self)
{
  g_return_val_if_fail (self != NULL, YZ_SIGHT_NOTHING);

  return self->sight;
}
