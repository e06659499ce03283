/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-wedge.h"

#include <string.h>

/* A scanner that types, and people who type; all people are made up. */

#define TODAY "2026-11-21"
#define NUMBER "330105197810270025"
#define PASSPORT_1 "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
#define PASSPORT_2 "L898902C36UTO7408122F1204159ZE184226B<<<<<10"

/* What has come of it: verdicts one after the other, without those that only wait. */
typedef struct {
  YzWedge wedge;
  gint64 now_ms;
  GString *scanned;
  GString *typed;
  guint n_useless;
  guint n_swallowed;
  guint n_passed;
} Desk;

static void
desk_set_up (Desk *desk, gconstpointer data)
{
  desk->now_ms = 1000;
  desk->scanned = g_string_new (NULL);
  desk->typed = g_string_new (NULL);
}

static void
desk_tear_down (Desk *desk, gconstpointer data)
{
  yz_wedge_clear (&desk->wedge);
  g_string_free (desk->scanned, TRUE);
  g_string_free (desk->typed, TRUE);
}

static void
follow (Desk *desk, YzWedgeVerdict verdict)
{
  switch (verdict) {
  case YZ_WEDGE_HOLD:
    return;
  case YZ_WEDGE_NOTHING:
    return;
  case YZ_WEDGE_SWALLOW:
    desk->n_swallowed++;
    return;
  case YZ_WEDGE_TYPED:
    g_string_append (desk->typed, desk->wedge.text->str);
    break;
  case YZ_WEDGE_SCANNED:
    g_string_append (desk->scanned, desk->wedge.text->str);
    break;
  case YZ_WEDGE_USELESS:
    desk->n_useless++;
    break;
  default:
    g_assert_not_reached ();
  }
  yz_wedge_clear (&desk->wedge);
}

static void
rest (Desk *desk, guint pause_ms)
{
  desk->now_ms += pause_ms;
  if (pause_ms > yz_wedge_get_patience_ms (&desk->wedge))
    follow (desk, yz_wedge_end (&desk->wedge, TODAY));
}

static void
press (Desk *desk, gunichar key, guint pause_ms)
{
  YzWedgeVerdict verdict;

  rest (desk, pause_ms);
  verdict = yz_wedge_take_key (&desk->wedge, key, desk->now_ms, TODAY);
  if (verdict == YZ_WEDGE_NOTHING)
    desk->n_passed++;
  follow (desk, verdict);
}

static void
type (Desk *desk, const char *text, guint pause_ms)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    press (desk, g_utf8_get_char (p), pause_ms);
}

static void
test_number (Desk *desk, gconstpointer data)
{
  type (desk, NUMBER "\n", 8);
  g_assert_cmpstr (desk->scanned->str, ==, NUMBER "\n");
  g_assert_cmpstr (desk->typed->str, ==, "");
  g_assert_cmpuint (desk->n_useless, ==, 0);
}

/* The machine has something else to do, while a scanner types. */
static void
test_busy_machine (Desk *desk, gconstpointer data)
{
  type (desk, "33010519781", 8);
  rest (desk, 120);
  type (desk, "0270025\n", 8);
  g_assert_cmpstr (desk->scanned->str, ==, NUMBER "\n");
  g_assert_cmpstr (desk->typed->str, ==, "");
}

/* Scanners need not end what they type. */
static void
test_number_without_end (Desk *desk, gconstpointer data)
{
  type (desk, NUMBER, 8);
  g_assert_cmpstr (desk->scanned->str, ==, "");
  rest (desk, 200);
  g_assert_cmpstr (desk->scanned->str, ==, NUMBER);
}

static void
test_zone (Desk *desk, gconstpointer data)
{
  type (desk, PASSPORT_1 "\n", 5);
  rest (desk, 100);
  g_assert_cmpstr (desk->scanned->str, ==, "");
  type (desk, PASSPORT_2 "\n", 5);
  g_assert_cmpstr (desk->scanned->str, ==, PASSPORT_1 "\n" PASSPORT_2 "\n");
  g_assert_cmpstr (desk->typed->str, ==, "");
}

static void
test_half_a_zone (Desk *desk, gconstpointer data)
{
  type (desk, PASSPORT_1 "\n", 5);
  rest (desk, 400);
  g_assert_cmpuint (desk->n_useless, ==, 1);
  g_assert_cmpstr (desk->typed->str, ==, "");
  g_assert_cmpstr (desk->scanned->str, ==, "");
}

static void
test_code (Desk *desk, gconstpointer data)
{
  static const char code[] = "{\"yz\":1,\"form\":\"f\",\"facts\":{\"name\":\"\\u5f20\"}}";

  type (desk, code, 2);
  press (desk, '\n', 2);
  g_assert_true (g_str_has_prefix (desk->scanned->str, code));
}

/* Enter twice must not press what the first one has brought up; a person's Enter may. */
static void
test_second_line_end (Desk *desk, gconstpointer data)
{
  type (desk, NUMBER "\n\n", 8);
  g_assert_cmpuint (desk->n_swallowed, ==, 1);
  g_assert_cmpuint (desk->n_passed, ==, 0);
  press (desk, '\n', 2000);
  g_assert_cmpuint (desk->n_passed, ==, 1);
}

/* What a code holds after what can be used goes nowhere, however long it is. */
static void
test_tail (Desk *desk, gconstpointer data)
{
  type (desk, NUMBER "\n", 6);
  for (guint i = 0; i < 50; i++)
    press (desk, '\n', 6);
  type (desk, "\n\nabc\n\n", 6);
  press (desk, 0, 6);
  g_assert_cmpuint (desk->n_passed, ==, 0);
  g_assert_cmpstr (desk->typed->str, ==, "");
  rest (desk, 200);
  type (desk, "ab", 90);
  press (desk, '\n', 90);
  g_assert_cmpstr (desk->typed->str, ==, "ab");
  g_assert_cmpuint (desk->n_passed, ==, 1);
}

/* A code of line ends, with little else, is no hand that presses buttons. */
static void
test_line_ends (Desk *desk, gconstpointer data)
{
  type (desk, "\n\n\n\n", 6);
  g_assert_cmpuint (desk->n_passed, ==, 1);
  rest (desk, 200);
  type (desk, "a\nb\ncd\n\n", 6);
  rest (desk, 200);
  g_assert_cmpuint (desk->n_passed, ==, 1);
  g_assert_cmpstr (desk->typed->str, ==, "abcd");
}

/* A packet of tea, or a number that was read wrong: never into a field. */
static void
test_useless (Desk *desk, gconstpointer data)
{
  type (desk, "6901234567892\n", 8);
  g_assert_cmpuint (desk->n_useless, ==, 1);
  rest (desk, 1000);
  type (desk, "330105197810270026\n", 8);
  g_assert_cmpuint (desk->n_useless, ==, 2);
  rest (desk, 1000);
  type (desk, "https://example.org/\n", 8);
  g_assert_cmpuint (desk->n_useless, ==, 3);
  rest (desk, 1000);
  type (desk, "{\"yz\":1,\"form\":\"legal-aid-app", 8);
  rest (desk, 200);
  g_assert_cmpuint (desk->n_useless, ==, 4);
  g_assert_cmpstr (desk->typed->str, ==, "");
}

/* Whatever never ends is no more than held back. */
static void
test_flood (Desk *desk, gconstpointer data)
{
  press (desk, '{', 1);
  for (guint i = 0; i < 100000; i++) {
    press (desk, 'a' + i % 7, 1);
    g_assert_true (desk->wedge.text == NULL || desk->wedge.text->len <= YZ_SCAN_TEXT_MAX_BYTES);
  }
  press (desk, '\n', 1);
  g_assert_cmpuint (desk->n_useless, ==, 1);
  g_assert_cmpuint (desk->n_passed, ==, 0);
  g_assert_cmpstr (desk->typed->str, ==, "");
  type (desk, NUMBER "\n", 8);
  g_assert_cmpstr (desk->scanned->str, ==, "");
  rest (desk, 1000);
  type (desk, NUMBER "\n", 8);
  g_assert_cmpstr (desk->scanned->str, ==, NUMBER "\n");
}

/* What a person types goes on, all of it and in its order, even a valid number. */
static void
test_person (Desk *desk, gconstpointer data)
{
  type (desk, "wang " NUMBER, 90);
  rest (desk, 90);
  g_assert_cmpstr (desk->typed->str, ==, "wang " NUMBER);
  press (desk, '\n', 90);
  g_assert_cmpuint (desk->n_passed, ==, 1);
  g_assert_cmpstr (desk->scanned->str, ==, "");
  g_assert_cmpuint (desk->n_useless, ==, 0);
}

/* Programs that write for people are fast too. */
static void
test_program (Desk *desk, gconstpointer data)
{
  type (desk, "wo zai gongdi shang shou le shang", 1);
  rest (desk, 200);
  g_assert_cmpstr (desk->typed->str, ==, "wo zai gongdi shang shou le shang");
  g_assert_cmpuint (desk->n_useless, ==, 0);
}

/* Two or three keys at once; an Enter as fast as that has to be pressed again. */
static void
test_rolled_keys (Desk *desk, gconstpointer data)
{
  type (desk, "abc", 10);
  press (desk, '\n', 10);
  g_assert_cmpuint (desk->n_swallowed, ==, 1);
  rest (desk, 60);
  g_assert_cmpstr (desk->typed->str, ==, "abc");
  type (desk, "defghij", 20);
  rest (desk, 200);
  g_assert_cmpstr (desk->typed->str, ==, "abcdefghij");
  g_assert_cmpuint (desk->n_useless, ==, 0);
}

/* A key that is held down repeats faster than some scanners. */
static void
test_held_key (Desk *desk, gconstpointer data)
{
  for (guint i = 0; i < 200; i++) {
    press (desk, 'a', 25);
    g_assert_cmpuint (desk->wedge.n_keys, <, 5);
  }
  rest (desk, 90);
  g_assert_cmpuint (desk->typed->len, ==, 200);
}

static void
test_cleared (Desk *desk, gconstpointer data)
{
  type (desk, "123456", 5);
  yz_wedge_clear (&desk->wedge);
  g_assert_null (desk->wedge.text);
  type (desk, NUMBER "\n", 5);
  g_assert_cmpstr (desk->scanned->str, ==, NUMBER "\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/wedge/" path, Desk, NULL, desk_set_up, func, desk_tear_down)
  ADD ("number", test_number);
  ADD ("number-without-end", test_number_without_end);
  ADD ("busy-machine", test_busy_machine);
  ADD ("zone", test_zone);
  ADD ("half-a-zone", test_half_a_zone);
  ADD ("code", test_code);
  ADD ("second-line-end", test_second_line_end);
  ADD ("tail", test_tail);
  ADD ("line-ends", test_line_ends);
  ADD ("useless", test_useless);
  ADD ("flood", test_flood);
  ADD ("person", test_person);
  ADD ("program", test_program);
  ADD ("rolled-keys", test_rolled_keys);
  ADD ("held-key", test_held_key);
  ADD ("cleared", test_cleared);
#undef ADD

  return g_test_run ();
}
