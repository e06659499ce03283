/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-logic-private.h"

#include "yz-number.h"

#include <math.h>
#include <string.h>

/* What a value is to JavaScript (ECMA-262, §7.1 and §7.2), on which json-logic-js stands. */

#define MAX_EXACT_INTEGER 9007199254740992.0 /* 2^53 */

/**
 * yz_logic_value_from_json:
 * @node: any JSON
 * @run: (nullable): who keeps lists; %NULL where @node is no array
 *
 * Returns: the value; it points into @node
 */
YzLogicValue
yz_logic_value_from_json (JsonNode *node, YzLogicRun *run)
{
  YzLogicValue value = { .type = YZ_LOGIC_NULL };

  if (JSON_NODE_HOLDS_OBJECT (node)) {
    value.type = YZ_LOGIC_OBJECT;
    value.object = json_node_get_object (node);
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);
    guint n = json_array_get_length (array);
    YzLogicList *list = yz_logic_run_alloc (run, sizeof *list + (gsize)n * sizeof (YzLogicValue));

    if (list == NULL)
      return value;
    list->items = (YzLogicValue *)(list + 1);
    list->identity = array;
    for (guint i = 0; i < n && run->exceeded == NULL; i++)
      list->items[list->n_items++]
          = yz_logic_value_from_json (json_array_get_element (array, i), run);
    value.type = YZ_LOGIC_LIST;
    value.list = list;
  } else if (JSON_NODE_HOLDS_VALUE (node)) {
    GType type = json_node_get_value_type (node);

    if (type == G_TYPE_STRING) {
      value.type = YZ_LOGIC_STRING;
      value.string = json_node_get_string (node);
    } else if (type == G_TYPE_BOOLEAN) {
      value.type = YZ_LOGIC_BOOLEAN;
      value.boolean = json_node_get_boolean (node);
    } else {
      value.type = YZ_LOGIC_NUMBER;
      value.number = json_node_get_double (node);
    }
  }
  return value;
}

static JsonNode *
number_to_json (double number)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  if (number == floor (number) && fabs (number) < MAX_EXACT_INTEGER)
    json_node_set_int (node, (gint64)number);
  else
    json_node_set_double (node, number);
  return node;
}

static JsonNode *
list_to_json (const YzLogicList *list, YzLogicRun *run)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; i < list->n_items && yz_logic_run_spend (run, 1); i++) {
    JsonNode *item = yz_logic_value_to_json (&list->items[i], run);

    if (list->names != NULL)
      json_object_set_member (object, list->names[i], item);
    else
      json_array_add_element (array, item);
  }
  return list->names != NULL ? json_node_init_object (json_node_alloc (), object)
                             : json_node_init_array (json_node_alloc (), array);
}

/**
 * yz_logic_value_to_json:
 * @value: a value
 * @run: what it came of; a list may stand in many places of it, and JSON writes each of them
 *
 * Returns: (transfer full): it as JSON.stringify() writes it, as far as @run may go on
 */
JsonNode *
yz_logic_value_to_json (const YzLogicValue *value, YzLogicRun *run)
{
  JsonNode *node;

  switch (value->type) {
  case YZ_LOGIC_BOOLEAN:
    node = json_node_new (JSON_NODE_VALUE);
    json_node_set_boolean (node, value->boolean);
    return node;
  case YZ_LOGIC_NUMBER:
    return isfinite (value->number) ? number_to_json (value->number)
                                    : json_node_new (JSON_NODE_NULL);
  case YZ_LOGIC_STRING:
    node = json_node_new (JSON_NODE_VALUE);
    json_node_set_string (node, value->string);
    return node;
  case YZ_LOGIC_LIST:
  case YZ_LOGIC_RECORD:
    return list_to_json (value->list, run);
  case YZ_LOGIC_OBJECT:
    return json_node_init_object (json_node_alloc (), value->object);
  case YZ_LOGIC_UNKNOWN:
  case YZ_LOGIC_UNDEFINED:
  case YZ_LOGIC_NULL:
    return json_node_new (JSON_NODE_NULL);
  default:
    g_assert_not_reached ();
  }
}

/**
 * yz_logic_value_get_truth:
 * @value: a value
 *
 * Returns: whether JsonLogic takes it for true: as JavaScript, but an empty list is false
 */
YzTruth
yz_logic_value_get_truth (const YzLogicValue *value)
{
  switch (value->type) {
  case YZ_LOGIC_UNKNOWN:
    return value->truth_hint == 0  ? YZ_TRUTH_UNKNOWN
           : value->truth_hint > 0 ? YZ_TRUTH_TRUE
                                   : YZ_TRUTH_FALSE;
  case YZ_LOGIC_BOOLEAN:
    return value->boolean ? YZ_TRUTH_TRUE : YZ_TRUTH_FALSE;
  case YZ_LOGIC_NUMBER:
    return value->number != 0 && !isnan (value->number) ? YZ_TRUTH_TRUE : YZ_TRUTH_FALSE;
  case YZ_LOGIC_STRING:
    return *value->string != '\0' ? YZ_TRUTH_TRUE : YZ_TRUTH_FALSE;
  case YZ_LOGIC_LIST:
    return value->list->n_items > 0 ? YZ_TRUTH_TRUE : YZ_TRUTH_FALSE;
  case YZ_LOGIC_OBJECT:
  case YZ_LOGIC_RECORD:
    return YZ_TRUTH_TRUE;
  case YZ_LOGIC_UNDEFINED:
  case YZ_LOGIC_NULL:
    return YZ_TRUTH_FALSE;
  default:
    g_assert_not_reached ();
  }
}

/* White space and line ends of ECMA-262, §12.2 and §12.3. */
static const char *
skip_space (const char *text)
{
  while (*text != '\0') {
    gunichar c = g_utf8_get_char (text);

    if (!g_unichar_isspace (c) && c != 0x0b && c != 0xfeff)
      break;
    text = g_utf8_next_char (text);
  }
  return text;
}

/* How many bytes at the beginning are a decimal number; 0 where there is none. */
static gsize
decimal_length (const char *text)
{
  const char *p = text;
  gsize n_digits = 0;

  if (*p == '+' || *p == '-')
    p++;
  if (g_str_has_prefix (p, "Infinity"))
    return (gsize)(p - text) + strlen ("Infinity");
  for (; g_ascii_isdigit (*p); p++)
    n_digits++;
  if (*p == '.')
    for (p++; g_ascii_isdigit (*p); p++)
      n_digits++;
  if (n_digits == 0)
    return 0;
  if (*p == 'e' || *p == 'E') {
    const char *exponent = p + (p[1] == '+' || p[1] == '-' ? 2 : 1);

    if (g_ascii_isdigit (*exponent))
      for (p = exponent; g_ascii_isdigit (*p); p++)
        ;
  }
  return (gsize)(p - text);
}

static double
read_decimal (const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);

  return g_ascii_strtod (copy, NULL);
}

/* `0x`, `0o` and `0b`; NaN where there is no such number and nothing else. */
static double
read_radix (const char *text)
{
  int radix = g_ascii_tolower (text[1]) == 'x'   ? 16
              : g_ascii_tolower (text[1]) == 'o' ? 8
              : g_ascii_tolower (text[1]) == 'b' ? 2
                                                 : 0;
  const char *p = text + 2;
  double number = 0;

  if (*text != '0' || radix == 0 || *p == '\0')
    return NAN;
  for (; g_ascii_isxdigit (*p) && g_ascii_xdigit_value (*p) < radix; p++)
    number = number * radix + g_ascii_xdigit_value (*p);
  return *skip_space (p) == '\0' ? number : NAN;
}

static double
string_to_number (const char *text)
{
  gsize length;

  text = skip_space (text);
  if (*text == '\0')
    return 0;
  length = decimal_length (text);
  if (length > 0 && *skip_space (text + length) == '\0')
    return read_decimal (text, length);
  return read_radix (text);
}

/**
 * yz_logic_value_to_number:
 * @value: a value
 * @run: who keeps what is made on the way
 *
 * Returns: Number (value)
 */
double
yz_logic_value_to_number (const YzLogicValue *value, YzLogicRun *run)
{
  switch (value->type) {
  case YZ_LOGIC_NULL:
    return 0;
  case YZ_LOGIC_BOOLEAN:
    return value->boolean ? 1 : 0;
  case YZ_LOGIC_NUMBER:
    return value->number;
  case YZ_LOGIC_STRING:
  case YZ_LOGIC_LIST:
  case YZ_LOGIC_OBJECT:
  case YZ_LOGIC_RECORD:
    return string_to_number (yz_logic_value_to_string (value, run));
  case YZ_LOGIC_UNKNOWN:
  case YZ_LOGIC_UNDEFINED:
    return NAN;
  default:
    g_assert_not_reached ();
  }
}

/**
 * yz_logic_value_parse_float:
 * @value: a value
 * @run: who keeps what is made on the way
 *
 * Returns: parseFloat (value)
 */
double
yz_logic_value_parse_float (const YzLogicValue *value, YzLogicRun *run)
{
  const char *text;
  gsize length;

  if (value->type == YZ_LOGIC_NUMBER)
    return value->number;
  text = skip_space (yz_logic_value_to_string (value, run));
  length = decimal_length (text);
  return length > 0 ? read_decimal (text, length) : NAN;
}

static void append (GString *text, const YzLogicValue *value, YzLogicRun *run);

/* Array.prototype.join with commas. */
static void
append_list (GString *text, const YzLogicList *list, YzLogicRun *run)
{
  for (guint i = 0; i < list->n_items && yz_logic_run_spend (run, 1); i++) {
    if (i > 0)
      g_string_append_c (text, ',');
    if (list->items[i].type != YZ_LOGIC_NULL && list->items[i].type != YZ_LOGIC_UNDEFINED)
      append (text, &list->items[i], run);
  }
}

static void
append (GString *text, const YzLogicValue *value, YzLogicRun *run)
{
  switch (value->type) {
  case YZ_LOGIC_NULL:
    g_string_append (text, "null");
    break;
  case YZ_LOGIC_BOOLEAN:
    g_string_append (text, value->boolean ? "true" : "false");
    break;
  case YZ_LOGIC_NUMBER:
    yz_number_append (text, value->number);
    break;
  case YZ_LOGIC_STRING:
    if (yz_logic_run_spend (run, strlen (value->string) / YZ_LOGIC_BYTES_A_STEP))
      g_string_append (text, value->string);
    break;
  case YZ_LOGIC_LIST:
    append_list (text, value->list, run);
    break;
  case YZ_LOGIC_OBJECT:
  case YZ_LOGIC_RECORD:
    g_string_append (text, "[object Object]");
    break;
  case YZ_LOGIC_UNKNOWN:
  case YZ_LOGIC_UNDEFINED:
    g_string_append (text, "undefined");
    break;
  default:
    g_assert_not_reached ();
  }
}

/**
 * yz_logic_value_to_string:
 * @value: a value
 * @run: who keeps the string
 *
 * Returns: (transfer none): String (value)
 */
const char *
yz_logic_value_to_string (const YzLogicValue *value, YzLogicRun *run)
{
  g_autoptr (GString) text = NULL;

  if (value->type == YZ_LOGIC_STRING)
    return value->string;
  text = g_string_new (NULL);
  append (text, value, run);
  return yz_logic_run_keep (run, text);
}

static gboolean
is_nothing (const YzLogicValue *value)
{
  return value->type == YZ_LOGIC_NULL || value->type == YZ_LOGIC_UNDEFINED;
}

static gboolean
is_compound (const YzLogicValue *value)
{
  return value->type == YZ_LOGIC_LIST || value->type == YZ_LOGIC_OBJECT
         || value->type == YZ_LOGIC_RECORD;
}

/**
 * yz_logic_value_same:
 * @a: a value
 * @b: another
 *
 * Returns: a === b
 */
gboolean
yz_logic_value_same (const YzLogicValue *a, const YzLogicValue *b)
{
  if (a->type != b->type)
    return FALSE;
  switch (a->type) {
  case YZ_LOGIC_BOOLEAN:
    return a->boolean == b->boolean;
  case YZ_LOGIC_NUMBER:
    return a->number == b->number;
  case YZ_LOGIC_STRING:
    return a->string == b->string || strcmp (a->string, b->string) == 0;
  case YZ_LOGIC_LIST:
  case YZ_LOGIC_RECORD:
    return a->list == b->list
           || (a->list->identity != NULL && a->list->identity == b->list->identity);
  case YZ_LOGIC_OBJECT:
    return a->object == b->object;
  case YZ_LOGIC_UNKNOWN:
  case YZ_LOGIC_UNDEFINED:
  case YZ_LOGIC_NULL:
    return TRUE;
  default:
    g_assert_not_reached ();
  }
}

static YzLogicValue
to_primitive (const YzLogicValue *value, YzLogicRun *run)
{
  YzLogicValue primitive = *value;

  if (is_compound (value)) {
    primitive.string = yz_logic_value_to_string (value, run);
    primitive.type = YZ_LOGIC_STRING;
  }
  return primitive;
}

/**
 * yz_logic_value_equal:
 * @a: a value
 * @b: another
 * @run: who keeps what is made on the way
 *
 * Returns: a == b (ECMA-262, §7.2.14)
 */
gboolean
yz_logic_value_equal (const YzLogicValue *a, const YzLogicValue *b, YzLogicRun *run)
{
  YzLogicValue x, y;

  if (a->type == b->type)
    return yz_logic_value_same (a, b);
  if (is_nothing (a) || is_nothing (b))
    return is_nothing (a) && is_nothing (b);
  if (is_compound (a) && is_compound (b))
    return FALSE;
  x = to_primitive (a, run);
  y = to_primitive (b, run);
  if (x.type == YZ_LOGIC_STRING && y.type == YZ_LOGIC_STRING)
    return strcmp (x.string, y.string) == 0;
  return yz_logic_value_to_number (&x, run) == yz_logic_value_to_number (&y, run);
}

/* JavaScript compares the units of UTF-16, in which what lies above U+FFFF comes before U+E000. */
static int
compare_strings (const char *a, const char *b)
{
  while (*a != '\0' && *b != '\0') {
    gunichar x = g_utf8_get_char (a);
    gunichar y = g_utf8_get_char (b);

    if (x != y) {
      guint u = x > 0xffff ? 0xd800 : x;
      guint v = y > 0xffff ? 0xd800 : y;

      return u != v ? (u < v ? -1 : 1) : (x < y ? -1 : 1);
    }
    a = g_utf8_next_char (a);
    b = g_utf8_next_char (b);
  }
  return (*a != '\0') - (*b != '\0');
}

/**
 * yz_logic_value_compare:
 * @a: a value
 * @b: another
 * @run: who keeps what is made on the way
 *
 * Compares as `<` does (ECMA-262, §7.2.13).
 *
 * Returns: -1, 0, 1, or %YZ_LOGIC_UNORDERED
 */
int
yz_logic_value_compare (const YzLogicValue *a, const YzLogicValue *b, YzLogicRun *run)
{
  YzLogicValue x = to_primitive (a, run);
  YzLogicValue y = to_primitive (b, run);
  double m, n;

  if (x.type == YZ_LOGIC_STRING && y.type == YZ_LOGIC_STRING)
    return compare_strings (x.string, y.string);
  m = yz_logic_value_to_number (&x, run);
  n = yz_logic_value_to_number (&y, run);
  if (isnan (m) || isnan (n))
    return YZ_LOGIC_UNORDERED;
  return (m > n) - (m < n);
}
