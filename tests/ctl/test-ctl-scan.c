/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-json.h"
#include "yz-qr.h"
#include "yz-test-ctl.h"

#include <string.h>

/* The command `scan`. */

static JsonNode *
scan (YzTestCtl *ctl, int expected_status, const char *files)
{
  g_autofree char *command = g_strconcat ("scan ", files, NULL);

  return yz_test_ctl_run (ctl, NULL, expected_status, command);
}

static void
draw (YzTestCtl *ctl, const char *name, const void *data, gsize length)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 900, 900);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *path = g_build_filename (ctl->dir, name, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (YzQr) qr = length > 0 ? yz_qr_new_bytes (bytes, NULL) : NULL;

  cairo_set_source_rgb (cr, 0.7, 0.7, 0.7);
  cairo_paint (cr);
  if (qr != NULL)
    yz_qr_draw (qr, cr, 50, 50, (yz_qr_get_size (qr) + 8) * 4);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
}

static JsonArray *
get_codes (JsonNode *node, guint i, const char *file)
{
  JsonObject *picture = json_array_get_object_element (json_node_get_array (node), i);

  g_assert_cmpstr (yz_json_get_string (picture, "file"), ==, file);
  return yz_json_get_array (picture, "codes");
}

static void
test_text (YzTestCtl *ctl, gconstpointer data)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *code;

  draw (ctl, "one.png", "申请法律援助", strlen ("申请法律援助"));
  draw (ctl, "none.png", NULL, 0);
  node = scan (ctl, 0, "one.png none.png");
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 2);
  g_assert_cmpuint (json_array_get_length (get_codes (node, 1, "none.png")), ==, 0);
  g_assert_cmpuint (json_array_get_length (get_codes (node, 0, "one.png")), ==, 1);
  code = json_array_get_object_element (get_codes (node, 0, "one.png"), 0);
  g_assert_cmpstr (yz_json_get_string (code, "type"), ==, "QR-Code");
  g_assert_cmpstr (yz_json_get_string (code, "text"), ==, "申请法律援助");
  g_assert_false (json_object_has_member (code, "base64"));
}

static void
test_bytes (YzTestCtl *ctl, gconstpointer data)
{
  static const guint8 bytes[] = { 0, 1, 2, 0xff, 0xfe, 0x80, 0 };
  g_autoptr (JsonNode) node = NULL;
  JsonObject *code;

  draw (ctl, "bytes.png", bytes, sizeof bytes);
  node = scan (ctl, 0, "bytes.png");
  code = json_array_get_object_element (get_codes (node, 0, "bytes.png"), 0);
  g_assert_true (json_object_get_null_member (code, "text"));
  g_assert_cmpstr (yz_json_get_string (code, "base64"), ==, "AAEC//6AAA==");
}

/* A clean no: the answer is the same, with nothing in it. */
static void
test_none (YzTestCtl *ctl, gconstpointer data)
{
  g_autoptr (JsonNode) node = NULL;

  draw (ctl, "none.png", NULL, 0);
  node = scan (ctl, 1, "none.png");
  g_assert_cmpuint (json_array_get_length (get_codes (node, 0, "none.png")), ==, 0);
}

static void
test_errors (YzTestCtl *ctl, gconstpointer data)
{
  g_autofree char *text = g_build_filename (ctl->dir, "text.png", NULL);

  g_assert_true (g_file_set_contents (text, "no picture", -1, NULL));
  yz_test_ctl_assert_error (ctl, NULL, 3, "scan missing.png", "not-found", "missing.png");
  yz_test_ctl_assert_error (ctl, NULL, 3, "scan text.png", "invalid", "text.png");
  yz_test_ctl_assert_error (ctl, NULL, 3, "scan .", "invalid", "give a picture");
  yz_test_ctl_assert_error (ctl, NULL, 2, "scan", "usage", "argument");
  yz_test_ctl_assert_error (ctl, NULL, 2, "scan --blue text.png", "usage", "--blue");
}

int
main (int argc, char **argv)
{
  yz_test_ctl_init (&argc, &argv);

  yz_test_ctl_add ("/ctl/scan/text", test_text);
  yz_test_ctl_add ("/ctl/scan/bytes", test_bytes);
  yz_test_ctl_add ("/ctl/scan/none", test_none);
  yz_test_ctl_add ("/ctl/scan/errors", test_errors);

  return g_test_run ();
}
