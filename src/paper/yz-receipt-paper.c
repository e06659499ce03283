/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-receipt-paper.h"

#include "yz-json.h"

/* What a citizen takes home after handing something in: the number for the desk, and the code that
 * opens the way to the case and that nobody else has. */

static char *
make_payload (const YzReceipt *receipt)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "yz");
  json_builder_add_int_value (builder, 1);
  json_builder_set_member_name (builder, "receipt");
  json_builder_add_string_value (builder, receipt->number);
  json_builder_set_member_name (builder, "code");
  json_builder_add_string_value (builder, receipt->code);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  return yz_json_to_text (node, FALSE);
}

static void
add_state (YzSlip *slip, YzReceiptState state)
{
  switch (state) {
  case YZ_RECEIPT_SAVED:
    yz_slip_add_text (slip, YZ_SLIP_TITLE, "已保存，尚未送达", "Saved, not yet delivered");
    yz_slip_add_text (slip, YZ_SLIP_SMALL,
                      "您提交的内容已经加密保存在这台机器上，会自动送出，您不用再填一次。",
                      "What you handed in is kept on this machine, encrypted, and will be sent by "
                      "itself. You need not fill it in again.");
    break;
  case YZ_RECEIPT_DELIVERED:
    yz_slip_add_text (slip, YZ_SLIP_TITLE, "已送达", "Delivered");
    yz_slip_add_text (slip, YZ_SLIP_SMALL, "受理机构已经收到您提交的内容。",
                      "The office has received what you handed in.");
    break;
  default:
    g_assert_not_reached ();
  }
}

static void
add_time (YzSlip *slip, gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%d %H:%M");
  g_autofree char *zh = g_strdup_printf ("提交时间：%s", text);
  g_autofree char *en = g_strdup_printf ("Handed in: %s", text);

  yz_slip_add_text (slip, YZ_SLIP_SMALL, zh, en);
}

/**
 * yz_receipt_paper_new:
 * @receipt: what yz_submission_submit() gave
 * @state: how far it has come
 * @form_title: what was handed in
 * @hall: the name of the hall
 * @time_us: when, in microseconds since 1970-01-01 UTC
 * @error: %YZ_ERROR_INVALID where the receipt does not fit into a QR code
 *
 * Lays a receipt out, with a QR code of `{"yz":1,"receipt":NUMBER,"code":CODE}`. It names nobody,
 * is true whether papers were photographed or not, and promises no date: the office's time limit
 * runs from the day on which it has the application (Legal Aid Law, Art. 43).
 *
 * Returns: (transfer full): the slip, to be drawn with yz_slip_render_async()
 */
YzSlip *
yz_receipt_paper_new (const YzReceipt *receipt,
                      YzReceiptState state,
                      const YzText *form_title,
                      const char *hall,
                      gint64 time_us,
                      GError **error)
{
  g_autoptr (YzSlip) slip = yz_slip_new ();
  g_autofree char *payload = NULL;

  g_return_val_if_fail (receipt != NULL && form_title != NULL && hall != NULL, NULL);

  payload = make_payload (receipt);
  yz_slip_add_text (slip, YZ_SLIP_BODY, hall, NULL);
  yz_slip_add_line (slip);
  yz_slip_add_text (slip, YZ_SLIP_BODY, yz_text_get (form_title, "zh"),
                    yz_text_get (form_title, "en"));
  yz_slip_add_text (slip, YZ_SLIP_SMALL, "回执号", "Receipt number");
  yz_slip_add_text (slip, YZ_SLIP_NUMBER, receipt->number, NULL);
  add_state (slip, state);
  yz_slip_add_line (slip);
  yz_slip_add_text (slip, YZ_SLIP_SMALL, "查询码（请保管好，不要给别人看）",
                    "Code (keep it safe and show it to nobody)");
  yz_slip_add_text (slip, YZ_SLIP_TITLE, receipt->code, NULL);
  if (!yz_slip_add_qr (slip, payload, error))
    return NULL;
  yz_slip_add_line (slip);
  yz_slip_add_text (slip, YZ_SLIP_BODY, "接下来怎么办", "What to do next");
  yz_slip_add_text (slip, YZ_SLIP_SMALL, "想知道办到哪一步，请到窗口报回执号。",
                    "To ask how far it has got, give the receipt number at the window.");
  yz_slip_add_text (slip, YZ_SLIP_SMALL, "请带身份证和没有拍的材料来办理。有急事请直接到窗口。",
                    "Bring your ID card and the papers you did not photograph. If it is urgent, go "
                    "to the window.");
  add_time (slip, time_us);
  return g_steal_pointer (&slip);
}
