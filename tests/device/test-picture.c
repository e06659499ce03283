/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-picture.h"

#include "yz-code-reader.h"
#include "yz-error.h"
#include "yz-qr.h"
#include "yz-test-folder.h"
#include "yz-test-picture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

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

static char *
get_path (Fixture *f, const char *name)
{
  return g_build_filename (f->dir, name, NULL);
}

static const YzCode *
nth (GPtrArray *codes, guint i)
{
  return g_ptr_array_index (codes, i);
}

static void
assert_text (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) codes = yz_picture_read_codes (path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (codes->len, ==, 1);
  g_assert_cmpstr (nth (codes, 0)->type, ==, "QR-Code");
  g_assert_cmpstr (nth (codes, 0)->text, ==, text);
}

static void
test_utf8 (Fixture *f, gconstpointer data)
{
  static const char text[] = "{\"yz\":1,\"form\":\"legal-aid-application\",\"facts\":"
                             "{\"name\":\"张小明\",\"employer\":\"长江电子厂\"}}";
  g_autofree char *path = yz_test_code_save (f->dir, "utf8.png", text, strlen (text));

  assert_text (path, text);
}

static void
test_gb18030 (Fixture *f, gconstpointer data)
{
  static const char *const texts[] = { "申请法律援助", "老板不给钱", "𠮷野家拖欠工资", "张" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    gsize length = 0;
    g_autofree char *gb = g_convert (texts[i], -1, "GB18030", "UTF-8", NULL, &length, NULL);
    g_autofree char *path = yz_test_code_save (f->dir, "gb.png", gb, length);

    assert_text (path, texts[i]);
  }
}

static void
test_bytes (Fixture *f, gconstpointer data)
{
  guint8 bytes[YZ_QR_MAX_BYTES];
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) codes = NULL;
  g_autofree char *path = NULL;

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8)g_rand_int_range (rand, 0, 256);
  path = yz_test_code_save (f->dir, "bytes.png", bytes, sizeof bytes);
  codes = yz_picture_read_codes (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (codes->len, ==, 1);
  g_assert_cmpstr (nth (codes, 0)->type, ==, "QR-Code");
  g_assert_null (nth (codes, 0)->text);
  g_assert_cmpmem (g_bytes_get_data (nth (codes, 0)->bytes, NULL),
                   g_bytes_get_size (nth (codes, 0)->bytes), bytes, sizeof bytes);
}

/* Short bytes are often valid in some character set by chance. */
static void
test_text_or_not (void)
{
  static const struct {
    const char *bytes;
    gsize length;
    const char *text;
  } cases[] = {
    { "A007", 4, "A007" },
    { "", 0, "" },
    { "\xef\xbb\xbf\xe4\xb8\x80", 6, "一" },
    { "two\r\nlines\t", 11, "two\r\nlines\t" },
    { "a\0b", 3, NULL },
    { "\x01\x02", 2, NULL },
    { "\x89PNG\r\n\x1a\n", 8, NULL },
    { "\xff\xfe\x41\x00", 4, NULL },
    { "caf\xe9", 4, NULL },
    { "\xd5\xc5\x1b", 3, NULL },
    { "\xd5\xc5", 2, "张" },
    { "\xaa\xa1", 2, NULL },     /* a user-defined place of GB18030 */
    { "\xed\xa0\x80", 3, NULL }, /* a lone surrogate in UTF-8 */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (YzCode) code = yz_code_new ("QR-Code", cases[i].bytes, cases[i].length);

    g_assert_cmpstr (code->text, ==, cases[i].text);
    g_assert_cmpmem (g_bytes_get_data (code->bytes, NULL), g_bytes_get_size (code->bytes),
                     cases[i].bytes, cases[i].length);
  }
}

/* "A007" in code set B, with its check symbol (ISO/IEC 15417). */
static void
test_code_128 (Fixture *f, gconstpointer data)
{
  static const char bars[] = "11010010000" /* start B */
                             "10100011000" /* A */
                             "10011101100" /* 0 */
                             "10011101100" /* 0 */
                             "11101101110" /* 7 */
                             "11011001100" /* (104 + 1·33 + 2·16 + 3·16 + 4·23) mod 103 = 0 */
                             "1100011101011";
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 200);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *path = get_path (f, "bars.png");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) codes = NULL;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (gsize i = 0; bars[i] != '\0'; i++)
    if (bars[i] == '1')
      cairo_rectangle (cr, 60 + 3 * (double)i, 40, 3, 120);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);

  codes = yz_picture_read_codes (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (codes->len, ==, 1);
  g_assert_cmpstr (nth (codes, 0)->type, ==, "CODE-128");
  g_assert_cmpstr (nth (codes, 0)->text, ==, "A007");
}

static void
test_two_codes (Fixture *f, gconstpointer data)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 900, 500);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *path = get_path (f, "two.png");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) codes = NULL;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  yz_test_code_draw (cr, "left", 4, 40, 60, 6);
  yz_test_code_draw (cr, "right", 5, 500, 120, 9);
  cairo_destroy (cr);
  cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);

  codes = yz_picture_read_codes (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (codes->len, ==, 2);
  g_assert_cmpstr (nth (codes, 0)->text, !=, nth (codes, 1)->text);
  for (guint i = 0; i < 2; i++)
    g_assert_true (g_str_equal (nth (codes, i)->text, "left")
                   || g_str_equal (nth (codes, i)->text, "right"));
}

/* Forty codes, aslant and small: of such a sheet zbar alone reads some. */
static void
test_sheet (Fixture *f, gconstpointer data)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1280, 960);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *path = get_path (f, "sheet.png");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) codes = NULL;
  g_autoptr (GHashTable) texts = g_hash_table_new (g_str_hash, g_str_equal);

  cairo_set_source_rgb (cr, 0.9, 0.9, 0.88);
  cairo_paint (cr);
  cairo_transform (cr, &(cairo_matrix_t){ 0.97, 0.09, -0.14, 0.93, 150, 20 });
  for (guint i = 0; i < 40; i++) {
    g_autofree char *text = g_strdup_printf ("Stand %02u, drawer %u", i, i * 37);

    yz_test_code_draw (cr, text, strlen (text), i % 8 * 132, i / 8 * 170, 3.4);
  }
  cairo_destroy (cr);
  cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);

  codes = yz_picture_read_codes (path, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < codes->len; i++)
    g_hash_table_add (texts, nth (codes, i)->text);
  for (guint i = 0; i < 40; i++) {
    g_autofree char *text = g_strdup_printf ("Stand %02u, drawer %u", i, i * 37);

    g_assert_true (g_hash_table_remove (texts, text));
  }
  g_assert_cmpuint (g_hash_table_size (texts), ==, 0);
}

/* Cut at the last module, without any quiet zone. */
static void
test_tight (Fixture *f, gconstpointer data)
{
  g_autoptr (YzQr) qr = yz_qr_new ("https://example.org/tight", NULL);
  int modules = (int)yz_qr_get_size (qr);

  for (int module = 2; module <= 6; module++) {
    int side = modules * module;
    cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, side, side);
    cairo_t *cr = cairo_create (surface);
    g_autofree char *path = get_path (f, "tight.png");

    yz_qr_draw (qr, cr, -4 * module, -4 * module, (modules + 8) * module);
    cairo_destroy (cr);
    cairo_surface_write_to_png (surface, path);
    cairo_surface_destroy (surface);
    assert_text (path, "https://example.org/tight");
  }
}

/* Less than three pixels for two modules: only read at a larger size. */
static void
test_small_modules (Fixture *f, gconstpointer data)
{
  static const char text[] = "申请人：张小明，联系电话：13800000000";
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 150, 150);
  cairo_t *cr = cairo_create (surface);
  g_autofree guint8 *gray = g_malloc (150 * 150);
  g_autoptr (YzCodeReader) reader = yz_code_reader_new ();
  g_autoptr (GPtrArray) codes = NULL;
  g_autoptr (GPtrArray) hurried = NULL;

  cairo_set_source_rgb (cr, 0.8, 0.8, 0.8);
  cairo_paint (cr);
  yz_test_code_draw (cr, text, strlen (text), 30.37, 30.37, 1.4);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (guint y = 0; y < 150; y++)
    for (guint x = 0; x < 150; x++)
      gray[y * 150 + x] = cairo_image_surface_get_data (surface)[y * 600 + x * 4];
  cairo_surface_destroy (surface);

  hurried = yz_code_reader_read (reader, &(YzGray){ gray, 150, 150, 150 }, 0, FALSE);
  g_assert_cmpuint (hurried->len, ==, 0);
  codes = yz_code_reader_read (reader, &(YzGray){ gray, 150, 150, 150 }, 5000, FALSE);
  g_assert_cmpuint (codes->len, ==, 1);
  g_assert_cmpstr (nth (codes, 0)->text, ==, text);
}

/* A telephone in its dark mode: white on black. */
static void
test_inverted (Fixture *f, gconstpointer data)
{
  g_autoptr (YzQr) qr = yz_qr_new ("inverted", NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 300, 300);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *path = get_path (f, "inverted.png");

  cairo_set_source_rgb (cr, 0.9, 0.9, 0.9);
  for (guint y = 0; y < yz_qr_get_size (qr); y++)
    for (guint x = 0; x < yz_qr_get_size (qr); x++)
      if (yz_qr_get_module (qr, x, y))
        cairo_rectangle (cr, 50 + x * 6, 50 + y * 6, 6, 6);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);
  assert_text (path, "inverted");
}

/* Saved by a program as black on nothing. */
static void
test_transparent (Fixture *f, gconstpointer data)
{
  g_autoptr (YzQr) qr = yz_qr_new ("transparent", NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 300, 300);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *path = get_path (f, "transparent.png");

  for (guint y = 0; y < yz_qr_get_size (qr); y++)
    for (guint x = 0; x < yz_qr_get_size (qr); x++)
      if (yz_qr_get_module (qr, x, y))
        cairo_rectangle (cr, 50 + x * 6, 50 + y * 6, 6, 6);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);
  assert_text (path, "transparent");
}

/* PGM needs no library to write. */
static void
test_pnm (Fixture *f, gconstpointer data)
{
  g_autoptr (YzQr) qr = yz_qr_new ("pnm", NULL);
  guint side = (yz_qr_get_size (qr) + 8) * 5;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *path = get_path (f, "code.pgm");

  g_string_printf (out, "P5\n%u %u\n255\n", side, side);
  for (guint y = 0; y < side; y++) {
    for (guint x = 0; x < side; x++) {
      guint column = x / 5 - 4;
      guint row = y / 5 - 4;
      gboolean black = column < yz_qr_get_size (qr) && row < yz_qr_get_size (qr)
                       && yz_qr_get_module (qr, column, row);

      g_string_append_c (out, black ? 0 : (char)255);
    }
  }
  g_assert_true (g_file_set_contents (path, out->str, (gssize)out->len, NULL));
  assert_text (path, "pnm");
}

static void
test_no_code (Fixture *f, gconstpointer data)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 640, 480);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *path = get_path (f, "none.png");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) codes = NULL;

  for (int i = 0; i < 40; i++) {
    cairo_set_source_rgb (cr, i % 3 / 2.0, i % 5 / 4.0, i % 2);
    cairo_rectangle (cr, i * 16, i * 7 % 300, 11 + i, 90);
    cairo_fill (cr);
  }
  cairo_destroy (cr);
  cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);
  codes = yz_picture_read_codes (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (codes->len, ==, 0);
}

/* Hostile files: each must end in an error that names the file, quickly. */

static void
assert_refused (const char *path, int code)
{
  g_autoptr (GError) error = NULL;
  gint64 begin_us = g_get_monotonic_time ();

  g_assert_null (yz_picture_read_codes (path, &error));
  g_assert_error (error, YZ_ERROR, code);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, 5 * G_USEC_PER_SEC);
}

static void
test_unreadable (Fixture *f, gconstpointer data)
{
  static const char *const contents[] = {
    "",
    "\x89PNG\r\n\x1a\n",
    "\xff\xd8\xff\xe0",
    "BM",
    "P5\n",
    "P6\n999999 999999\n255\n",
    "This is a text and no picture.\n",
    "<html><body>no picture</body></html>",
    "%PDF-1.4\n",
    "GIF89a\xff\xff\xff\xff\xf7\x00\x00",
    "RIFF\x10\x00\x00\x00WEBPVP8 ",
    "BM\x36\xff\xff\x7f\x00\x00\x00\x00\x36\x00\x00\x00\x28",
  };
  g_autofree char *missing = get_path (f, "missing.png");
  g_autofree char *fifo = get_path (f, "fifo.png");

  assert_refused (missing, YZ_ERROR_NOT_FOUND);
  assert_refused (f->dir, YZ_ERROR_INVALID);
  assert_refused ("/dev/zero", YZ_ERROR_INVALID);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  assert_refused (fifo, YZ_ERROR_INVALID);

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++) {
    g_autofree char *path = get_path (f, "hostile");

    g_assert_true (g_file_set_contents (path, contents[i], -1, NULL));
    assert_refused (path, YZ_ERROR_INVALID);
  }
}

static void
test_truncated (Fixture *f, gconstpointer data)
{
  g_autofree char *path = yz_test_code_save (f->dir, "whole.png", "truncated", 9);
  g_autofree char *cut = get_path (f, "cut.png");
  g_autofree char *contents = NULL;
  gsize length = 0;

  assert_text (path, "truncated");
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  for (gsize i = 1; i < 12; i++) {
    g_assert_true (g_file_set_contents (cut, contents, (gssize)(length * i / 12), NULL));
    assert_refused (cut, YZ_ERROR_INVALID);
  }
}

/* What there is of a JPEG file is shown: a code in it is read, but "no code" would be no truth. */
static void
test_truncated_jpeg (Fixture *f, gconstpointer data)
{
  g_autofree char *png = yz_test_code_save (f->dir, "whole.png", "truncated", 9);
  g_autofree char *path = get_path (f, "whole.jpg");
  g_autofree char *cut = get_path (f, "cut.jpg");
  g_autofree char *description = g_strdup_printf (
      "filesrc location=%s ! pngdec ! videoconvert ! jpegenc ! filesink location=%s", png, path);
  g_autofree char *contents = NULL;
  gsize length = 0;

  yz_test_pipeline_run (description);
  assert_text (path, "truncated");
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (cut, contents, (gssize)(length * 9 / 10), NULL));
  assert_text (cut, "truncated");
  for (gsize i = 1; i < 4; i++) {
    g_assert_true (g_file_set_contents (cut, contents, (gssize)(length * i / 10), NULL));
    assert_refused (cut, YZ_ERROR_INVALID);
  }
}

/* A JPEG file as printers want it. */
static void
test_four_inks (Fixture *f, gconstpointer data)
{
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "fuzz", "corpus", "picture", "four-inks.jpg", NULL);

  assert_text (path, "picture");
}

/* Bytes that were damaged on the way may still be a picture, and may not: never more than that. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autofree char *path = yz_test_code_save (f->dir, "whole.png", "damaged", 7);
  g_autofree char *hurt = get_path (f, "hurt.png");
  g_autofree char *contents = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  for (guint i = 0; i < 60; i++) {
    g_autofree char *copy = g_memdup2 (contents, length);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) codes = NULL;

    for (guint n = 0; n < 3; n++)
      copy[g_rand_int_range (rand, 0, (gint32)length)] = (char)g_rand_int (rand);
    g_assert_true (g_file_set_contents (hurt, copy, (gssize)length, NULL));
    codes = yz_picture_read_codes (hurt, &error);
    if (codes == NULL)
      g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
    else
      g_assert_no_error (error);
  }
}

static void
append_chunk (GByteArray *png, const char *type, const guint8 *data, guint length)
{
  guint32 size = GUINT32_TO_BE (length);
  guint32 crc = 0xffffffff;
  guint from = png->len + 4;

  g_byte_array_append (png, (const guint8 *)&size, 4);
  g_byte_array_append (png, (const guint8 *)type, 4);
  g_byte_array_append (png, data, length);
  for (guint i = from; i < png->len; i++) {
    crc ^= png->data[i];
    for (guint bit = 0; bit < 8; bit++)
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
  }
  crc = GUINT32_TO_BE (~crc);
  g_byte_array_append (png, (const guint8 *)&crc, 4);
}

static void
append_compressed (GByteArray *png, GByteArray *rows)
{
  g_autoptr (GConverter) compressor
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1));
  g_autofree guint8 *out = g_malloc (rows->len);
  gsize n_read, n_written;

  g_assert_cmpint (g_converter_convert (compressor, rows->data, rows->len, out, rows->len,
                                        G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL),
                   ==, G_CONVERTER_FINISHED);
  append_chunk (png, "IDAT", out, (guint)n_written);
}

/* Sixteen bits for each colour, as picture editors save. */
static void
test_deep (Fixture *f, gconstpointer data)
{
  static const guint8 header[] = { 0, 0, 1, 0, 0, 0, 1, 0, 16, 2, 0, 0, 0 };
  g_autoptr (YzQr) qr = yz_qr_new ("deep", NULL);
  g_autoptr (GByteArray) rows = g_byte_array_new ();
  g_autoptr (GByteArray) png = g_byte_array_new ();
  g_autofree char *path = get_path (f, "deep.png");

  for (guint y = 0; y < 256; y++) {
    g_byte_array_append (rows, (const guint8 *)"", 1); /* no filter */
    for (guint x = 0; x < 256; x++) {
      gboolean black = x / 6 - 4 < yz_qr_get_size (qr) && y / 6 - 4 < yz_qr_get_size (qr)
                       && yz_qr_get_module (qr, x / 6 - 4, y / 6 - 4);
      guint8 level = black ? 4 : 251;

      g_byte_array_append (rows, (const guint8[]){ level, 7, level, 9, level, 200 }, 6);
    }
  }
  g_byte_array_append (png, (const guint8 *)"\x89PNG\r\n\x1a\n", 8);
  append_chunk (png, "IHDR", header, sizeof header);
  append_compressed (png, rows);
  append_chunk (png, "IEND", NULL, 0);
  g_assert_true (g_file_set_contents (path, (const char *)png->data, (gssize)png->len, NULL));
  assert_text (path, "deep");
}

static gint64
get_peak_kb (void)
{
  g_autofree char *status = NULL;
  const char *peak;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  peak = strstr (status, "VmHWM:");
  g_assert_nonnull (peak);
  return g_ascii_strtoll (peak + strlen ("VmHWM:"), NULL, 10);
}

/* A small file that says it has 400 million pixels. */
static void
test_huge (Fixture *f, gconstpointer data)
{
  static const guint8 header[] = { 0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20, 8, 6, 0, 0, 0 };
  static const guint8 scan[] = { 0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01 };
  g_autoptr (GByteArray) png = g_byte_array_new ();
  g_autofree char *path = get_path (f, "huge.png");
  gint64 peak_kb = get_peak_kb ();

  g_byte_array_append (png, (const guint8 *)"\x89PNG\r\n\x1a\n", 8);
  append_chunk (png, "IHDR", header, sizeof header);
  append_chunk (png, "IDAT", scan, sizeof scan);
  append_chunk (png, "IEND", NULL, 0);
  g_assert_true (g_file_set_contents (path, (const char *)png->data, (gssize)png->len, NULL));
  assert_refused (path, YZ_ERROR_INVALID);
  g_assert_cmpint (get_peak_kb () - peak_kb, <, 100 * 1024);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/picture/utf8", test_utf8);
  ADD ("/picture/gb18030", test_gb18030);
  ADD ("/picture/bytes", test_bytes);
  g_test_add_func ("/picture/text-or-not", test_text_or_not);
  ADD ("/picture/code-128", test_code_128);
  ADD ("/picture/two-codes", test_two_codes);
  ADD ("/picture/sheet", test_sheet);
  ADD ("/picture/tight", test_tight);
  ADD ("/picture/small-modules", test_small_modules);
  ADD ("/picture/inverted", test_inverted);
  ADD ("/picture/transparent", test_transparent);
  ADD ("/picture/pnm", test_pnm);
  ADD ("/picture/no-code", test_no_code);
  ADD ("/picture/unreadable", test_unreadable);
  ADD ("/picture/truncated", test_truncated);
  ADD ("/picture/truncated-jpeg", test_truncated_jpeg);
  ADD ("/picture/four-inks", test_four_inks);
  ADD ("/picture/damaged", test_damaged);
  ADD ("/picture/deep", test_deep);
  ADD ("/picture/huge", test_huge);

  return g_test_run ();
}
