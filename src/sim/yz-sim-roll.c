/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-sim-roll.h"

#include <string.h>

/* Written from the printer's side of the ESC/POS reference, not from what our own driver sends, so
 * that a mistake there shows here. */

#define DLE 0x10
#define GS 0x1d
#define ESC 0x1b

#define ROW_BYTES (YZ_RASTER_RECEIPT_WIDTH / 8)
#define LINE_ROWS 30

/* Half a metre of paper is no slip any more. */
#define MAX_ROWS 4000
#define MAX_PENDING (2 << 20)

struct _YzSimRoll {
  YzSimRollCutFunc cut;
  gpointer user_data;

  GByteArray *pending; /* the beginning of a command whose end has not come */
  GByteArray *rows;
  YzPaper paper;
  guint rows_left;
};

/**
 * yz_sim_roll_new:
 * @cut: called for each slip
 * @user_data: passed to @cut
 *
 * Returns: (transfer full): a printer with enough paper
 */
YzSimRoll *
yz_sim_roll_new (YzSimRollCutFunc cut, gpointer user_data)
{
  YzSimRoll *self = g_new0 (YzSimRoll, 1);

  self->cut = cut;
  self->user_data = user_data;
  self->pending = g_byte_array_new ();
  self->rows = g_byte_array_new ();
  self->rows_left = G_MAXUINT;
  return self;
}

/**
 * yz_sim_roll_free:
 * @self: (transfer full) (nullable): a printer
 */
void
yz_sim_roll_free (YzSimRoll *self)
{
  if (self == NULL)
    return;

  g_byte_array_unref (self->pending);
  g_byte_array_unref (self->rows);
  g_free (self);
}

/**
 * yz_sim_roll_set_paper:
 * @self: a printer
 * @paper: what its sensors see from now on
 */
void
yz_sim_roll_set_paper (YzSimRoll *self, YzPaper paper)
{
  g_return_if_fail (self != NULL);

  self->paper = paper;
  self->rows_left = G_MAXUINT;
}

/**
 * yz_sim_roll_set_rows:
 * @self: a printer
 * @rows: how many more rows of dots it can print before the paper is out
 */
void
yz_sim_roll_set_rows (YzSimRoll *self, guint rows)
{
  g_return_if_fail (self != NULL);

  self->rows_left = rows;
}

/* Once it has stopped for want of paper, a printer does nothing more of what was sent. */
static gboolean
append_row (YzSimRoll *self, const guint8 *row, gsize length)
{
  guint8 dots[ROW_BYTES] = { 0 };

  if (self->rows_left == 0)
    self->paper = YZ_PAPER_OUT;
  if (self->paper == YZ_PAPER_OUT || self->rows->len >= MAX_ROWS * ROW_BYTES)
    return FALSE;

  if (row != NULL)
    memcpy (dots, row, MIN (length, sizeof dots));
  g_byte_array_append (self->rows, dots, sizeof dots);
  if (self->rows_left != G_MAXUINT)
    self->rows_left--;
  return TRUE;
}

static void
feed_rows (YzSimRoll *self, guint rows)
{
  while (rows-- > 0 && append_row (self, NULL, 0))
    ;
}

static void
cut_off (YzSimRoll *self)
{
  g_autoptr (GBytes) bits = NULL;
  g_autoptr (YzRaster) slip = NULL;

  if (self->paper == YZ_PAPER_OUT || self->rows->len == 0)
    return;

  bits = g_bytes_new (self->rows->data, self->rows->len);
  slip = yz_raster_new (YZ_RASTER_RECEIPT_WIDTH, self->rows->len / ROW_BYTES, bits);
  g_byte_array_set_size (self->rows, 0);
  self->cut (slip, self->user_data);
}

/* Each of these handles a whole command at @data and says how long it is: 0 where more bytes are
 * needed. Bits that are always set are 0x12. */

static gsize
take_dle (YzSimRoll *self, const guint8 *data, gsize length, GByteArray *answer)
{
  guint8 status = 0x12;

  if (length < 3)
    return 0;
  if (data[1] != 0x04)
    return 1;

  if (data[2] == 1 && self->paper == YZ_PAPER_OUT)
    status |= 0x08; /* offline */
  else if (data[2] == 2 && self->paper == YZ_PAPER_OUT)
    status |= 0x20; /* stopped for want of paper */
  else if (data[2] == 4 && self->paper == YZ_PAPER_OUT)
    status |= 0x6c;
  else if (data[2] == 4 && self->paper == YZ_PAPER_LOW)
    status |= 0x0c;
  g_byte_array_append (answer, &status, 1);
  return 3;
}

static gsize
take_picture (YzSimRoll *self, const guint8 *data, gsize length)
{
  gsize row_bytes;
  gsize n_rows;

  if (length < 8)
    return 0;
  row_bytes = data[4] | (gsize)data[5] << 8;
  n_rows = data[6] | (gsize)data[7] << 8;
  if (length < 8 + row_bytes * n_rows)
    return 0;

  for (gsize y = 0; y < n_rows; y++)
    if (!append_row (self, data + 8 + y * row_bytes, row_bytes))
      break;
  return 8 + row_bytes * n_rows;
}

static gsize
take_gs (YzSimRoll *self, const guint8 *data, gsize length, GByteArray *answer)
{
  if (length < 3)
    return 0;

  switch (data[1]) {
  case 'v':
    return take_picture (self, data, length);
  case 'V':
    if (data[2] >= 65 && length < 4)
      return 0;
    if (data[2] >= 65)
      feed_rows (self, data[3]);
    cut_off (self);
    return data[2] >= 65 ? 4 : 3;
  case 'r':
    /* It waits in the buffer with everything else until there is paper again. */
    if (self->paper != YZ_PAPER_OUT) {
      guint8 sensor = self->paper == YZ_PAPER_LOW ? 0x03 : 0x00;

      g_byte_array_append (answer, &sensor, 1);
    }
    return 3;
  default:
    return 1;
  }
}

static gsize
take_esc (YzSimRoll *self, const guint8 *data, gsize length)
{
  if (length < 2)
    return 0;
  if (data[1] == '@')
    return 2;
  if (length < 3)
    return 0;
  if (data[1] == 'd' || data[1] == 'J')
    feed_rows (self, data[1] == 'd' ? data[2] * LINE_ROWS : data[2]);
  return 3;
}

static gsize
take (YzSimRoll *self, const guint8 *data, gsize length, GByteArray *answer)
{
  switch (data[0]) {
  case DLE:
    return take_dle (self, data, length, answer);
  case GS:
    return take_gs (self, data, length, answer);
  case ESC:
    return take_esc (self, data, length);
  case '\n':
    feed_rows (self, LINE_ROWS);
    return 1;
  default: /* letters, which this printer has none of */
    return 1;
  }
}

/**
 * yz_sim_roll_feed:
 * @self: a printer
 * @data: what was received, of any length
 * @length: bytes of @data
 * @answer: what the printer sends back is appended here
 *
 * Returns: whether to go on; %FALSE where a command is longer than any printer's buffer
 */
gboolean
yz_sim_roll_feed (YzSimRoll *self, const guint8 *data, gsize length, GByteArray *answer)
{
  gsize done = 0;

  g_return_val_if_fail (self != NULL && answer != NULL, FALSE);

  g_byte_array_append (self->pending, data, (guint)length);
  while (done < self->pending->len) {
    gsize taken = take (self, self->pending->data + done, self->pending->len - done, answer);

    if (taken == 0)
      break;
    done += taken;
  }
  if (done > 0)
    g_byte_array_remove_range (self->pending, 0, (guint)done);
  return self->pending->len <= MAX_PENDING;
}
