/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Keys are the characters that stand on them; these stand for themselves. */
#define YZ_IME_BACKSPACE 0x08
#define YZ_IME_ENTER 0x0d

/**
 * YzImeCandidate:
 * @text: what would be committed
 * @comment: (nullable): what tells it apart, such as its reading
 */
typedef struct {
  char *text;
  char *comment;
} YzImeCandidate;

/**
 * YzImePoint:
 *
 * Of a stroke, in any unit; y grows downwards.
 */
typedef struct {
  float x;
  float y;
} YzImePoint;

/**
 * YzIme:
 *
 * What turns keys and strokes into text: a composition grows, candidates stand for it, and one of
 * them is committed. Used from the main loop; every call takes a few milliseconds at most.
 */
#define YZ_TYPE_IME (yz_ime_get_type ())
G_DECLARE_INTERFACE (YzIme, yz_ime, YZ, IME, GObject)

struct _YzImeInterface {
  GTypeInterface parent_iface;

  gboolean   (*press)          (YzIme   *self,
                                gunichar key);
  char      *(*get_preedit)    (YzIme   *self);
  GPtrArray *(*get_candidates) (YzIme   *self,
                                guint    max);
  void       (*choose)         (YzIme   *self,
                                guint    index);
  void       (*reset)          (YzIme   *self);
  void       (*draw)           (YzIme            *self,
                                guint             square,
                                const YzImePoint *points,
                                guint             n_points);
};

gboolean   yz_ime_press          (YzIme   *self,
                                  gunichar key);
char      *yz_ime_get_preedit    (YzIme   *self);
GPtrArray *yz_ime_get_candidates (YzIme   *self,
                                  guint    max);
void       yz_ime_choose         (YzIme   *self,
                                  guint    index);
void       yz_ime_reset          (YzIme   *self);
void       yz_ime_draw           (YzIme            *self,
                                  guint             square,
                                  const YzImePoint *points,
                                  guint             n_points);

/* For engines. */
YzImeCandidate *yz_ime_candidate_new  (const char     *text,
                                       const char     *comment);
void            yz_ime_candidate_free (YzImeCandidate *candidate);
void            yz_ime_commit         (YzIme          *self,
                                       const char     *text);
void            yz_ime_changed        (YzIme          *self);
void            yz_ime_fail           (YzIme          *self,
                                       const GError   *error);

G_END_DECLS
