/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ticket-paper.h"

#include "yz-json.h"

/* The number that a citizen holds while waiting. It lies about and is read by others: it says which
 * counter and nothing about the person, not even a priority. */

static void
add_ahead (YzSlip *slip, const YzTicket *ticket)
{
  g_autofree char *zh = NULL;
  g_autofree char *en = NULL;

  if (ticket->ahead == 0) {
    /* “At least nobody” would say nothing. */
    if (!ticket->ahead_is_minimum)
      yz_slip_add_text (slip, YZ_SLIP_BODY, "前面没有人等候", "Nobody is ahead of you");
    return;
  }
  zh = g_strdup_printf (ticket->ahead_is_minimum ? "前面至少有 %u 人" : "前面有 %u 人",
                        ticket->ahead);
  en = g_strdup_printf (ticket->ahead_is_minimum ? "At least %u ahead of you" : "%u ahead of you",
                        ticket->ahead);
  yz_slip_add_text (slip, YZ_SLIP_BODY, zh, en);
}

static void
add_wait (YzSlip *slip, const YzTicket *ticket)
{
  g_autofree char *zh = NULL;
  g_autofree char *en = NULL;

  if (ticket->wait_min < 0 || ticket->wait_max < ticket->wait_min || ticket->wait_max == 0)
    return;

  if (ticket->wait_min == ticket->wait_max) {
    zh = g_strdup_printf ("大约要等 %d 分钟", ticket->wait_max);
    en = g_strdup_printf ("About %d minutes to wait", ticket->wait_max);
  } else {
    zh = g_strdup_printf ("大约要等 %d～%d 分钟", ticket->wait_min, ticket->wait_max);
    en = g_strdup_printf ("About %d to %d minutes to wait", ticket->wait_min, ticket->wait_max);
  }
  yz_slip_add_text (slip, YZ_SLIP_BODY, zh, en);
}

static void
add_time (YzSlip *slip, const YzTicket *ticket)
{
  g_autoptr (GDateTime) taken = g_date_time_new_from_unix_local (ticket->taken_us / G_USEC_PER_SEC);
  g_autofree char *time = g_date_time_format (taken, "%H:%M");
  g_autofree char *zh = g_strdup_printf ("取号时间：%s %s", ticket->business_day, time);
  g_autofree char *en = g_strdup_printf ("Taken on %s at %s", ticket->business_day, time);

  yz_slip_add_text (slip, YZ_SLIP_SMALL, zh, en);
}

/* What staff or the citizen's own phone reads from the slip. */
static char *
make_payload (const YzTicket *ticket)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "yz");
  json_builder_add_int_value (builder, 1);
  json_builder_set_member_name (builder, "ticket");
  json_builder_add_string_value (builder, ticket->id);
  json_builder_set_member_name (builder, "number");
  json_builder_add_string_value (builder, ticket->number);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  return yz_json_to_text (node, FALSE);
}

/**
 * yz_ticket_paper_new:
 * @ticket: a ticket
 * @service: the title of its service
 * @hall: the name of the hall
 * @error: %YZ_ERROR_INVALID where the ticket does not fit into a QR code
 *
 * Lays a queue ticket out: number, service, people ahead, expected wait where it is known, time,
 * and a QR code with `{"yz":1,"ticket":ID,"number":NUMBER}`.
 *
 * Returns: (transfer full): the slip, to be drawn with yz_slip_render_async()
 */
YzSlip *
yz_ticket_paper_new (const YzTicket *ticket,
                     const YzText *service,
                     const char *hall,
                     GError **error)
{
  g_autoptr (YzSlip) slip = yz_slip_new ();
  g_autofree char *payload = NULL;

  g_return_val_if_fail (ticket != NULL && service != NULL && hall != NULL, NULL);

  payload = make_payload (ticket);
  yz_slip_add_text (slip, YZ_SLIP_BODY, hall, NULL);
  yz_slip_add_line (slip);
  yz_slip_add_text (slip, YZ_SLIP_SMALL, "您的号码", "Your number");
  yz_slip_add_text (slip, YZ_SLIP_NUMBER, ticket->number, NULL);
  yz_slip_add_text (slip, YZ_SLIP_TITLE, yz_text_get (service, "zh"), yz_text_get (service, "en"));
  add_ahead (slip, ticket);
  add_wait (slip, ticket);
  if (!yz_slip_add_qr (slip, payload, error))
    return NULL;
  add_time (slip, ticket);
  yz_slip_add_line (slip);
  yz_slip_add_text (slip, YZ_SLIP_SMALL, "请留意屏幕和广播叫号。过了号，请到服务台。",
                    "Watch the screen and listen for your number. If you miss it, ask at the "
                    "desk.");
  return g_steal_pointer (&slip);
}
