/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ime.h"

G_DEFINE_INTERFACE (YzIme, yz_ime, G_TYPE_OBJECT)

static guint commit_signal;
static guint changed_signal;
static guint failed_signal;

static void
yz_ime_default_init (YzImeInterface *iface)
{
  /**
   * YzIme::commit:
   * @self: an engine
   * @text: what was committed
   */
  commit_signal = g_signal_new ("commit", YZ_TYPE_IME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * YzIme::changed:
   * @self: an engine
   *
   * The composition or its candidates are others.
   */
  changed_signal = g_signal_new ("changed", YZ_TYPE_IME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  /**
   * YzIme::failed:
   * @self: an engine
   * @error: why
   *
   * It turns nothing into text any more.
   */
  failed_signal = g_signal_new ("failed", YZ_TYPE_IME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_ERROR);
}

/**
 * yz_ime_press:
 * @self: an engine
 * @key: the character on the key, or one of the YZ_IME_ keys
 *
 * Returns: whether the engine took the key; one that it did not take is for the field
 */
gboolean
yz_ime_press (YzIme *self, gunichar key)
{
  g_return_val_if_fail (YZ_IS_IME (self), FALSE);

  return YZ_IME_GET_IFACE (self)->press (self, key);
}

/**
 * yz_ime_get_preedit:
 * @self: an engine
 *
 * Returns: (transfer full): what is being composed; empty where nothing is
 */
char *
yz_ime_get_preedit (YzIme *self)
{
  g_return_val_if_fail (YZ_IS_IME (self), NULL);

  return YZ_IME_GET_IFACE (self)->get_preedit (self);
}

/**
 * yz_ime_get_candidates:
 * @self: an engine
 * @max: how many at most
 *
 * Returns: (transfer full) (element-type YzImeCandidate): what the composition may stand for, the
 *   likeliest first
 */
GPtrArray *
yz_ime_get_candidates (YzIme *self, guint max)
{
  g_return_val_if_fail (YZ_IS_IME (self), NULL);

  return YZ_IME_GET_IFACE (self)->get_candidates (self, max);
}

/**
 * yz_ime_choose:
 * @self: an engine
 * @index: of a candidate
 *
 * Takes a candidate; what it does not stand for goes on being composed.
 */
void
yz_ime_choose (YzIme *self, guint index)
{
  g_return_if_fail (YZ_IS_IME (self));

  YZ_IME_GET_IFACE (self)->choose (self, index);
}

/**
 * yz_ime_reset:
 * @self: an engine, which forgets the composition
 */
void
yz_ime_reset (YzIme *self)
{
  g_return_if_fail (YZ_IS_IME (self));

  YZ_IME_GET_IFACE (self)->reset (self);
}

/**
 * yz_ime_draw:
 * @self: an engine that takes strokes
 * @square: which of the squares to write in; each has one character
 * @points: (array length=n_points): a stroke, from where the finger came down to where it left
 * @n_points: how many
 */
void
yz_ime_draw (YzIme *self, guint square, const YzImePoint *points, guint n_points)
{
  g_return_if_fail (YZ_IS_IME (self));
  g_return_if_fail (YZ_IME_GET_IFACE (self)->draw != NULL);

  YZ_IME_GET_IFACE (self)->draw (self, square, points, n_points);
}

/**
 * yz_ime_candidate_new:
 * @text: what would be committed
 * @comment: (nullable): what tells it apart
 *
 * Returns: (transfer full): a candidate
 */
YzImeCandidate *
yz_ime_candidate_new (const char *text, const char *comment)
{
  YzImeCandidate *candidate = g_new0 (YzImeCandidate, 1);

  candidate->text = g_strdup (text);
  candidate->comment = g_strdup (comment);
  return candidate;
}

/**
 * yz_ime_candidate_free:
 * @candidate: (transfer full): a candidate
 */
void
yz_ime_candidate_free (YzImeCandidate *candidate)
{
  g_free (candidate->text);
  g_free (candidate->comment);
  g_free (candidate);
}

/**
 * yz_ime_commit:
 * @self: an engine
 * @text: what it has made
 */
void
yz_ime_commit (YzIme *self, const char *text)
{
  g_signal_emit (self, commit_signal, 0, text);
}

/**
 * yz_ime_changed:
 * @self: an engine whose composition or candidates are others now
 */
void
yz_ime_changed (YzIme *self)
{
  g_signal_emit (self, changed_signal, 0);
}

/**
 * yz_ime_fail:
 * @self: an engine that cannot go on
 * @error: why
 */
void
yz_ime_fail (YzIme *self, const GError *error)
{
  g_signal_emit (self, failed_signal, 0, error);
}
