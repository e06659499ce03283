/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-speech-text.h"

#include <string.h>

typedef struct {
  const YzReadings *readings;
  gboolean chinese; /* how numbers are read */
  GPtrArray *parts;
  GString *part;         /* for the voice that speaks now */
  gboolean part_chinese; /* which one that is */
  gboolean ordinal;      /* 第 was the last character */
} Speaker;

/* A number before one of these is an amount, and not a row of digits. */
#define COUNTERS "个人天日月岁元次份页小分秒万亿种位条章款项周时点米台间户级类件张名步层角倍"

/* Two of these are 两个, not 二个. */
#define COUNTERS_OF_TWO "个人天元次份页小种位间户台件张名万周年岁"

/* As people say numbers: in one breath so many digits. */
#define MAX_AMOUNT_DIGITS 8
#define MIN_ROW_DIGITS 3

static void
part_free (gpointer data)
{
  YzSpeechPart *part = data;

  g_free (part->text);
  g_free (part);
}

static void
end_part (Speaker *self)
{
  if (self->part->len > 0) {
    YzSpeechPart *part = g_new (YzSpeechPart, 1);

    part->chinese = self->part_chinese;
    part->text = g_strdup (g_strstrip (self->part->str));
    g_ptr_array_add (self->parts, part);
  }
  g_string_truncate (self->part, 0);
}

static void
say (Speaker *self, gboolean chinese, const char *words)
{
  if (chinese != self->part_chinese)
    end_part (self);
  self->part_chinese = chinese;
  if (self->part->len > 0)
    g_string_append_c (self->part, ' ');
  g_string_append (self->part, words);
}

/* Pauses go with what was said before. */
static void
pause_after (Speaker *self, char pause)
{
  char *last = self->part->len > 0 ? &self->part->str[self->part->len - 1] : NULL;

  if (last == NULL)
    return;
  if (*last == ',' || *last == '.')
    *last = pause == '.' ? '.' : *last;
  else
    g_string_append_c (self->part, pause);
}

/* Numbers ------------------------------------------------------------------------------------- */

static const char *const digit_syllables[]
    = { "ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3" };

static gboolean
is_one_of (const char *characters, const char *p)
{
  char character[7] = { 0 };

  if (*p == '\0')
    return FALSE;
  memcpy (character, p, (gsize)(g_utf8_next_char (p) - p));
  return strstr (characters, character) != NULL;
}

/* On the telephone and at windows 1 is yao, so that nobody hears 7; but not in a year. */
static void
say_digits (Speaker *self, const char *digits, gsize n, gboolean is_year)
{
  for (gsize i = 0; i < n; i++) {
    const char *syllable = digit_syllables[digits[i] - '0'];

    say (self, TRUE, n >= MIN_ROW_DIGITS && !is_year && digits[i] == '1' ? "yao1" : syllable);
  }
}

/* Up to four digits: 1007 is a thousand, zero, seven. */
static void
say_group (Speaker *self, guint number, gboolean has_more_before)
{
  static const char *const units[] = { "qian1", "bai3", "shi2", NULL };
  gboolean zero = FALSE;
  gboolean begun = has_more_before;
  guint unit = 1000;

  for (guint i = 0; i < 4; i++, unit /= 10) {
    guint digit = number / unit % 10;

    if (digit == 0) {
      zero = begun;
      continue;
    }
    if (zero)
      say (self, TRUE, digit_syllables[0]);
    zero = FALSE;
    /* 十二, but 一百一十二 */
    if (digit != 1 || i != 2 || begun)
      say (self, TRUE, digit_syllables[digit]);
    if (units[i] != NULL)
      say (self, TRUE, units[i]);
    begun = TRUE;
  }
}

static void
say_amount (Speaker *self, guint64 number)
{
  guint high = (guint)(number / 10000);

  if (number == 0)
    say (self, TRUE, digit_syllables[0]);
  if (high > 0) {
    say_group (self, high, FALSE);
    say (self, TRUE, "wan4");
  }
  say_group (self, (guint)(number % 10000), high > 0);
}

static gboolean
is_amount (const char *digits, gsize n, const char *rest)
{
  if (n > MAX_AMOUNT_DIGITS || (n > 1 && *digits == '0'))
    return FALSE;
  if (g_str_has_prefix (rest, "年"))
    return n != 4;
  return n < MIN_ROW_DIGITS || *rest == '.' || *rest == '%' || is_one_of (COUNTERS, rest);
}

/* Returns what comes after the number. */
static const char *
say_chinese_number (Speaker *self, const char *digits)
{
  gsize n = strspn (digits, "0123456789");
  const char *rest = digits + n;
  gsize n_decimals = *rest == '.' ? strspn (rest + 1, "0123456789") : 0;
  const char *unit = n_decimals > 0 ? rest + 1 + n_decimals : rest;
  gboolean is_ordinal = self->ordinal;

  self->ordinal = FALSE;
  while (*unit == ' ')
    unit++;
  if (!is_amount (digits, n, n_decimals > 0 ? rest : unit)) {
    say_digits (self, digits, n, n == 4 && g_str_has_prefix (unit, "年"));
    return rest;
  }
  if (*unit == '%')
    say (self, TRUE, "bai3 fen1 zhi1");
  if (n == 1 && *digits == '2' && n_decimals == 0 && !is_ordinal
      && is_one_of (COUNTERS_OF_TWO, unit))
    say (self, TRUE, "liang3");
  else
    say_amount (self, g_ascii_strtoull (digits, NULL, 10));
  if (n_decimals > 0) {
    say (self, TRUE, "dian3");
    for (gsize i = 0; i < n_decimals; i++)
      say_digits (self, rest + 1 + i, 1, FALSE);
  }
  return *unit == '%' ? unit + 1 : unit;
}

static const char *
say_english_number (Speaker *self, const char *digits)
{
  gsize n = strspn (digits, "0123456789");
  g_autofree char *word = g_strndup (digits, n);

  if (n < MIN_ROW_DIGITS + 2 && *digits != '0') {
    say (self, FALSE, word);
    return digits + n;
  }
  for (gsize i = 0; i < n; i++) {
    char digit[2] = { digits[i], '\0' };

    say (self, FALSE, digit);
  }
  return digits + n;
}

/* Words and signs ----------------------------------------------------------------------------- */

/* What signs are called, for who is about to type one. */
static const struct {
  const char *sign;
  const char *chinese;
  const char *english;
} signs[] = {
  { "，", "逗号", "comma" },
  { ",", "逗号", "comma" },
  { "。", "句号", "full stop" },
  { ".", "点", "full stop" },
  { "、", "顿号", "enumeration comma" },
  { "？", "问号", "question mark" },
  { "?", "问号", "question mark" },
  { "！", "感叹号", "exclamation mark" },
  { "!", "感叹号", "exclamation mark" },
  { "：", "冒号", "colon" },
  { ":", "冒号", "colon" },
  { "；", "分号", "semicolon" },
  { ";", "分号", "semicolon" },
  { "（", "左括号", "opening bracket" },
  { "(", "左括号", "opening bracket" },
  { "）", "右括号", "closing bracket" },
  { ")", "右括号", "closing bracket" },
  { "《", "左书名号", "opening title mark" },
  { "》", "右书名号", "closing title mark" },
  { "“", "左引号", "opening quotation mark" },
  { "”", "右引号", "closing quotation mark" },
  { "\"", "引号", "quotation mark" },
  { "'", "单引号", "apostrophe" },
  { "…", "省略号", "dots" },
  { "-", "短横", "hyphen" },
  { "/", "斜杠", "slash" },
  { "@", "艾特", "at sign" },
  { "#", "井号", "number sign" },
  { "+", "加号", "plus" },
  { "&", "和", "ampersand" },
  { "_", "下划线", "underscore" },
  { "$", "美元", "dollar" },
  { "¥", "元", "yuan" },
  { "%", "百分号", "per cent" },
  { " ", "空格", "space" },
};

static const char *
name_sign (const char *text, gboolean chinese)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strcmp (signs[i].sign, text) == 0)
      return chinese ? signs[i].chinese : signs[i].english;
  return text;
}

static const char *
say_english_word (Speaker *self, const char *word)
{
  const char *end = word;
  g_autofree char *copy = NULL;

  while (g_ascii_isalpha (*end) || (*end == '\'' && g_ascii_isalpha (end[1])))
    end++;
  copy = g_strndup (word, (gsize)(end - word));
  say (self, FALSE, copy);
  return end;
}

static const char *
say_sign (Speaker *self, const char *p)
{
  if (is_one_of ("。！？；!?;\n", p) || (*p == '.' && (p[1] == ' ' || p[1] == '\0')))
    pause_after (self, '.');
  else if (is_one_of ("，、：（）—…,:()", p))
    pause_after (self, ',');
  return g_utf8_next_char (p);
}

static const char *
say_next (Speaker *self, const char *p)
{
  const char *rest;
  g_autofree char *syllables = NULL;

  self->ordinal = self->ordinal && g_ascii_isdigit (*p);
  if (g_ascii_isdigit (*p))
    return self->chinese ? say_chinese_number (self, p) : say_english_number (self, p);
  if (g_ascii_isalpha (*p))
    return say_english_word (self, p);
  syllables = yz_readings_find (self->readings, p, &rest);
  if (syllables == NULL)
    return say_sign (self, p);
  say (self, TRUE, syllables);
  self->ordinal = g_str_has_suffix (syllables, "di4")
                  && strncmp (rest - strlen ("第"), "第", strlen ("第")) == 0;
  return rest;
}

/* 3,190 is one number. */
static char *
join_thousands (const char *text)
{
  GString *joined = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (*p != ',' || p == text || !g_ascii_isdigit (p[-1]) || strspn (p + 1, "0123456789") != 3)
      g_string_append_c (joined, *p);
  return g_string_free (joined, FALSE);
}

/**
 * yz_speech_text_prepare:
 * @readings: how Chinese is read
 * @text: as it stands on the screen, valid UTF-8; a sign that stands alone is called by its name
 * @chinese: whether numbers are read in Chinese, and not in English
 *
 * A row of digits is read one by one where nothing says that it is an amount: numbers of cards and
 * telephones, years. What cannot be read, such as emoji, is left out.
 *
 * Returns: (transfer full) (element-type YzSpeechPart): what the voices say, one after the other
 */
GPtrArray *
yz_speech_text_prepare (const YzReadings *readings, const char *text, gboolean chinese)
{
  Speaker self = { .readings = readings, .chinese = chinese, .part_chinese = chinese };
  g_autofree char *joined = NULL;

  g_return_val_if_fail (readings != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  self.parts = g_ptr_array_new_with_free_func (part_free);
  self.part = g_string_new (NULL);
  joined = join_thousands (name_sign (text, chinese));
  for (const char *p = joined; *p != '\0';)
    p = say_next (&self, p);
  end_part (&self);
  g_string_free (self.part, TRUE);
  return self.parts;
}
