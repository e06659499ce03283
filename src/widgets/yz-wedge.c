/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-wedge.h"

#include <string.h>

/* Scanners come as keyboards: they type a character every 1 to 20 ms and mostly Enter or Tab after
 * it. The fastest typists reach 60 ms, and a little less for two keys under two fingers, never for
 * six in a row. */
#define GAP_MS 30
#define MIN_KEYS 6

/* Between two lines, and for a machine that is busy just then: once it is clear who types, there is
 * time. */
#define SCAN_GAP_MS 150

/* A key that is held down repeats as fast as a scanner. Nothing that is scanned begins like that.
 */
#define MAX_SAME 5

static gboolean
is_held (const YzWedge *self)
{
  return self->text != NULL;
}

static gboolean
has_line_end (const YzWedge *self)
{
  return is_held (self) && self->text->str[self->text->len - 1] == '\n';
}

/**
 * yz_wedge_get_patience_ms:
 * @self: a wedge
 *
 * Returns: how long after the last key the next one of a scanner comes at the latest; whoever has
 *   waited longer calls yz_wedge_end()
 */
guint
yz_wedge_get_patience_ms (const YzWedge *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_keys >= MIN_KEYS ? SCAN_GAP_MS : GAP_MS;
}

static YzWedgeVerdict
conclude (YzWedge *self, YzWedgeVerdict verdict)
{
  self->scanned = verdict == YZ_WEDGE_SCANNED || verdict == YZ_WEDGE_USELESS;
  return verdict;
}

/* A line end as fast as a scanner's never presses a button, whatever is before it: whoever made the
 * code would press it. A person's comes later, but for one who rolls over the keys. */
static YzWedgeVerdict
take_line_end (YzWedge *self, gint64 gap_ms, const char *today)
{
  if (!is_held (self))
    return gap_ms <= GAP_MS ? YZ_WEDGE_SWALLOW : YZ_WEDGE_NOTHING;
  if (self->n_keys < MIN_KEYS)
    return YZ_WEDGE_SWALLOW;

  if (!has_line_end (self))
    g_string_append_c (self->text, '\n');
  switch (yz_scan_text_judge (self->text->str, today)) {
  case YZ_SCAN_TEXT_BEGUN:
    return YZ_WEDGE_HOLD;
  case YZ_SCAN_TEXT_OTHER:
    return conclude (self, YZ_WEDGE_USELESS);
  case YZ_SCAN_TEXT_NUMBER:
  case YZ_SCAN_TEXT_ZONE:
  case YZ_SCAN_TEXT_CODE:
    return conclude (self, YZ_WEDGE_SCANNED);
  default:
    g_assert_not_reached ();
  }
}

static YzWedgeVerdict
take_character (YzWedge *self, gunichar key)
{
  if (!is_held (self))
    self->text = g_string_new (NULL);
  if (self->n_same == self->n_keys
      && (self->n_keys == 0 || key == g_utf8_get_char (self->text->str)))
    self->n_same++;
  self->n_keys++;
  g_string_append_unichar (self->text, key);
  if (self->text->len > YZ_SCAN_TEXT_MAX_BYTES)
    return conclude (self, YZ_WEDGE_USELESS);
  return self->n_same == MAX_SAME ? conclude (self, YZ_WEDGE_TYPED) : YZ_WEDGE_HOLD;
}

/**
 * yz_wedge_take_key:
 * @self: a wedge that holds nothing, or for which its patience is not over
 * @key: the character, `\n` for Enter and Tab, 0 for what is neither
 * @now_ms: when it came, in ms of any clock that only goes forward
 * @today: YYYY-MM-DD
 *
 * Any verdict but @YZ_WEDGE_HOLD and @YZ_WEDGE_SWALLOW is about this key too.
 *
 * Returns: what to do with the keys that are held
 */
YzWedgeVerdict
yz_wedge_take_key (YzWedge *self, gunichar key, gint64 now_ms, const char *today)
{
  gint64 gap_ms;

  g_return_val_if_fail (self != NULL && today != NULL, YZ_WEDGE_NOTHING);

  gap_ms = now_ms - self->last_ms;
  self->last_ms = now_ms;
  /* What goes on without a rest after a scan was in the code too. It must not press the button that
   * the scan has brought up. */
  if (self->scanned && gap_ms <= SCAN_GAP_MS)
    return YZ_WEDGE_SWALLOW;
  self->scanned = FALSE;
  if (key == 0)
    return YZ_WEDGE_NOTHING;
  return key == '\n' ? take_line_end (self, gap_ms, today) : take_character (self, key);
}

/**
 * yz_wedge_end:
 * @self: a wedge
 * @today: YYYY-MM-DD
 *
 * No further key came in time.
 *
 * Returns: what to do with the keys that are held
 */
YzWedgeVerdict
yz_wedge_end (YzWedge *self, const char *today)
{
  YzScanText judgement;

  g_return_val_if_fail (self != NULL && today != NULL, YZ_WEDGE_NOTHING);

  if (!is_held (self))
    return YZ_WEDGE_NOTHING;
  if (self->n_keys < MIN_KEYS)
    return conclude (self, YZ_WEDGE_TYPED);
  judgement = yz_scan_text_judge (self->text->str, today);
  if (judgement > YZ_SCAN_TEXT_BEGUN)
    return conclude (self, YZ_WEDGE_SCANNED);
  /* Programs that help people to write are as fast as scanners, but press Enter only when asked to.
   */
  return conclude (self, judgement == YZ_SCAN_TEXT_BEGUN ? YZ_WEDGE_USELESS : YZ_WEDGE_TYPED);
}

/**
 * yz_wedge_clear:
 * @self: a wedge whose verdict has been followed
 *
 * Holds nothing any more; what was held is wiped.
 */
void
yz_wedge_clear (YzWedge *self)
{
  g_return_if_fail (self != NULL);

  if (self->text != NULL) {
    explicit_bzero (self->text->str, self->text->allocated_len);
    g_string_free (self->text, TRUE);
  }
  self->text = NULL;
  self->n_keys = 0;
  self->n_same = 0;
}
