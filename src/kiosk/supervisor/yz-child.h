/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-session-bus.h"

G_BEGIN_DECLS

typedef enum {
  YZ_CHILD_STARTING, /* loads */
  YZ_CHILD_READY,    /* waits without a window */
  YZ_CHILD_SHOWING,  /* told to show itself */
  YZ_CHILD_IDLE,     /* shows the idle screen */
  YZ_CHILD_ACTIVE,   /* a citizen's */
  YZ_CHILD_DONE,     /* still on the screen until its successor is */
  YZ_CHILD_GONE,
} YzChildState;

/**
 * YzChildTimes:
 * @ready_ms: until it must have loaded
 * @ping_ms: between two questions whether it still answers
 * @answer_ms: how long it may take to answer; it does so from its main loop, and one that is silent
 *   hangs
 * @end_ms: between being asked to leave and being made to
 *
 * How long a session process may take for what.
 */
typedef struct {
  guint ready_ms;
  guint ping_ms;
  guint answer_ms;
  guint end_ms;
} YzChildTimes;

#define YZ_TYPE_CHILD (yz_child_get_type ())
G_DECLARE_FINAL_TYPE (YzChild, yz_child, YZ, CHILD, GObject)

YzChild        *yz_child_spawn          (const char *const *argv,
                                         const YzChildTimes *times,
                                         GError           **error);
YzChildState    yz_child_get_state      (YzChild           *self);
const char     *yz_child_get_pid        (YzChild           *self);
YzBusSession   *yz_child_get_session    (YzChild           *self);
YzBusSupervisor *yz_child_get_skeleton  (YzChild           *self);
void            yz_child_start          (YzChild           *self,
                                         const char        *language,
                                         const char        *profile,
                                         gboolean           sorry);
void            yz_child_end            (YzChild           *self);
void            yz_child_kill           (YzChild           *self);
void            yz_child_kill_and_wait  (YzChild           *self);

G_END_DECLS
