/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include "yz-sim-card.h"

G_BEGIN_DECLS

/* Command and parameter, as in the bytes of a frame. */
#define YZ_SIM_READER_STATUS 0x11ff
#define YZ_SIM_READER_FIND 0x2001
#define YZ_SIM_READER_SELECT 0x2002
#define YZ_SIM_READER_READ 0x3001
#define YZ_SIM_READER_ADDRESS 0x3003
#define YZ_SIM_READER_CHIP 0x3005

/**
 * YzSimFault:
 * @YZ_SIM_FAULT_NONE: it does as it should
 * @YZ_SIM_FAULT_SILENT: it does not answer
 * @YZ_SIM_FAULT_RUBBISH: it answers with bytes that mean nothing
 * @YZ_SIM_FAULT_FLOOD: and does not stop
 * @YZ_SIM_FAULT_STALL: it sends half an answer
 * @YZ_SIM_FAULT_XOR: its last byte is wrong
 * @YZ_SIM_FAULT_LONG: it announces more than it sends
 * @YZ_SIM_FAULT_SHORT: it announces less
 * @YZ_SIM_FAULT_HUGE: it announces 65,535 bytes
 * @YZ_SIM_FAULT_STRAY: a byte too much in its preamble, as a real one was seen to send
 * @YZ_SIM_FAULT_NOISE: noise in front of the answer, and in it what looks like a beginning
 * @YZ_SIM_FAULT_SLOW: byte by byte
 * @YZ_SIM_FAULT_FINDS_AGAIN: it finds a card again that it has read
 */
typedef enum {
  YZ_SIM_FAULT_NONE,
  YZ_SIM_FAULT_SILENT,
  YZ_SIM_FAULT_RUBBISH,
  YZ_SIM_FAULT_FLOOD,
  YZ_SIM_FAULT_STALL,
  YZ_SIM_FAULT_XOR,
  YZ_SIM_FAULT_LONG,
  YZ_SIM_FAULT_SHORT,
  YZ_SIM_FAULT_HUGE,
  YZ_SIM_FAULT_STRAY,
  YZ_SIM_FAULT_NOISE,
  YZ_SIM_FAULT_SLOW,
  YZ_SIM_FAULT_FINDS_AGAIN,
} YzSimFault;

#define YZ_TYPE_SIM_READER (yz_sim_reader_get_type ())
G_DECLARE_FINAL_TYPE (YzSimReader, yz_sim_reader, YZ, SIM_READER, GObject)

YzSimReader *yz_sim_reader_new        (const char *link,
                                       GError    **error);
gboolean     yz_sim_reader_plug       (YzSimReader *self,
                                       GError     **error);
void         yz_sim_reader_unplug     (YzSimReader *self);
void         yz_sim_reader_put        (YzSimReader     *self,
                                       const YzSimCard *card);
void         yz_sim_reader_lift       (YzSimReader *self);
void         yz_sim_reader_set_fault  (YzSimReader *self,
                                       YzSimFault   fault,
                                       guint        command);
void         yz_sim_reader_set_status (YzSimReader *self,
                                       guint        command,
                                       guint8       status);

gboolean     yz_sim_fault_parse       (const char *name,
                                       YzSimFault *ret_fault);

G_END_DECLS
