/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-result-paper.h"

#include "yz-code-reader.h"
#include "yz-json.h"
#include "yz-test-folder.h"

#include <string.h>

#define MARGIN 12
#define HALL "长江市公共法律服务中心"
static const char decides_zh[] = "是否受理由法律援助机构决定";
static const char decides_en[] = "The legal aid office decides.";

/* As `yizhanctl eligibility` gives it, shorter. */
#define ADVICE                                                                                     \
  "\"materials\":["                                                                                \
  "{\"id\":\"application\",\"text\":\"法律援助申请表。可以到窗口填。\","            \
  "\"text_en\":\"Application form. Fill it in at the window.\"},"                                  \
  "{\"id\":\"status-proof\",\"text\":\"能说明受害的东西：报警回执、保护令。\","  \
  "\"text_en\":\"What shows the harm: police receipt, protection order.\"}],"                      \
  "\"office\":[{\"text\":\"去法院所在地。\",\"text_en\":\"Where the court is.\"}],"         \
  "\"refer\":[{\"text\":\"妇联\",\"text_en\":\"The women's federation\"}],"                      \
  "\"safety\":[{\"text\":\"马上报警。\",\"text_en\":\"Call the police.\"}],"                  \
  "\"time_limits\":[{\"text\":\"不服保护令：5天内复议。\","                             \
  "\"text_en\":\"Against the protection order: 5 days.\"}],"                                       \
  "\"next\":[{\"text\":\"机构7天内决定。\",\"text_en\":\"It decides within 7 days.\"}],"    \
  "\"rules_version\":\"2026.11.21-1\",\"date\":\"2026-11-21\""

#define RESULT                                                                                            \
  "{\"outcome\":\"may-apply\",\"means_test\":{\"limit\":2420.5},\"reasons\":["                            \
  "{\"law\":\"法律援助法\",\"article\":\"32(4)\",\"text\":\"受到家庭暴力，可以申请。\"," \
  "\"text_en\":\"People who suffer domestic violence may apply.\"},"                                      \
  "{\"text\":\"第二个理由\",\"text_en\":\"A second reason\"}]," ADVICE "}"

static const char *const secrets[]
    = { "暴力",     "受害",       "保护令",     "报警",     "妇联",       "可以申请（",
        "violence", "the harm",   "protection", "police",   "federation", "32(4)",
        "第32条",   "may apply.", "2420",       "时间限制", "Time limits" };

static JsonObject *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = yz_json_parse (json, -1, 1 << 22, &error);

  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (node));
}

static YzRaster *
draw (JsonObject *result, const char *language, gboolean neutral)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzSlip) slip = yz_result_paper_new_slip (result, HALL, language, neutral, &error);

  g_assert_no_error (error);
  return yz_slip_render (slip);
}

static GPtrArray *
read_codes (YzRaster *raster)
{
  g_autoptr (YzCodeReader) reader = yz_code_reader_new ();
  g_autoptr (GBytes) gray = yz_raster_to_gray (raster);
  guint width = yz_raster_get_width (raster);
  YzGray picture = { g_bytes_get_data (gray, NULL), width, yz_raster_get_height (raster), width };

  return yz_code_reader_read (reader, &picture, 5000, TRUE);
}

/* What poppler reads out of the PDF. */
static char *
pdf_text (JsonObject *result, const char *language, gboolean neutral)
{
  char *dir = yz_test_folder_new ();
  g_autofree char *path = g_build_filename (dir, "result.pdf", NULL);
  const char *argv[] = { "pdftotext", "-layout", path, "-", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = yz_result_paper_render (result, HALL, language, neutral, &error);
  char *output = NULL;
  int status = 0;

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (pdf, NULL),
                                      (gssize)g_bytes_get_size (pdf), NULL));
  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  yz_test_folder_remove (dir);
  return output;
}

static void
assert_in_order (const char *text, const char *const *words)
{
  for (gsize i = 0; words[i] != NULL; i++) {
    const char *found = strstr (text, words[i]);

    if (found == NULL)
      g_error ("“%s” is missing or in the wrong place", words[i]);
    text = found + strlen (words[i]);
  }
}

static void
assert_keeps_secret (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (strstr (text, secrets[i]) != NULL)
      g_error ("“%s” tells what it is about", secrets[i]);
}

/* Nothing is cut off at the edges. */
static void
assert_within_margins (YzRaster *raster)
{
  guint width = yz_raster_get_width (raster);
  guint height = yz_raster_get_height (raster);

  g_assert_cmpuint (width, ==, YZ_RASTER_RECEIPT_WIDTH);
  g_assert_cmpuint (height, >, 300);
  g_assert_cmpuint (height, <, 16000);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      if (x < MARGIN || x >= width - MARGIN || y < MARGIN || y >= height - MARGIN)
        g_assert_cmpuint (yz_raster_get_row (raster, y)[x / 8] & (0x80 >> (x % 8)), ==, 0);
}

static void
test_pdf (void)
{
  static const char *const words[] = { "可以申请",
                                       "You may apply",
                                       "为什么",
                                       "《法律援助法》第32条第4项",
                                       "2420.50",
                                       "带什么",
                                       "法律援助申请表",
                                       "Application form",
                                       "能说明受害",
                                       "去哪里",
                                       "去法院所在地",
                                       "时间限制",
                                       "5天内复议",
                                       "接下来",
                                       "机构7天内决定",
                                       "2026-11-21",
                                       "2026.11.21-1",
                                       "是否受理由法律援助机构决定",
                                       "The legal aid office decides",
                                       NULL };
  g_autoptr (JsonObject) result = parse (RESULT);
  g_autofree char *text = pdf_text (result, "zh", FALSE);

  assert_in_order (text, words);
  g_assert_null (strstr (text, "第二个理由"));
  g_assert_null (strstr (text, "妇联"));
}

/* The code on the slip is the text, in the language of the session. */
static void
test_slip (void)
{
  static const char *const languages[] = { "zh", "en" };
  static const char *const words[] = { "可以申请",
                                       "为什么",
                                       "带什么",
                                       "去哪里",
                                       "时间限制",
                                       "接下来",
                                       "是否受理由法律援助机构决定",
                                       "2026-11-21",
                                       "2026.11.21-1",
                                       NULL };
  static const char *const english[] = { "You may apply",
                                         "Why",
                                         "What to bring",
                                         "Where to go",
                                         "Time limits",
                                         "What follows",
                                         "The legal aid office decides",
                                         "2026-11-21",
                                         "2026.11.21-1",
                                         NULL };
  g_autoptr (JsonObject) result = parse (RESULT);

  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++) {
    g_autofree char *text = yz_result_text (result, languages[i], FALSE);
    g_autoptr (YzRaster) raster = draw (result, languages[i], FALSE);
    g_autoptr (GPtrArray) codes = read_codes (raster);

    assert_within_margins (raster);
    assert_in_order (text, i == 0 ? words : english);
    g_assert_cmpuint (codes->len, ==, 1);
    g_assert_cmpstr (((const YzCode *)g_ptr_array_index (codes, 0))->text, ==, text);
  }
}

static void
test_outcomes (void)
{
  static const struct {
    const char *outcome;
    const char *title;
  } cases[] = {
    { "may-apply", "可以申请\n" },     { "may-not-qualify", "可能不符合\n" },
    { "ask-window", "请到窗口\n" },    { "other-service", "找别的服务\n" },
    { "needs-answers", "请到窗口\n" }, { "else", "请到窗口\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *json = g_strdup_printf ("{\"outcome\":\"%s\"," ADVICE "}", cases[i].outcome);
    g_autoptr (JsonObject) result = parse (json);
    g_autofree char *text = yz_result_text (result, "zh", FALSE);

    g_assert_true (g_str_has_prefix (text, cases[i].title));
    g_assert_true ((strstr (text, "妇联") != NULL) == (i != 0));
  }
}

static void
test_neutral (void)
{
  static const char *const words[] = {
    "办事提示", "法律援助申请表", "去法院所在地", "机构7天内决定", "是否受理由法律援助机构决定",
    NULL
  };
  static const char *const languages[] = { "zh", "en" };
  g_autoptr (JsonObject) result = parse (RESULT);

  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++) {
    g_autofree char *pdf = pdf_text (result, languages[i], TRUE);
    g_autofree char *text = yz_result_text (result, languages[i], TRUE);
    g_autoptr (YzRaster) raster = draw (result, languages[i], TRUE);
    g_autoptr (GPtrArray) codes = read_codes (raster);

    assert_in_order (pdf, words);
    assert_keeps_secret (pdf);
    assert_keeps_secret (text);
    assert_within_margins (raster);
    g_assert_cmpuint (codes->len, ==, 0);
  }
}

static void
check (const char *json)
{
  g_autoptr (JsonObject) result = parse (json);

  for (guint i = 0; i < 4; i++) {
    const char *language = i % 2 == 0 ? "zh" : "en";
    g_autoptr (YzRaster) raster = draw (result, language, i / 2 == 1);
    g_autofree char *pdf = pdf_text (result, language, i / 2 == 1);
    g_autofree char *text = yz_result_text (result, language, i / 2 == 1);

    assert_within_margins (raster);
    g_assert_cmpuint (strlen (text), <=, YZ_RESULT_TEXT_MAX_BYTES);
    g_assert_true (g_utf8_validate (text, -1, NULL));
    g_assert_nonnull (strstr (text, i % 2 == 0 ? decides_zh : decides_en));
    g_assert_nonnull (strstr (pdf, decides_zh));
  }
}

/* Six times the longest there can be, in words, without a space, and in line breaks. */
static void
test_long (void)
{
  static const char *const pieces[] = { "很长的材料", "W", "\\n", "词 ", "a. " };
  static const char *const members[]
      = { "reasons", "materials", "office", "refer", "time_limits", "next" };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++) {
    g_autoptr (GString) json = g_string_new ("{\"outcome\":\"other-service\"");
    g_autoptr (GString) text = g_string_new ("x");

    for (guint k = 0; k < 900; k++)
      g_string_append (text, pieces[i]);
    for (gsize m = 0; m < G_N_ELEMENTS (members); m++) {
      g_string_append_printf (json, ",\"%s\":[", members[m]);
      for (guint k = 0; k < 9; k++)
        g_string_append_printf (json,
                                "%s{\"id\":\"id\",\"law\":\"%s\",\"article\":\"%s\",\"text\":\"%"
                                "s\","
                                "\"text_en\":\"%s\"}",
                                k == 0 ? "" : ",", text->str, text->str, text->str, text->str);
      g_string_append_c (json, ']');
    }
    g_string_append_printf (json, ",\"date\":\"%s\",\"rules_version\":\"%s\"}", text->str,
                            text->str);
    check (json->str);
  }
}

static void
test_hostile (void)
{
  static const char *const results[] = {
    "{}",
    "{\"outcome\":null,\"reasons\":null,\"materials\":{},\"date\":7,\"rules_version\":[]}",
    "{\"reasons\":[],\"materials\":[],\"office\":[],\"time_limits\":[],\"next\":[]}",
    "{\"reasons\":[null,1,\"x\",[],{}],\"materials\":[null,{\"id\":3,\"text\":4}]}",
    "{\"reasons\":[{\"text\":\"x\",\"law\":\"y\",\"article\":\")(\"}]}",
    "{\"reasons\":[{\"text\":\"x\",\"law\":\"y\",\"article\":\"()\"}]}",
    "{\"reasons\":[{\"text\":\"%s%n\",\"law\":\"%n\",\"article\":\"(%n)\"}]}",
    "{\"means_test\":{\"limit\":\"x\"}}",
    "{\"means_test\":{\"limit\":1e308}}",
    "{\"means_test\":{\"limit\":[]}}",
    "{\"means_test\":{\"limit\":null}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    check (results[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/result-paper/pdf", test_pdf);
  g_test_add_func ("/result-paper/slip", test_slip);
  g_test_add_func ("/result-paper/outcomes", test_outcomes);
  g_test_add_func ("/result-paper/neutral", test_neutral);
  g_test_add_func ("/result-paper/long", test_long);
  g_test_add_func ("/result-paper/hostile", test_hostile);

  return g_test_run ();
}
