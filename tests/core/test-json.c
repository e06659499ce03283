/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-json.h"

#include "yz-error.h"

#include <string.h>

#define MAX_BYTES 100000

static JsonNode *
parse (const char *text, GError **error)
{
  return yz_json_parse (text, -1, MAX_BYTES, error);
}

typedef struct {
  const char *text;
  const char *canonical;
} GoodCase;

static void
test_good (void)
{
  static const GoodCase cases[] = {
    { "{}", "{}" },
    { " [ ] \r\n\t", "[]" },
    { "null", "null" },
    { "\"\"", "\"\"" },
    { "[true,false,null]", "[true,false,null]" },
    { "[0,-0,10,-1,1.5,1e2,1E+2,15e-1]", "[0,0,10,-1,1.5,100,100,1.5]" },
    { "[9223372036854775807,-9223372036854775808]", "[9223372036854775807,-9223372036854775808]" },
    { "{\"b\":1,\"a\":{\"d\":[],\"c\":\"\"}}", "{\"a\":{\"c\":\"\",\"d\":[]},\"b\":1}" },
    { "\"\\u4e09\\ud83d\\ude00\\/\\\\\\\"\\n\\u0001\"", "\"三😀/\\\\\\\"\\n\\u0001\"" },
    { "\"// no comment: [{'\"", "\"// no comment: [{'\"" },
    { "\xef\xbb\xbf[1]", "[1]" },
    { "{\"a\":{\"a\":1},\"b\":{\"a\":1}}", "{\"a\":{\"a\":1},\"b\":{\"a\":1}}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = parse (cases[i].text, &error);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GBytes) expected
        = g_bytes_new_static (cases[i].canonical, strlen (cases[i].canonical));

    g_assert_no_error (error);
    bytes = yz_json_canonical (node);
    g_assert_true (g_bytes_equal (bytes, expected));
  }
}

static const char *const bad[] = {
  "",
  " ",
  "{",
  "[",
  "\"",
  "\"\\",
  "\"\\u12",
  "]",
  "[1,]",
  "[,1]",
  "[1 2]",
  "[1]]",
  "[1}",
  "{\"a\"}",
  "{\"a\":}",
  "{\"a\":1,}",
  "{\"a\" 1}",
  "{\"a\":1 \"b\":2}",
  "{a:1}",
  "{'a':1}",
  "['a']",
  "{1:1}",
  "{null:1}",
  "{} {}",
  "{},",
  "null x",
  "nul",
  "nulll",
  "True",
  "nan",
  "Infinity",
  "-",
  "+1",
  "- 1",
  "01",
  "-01",
  "1.",
  ".5",
  "1.e1",
  "1e",
  "1e+",
  "0x1",
  "0b1",
  "1e400",
  "-1e400",
  "9223372036854775808",
  "99999999999999999999",
  "18446744073709551617",
  "[1]// comment",
  "/* comment */[1]",
  "# comment\n[1]",
  "var x = 1;",
  "\"a\nb\"",
  "\"a\tb\"",
  "\"\\q\"",
  "\"\\u000g\"",
  "\"\\u0000\"",
  "\"\\ud800\"",
  "\"\\ud800x\"",
  "\"\\ud800\\u0041\"",
  "\"\\udc00\"",
  "\"\xff\"",
  "{\"a\":1,\"a\":1}",
  "{\"a\":1,\"\\u0061\":2}",
  "[{\"b\":{\"a\":1,\"a\":2}}]",
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = parse (bad[i], &error);

    if (node != NULL)
      g_test_message ("“%s” was taken", bad[i]);
    g_assert_null (node);
    g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  }
}

/* Small in bytes, large in memory. */
static void
test_many_values (void)
{
  g_autoptr (GString) lists = g_string_new ("[[]");
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  while (lists->len < 2000000)
    g_string_append (lists, ",[]");
  g_string_append_c (lists, ']');
  node = yz_json_parse (lists->str, (gssize)lists->len, lists->len, &error);
  g_assert_null (node);
  g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "too many values"));
}

static void
test_bounds (void)
{
  g_autofree char *open = g_strnfill (64, '[');
  g_autofree char *close = g_strnfill (64, ']');
  g_autofree char *deep = g_strconcat (open, close, NULL);
  g_autofree char *deeper = g_strconcat ("[", deep, "]", NULL);
  g_autofree char *endless = g_strnfill (MAX_BYTES, '[');
  g_autofree char *digits = g_strnfill (MAX_BYTES, '1');
  g_autofree char *large = g_strnfill (MAX_BYTES + 1, ' ');
  g_autoptr (JsonNode) node = parse (deep, NULL);

  g_assert_nonnull (node);
  g_assert_null (parse (deeper, NULL));
  g_assert_null (parse (endless, NULL));
  g_assert_null (parse (digits, NULL));
  g_assert_null (parse (large, NULL));
  g_assert_null (yz_json_parse ("{\"a\0\":1}", 8, MAX_BYTES, NULL));
  g_assert_null (yz_json_parse ("[1]\0", 4, MAX_BYTES, NULL));
  /* Not a byte beyond the length is looked at. */
  g_assert_null (yz_json_parse ("[1]", 2, MAX_BYTES, NULL));
  g_assert_null (yz_json_parse ("true", 3, MAX_BYTES, NULL));
  g_assert_null (yz_json_parse ("\"\\u0041\"", 5, MAX_BYTES, NULL));
}

/* A message tells the place, and nothing of what somebody typed. */
static void
test_message (void)
{
  static const char *const texts[] = {
    "{\"name\": \"Zhang\" \"San\"}",
    "{\n \"name\": Zhang\n}",
    "{\"Zhang\": 1, \"Zhang\": 2}",
    "[\"a\" \"Zhang\"]",
    "Zhang",
  };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) local = NULL;

    g_assert_null (parse (texts[i], &local));
    g_assert_null (strstr (local->message, "Zhang"));
  }
  g_assert_null (parse (texts[1], &error));
  g_assert_nonnull (strstr (error->message, "line 2, column 10"));
}

/* Whatever the bytes: an answer, and what is taken can be written and read again. */
static void
test_random (void)
{
  static const char *const parts[]
      = { "{", "}",  "[",  "]",    ",",    ":", "\"a\"", "\"b\"", "1",
          "-", ".5", "e3", "true", "null", " ", "\"",    "\\",    "\\u0041" };

  for (guint i = 0; i < 100000; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    guint n = (guint)g_test_rand_int_range (1, 12);
    g_autoptr (JsonNode) node = NULL;

    for (guint k = 0; k < n; k++)
      g_string_append (text, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
    node = parse (text->str, NULL);
    if (node != NULL) {
      g_autoptr (GBytes) bytes = yz_json_canonical (node);
      gsize size;
      const char *data = g_bytes_get_data (bytes, &size);
      g_autoptr (JsonNode) again = yz_json_parse (data, (gssize)size, MAX_BYTES, NULL);

      g_assert_nonnull (again);
      g_assert_true (json_node_equal (node, again));
    }
  }
}

/* Several threads read the first number of a process: a session once could not begin for it. */
static void
test_first_number (void)
{
  const char *argv[] = { g_getenv ("YZ_FIRST_NUMBER"), NULL };

  for (guint i = 0; i < 150; i++) {
    g_autoptr (GError) error = NULL;
    int status;

    g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                  &error);
    g_assert_no_error (error);
    g_assert_cmpint (status, ==, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/good", test_good);
  g_test_add_func ("/json/bad", test_bad);
  g_test_add_func ("/json/bounds", test_bounds);
  g_test_add_func ("/json/many-values", test_many_values);
  g_test_add_func ("/json/message", test_message);
  g_test_add_func ("/json/random", test_random);
  g_test_add_func ("/json/first-number", test_first_number);

  return g_test_run ();
}
