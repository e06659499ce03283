/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-json.h"
#include "yz-qr.h"
#include "yz-test-folder.h"
#include "yz-test-program.h"

#include <string.h>

/* The command `scan`, through the program itself. Its path is the first argument. */

static const char *program;

typedef struct {
  char *dir;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = yz_test_folder_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  yz_test_folder_remove (f->dir);
}

static JsonNode *
scan (Fixture *f, int expected_status, const char *files)
{
  g_autofree char *line = g_strdup_printf ("'%s' --json --data-dir . scan %s", program, files);

  return yz_test_program_run (f->dir, NULL, expected_status, line);
}

static void
draw (Fixture *f, const char *name, const void *data, gsize length)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 900, 900);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *path = g_build_filename (f->dir, name, NULL);
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
test_text (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *code;

  draw (f, "one.png", "申请法律援助", strlen ("申请法律援助"));
  draw (f, "none.png", NULL, 0);
  node = scan (f, 0, "one.png none.png");
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 2);
  g_assert_cmpuint (json_array_get_length (get_codes (node, 1, "none.png")), ==, 0);
  g_assert_cmpuint (json_array_get_length (get_codes (node, 0, "one.png")), ==, 1);
  code = json_array_get_object_element (get_codes (node, 0, "one.png"), 0);
  g_assert_cmpstr (yz_json_get_string (code, "type"), ==, "QR-Code");
  g_assert_cmpstr (yz_json_get_string (code, "text"), ==, "申请法律援助");
  g_assert_false (json_object_has_member (code, "base64"));
}

static void
test_bytes (Fixture *f, gconstpointer data)
{
  static const guint8 bytes[] = { 0, 1, 2, 0xff, 0xfe, 0x80, 0 };
  g_autoptr (JsonNode) node = NULL;
  JsonObject *code;

  draw (f, "bytes.png", bytes, sizeof bytes);
  node = scan (f, 0, "bytes.png");
  code = json_array_get_object_element (get_codes (node, 0, "bytes.png"), 0);
  g_assert_true (json_object_get_null_member (code, "text"));
  g_assert_cmpstr (yz_json_get_string (code, "base64"), ==, "AAEC//6AAA==");
}

/* A clean no: the answer is the same, with nothing in it. */
static void
test_none (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) node = NULL;

  draw (f, "none.png", NULL, 0);
  node = scan (f, 1, "none.png");
  g_assert_cmpuint (json_array_get_length (get_codes (node, 0, "none.png")), ==, 0);
}

static void
assert_error (Fixture *f, int status, const char *files, const char *code, const char *says)
{
  g_autoptr (JsonNode) node = scan (f, status, files);
  JsonObject *error = yz_json_get_object (json_node_get_object (node), "error");

  g_assert_cmpstr (yz_json_get_string (error, "code"), ==, code);
  g_assert_nonnull (strstr (yz_json_get_string (error, "message"), says));
}

static void
test_errors (Fixture *f, gconstpointer data)
{
  g_autofree char *text = g_build_filename (f->dir, "text.png", NULL);

  g_assert_true (g_file_set_contents (text, "no picture", -1, NULL));
  assert_error (f, 3, "missing.png", "not-found", "missing.png");
  assert_error (f, 3, "text.png", "invalid", "text.png");
  assert_error (f, 3, ".", "invalid", "give a picture");
  assert_error (f, 2, "", "usage", "argument");
  assert_error (f, 2, "--blue text.png", "usage", "--blue");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  program = argv[1];

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/ctl/scan/text", test_text);
  ADD ("/ctl/scan/bytes", test_bytes);
  ADD ("/ctl/scan/none", test_none);
  ADD ("/ctl/scan/errors", test_errors);

  return g_test_run ();
}
