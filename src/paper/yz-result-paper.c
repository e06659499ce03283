/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-result-paper.h"

#include "yz-day.h"
#include "yz-json.h"
#include "yz-laws.h"
#include "yz-sheet.h"
#include "yz-text.h"

#include <string.h>

/* What came of the eligibility check, to take home: on a slip, as PDF, and as a text for a phone.
 */

/* Longer than any text of the rules; keeps a broken package from making paper without end. */
#define MAX_ZH_CHARS 120
#define MAX_EN_CHARS 280

/* Of a text for the phone only the first sentence, and not more than this of it. */
#define SHORT_ZH_CHARS 40
#define SHORT_EN_CHARS 90

#define MAX_ENTRIES 6
#define QR_SIDE 150.0
#define FOOTER_SIZE 8.5

typedef struct {
  const char *member;
  YzText title;
  guint n_shown;
  gboolean neutral; /* stands also where nobody may see what it is about */
} Section;

/* In the order in which a person needs them. */
static const Section sections[] = {
  { "reasons", { "为什么", "Why" }, 1, FALSE },
  { "materials", { "带什么", "What to bring" }, MAX_ENTRIES, TRUE },
  { "office", { "去哪里", "Where to go" }, 2, TRUE },
  { "refer", { "还可以找谁", "Where else to find help" }, 3, FALSE },
  { "time_limits", { "时间限制", "Time limits" }, 3, FALSE },
  { "next", { "接下来", "What follows" }, 3, TRUE },
};

static const struct {
  const char *outcome;
  YzText title;
} outcomes[] = {
  { "may-apply", { "可以申请", "You may apply" } },
  { "may-not-qualify", { "可能不符合", "You may not qualify" } },
  { "ask-window", { "请到窗口", "Please ask at the window" } },
  { "other-service", { "找别的服务", "Another service can help" } },
};

static const YzText neutral_title = { "办事提示", "What to bring and where" };
static const YzText decides = {
  "是否受理由法律援助机构决定，您都可以申请。",
  "The legal aid office decides. You may apply in any case.",
};
static const YzText more = { "其他的请问窗口。", "Ask at the window for the rest." };

/* The papers that are the same in every matter; the others tell what it is about. */
static const char *const neutral_materials[]
    = { "application", "id", "proxy", "hardship-statement", "commitment", NULL };

typedef struct {
  char *zh;
  char *en;
} Entry;

typedef struct {
  GPtrArray *entries[G_N_ELEMENTS (sections)];
  gboolean is_cut[G_N_ELEMENTS (sections)];
  const YzText *title;
  char *zh_day;
  char *en_day;
} Paper;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->zh);
  g_free (entry->en);
  g_free (entry);
}

static void
paper_free (Paper *paper)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    g_ptr_array_unref (paper->entries[i]);
  g_free (paper->zh_day);
  g_free (paper->en_day);
  g_free (paper);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Paper, paper_free)

static char *
cut (const char *text, glong max_chars)
{
  g_autofree char *begin = NULL;

  if (g_utf8_strlen (text, -1) <= max_chars)
    return g_strdup (text);
  begin = g_utf8_substring (text, 0, max_chars - 1);
  return g_strconcat (begin, "…", NULL);
}

/* One paragraph of bounded length: a line break in the data would cost a line each. */
static char *
clean (const char *text, glong max_chars)
{
  g_autofree char *valid = NULL;
  g_autoptr (GString) out = g_string_new (NULL);

  if (text == NULL)
    return g_strdup ("");
  valid = g_utf8_make_valid (text, -1);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
      c = ' ';
    g_string_append_unichar (out, c);
  }
  g_strstrip (out->str);
  return cut (out->str, max_chars);
}

static void
add_source (Entry *entry, JsonObject *object)
{
  g_autofree char *law = clean (yz_json_get_string (object, "law"), 40);
  g_autofree char *law_en = clean (yz_json_get_string (object, "law_en"), 80);
  g_autofree char *article = clean (yz_json_get_string (object, "article"), 20);
  g_autofree char *zh = g_steal_pointer (&entry->zh);
  g_autofree char *en = g_steal_pointer (&entry->en);
  g_autofree char *zh_source = NULL;
  g_autofree char *en_source = NULL;

  if (*law == '\0' || *article == '\0') {
    entry->zh = g_steal_pointer (&zh);
    entry->en = g_steal_pointer (&en);
    return;
  }
  zh_source = yz_laws_cite (law, NULL, article, "zh");
  en_source = yz_laws_cite (law, *law_en != '\0' ? law_en : NULL, article, "en");
  entry->zh = g_strdup_printf ("%s（%s）", zh, zh_source);
  entry->en = *en != '\0' ? g_strdup_printf ("%s (%s)", en, en_source) : g_strdup ("");
}

/* Of a time limit whose beginning the person has named. */
static void
add_last_day (Entry *entry, JsonObject *object)
{
  const char *last_day = yz_json_get_string (object, "last_day");
  g_autofree char *zh_day = last_day != NULL ? yz_day_to_text (last_day, "zh") : NULL;
  g_autofree char *en_day = last_day != NULL ? yz_day_to_text (last_day, "en") : NULL;
  g_autofree char *zh = NULL;
  g_autofree char *en = NULL;

  if (last_day == NULL)
    return;
  zh = g_strdup_printf ("最后一天：%s。%s", zh_day, entry->zh);
  en = g_strdup_printf ("Last day: %s. %s", en_day, entry->en);
  g_free (entry->zh);
  g_free (entry->en);
  entry->zh = g_steal_pointer (&zh);
  entry->en = g_steal_pointer (&en);
}

static Entry *
entry_new (const Section *section, JsonObject *object)
{
  g_autofree char *zh = clean (yz_json_get_string (object, "text"), MAX_ZH_CHARS);
  g_autofree char *en = clean (yz_json_get_string (object, "text_en"), MAX_EN_CHARS);
  Entry *entry;

  if (*zh == '\0')
    return NULL;
  entry = g_new0 (Entry, 1);
  entry->zh = g_steal_pointer (&zh);
  entry->en = g_steal_pointer (&en);
  if (strcmp (section->member, "reasons") == 0)
    add_source (entry, object);
  if (strcmp (section->member, "time_limits") == 0)
    add_last_day (entry, object);
  return entry;
}

static gboolean
is_shown (const Section *section, JsonObject *object, gboolean neutral)
{
  const char *id;

  if (!neutral || strcmp (section->member, "materials") != 0)
    return TRUE;
  id = yz_json_get_string (object, "id");
  return id != NULL && g_strv_contains (neutral_materials, id);
}

static void
add_entries (Paper *paper, gsize i, JsonObject *result, gboolean neutral)
{
  const Section *section = &sections[i];
  JsonArray *array = yz_json_get_array (result, section->member);
  guint length = array != NULL ? json_array_get_length (array) : 0;

  for (guint k = 0; k < length; k++) {
    JsonNode *node = json_array_get_element (array, k);
    Entry *entry = NULL;

    if (JSON_NODE_HOLDS_OBJECT (node) && is_shown (section, json_node_get_object (node), neutral))
      entry = entry_new (section, json_node_get_object (node));
    if (entry == NULL)
      continue;
    if (paper->entries[i]->len == section->n_shown) {
      /* One reason is what a person needs: there is no rest to ask for. */
      paper->is_cut[i] = section->n_shown > 1;
      entry_free (entry);
      return;
    }
    g_ptr_array_add (paper->entries[i], entry);
  }
}

/* The limit, not the income: a slip is easily left behind. */
static void
add_means (Paper *paper, JsonObject *result)
{
  JsonObject *means = yz_json_get_object (result, "means_test");
  JsonNode *node = means != NULL ? json_object_get_member (means, "limit") : NULL;
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  Entry *entry;
  double limit;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return;
  limit = json_node_get_double (node);
  if (!(limit > 0 && limit < 1e7))
    return;
  g_ascii_formatd (number, sizeof number, "%.2f", limit);
  entry = g_new0 (Entry, 1);
  entry->zh = g_strdup_printf ("收入标准：每人每月 %s 元。", number);
  entry->en = g_strdup_printf ("Income limit: %s yuan a month for each person.", number);
  g_ptr_array_add (paper->entries[0], entry);
}

static const YzText *
find_outcome (JsonObject *result)
{
  const char *outcome = yz_json_get_string (result, "outcome");

  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
    if (g_strcmp0 (outcomes[i].outcome, outcome) == 0)
      return &outcomes[i].title;
  return &outcomes[2].title; /* without an outcome a person has to look */
}

static Paper *
paper_new (JsonObject *result, gboolean neutral)
{
  Paper *paper = g_new0 (Paper, 1);
  g_autofree char *date = clean (yz_json_get_string (result, "date"), 20);
  g_autofree char *version = clean (yz_json_get_string (result, "rules_version"), 30);
  gboolean plain_yes = g_strcmp0 (yz_json_get_string (result, "outcome"), "may-apply") == 0;

  paper->title = neutral ? &neutral_title : find_outcome (result);
  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++) {
    paper->entries[i] = g_ptr_array_new_with_free_func (entry_free);
    if ((neutral && !sections[i].neutral)
        || (plain_yes && strcmp (sections[i].member, "refer") == 0))
      continue;
    add_entries (paper, i, result, neutral);
  }
  if (!neutral)
    add_means (paper, result);
  paper->zh_day = g_strdup_printf ("日期：%s　规则版本：%s", date, version);
  paper->en_day = g_strdup_printf ("Day: %s. Rules: %s", date, version);
  return paper;
}

static const char *
pick (const char *zh, const char *en, gboolean english)
{
  return english && *en != '\0' ? en : zh;
}

/* The first sentence says what it is; “…” that there is more. */
static char *
shorten (const char *text, gboolean english)
{
  const char *stop = english ? strstr (text, ". ") : strstr (text, "。");
  g_autofree char *sentence = NULL;
  gsize width = english ? 1 : strlen ("。");

  if (stop == NULL || stop[width] == '\0' || g_str_has_prefix (stop + width, "（"))
    return cut (text, english ? SHORT_EN_CHARS : SHORT_ZH_CHARS);
  sentence = g_strdup_printf ("%.*s…", (int)(stop - text), text);
  return cut (sentence, english ? SHORT_EN_CHARS : SHORT_ZH_CHARS);
}

static char *
make_line (const Section *section, const Entry *entry, gboolean english, gboolean first)
{
  g_autofree char *text = NULL;

  /* Why it is so is worth its article. */
  if (strcmp (section->member, "reasons") == 0)
    text = g_strdup (pick (entry->zh, entry->en, english));
  else
    text = shorten (pick (entry->zh, entry->en, english), english);
  if (!first)
    return g_strdup_printf ("- %s\n", text);
  return g_strdup_printf (english ? "%s:\n- %s\n" : "%s：\n- %s\n",
                          yz_text_get (&section->title, english ? "en" : "zh"), text);
}

/* The first of each section, then the second of each, so that none of them pushes a time limit or
 * the office out. Returns whether all of them found room. */
static gboolean
fill_lines (const Paper *paper, gboolean english, gsize room, GString **lines)
{
  gboolean complete = TRUE;

  for (guint k = 0; k < MAX_ENTRIES; k++) {
    for (gsize i = 0; i < G_N_ELEMENTS (sections); i++) {
      g_autofree char *line = NULL;

      if (k == 0)
        complete = complete && !paper->is_cut[i];
      if (k >= paper->entries[i]->len)
        continue;
      line = make_line (&sections[i], g_ptr_array_index (paper->entries[i], k), english,
                        lines[i]->len == 0);
      if (strlen (line) > room) {
        complete = FALSE;
        continue;
      }
      room -= strlen (line);
      g_string_append (lines[i], line);
    }
  }
  return complete;
}

static char *
paper_to_text (const Paper *paper, gboolean english)
{
  const char *language = english ? "en" : "zh";
  g_autoptr (GString) text = g_string_new (yz_text_get (paper->title, language));
  g_autofree char *tail = g_strdup_printf ("%s\n%s", yz_text_get (&decides, language),
                                           english ? paper->en_day : paper->zh_day);
  GString *lines[G_N_ELEMENTS (sections)];
  gboolean complete;

  g_string_append_c (text, '\n');
  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    lines[i] = g_string_new (NULL);
  complete = fill_lines (paper, english,
                         YZ_RESULT_TEXT_MAX_BYTES - text->len - strlen (tail)
                             - strlen (yz_text_get (&more, language)) - 1,
                         lines);
  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++) {
    g_string_append (text, lines[i]->str);
    g_string_free (lines[i], TRUE);
  }
  if (!complete)
    g_string_append_printf (text, "%s\n", yz_text_get (&more, language));
  g_string_append (text, tail);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * yz_result_text:
 * @result: a result of the eligibility check; what is missing is left out
 * @language: `en` for English, otherwise Chinese
 * @neutral: whether nobody may see what it is about
 *
 * Says the result in short lines, at most %YZ_RESULT_TEXT_MAX_BYTES long, so that a QR code of it
 * can be read by a phone. The day, the version of the rules and who decides always stand in it.
 *
 * Returns: (transfer full): the text
 */
char *
yz_result_text (JsonObject *result, const char *language, gboolean neutral)
{
  g_autoptr (Paper) paper = NULL;

  g_return_val_if_fail (result != NULL && language != NULL, NULL);

  paper = paper_new (result, neutral);
  return paper_to_text (paper, g_str_has_prefix (language, "en"));
}

static void
add_sections (YzSlip *slip, const Paper *paper)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++) {
    if (paper->entries[i]->len == 0)
      continue;
    yz_slip_add_line (slip);
    yz_slip_add_text (slip, YZ_SLIP_BODY, sections[i].title.zh, sections[i].title.en);
    for (guint k = 0; k < paper->entries[i]->len; k++) {
      const Entry *entry = g_ptr_array_index (paper->entries[i], k);

      yz_slip_add_text (slip, YZ_SLIP_SMALL, entry->zh, *entry->en != '\0' ? entry->en : NULL);
    }
    if (paper->is_cut[i])
      yz_slip_add_text (slip, YZ_SLIP_SMALL, more.zh, more.en);
  }
}

/**
 * yz_result_paper_new_slip:
 * @result: a result of the eligibility check; what is missing is left out
 * @hall: the name of the hall
 * @language: of the QR code, as in yz_result_text()
 * @neutral: whether nobody may see what it is about: then the title does not say the outcome, only
 *   papers that every matter needs, the office and what follows stand on it, and there is no code
 * @error: %YZ_ERROR_INVALID where the text does not fit into a QR code
 *
 * Lays the result out, with a QR code of yz_result_text(). It names nobody and shows no income.
 *
 * Returns: (transfer full): the slip, to be drawn with yz_slip_render_async()
 */
YzSlip *
yz_result_paper_new_slip (JsonObject *result,
                          const char *hall,
                          const char *language,
                          gboolean neutral,
                          GError **error)
{
  g_autoptr (YzSlip) slip = NULL;
  g_autoptr (Paper) paper = NULL;

  g_return_val_if_fail (result != NULL && hall != NULL && language != NULL, NULL);

  slip = yz_slip_new ();
  paper = paper_new (result, neutral);
  yz_slip_add_text (slip, YZ_SLIP_BODY, hall, NULL);
  yz_slip_add_line (slip);
  yz_slip_add_text (slip, YZ_SLIP_TITLE, paper->title->zh, paper->title->en);
  add_sections (slip, paper);
  yz_slip_add_line (slip);
  yz_slip_add_text (slip, YZ_SLIP_SMALL, paper->zh_day, paper->en_day);
  yz_slip_add_text (slip, YZ_SLIP_BODY, decides.zh, decides.en);
  if (!neutral) {
    g_autofree char *text = paper_to_text (paper, g_str_has_prefix (language, "en"));

    if (!yz_slip_add_qr (slip, text, error))
      return NULL;
    yz_slip_add_text (slip, YZ_SLIP_SMALL, "用手机扫码，可以把结果带走。",
                      "Scan with a phone to take the result with you.");
  }
  return g_steal_pointer (&slip);
}

static void
append_pair (GString *text, const char *mark, const char *zh, const char *en)
{
  g_string_append_printf (text, "%s%s\n", mark, zh);
  if (*en != '\0')
    g_string_append_printf (text, "%s\n", en);
}

static char *
make_account (const Paper *paper)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++) {
    if (paper->entries[i]->len == 0)
      continue;
    g_string_append_printf (text, "【%s】 %s\n", sections[i].title.zh, sections[i].title.en);
    for (guint k = 0; k < paper->entries[i]->len; k++) {
      const Entry *entry = g_ptr_array_index (paper->entries[i], k);

      append_pair (text, "· ", entry->zh, entry->en);
    }
    if (paper->is_cut[i])
      append_pair (text, "· ", more.zh, more.en);
    g_string_append_c (text, '\n');
  }
  append_pair (text, "", paper->zh_day, paper->en_day);
  append_pair (text, "", decides.zh, decides.en);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_footer (YzSheet *sheet, const char *hall)
{
  g_autofree char *page = g_strdup_printf ("%u", yz_sheet_get_n_pages (sheet));

  yz_sheet_draw_text (sheet, hall, FOOTER_SIZE, YZ_SHEET_BOTTOM + 12, PANGO_ALIGN_LEFT);
  yz_sheet_draw_text (sheet, page, FOOTER_SIZE, YZ_SHEET_BOTTOM + 12, PANGO_ALIGN_RIGHT);
}

static void
add_account (YzSheet *sheet, const Paper *paper, const char *hall)
{
  g_autofree char *text = make_account (paper);
  g_autoptr (PangoLayout) layout
      = yz_sheet_new_text (sheet, text, YZ_SHEET_TEXT_SIZE,
                           YZ_SHEET_RIGHT - YZ_SHEET_LEFT - 2 * YZ_SHEET_PADDING);
  int line = yz_sheet_add_lines (sheet, layout, 0, YZ_SHEET_BOTTOM);

  while (line < pango_layout_get_line_count (layout)) {
    add_footer (sheet, hall);
    yz_sheet_break_page (sheet);
    line = yz_sheet_add_lines (sheet, layout, line, YZ_SHEET_BOTTOM);
  }
}

static void
add_code (YzSheet *sheet, YzQr *qr, const char *hall)
{
  if (yz_sheet_get_y (sheet) + QR_SIDE > YZ_SHEET_BOTTOM) {
    add_footer (sheet, hall);
    yz_sheet_break_page (sheet);
  }
  yz_qr_draw (qr, yz_sheet_get_cairo (sheet), YZ_SHEET_LEFT, yz_sheet_get_y (sheet), QR_SIDE);
}

/**
 * yz_result_paper_render:
 * @result: as in yz_result_paper_new_slip()
 * @hall: as there
 * @language: as there
 * @neutral: as there
 * @error: %YZ_ERROR_INVALID where the text does not fit into a QR code
 *
 * Draws the result on A4, on as many pages as it needs. Takes tens of milliseconds.
 *
 * Returns: (transfer full): the PDF
 */
GBytes *
yz_result_paper_render (JsonObject *result,
                        const char *hall,
                        const char *language,
                        gboolean neutral,
                        GError **error)
{
  g_autoptr (Paper) paper = NULL;
  g_autoptr (YzSheet) sheet = NULL;
  g_autoptr (YzQr) qr = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (result != NULL && hall != NULL && language != NULL, NULL);

  paper = paper_new (result, neutral);
  text = paper_to_text (paper, g_str_has_prefix (language, "en"));
  if (!neutral && (qr = yz_qr_new (text, error)) == NULL)
    return NULL;
  sheet = yz_sheet_new (paper->title->zh);
  yz_sheet_draw_text (sheet, paper->title->zh, 20, YZ_SHEET_TOP, PANGO_ALIGN_CENTER);
  yz_sheet_draw_text (sheet, paper->title->en, 13, YZ_SHEET_TOP + 30, PANGO_ALIGN_CENTER);
  yz_sheet_skip_to (sheet, YZ_SHEET_TOP + 60);
  add_account (sheet, paper, hall);
  if (qr != NULL)
    add_code (sheet, qr, hall);
  add_footer (sheet, hall);
  return yz_sheet_finish (sheet, error);
}
