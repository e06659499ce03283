/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-application-paper.h"

#include "yz-error.h"
#include "yz-ids.h"
#include "yz-test-folder.h"

#include <cairo.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#define SIGNED_US G_GINT64_CONSTANT (1795224600000000) /* 2026-11-21 in China */

typedef struct {
  char *dir;
  char *path;
  YzForm *form;
  JsonObject *answers;
} Fixture;

static void
set (Fixture *f, const char *id, const char *value)
{
  json_object_set_string_member (f->answers, id, value);
}

static void
set_pages (Fixture *f, const char *id, guint n)
{
  JsonArray *pages = json_array_new ();

  for (guint i = 0; i < n; i++) {
    g_autofree char *page = yz_ulid_new (SIGNED_US + i);

    json_array_add_string_element (pages, page);
  }
  json_object_set_array_member (f->answers, id, pages);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *form
      = g_build_filename (g_getenv ("YZ_CONTENT_DIR"), "forms", "legal-aid-application.json", NULL);
  g_autoptr (GError) error = NULL;

  f->dir = yz_test_folder_new ();
  f->path = g_build_filename (f->dir, "application.pdf", NULL);
  f->form = yz_form_load (form, &error);
  g_assert_no_error (error);
  f->answers = json_object_new ();
  set (f, "name", "张小明");
  set (f, "sex", "male");
  set (f, "birth_date", "1986-05-01");
  set (f, "ethnic_group", "08");
  set (f, "id_number", "11010119860501001X");
  set (f, "household_address", "长江省长江市江北区民主路12号");
  set (f, "residence_address", "长江省长江市江北区人民东路88号");
  set (f, "postcode", "430000");
  set (f, "phone", "13800000000");
  set (f, "employer", "长江市宏达电子厂");
  set (f, "matter", "拖欠工资");
  set (f, "facts", "七月以后厂里一直没有发工资。");
  set (f, "requests", "请求支付拖欠的工资。");
  set (f, "filled_by", "staff");
  set (f, "signature", "window");
  json_object_set_boolean_member (f->answers, "declaration", TRUE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  yz_test_folder_remove (f->dir);
  g_free (f->path);
  g_object_unref (f->form);
  json_object_unref (f->answers);
}

static void
render (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf
      = yz_application_paper_render (f->form, f->answers, "20261121-0007", SIGNED_US, &error);
  gsize size = 0;
  const char *data;

  g_assert_no_error (error);
  data = g_bytes_get_data (pdf, &size);
  g_assert_true (g_file_set_contents (f->path, data, (gssize)size, NULL));
}

static char *
run (const char *first, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status = 0;
  va_list args;

  va_start (args, first);
  for (const char *arg = first; arg != NULL; arg = va_arg (args, const char *))
    g_ptr_array_add (argv, (gpointer)arg);
  va_end (args);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **)argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return output;
}

static char *
get_text (Fixture *f)
{
  return run ("pdftotext", "-layout", f->path, "-", NULL);
}

static void
assert_in_order (const char *text, const char *const *words, gsize n_words)
{
  for (gsize i = 0; i < n_words; i++) {
    const char *found = strstr (text, words[i]);

    if (found == NULL)
      g_error ("“%s” is missing or in the wrong place", words[i]);
    text = found + strlen (words[i]);
  }
}

/* The fields of the Ministry's form, in its order, each with what was filled in. */
static void
test_order (Fixture *f, gconstpointer data)
{
  static const char *const words[] = {
    "法律援助申请表",
    "]援申字[",
    "号",
    "姓名",
    "张小明",
    "性别",
    "男",
    "出生年月",
    "1986年5月1日",
    "民族",
    "壮族",
    "身份证号",
    "户籍所在地",
    "长江省长江市江北区民主路12号",
    "住所地（经常居住地）",
    "长江省长江市江北区人民东路88号",
    "邮政编码",
    "430000",
    "联系电话",
    "13800000000",
    "工作单位",
    "长江市宏达电子厂",
    "姓名",
    "］法定代理人",
    "］委托代理人",
    "身份证号",
    "案情及申请理由概述",
    "案由：拖欠工资",
    "七月以后厂里一直没有发工资。",
    "请求事项：请求支付拖欠的工资。",
    "没有在自助机上拍材料",
    "本人承诺以上所填内容和提交的证件、证明均真实。",
    "申请人（签字）",
    "代理人（签字）",
    "（在窗口签名）",
    "回执号：20261121-0007",
    "填表：工作人员代填",
    "第 1 页，共 1 页",
  };
  g_autofree char *text = NULL;

  render (f);
  text = get_text (f);
  assert_in_order (text, words, G_N_ELEMENTS (words));
  g_assert_null (strstr (text, "√"));

  /* Who signs at the window writes the date there. */
  g_assert_null (strstr (text, "2026年"));
}

static void
test_typefaces (Fixture *f, gconstpointer data)
{
  g_autofree char *list = NULL;
  g_auto (GStrv) lines = NULL;

  set (f, "name", "Zhang 张小明");
  render (f);
  list = run ("pdffonts", f->path, NULL);
  lines = g_strsplit (list, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >=, 4);
  for (gsize i = 2; lines[i] != NULL && *lines[i] != '\0'; i++) {
    g_assert_true (g_regex_match_simple ("^[A-Z]{6}\\+NotoSerifCJKsc-", lines[i], 0, 0));
    g_assert_true (g_regex_match_simple (" yes yes yes +\\d+ +\\d+$", lines[i], 0, 0));
  }
}

typedef struct {
  double middle;
  char place;
} Place;

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *first = a;
  const Place *second = b;

  return first->middle < second->middle ? -1 : first->middle > second->middle;
}

/* The places of the number that stands right of the upper 身份证号, from left to right. */
static GArray *
find_places (Fixture *f, double *ret_top)
{
  g_autofree char *bbox = run ("pdftotext", "-bbox", f->path, "-", NULL);
  g_autoptr (GRegex) regex
      = g_regex_new ("xMin=\"([\\d.]+)\" yMin=\"([\\d.]+)\" xMax=\"([\\d.]+)\" yMax=\"[\\d.]+\">"
                     "(身份证号|[0-9X])</word>",
                     0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Place));

  *ret_top = -1;
  g_regex_match (regex, bbox, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL)) {
    g_autofree char *left = g_match_info_fetch (match, 1);
    g_autofree char *top = g_match_info_fetch (match, 2);
    g_autofree char *right = g_match_info_fetch (match, 3);
    g_autofree char *word = g_match_info_fetch (match, 4);
    double y = g_ascii_strtod (top, NULL);

    if (*ret_top < 0 && strlen (word) > 1) {
      *ret_top = y;
    } else if (strlen (word) == 1 && ABS (y - *ret_top) < 2) {
      Place place = { (g_ascii_strtod (left, NULL) + g_ascii_strtod (right, NULL)) / 2, *word };

      g_array_append_val (places, place);
    }
  }
  g_array_sort (places, compare_places);
  return places;
}

static void
assert_number (GArray *places, const char *number)
{
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < places->len; i++)
    g_string_append_c (found, g_array_index (places, Place, i).place);
  g_assert_cmpstr (found->str, ==, number);
}

/* Black pixels in a row of the page, as runs: the rules that go through it. */
static guint
count_rules (Fixture *f, double y, double left, double right)
{
  g_autofree char *prefix = g_build_filename (f->dir, "page", NULL);
  g_autofree char *png = g_strconcat (prefix, ".png", NULL);
  cairo_surface_t *surface;
  const guint8 *row;
  gboolean inside = FALSE;
  guint count = 0;

  g_free (run ("pdftoppm", "-r", "144", "-png", "-singlefile", "-f", "1", "-l", "1", f->path,
               prefix, NULL));
  surface = cairo_image_surface_create_from_png (png);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  row = cairo_image_surface_get_data (surface)
        + (gsize)(y * 2) * (gsize)cairo_image_surface_get_stride (surface);
  for (gsize x = (gsize)(left * 2); x < (gsize)(right * 2); x++) {
    gboolean black = row[x * 4] < 160;

    count += black && !inside;
    inside = black;
  }
  cairo_surface_destroy (surface);
  g_assert_cmpint (g_remove (png), ==, 0);
  return count;
}

static void
test_eighteen_boxes (Fixture *f, gconstpointer data)
{
  g_autoptr (GArray) places = NULL;
  double first;
  double step;
  double top;

  render (f);
  places = find_places (f, &top);
  assert_number (places, "11010119860501001X");
  first = g_array_index (places, Place, 0).middle;
  step = (g_array_index (places, Place, 17).middle - first) / 17;
  for (guint i = 0; i < 18; i++)
    g_assert_cmpfloat_with_epsilon (g_array_index (places, Place, i).middle, first + i * step, 1.0);

  /* A rule on both sides of each place; the line of pixels is just above the letters. */
  g_assert_cmpuint (count_rules (f, top - 1, first - step / 2 - 3, first + 17.5 * step + 3), ==,
                    19);
}

/* A number of 15 places takes the first boxes. */
static void
test_fifteen_places (Fixture *f, gconstpointer data)
{
  g_autoptr (GArray) places = NULL;
  double top;

  set (f, "id_number", "110101860501001");
  render (f);
  places = find_places (f, &top);
  assert_number (places, "110101860501001");
}

/* Nobody takes a passport's number for that of an ID card. */
static void
test_passport (Fixture *f, gconstpointer data)
{
  static const char *const words[] = { "民族", "证件号码", "护照", "L898902C3", "户籍所在地" };
  g_autofree char *text = NULL;

  set (f, "id_number", "L898902C3");
  set (f, "id_kind", "passport");
  render (f);
  text = get_text (f);
  assert_in_order (text, words, G_N_ELEMENTS (words));
}

static void
test_agent (Fixture *f, gconstpointer data)
{
  static const char *const words[]
      = { "工作单位", "姓名", "李小红", "］法定代理人", "√］委托代理人", "身份证号" };
  g_autofree char *text = NULL;

  set (f, "agent_name", "李小红");
  set (f, "agent_kind", "appointed");
  set (f, "agent_id_number", "330105197810270025");
  render (f);
  text = get_text (f);
  assert_in_order (text, words, G_N_ELEMENTS (words));
  g_assert_null (strstr (text, "√］法定代理人"));
}

static cairo_status_t
on_write (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static char *
make_signature (int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GByteArray) png = g_byte_array_new ();

  cairo_set_line_width (cr, 8);
  cairo_move_to (cr, 10, height / 2.0);
  cairo_curve_to (cr, width / 3.0, 0, width / 2.0, height, width - 10, height / 3.0);
  cairo_stroke (cr);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, on_write, png);
  cairo_surface_destroy (surface);
  return g_base64_encode (png->data, png->len);
}

/* Whoever began to write of an agent and then took the name out has none. */
static void
test_no_agent (Fixture *f, gconstpointer data)
{
  g_autofree char *signature = make_signature (300, 300);
  g_autofree char *images = NULL;
  g_autofree char *text = NULL;

  set (f, "agent_kind", "appointed");
  set (f, "agent_id_number", "440308199901101512");
  set (f, "agent_signature", signature);
  render (f);
  text = get_text (f);
  g_assert_null (strstr (text, "√］"));
  g_assert_null (strstr (text, "440308"));
  images = run ("pdfimages", "-list", f->path, NULL);
  g_assert_null (strstr (images, " 300   300 "));
}

/* Every sentence is on the paper once, on as many pages as are needed, and each page says which of
 * how many it is. */
static void
test_long_account (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) facts = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) pages = NULL;
  guint n_pages;

  for (guint i = 100; i < 240; i++)
    g_string_append_printf (facts, "事情经过%u句，厂里没有发工资。\n", i);
  set (f, "facts", facts->str);
  render (f);
  text = get_text (f);
  for (guint i = 100; i < 240; i++) {
    g_autofree char *sentence = g_strdup_printf ("事情经过%u句，厂里没有发工资。", i);
    const char *found = strstr (text, sentence);

    g_assert_nonnull (found);
    g_assert_null (strstr (found + 1, sentence));
  }
  g_assert_nonnull (strstr (text, "请求事项：请求支付拖欠的工资。"));

  pages = g_strsplit (text, "\f", -1);
  n_pages = g_strv_length (pages) - 1;
  g_assert_cmpuint (n_pages, >=, 3);
  for (guint i = 0; i < n_pages; i++) {
    g_autofree char *page = g_strdup_printf ("第 %u 页，共 %u 页", i + 1, n_pages);

    g_assert_nonnull (strstr (pages[i], page));
    g_assert_nonnull (strstr (pages[i], "回执号：20261121-0007"));
    g_assert_nonnull (strstr (pages[i], i == 0 ? "（接下页）" : "（续页）"));
  }

  /* The declaration stands with the person, as on the empty form. */
  g_assert_nonnull (strstr (pages[0], "本人承诺"));
  g_assert_null (strstr (pages[1], "本人承诺"));
}

/* Whoever files the form sees which photographs belong to it. */
static void
test_photos (Fixture *f, gconstpointer data)
{
  static const char *const both[]
      = { "请求事项：请求支付拖欠的工资。",
          "随附自助机所拍材料：身份证件 2 页；与案件有关的材料 9 页", "本人承诺" };
  static const char *const one[] = { "随附自助机所拍材料：与案件有关的材料 10 页", "本人承诺" };
  g_autofree char *text = NULL;
  g_autofree char *text_of_one = NULL;

  set_pages (f, "id_papers", 2);
  set_pages (f, "case_papers", 9);
  render (f);
  text = get_text (f);
  assert_in_order (text, both, G_N_ELEMENTS (both));
  g_assert_null (strstr (text, "没有在自助机上拍材料"));

  json_object_remove_member (f->answers, "id_papers");
  set_pages (f, "case_papers", 10);
  render (f);
  text_of_one = get_text (f);
  assert_in_order (text_of_one, one, G_N_ELEMENTS (one));
  g_assert_null (strstr (text_of_one, "身份证件"));
}

typedef struct {
  double top;
  double bottom;
  char *text;
} Line;

static void
line_clear (gpointer data)
{
  g_free (((Line *)data)->text);
}

static GArray *
find_lines (Fixture *f, const char *page)
{
  g_autofree char *bbox = run ("pdftotext", "-f", page, "-l", page, "-bbox", f->path, "-", NULL);
  g_autoptr (GRegex) regex
      = g_regex_new ("yMin=\"([\\d.]+)\" xMax=\"[\\d.]+\" yMax=\"([\\d.]+)\">([^<]*)<", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));

  g_array_set_clear_func (lines, line_clear);
  g_regex_match (regex, bbox, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL)) {
    g_autofree char *top = g_match_info_fetch (match, 1);
    g_autofree char *bottom = g_match_info_fetch (match, 2);
    Line line = { g_ascii_strtod (top, NULL), g_ascii_strtod (bottom, NULL),
                  g_match_info_fetch (match, 3) };

    g_array_append_val (lines, line);
  }
  return lines;
}

/* However long the account is, what comes with it stands once, on a line of its own. */
static void
test_photos_after_account (Fixture *f, gconstpointer data)
{
  set_pages (f, "id_papers", 2);
  set_pages (f, "case_papers", 9);
  for (guint n = 0; n < 40; n++) {
    g_autoptr (GString) facts = g_string_new ("第0句。");
    g_autoptr (GArray) lines = NULL;
    const Line *attached = NULL;

    for (guint i = 1; i <= n; i++)
      g_string_append_printf (facts, "\n第%u句。", i);
    set (f, "facts", facts->str);
    render (f);
    lines = find_lines (f, "1");
    for (guint i = 0; i < lines->len; i++) {
      const Line *line = &g_array_index (lines, Line, i);

      if (g_str_has_prefix (line->text, "随附自助机所拍材料")) {
        g_assert_null (attached);
        attached = line;
      }
    }
    g_assert_nonnull (attached);
    for (guint i = 0; i < lines->len; i++) {
      const Line *line = &g_array_index (lines, Line, i);

      g_assert_true (ABS (line->top - attached->top) < 1 || line->bottom <= attached->top + 1
                     || line->top >= attached->bottom - 1);
    }
  }
}

/* As long as the form allows, in every field at once: nothing lies outside the page. */
static void
test_longest_answers (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *id;
    guint length;
  } fields[] = {
    { "name", 100 },
    { "household_address", 200 },
    { "residence_address", 200 },
    { "phone", 40 },
    { "employer", 100 },
    { "agent_name", 100 },
    { "agent_id_number", 60 },
    { "matter", 100 },
    { "facts", 3000 },
    { "requests", 1000 },
  };
  g_autofree char *text = NULL;
  g_autofree char *bbox = NULL;
  g_autoptr (GRegex) regex = g_regex_new (
      "xMin=\"([\\d.-]+)\" yMin=\"([\\d.-]+)\" xMax=\"([\\d.]+)\" yMax=\"([\\d.]+)\"", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  guint n_words = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autoptr (GString) value = g_string_new (NULL);

    for (guint n = 0; n < fields[i].length; n++)
      g_string_append_unichar (value, 0x4e00 + n % 400);
    set (f, fields[i].id, value->str);
  }
  render (f);
  bbox = run ("pdftotext", "-bbox", f->path, "-", NULL);
  g_regex_match (regex, bbox, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL)) {
    g_autofree char *left = g_match_info_fetch (match, 1);
    g_autofree char *top = g_match_info_fetch (match, 2);
    g_autofree char *right = g_match_info_fetch (match, 3);
    g_autofree char *bottom = g_match_info_fetch (match, 4);

    g_assert_cmpfloat (g_ascii_strtod (left, NULL), >=, 50);
    g_assert_cmpfloat (g_ascii_strtod (top, NULL), >=, 40);
    g_assert_cmpfloat (g_ascii_strtod (right, NULL), <=, 596 - 45);
    g_assert_cmpfloat (g_ascii_strtod (bottom, NULL), <=, 842 - 30);
    n_words++;
  }
  g_assert_cmpuint (n_words, >, 100);
  text = get_text (f);
  g_assert_nonnull (strstr (text, "本人承诺"));
}

static void
test_empty (Fixture *f, gconstpointer data)
{
  static const char *const words[]
      = { "姓名", "性别", "身份证号", "案情及申请理由概述", "本人承诺" };
  g_autofree char *text = NULL;

  json_object_unref (f->answers);
  f->answers = json_object_new ();
  render (f);
  text = get_text (f);
  assert_in_order (text, words, G_N_ELEMENTS (words));
}

static void
test_signature (Fixture *f, gconstpointer data)
{
  g_autofree char *signature = make_signature (600, 200);
  g_autofree char *agent = make_signature (300, 300);
  g_autofree char *images = NULL;
  g_autofree char *text = NULL;

  set (f, "signature", signature);
  set (f, "agent_name", "李小红");
  set (f, "agent_signature", agent);
  render (f);
  images = run ("pdfimages", "-list", f->path, NULL);
  g_assert_nonnull (strstr (images, " 600   200 "));
  g_assert_nonnull (strstr (images, " 300   300 "));
  text = get_text (f);
  g_assert_null (strstr (text, "在窗口签名"));
  g_assert_nonnull (strstr (text, "2026年11月21日"));
}

static void
test_bad_signature (Fixture *f, gconstpointer data)
{
  g_autofree char *whole = make_signature (600, 200);
  g_autofree char *cut = g_strndup (whole, 400);
  g_autofree char *huge = g_strnfill (200000, 'A');
  const char *const signatures[] = { "no base64 at all", "AAAA", "", cut, huge };

  for (gsize i = 0; i < G_N_ELEMENTS (signatures); i++) {
    g_autoptr (GError) error = NULL;

    set (f, "signature", signatures[i]);
    g_assert_null (yz_application_paper_render (f->form, f->answers, NULL, SIGNED_US, &error));
    g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  }
}

static void
on_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **ret_result = user_data;

  *ret_result = g_object_ref (result);
}

/* The thread draws what was there when it was asked. */
static void
test_async (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *text = NULL;
  gsize size = 0;
  const char *bytes;

  yz_application_paper_render_async (f->form, f->answers, NULL, SIGNED_US, NULL, on_ready, &result);
  set (f, "name", "王小丽");
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  pdf = yz_application_paper_render_finish (result, &error);
  g_assert_no_error (error);
  bytes = g_bytes_get_data (pdf, &size);
  g_assert_true (g_file_set_contents (f->path, bytes, (gssize)size, NULL));
  text = get_text (f);
  g_assert_nonnull (strstr (text, "张小明"));
  g_assert_null (strstr (text, "王小丽"));
  g_assert_null (strstr (text, "回执号"));
}

/* A form has a place as a code, and a person reads its name. */
static void
test_region (Fixture *f, gconstpointer data)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("YZ_CONTENT_DIR"), "forms", "legal-aid-application.json", NULL);
  g_autofree char *json = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  char *type;

  g_assert_true (g_file_get_contents (path, &json, NULL, NULL));
  type = strstr (strstr (json, "\"household_address\""), "\"address\"");
  memcpy (type, "\"region\" ", strlen ("\"address\""));
  node = json_from_string (json, NULL);
  g_object_unref (f->form);
  f->form = yz_form_new_from_json (node, &error);
  g_assert_no_error (error);

  set (f, "household_address", "320211");
  render (f);
  text = get_text (f);
  g_assert_nonnull (strstr (text, "江苏省无锡市滨湖区"));
  g_assert_null (strstr (text, "320211"));
}

/* What a file manager shows of the file, without opening it. */
static void
test_names_nobody_outside (Fixture *f, gconstpointer data)
{
  g_autofree char *info = NULL;

  render (f);
  info = run ("pdfinfo", f->path, NULL);
  g_assert_nonnull (strstr (info, "法律援助申请表"));
  g_assert_nonnull (strstr (info, "(A4)"));
  g_assert_null (strstr (info, "张小明"));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/application-paper/order", test_order);
  ADD ("/application-paper/typefaces", test_typefaces);
  ADD ("/application-paper/eighteen-boxes", test_eighteen_boxes);
  ADD ("/application-paper/fifteen-places", test_fifteen_places);
  ADD ("/application-paper/passport", test_passport);
  ADD ("/application-paper/agent", test_agent);
  ADD ("/application-paper/no-agent", test_no_agent);
  ADD ("/application-paper/long-account", test_long_account);
  ADD ("/application-paper/photos", test_photos);
  ADD ("/application-paper/photos-after-account", test_photos_after_account);
  ADD ("/application-paper/longest-answers", test_longest_answers);
  ADD ("/application-paper/empty", test_empty);
  ADD ("/application-paper/signature", test_signature);
  ADD ("/application-paper/bad-signature", test_bad_signature);
  ADD ("/application-paper/async", test_async);
  ADD ("/application-paper/region", test_region);
  ADD ("/application-paper/names-nobody-outside", test_names_nobody_outside);

  return g_test_run ();
}
