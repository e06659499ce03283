/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ticket-paper.h"

#include "yz-code-reader.h"
#include "yz-error.h"
#include "yz-json.h"
#include "yz-receipt-paper.h"

#include <string.h>

#define MARGIN 12

static GPtrArray *
read_codes (YzRaster *raster)
{
  g_autoptr (YzCodeReader) reader = yz_code_reader_new ();
  g_autoptr (GBytes) gray = yz_raster_to_gray (raster);
  guint width = yz_raster_get_width (raster);
  YzGray picture = { g_bytes_get_data (gray, NULL), width, yz_raster_get_height (raster), width };

  return yz_code_reader_read (reader, &picture, 5000, TRUE);
}

static guint
count_black (YzRaster *raster, guint left, guint right, guint top, guint bottom)
{
  guint count = 0;

  for (guint y = top; y < bottom; y++)
    for (guint x = left; x < right; x++)
      count += (yz_raster_get_row (raster, y)[x / 8] & (0x80 >> (x % 8))) != 0;
  return count;
}

/* Nothing is cut off at the edges, and nothing is missing in the middle. */
static void
assert_within_margins (YzRaster *raster)
{
  guint width = yz_raster_get_width (raster);
  guint height = yz_raster_get_height (raster);

  g_assert_cmpuint (width, ==, YZ_RASTER_RECEIPT_WIDTH);
  g_assert_cmpuint (count_black (raster, 0, MARGIN, 0, height), ==, 0);
  g_assert_cmpuint (count_black (raster, width - MARGIN, width, 0, height), ==, 0);
  g_assert_cmpuint (count_black (raster, 0, width, 0, MARGIN), ==, 0);
  g_assert_cmpuint (count_black (raster, 0, width, height - MARGIN, height), ==, 0);
  g_assert_cmpuint (count_black (raster, 0, width, 0, height), >, 5000);
}

static YzTicket
make_ticket (char *number)
{
  return (YzTicket){
    .id = "01JD5VX3Q8R2M4N6P8S0T2V4W6",
    .number = number,
    .service = "legal-aid",
    .business_day = "2026-11-21",
    .taken_us = G_GINT64_CONSTANT (1795224600000000),
    .ahead = 5,
    .wait_min = 10,
    .wait_max = 20,
  };
}

static YzRaster *
draw_ticket (const YzTicket *ticket, const YzText *service, const char *hall)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzSlip) slip = yz_ticket_paper_new (ticket, service, hall, &error);

  g_assert_no_error (error);
  return yz_slip_render (slip);
}

static void
test_ticket (void)
{
  YzTicket ticket = make_ticket ("A007");
  YzText service = { "法律援助", "Legal aid" };
  g_autoptr (YzRaster) raster = draw_ticket (&ticket, &service, "长江市公共法律服务中心");
  g_autoptr (GPtrArray) codes = read_codes (raster);
  g_autoptr (JsonNode) node = NULL;
  const YzCode *code;
  JsonObject *payload;

  assert_within_margins (raster);
  g_assert_cmpuint (codes->len, ==, 1);
  code = g_ptr_array_index (codes, 0);
  node = yz_json_parse (code->text, -1, 1500, NULL);
  g_assert_nonnull (node);
  payload = json_node_get_object (node);
  g_assert_cmpint (yz_json_get_int (payload, "yz", 0), ==, 1);
  g_assert_cmpstr (yz_json_get_string (payload, "number"), ==, "A007");
  g_assert_cmpstr (yz_json_get_string (payload, "ticket"), ==, ticket.id);
}

/* Long words get more lines, and a long number gets smaller. */
static void
test_long_texts (void)
{
  static char *const numbers[] = { "A007", "AK007", "AK999999" };
  YzTicket ticket = make_ticket ("A007");
  YzText service = {
    "行政复议、行政裁决与行政应诉综合咨询及材料接收（含补正材料和容缺后补材料的接收）",
    "Administrative reconsideration, adjudication and litigation: advice and reception of papers, "
    "also of those that were missing before",
  };
  YzText short_service = { "公证", "Notary" };
  YzText unbroken = {
    "公共法律服务",
    "Rechtsschutzversicherungsgesellschaftenverbandsvorsitzendenstellvertretungsbefugnisse",
  };
  g_autoptr (YzRaster) plain = draw_ticket (&ticket, &short_service, "大厅");

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    YzTicket other = make_ticket (numbers[i]);
    g_autoptr (YzRaster) raster
        = draw_ticket (&other, &service, "长江市江北新区公共法律服务中心（第二服务大厅东侧）");
    g_autoptr (GPtrArray) codes = read_codes (raster);

    assert_within_margins (raster);
    g_assert_cmpuint (codes->len, ==, 1);
    g_assert_cmpuint (yz_raster_get_height (raster), >, yz_raster_get_height (plain) + 100);
  }
  {
    g_autoptr (YzRaster) raster = draw_ticket (&ticket, &unbroken, "大厅");

    assert_within_margins (raster);
  }
}

/* A wait that is not known takes no room, and "at least" is said. */
static void
test_what_is_known (void)
{
  YzTicket known = make_ticket ("A007");
  YzTicket unknown = make_ticket ("A007");
  YzTicket more = make_ticket ("A007");
  YzText service = { "法律援助", "Legal aid" };
  g_autoptr (YzRaster) known_raster = NULL;
  g_autoptr (YzRaster) unknown_raster = NULL;
  g_autoptr (YzRaster) more_raster = NULL;
  guint width = YZ_RASTER_RECEIPT_WIDTH;

  unknown.wait_min = unknown.wait_max = -1;
  more.wait_min = more.wait_max = -1;
  more.ahead_is_minimum = TRUE;
  known_raster = draw_ticket (&known, &service, "大厅");
  unknown_raster = draw_ticket (&unknown, &service, "大厅");
  more_raster = draw_ticket (&more, &service, "大厅");

  g_assert_cmpuint (yz_raster_get_height (known_raster), >,
                    yz_raster_get_height (unknown_raster) + 50);
  g_assert_cmpuint (yz_raster_get_height (more_raster), ==, yz_raster_get_height (unknown_raster));
  g_assert_cmpuint (count_black (more_raster, 0, width, 0, yz_raster_get_height (more_raster)), >,
                    count_black (unknown_raster, 0, width, 0,
                                 yz_raster_get_height (unknown_raster)));
}

/* A priority is nobody's business: the ticket looks the same with it. */
static void
test_says_nothing_about_the_person (void)
{
  YzTicket ticket = make_ticket ("A007");
  YzTicket first = make_ticket ("A007");
  YzText service = { "法律援助", "Legal aid" };
  g_autoptr (YzRaster) raster = NULL;
  g_autoptr (YzRaster) first_raster = NULL;
  gsize size;

  first.priority = "elderly";
  raster = draw_ticket (&ticket, &service, "大厅");
  first_raster = draw_ticket (&first, &service, "大厅");
  size = yz_raster_get_stride (raster) * yz_raster_get_height (raster);
  g_assert_cmpuint (yz_raster_get_height (raster), ==, yz_raster_get_height (first_raster));
  g_assert_cmpmem (yz_raster_get_row (raster, 0), size, yz_raster_get_row (first_raster, 0), size);
}

/* The words stand in the picture as they stand on a slip of their own. */
static gboolean
shows (YzRaster *raster, YzSlipStyle style, const char *zh, const char *en)
{
  g_autoptr (YzSlip) slip = yz_slip_new ();
  g_autoptr (YzRaster) words = NULL;
  gsize stride = yz_raster_get_stride (raster);

  yz_slip_add_text (slip, style, zh, en);
  words = yz_slip_render (slip);
  g_assert_cmpuint (yz_raster_get_stride (words), ==, stride);
  return memmem (yz_raster_get_row (raster, 0), stride * yz_raster_get_height (raster),
                 yz_raster_get_row (words, MARGIN),
                 stride * (yz_raster_get_height (words) - 2 * MARGIN))
         != NULL;
}

static YzReceipt receipt = { "01JD5VX3Q8R2M4N6P8S0T2V4W6", "20261121-0007", "8K3M-92QX-7TRA" };

static void
test_receipt (void)
{
  YzText title = { "法律援助申请表", "Application for legal aid" };
  YzReceiptState states[] = { YZ_RECEIPT_SAVED, YZ_RECEIPT_DELIVERED };
  g_autoptr (GPtrArray) rasters = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_raster_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++) {
    g_autoptr (YzSlip) slip = yz_receipt_paper_new (&receipt, states[i], &title, "大厅",
                                                    G_GINT64_CONSTANT (1795224600000000), NULL);
    YzRaster *raster = yz_slip_render (slip);
    g_autoptr (GPtrArray) codes = read_codes (raster);

    g_ptr_array_add (rasters, raster);
    assert_within_margins (raster);
    g_assert_cmpuint (codes->len, ==, 1);
    g_assert_cmpstr (((const YzCode *)g_ptr_array_index (codes, 0))->text, ==,
                     "{\"yz\":1,\"receipt\":\"20261121-0007\",\"code\":\"8K3M-92QX-7TRA\"}");
  }
  g_assert_cmpuint (yz_raster_get_height (g_ptr_array_index (rasters, 0)), !=,
                    yz_raster_get_height (g_ptr_array_index (rasters, 1)));
}

/* Also to whoever photographed nothing it says what is true and what to bring, and it promises no
 * way to ask that there is not. */
static void
test_receipt_words (void)
{
  YzText title = { "法律援助申请表", "Application for legal aid" };
  g_autoptr (YzSlip) saved_slip = yz_receipt_paper_new (&receipt, YZ_RECEIPT_SAVED, &title, "大厅",
                                                        G_GINT64_CONSTANT (1795224600000000), NULL);
  g_autoptr (YzSlip) delivered_slip
      = yz_receipt_paper_new (&receipt, YZ_RECEIPT_DELIVERED, &title, "大厅",
                              G_GINT64_CONSTANT (1795224600000000), NULL);
  g_autoptr (YzRaster) saved = yz_slip_render (saved_slip);
  g_autoptr (YzRaster) delivered = yz_slip_render (delivered_slip);

  g_assert_true (shows (saved, YZ_SLIP_SMALL,
                        "您提交的内容已经加密保存在这台机器上，会自动送出，您不用再填一次。",
                        "What you handed in is kept on this machine, encrypted, and will be sent "
                        "by itself. You need not fill it in again."));
  g_assert_true (shows (delivered, YZ_SLIP_SMALL, "受理机构已经收到您提交的内容。",
                        "The office has received what you handed in."));
  g_assert_false (shows (saved, YZ_SLIP_SMALL, "受理机构已经收到您提交的内容。", NULL));
  g_assert_true (shows (delivered, YZ_SLIP_SMALL,
                        "请带身份证和没有拍的材料来办理。有急事请直接到窗口。",
                        "Bring your ID card and the papers you did not photograph. If it is "
                        "urgent, go to the window."));
  g_assert_true (shows (delivered, YZ_SLIP_SMALL, "想知道办到哪一步，请到窗口报回执号。",
                        "To ask how far it has got, give the receipt number at the window."));
}

static void
on_rendered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **ret_result = user_data;

  *ret_result = g_object_ref (result);
}

/* Several threads draw at once and get the same dots. */
static void
test_threads (void)
{
  YzTicket ticket = make_ticket ("A007");
  YzText service = { "法律援助", "Legal aid" };
  g_autoptr (YzRaster) wanted = draw_ticket (&ticket, &service, "大厅");
  gsize size = yz_raster_get_stride (wanted) * yz_raster_get_height (wanted);
  GAsyncResult *results[8] = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++) {
    g_autoptr (YzSlip) slip = yz_ticket_paper_new (&ticket, &service, "大厅", NULL);

    yz_slip_render_async (slip, NULL, on_rendered, &results[i]);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++) {
    g_autoptr (YzRaster) raster = NULL;

    while (results[i] == NULL)
      g_main_context_iteration (NULL, TRUE);
    raster = yz_slip_render_finish (results[i], NULL);
    g_assert_cmpmem (yz_raster_get_row (raster, 0),
                     yz_raster_get_stride (raster) * yz_raster_get_height (raster),
                     yz_raster_get_row (wanted, 0), size);
    g_object_unref (results[i]);
  }
}

static void
test_code_too_long (void)
{
  g_autofree char *number = g_strnfill (3000, '7');
  YzTicket ticket = make_ticket (number);
  YzText service = { "法律援助", "Legal aid" };
  g_autoptr (GError) error = NULL;

  g_assert_null (yz_ticket_paper_new (&ticket, &service, "大厅", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ticket-paper/ticket", test_ticket);
  g_test_add_func ("/ticket-paper/long-texts", test_long_texts);
  g_test_add_func ("/ticket-paper/what-is-known", test_what_is_known);
  g_test_add_func ("/ticket-paper/says-nothing-about-the-person",
                   test_says_nothing_about_the_person);
  g_test_add_func ("/ticket-paper/receipt", test_receipt);
  g_test_add_func ("/ticket-paper/receipt-words", test_receipt_words);
  g_test_add_func ("/ticket-paper/threads", test_threads);
  g_test_add_func ("/ticket-paper/code-too-long", test_code_too_long);

  return g_test_run ();
}
