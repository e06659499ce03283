/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-logic-private.h"

#include <math.h>
#include <string.h>

/* From the tree to a value. One evaluator for both modes: in strict mode there is nothing unknown.
 */

#define MAX_BYTES (16 * 1024 * 1024)

/* What the variables of a rule are looked up in. */
typedef const YzLogicValue Data;

static const YzLogicValue undefined_value = { .type = YZ_LOGIC_UNDEFINED };
static const YzLogicValue null_value = { .type = YZ_LOGIC_NULL };
static const YzLogicValue unknown_value = { .type = YZ_LOGIC_UNKNOWN };

/**
 * yz_logic_run_spend:
 * @run: a run
 * @steps: what is going to be done
 *
 * Returns: whether the run may still do that; where it may not, that is noted
 */
gboolean
yz_logic_run_spend (YzLogicRun *run, gsize steps)
{
  if (steps > run->max_steps - run->n_steps) {
    run->n_steps = run->max_steps;
    run->exceeded = "takes too many steps";
  }
  if (run->exceeded != NULL)
    return FALSE;
  run->n_steps += (guint)steps;
  return TRUE;
}

/**
 * yz_logic_run_alloc:
 * @run: a run
 * @size: bytes
 *
 * Returns: (transfer none) (nullable): zeroed memory that lives as long as the run, or %NULL where
 *   the run exceeds its bound with it, which is noted
 */
gpointer
yz_logic_run_alloc (YzLogicRun *run, gsize size)
{
  gpointer memory;

  if (size > MAX_BYTES - run->n_bytes) {
    run->exceeded = "needs too much memory";
    return NULL;
  }
  run->n_bytes += size;
  if (run->owned == NULL)
    run->owned = g_ptr_array_new_with_free_func (g_free);
  memory = g_malloc0 (MAX (size, 1));
  g_ptr_array_add (run->owned, memory);
  return memory;
}

/**
 * yz_logic_run_keep:
 * @run: a run
 * @text: a string
 *
 * Returns: (transfer none): a copy that lives as long as the run; empty where that exceeds its
 * bound
 */
const char *
yz_logic_run_keep (YzLogicRun *run, const GString *text)
{
  char *kept = yz_logic_run_alloc (run, text->len + 1);

  return kept != NULL ? memcpy (kept, text->str, text->len + 1) : "";
}

/**
 * yz_logic_run_clear:
 * @run: a run
 *
 * Frees what was made on the way, values that came of it too.
 */
void
yz_logic_run_clear (YzLogicRun *run)
{
  g_clear_pointer (&run->owned, g_ptr_array_unref);
}

static YzLogicValue
boolean (gboolean holds)
{
  return (YzLogicValue){ .type = YZ_LOGIC_BOOLEAN, .boolean = holds };
}

static YzLogicValue
number (double value)
{
  return (YzLogicValue){ .type = YZ_LOGIC_NUMBER, .number = value };
}

static YzLogicValue
string (const char *value)
{
  return (YzLogicValue){ .type = YZ_LOGIC_STRING, .string = value };
}

/* Unknown, but true or false all the same. */
static YzLogicValue
unknown_but (gboolean holds)
{
  return (YzLogicValue){ .type = YZ_LOGIC_UNKNOWN, .truth_hint = holds ? 1 : -1 };
}

static YzLogicValue
truth (YzTruth known)
{
  return known == YZ_TRUTH_UNKNOWN ? unknown_value : boolean (known == YZ_TRUTH_TRUE);
}

static gboolean
is_unknown (const YzLogicValue *value)
{
  return value->type == YZ_LOGIC_UNKNOWN;
}

/* Whether something in it is unknown: for whatever makes a text or a number of a list. Elements
 * count as steps: they may be many, and looked at again and again. */
static gboolean
is_open (const YzLogicValue *value, YzLogicRun *run)
{
  if (value->type != YZ_LOGIC_LIST || run->slots == NULL)
    return is_unknown (value);
  for (guint i = 0; i < value->list->n_items; i++) {
    if (!yz_logic_run_spend (run, 1) || is_open (&value->list->items[i], run))
      return TRUE;
  }
  return FALSE;
}

static YzLogicValue
argument (const YzLogicNode *node, guint i, Data *data, YzLogicRun *run)
{
  return i < node->n_args ? yz_logic_run (&node->args[i], data, run) : undefined_value;
}

/* Lists ---------------------------------------------------------------------------------------- */

/* NULL where the run exceeds its bound with it. */
static YzLogicList *
new_list (YzLogicRun *run, guint capacity)
{
  YzLogicList *list
      = yz_logic_run_alloc (run, sizeof *list + (gsize)capacity * sizeof (YzLogicValue));

  if (list != NULL)
    list->items = (YzLogicValue *)(list + 1);
  return list;
}

static YzLogicValue
from_list (const YzLogicList *list)
{
  static const YzLogicList empty = { 0 };

  return (YzLogicValue){ .type = YZ_LOGIC_LIST, .list = list != NULL ? list : &empty };
}

static YzLogicValue
run_list (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzLogicList *list = new_list (run, node->n_args);

  for (guint i = 0; list != NULL && i < node->n_args && run->exceeded == NULL; i++)
    list->items[list->n_items++] = yz_logic_run (&node->args[i], data, run);
  return from_list (list);
}

/* The elements of all arguments, lists opened. */
static YzLogicValue
run_merge (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzLogicValue parts = run_list (node, data, run);
  YzLogicList *merged;
  gsize n = 0;

  for (guint i = 0; i < parts.list->n_items; i++) {
    if (is_unknown (&parts.list->items[i]))
      return unknown_value;
    n += parts.list->items[i].type == YZ_LOGIC_LIST ? parts.list->items[i].list->n_items : 1;
  }
  merged = n <= G_MAXUINT ? new_list (run, (guint)n) : NULL;
  for (guint i = 0; merged != NULL && i < parts.list->n_items; i++) {
    const YzLogicValue *part = &parts.list->items[i];

    if (part->type != YZ_LOGIC_LIST) {
      merged->items[merged->n_items++] = *part;
      continue;
    }
    for (guint j = 0; j < part->list->n_items; j++)
      merged->items[merged->n_items++] = part->list->items[j];
  }
  return from_list (merged);
}

/* ToIntegerOrInfinity, within what a length can be. */
static glong
to_position (double value, glong limit)
{
  if (isnan (value))
    return 0;
  return (glong)CLAMP (trunc (value), -(double)limit, (double)limit);
}

/* String.prototype.substr in units of UTF-16. A negative length, which JavaScript does not know,
 * leaves out so many at the end, if it is a number: JavaScript glues others to the length. */
static YzLogicValue
cut (const char *text, const YzLogicValue *start, const YzLogicValue *length, YzLogicRun *run)
{
  glong n;
  g_autofree gunichar2 *units = g_utf8_to_utf16 (text, -1, NULL, &n, NULL);
  glong from = to_position (yz_logic_value_to_number (start, run), n + 1);
  glong count = n;
  g_autofree char *part = NULL;
  g_autoptr (GString) kept = g_string_new (NULL);

  from = CLAMP (from < 0 ? n + from : from, 0, n);
  if (length->type != YZ_LOGIC_UNDEFINED) {
    double wanted = yz_logic_value_to_number (length, run);

    count = to_position (wanted, n + 1);
    if (wanted < 0)
      count
          = length->type == YZ_LOGIC_NUMBER ? to_position ((double)(n - from) + wanted, n + 1) : 0;
  }
  count = CLAMP (count, 0, n - from);
  for (glong i = from; i < from + count; i++) {
    gunichar2 pair[2] = { units[i], i + 1 < from + count ? units[i + 1] : 0 };
    gboolean whole = (pair[0] & 0xfc00) == 0xd800 && (pair[1] & 0xfc00) == 0xdc00;

    if (whole)
      g_string_append_unichar (kept,
                               0x10000 + ((gunichar)(pair[0] & 0x3ff) << 10) + (pair[1] & 0x3ff));
    else
      g_string_append_unichar (kept, (pair[0] & 0xf800) == 0xd800 ? 0xfffd : pair[0]);
    i += whole ? 1 : 0;
  }
  return string (yz_logic_run_keep (run, kept));
}

/* Variables ------------------------------------------------------------------------------------ */

/* A position in a list or a string: digits without a leading zero. */
static gboolean
read_index (const char *name, guint *ret_index)
{
  guint64 index;

  if (*name == '\0' || strlen (name) > 9 || (name[0] == '0' && name[1] != '\0')
      || !g_ascii_string_to_unsigned (name, 10, 0, G_MAXUINT32 - 1, &index, NULL))
    return FALSE;
  *ret_index = (guint)index;
  return TRUE;
}

static YzLogicValue
string_property (const char *text, const char *name, YzLogicRun *run)
{
  static const YzLogicValue one = { .type = YZ_LOGIC_NUMBER, .number = 1 };
  YzLogicValue position = { .type = YZ_LOGIC_NUMBER };
  YzLogicValue unit;
  guint index;

  if (strcmp (name, "length") == 0) {
    glong n_units;
    g_autofree gunichar2 *units = g_utf8_to_utf16 (text, -1, NULL, &n_units, NULL);

    return number (units != NULL ? (double)n_units : 0);
  }
  if (!read_index (name, &index))
    return undefined_value;
  position.number = index;
  unit = cut (text, &position, &one, run);
  return *unit.string != '\0' ? unit : undefined_value;
}

static YzLogicValue
named (const YzLogicList *list, const char *name)
{
  for (guint i = 0; i < list->n_items; i++)
    if (strcmp (list->names[i], name) == 0)
      return list->items[i];
  return undefined_value;
}

/* data[name] */
static YzLogicValue
property (Data *data, const char *name, YzLogicRun *run)
{
  JsonNode *member;
  guint index;

  switch (data->type) {
  case YZ_LOGIC_OBJECT:
    member = json_object_get_member (data->object, name);
    return member != NULL ? yz_logic_value_from_json (member, run) : undefined_value;
  case YZ_LOGIC_RECORD:
    return named (data->list, name);
  case YZ_LOGIC_LIST:
    if (strcmp (name, "length") == 0)
      return number (data->list->n_items);
    return read_index (name, &index) && index < data->list->n_items ? data->list->items[index]
                                                                    : undefined_value;
  case YZ_LOGIC_STRING:
    return string_property (data->string, name, run);
  case YZ_LOGIC_UNKNOWN:
    return unknown_value;
  case YZ_LOGIC_UNDEFINED:
  case YZ_LOGIC_NULL:
  case YZ_LOGIC_BOOLEAN:
  case YZ_LOGIC_NUMBER:
    return undefined_value;
  default:
    g_assert_not_reached ();
  }
}

static YzLogicValue
look_up (Data *data, const YzLogicValue *path, YzLogicRun *run)
{
  g_auto (GStrv) names = NULL;
  YzLogicValue value = *data;

  if (path->type == YZ_LOGIC_UNDEFINED || path->type == YZ_LOGIC_NULL
      || (path->type == YZ_LOGIC_STRING && *path->string == '\0'))
    return value;
  names = g_strsplit (yz_logic_value_to_string (path, run), ".", -1);
  if (names[0] == NULL) /* of an empty list */
    return property (data, "", run);
  for (char **name = names; *name != NULL; name++) {
    if (value.type == YZ_LOGIC_NULL || value.type == YZ_LOGIC_UNDEFINED)
      return undefined_value;
    value = property (&value, *name, run);
  }
  return value;
}

static YzLogicValue
run_var (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzLogicValue path = argument (node, 0, data, run);
  YzLogicValue value, fallback;

  if (is_open (&path, run))
    return unknown_value;
  value = look_up (data, &path, run);
  if (value.type != YZ_LOGIC_UNDEFINED)
    return value;
  fallback = argument (node, 1, data, run);
  return fallback.type == YZ_LOGIC_UNDEFINED ? null_value : fallback;
}

/* An answer that is not there at all is unknown: only one that is null makes room for a default. */
static YzLogicValue
run_slot (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  const YzLogicValue *value = &run->slots[node->slot];

  if (node->n_args == 0 || (value->type != YZ_LOGIC_NULL && value->type != YZ_LOGIC_UNDEFINED))
    return *value;
  return yz_logic_run (&node->args[0], data, run);
}

/* A name may be a list, as the arguments of `var` may: a path and a default. */
static YzLogicValue
look_up_name (Data *data, const YzLogicValue *name, YzLogicRun *run)
{
  YzLogicValue value;

  if (name->type != YZ_LOGIC_LIST)
    return look_up (data, name, run);
  value = look_up (data, name->list->n_items > 0 ? &name->list->items[0] : &undefined_value, run);
  return value.type == YZ_LOGIC_UNDEFINED && name->list->n_items > 1 ? name->list->items[1] : value;
}

/* Which of the names have no value. */
static YzLogicValue
find_missing (const YzLogicList *names, Data *data, YzLogicRun *run)
{
  YzLogicList *missing = new_list (run, names->n_items);

  for (guint i = 0; missing != NULL && i < names->n_items && run->exceeded == NULL; i++) {
    YzLogicValue value = look_up_name (data, &names->items[i], run);

    if (value.type == YZ_LOGIC_NULL || value.type == YZ_LOGIC_UNDEFINED
        || (value.type == YZ_LOGIC_STRING && *value.string == '\0'))
      missing->items[missing->n_items++] = names->items[i];
  }
  return from_list (missing);
}

static YzLogicValue
run_missing (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzLogicValue names = run_list (node, data, run);

  if (names.list->n_items > 0 && names.list->items[0].type == YZ_LOGIC_LIST)
    names = names.list->items[0];
  return find_missing (names.list, data, run);
}

/* options.length, which a text has too. */
static double
count_options (const YzLogicValue *options)
{
  if (options->type == YZ_LOGIC_LIST)
    return options->list->n_items;
  if (options->type == YZ_LOGIC_STRING)
    return (double)g_utf8_strlen (options->string, -1);
  return NAN;
}

static YzLogicValue
run_missing_some (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzLogicValue needed = argument (node, 0, data, run);
  YzLogicValue options = argument (node, 1, data, run);
  YzLogicList one = { .n_items = 1, .items = &options };
  YzLogicValue missing
      = find_missing (options.type == YZ_LOGIC_LIST ? options.list : &one, data, run);

  if (count_options (&options) - missing.list->n_items >= yz_logic_value_to_number (&needed, run))
    return from_list (new_list (run, 0));
  return missing;
}

/* Deciding ------------------------------------------------------------------------------------- */

/* What comes of two branches when nobody knows which of them it is. */
static YzLogicValue
either (const YzLogicValue *a, const YzLogicValue *b)
{
  YzTruth x = yz_logic_value_get_truth (a);

  if (!is_unknown (a) && yz_logic_value_same (a, b))
    return *a;
  if (x != YZ_TRUTH_UNKNOWN && x == yz_logic_value_get_truth (b))
    return unknown_but (x == YZ_TRUTH_TRUE);
  return unknown_value;
}

static YzLogicValue
run_if_from (const YzLogicNode *node, guint i, Data *data, YzLogicRun *run)
{
  YzLogicValue condition, then, otherwise;

  for (; i + 1 < node->n_args; i += 2) {
    condition = yz_logic_run (&node->args[i], data, run);
    switch (yz_logic_value_get_truth (&condition)) {
    case YZ_TRUTH_TRUE:
      return yz_logic_run (&node->args[i + 1], data, run);
    case YZ_TRUTH_FALSE:
      break;
    case YZ_TRUTH_UNKNOWN:
      then = yz_logic_run (&node->args[i + 1], data, run);
      otherwise = run_if_from (node, i + 2, data, run);
      return either (&then, &otherwise);
    default:
      g_assert_not_reached ();
    }
  }
  return i < node->n_args ? yz_logic_run (&node->args[i], data, run) : null_value;
}

static YzLogicValue
run_if (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  return run_if_from (node, 0, data, run);
}

/* The first operand that decides, or the last. One that is unknown might have been it: then only
 * the truth of the whole is known, if any. */
static YzLogicValue
run_and_or (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzTruth decides = node->op == YZ_OP_AND ? YZ_TRUTH_FALSE : YZ_TRUTH_TRUE;
  YzLogicValue value = undefined_value;
  gboolean open = FALSE;

  for (guint i = 0; i < node->n_args; i++) {
    YzTruth known;

    value = yz_logic_run (&node->args[i], data, run);
    known = yz_logic_value_get_truth (&value);
    if (known == decides)
      return open ? unknown_but (decides == YZ_TRUTH_TRUE) : value;
    open = open || known == YZ_TRUTH_UNKNOWN;
  }
  return open ? unknown_value : value;
}

static YzLogicValue
run_not (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzLogicValue value = argument (node, 0, data, run);
  YzTruth known = yz_logic_value_get_truth (&value);

  return known == YZ_TRUTH_UNKNOWN ? unknown_value : boolean (known == YZ_TRUTH_FALSE);
}

static YzLogicValue
run_truthy (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzLogicValue value = argument (node, 0, data, run);

  return truth (yz_logic_value_get_truth (&value));
}

static YzLogicValue
run_equality (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzLogicValue a = argument (node, 0, data, run);
  YzLogicValue b = argument (node, 1, data, run);
  gboolean loose = node->op == YZ_OP_EQUAL || node->op == YZ_OP_NOT_EQUAL;
  gboolean wanted = node->op == YZ_OP_EQUAL || node->op == YZ_OP_SAME;

  if (is_unknown (&a) || is_unknown (&b) || (loose && (is_open (&a, run) || is_open (&b, run))))
    return unknown_value;
  return boolean ((loose ? yz_logic_value_equal (&a, &b, run) : yz_logic_value_same (&a, &b))
                  == wanted);
}

static gboolean
in_order (YzLogicOp op, const YzLogicValue *a, const YzLogicValue *b, YzLogicRun *run)
{
  int order = yz_logic_value_compare (a, b, run);

  if (order == YZ_LOGIC_UNORDERED)
    return FALSE;
  if (op == YZ_OP_LESS)
    return order < 0;
  if (op == YZ_OP_LESS_EQUAL)
    return order <= 0;
  return op == YZ_OP_GREATER ? order > 0 : order >= 0;
}

static YzTruth
known_order (YzLogicOp op, const YzLogicValue *a, const YzLogicValue *b, YzLogicRun *run)
{
  if (is_open (a, run) || is_open (b, run))
    return YZ_TRUTH_UNKNOWN;
  return in_order (op, a, b, run) ? YZ_TRUTH_TRUE : YZ_TRUTH_FALSE;
}

/* `<` and `<=` may have a third argument: one value between two others. */
static YzLogicValue
run_order (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzLogicValue a = argument (node, 0, data, run);
  YzLogicValue b = argument (node, 1, data, run);
  YzTruth first = known_order (node->op, &a, &b, run);
  gboolean upwards = node->op == YZ_OP_LESS || node->op == YZ_OP_LESS_EQUAL;
  YzLogicValue c = upwards ? argument (node, 2, data, run) : undefined_value;
  YzTruth second;

  if (c.type == YZ_LOGIC_UNDEFINED || first == YZ_TRUTH_FALSE)
    return truth (first);
  second = known_order (node->op, &b, &c, run);
  if (second == YZ_TRUTH_FALSE)
    return boolean (FALSE);
  return truth (first == YZ_TRUTH_UNKNOWN ? first : second);
}

/* Numbers -------------------------------------------------------------------------------------- */

static double
remainder_of (double a, double b)
{
  return isfinite (a) && isinf (b) ? a : fmod (a, b);
}

static YzLogicValue
run_two_numbers (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzLogicValue a = argument (node, 0, data, run);
  YzLogicValue b = argument (node, 1, data, run);
  double x, y;

  if (is_open (&a, run) || is_open (&b, run))
    return unknown_value;
  x = yz_logic_value_to_number (&a, run);
  y = yz_logic_value_to_number (&b, run);
  if (node->op == YZ_OP_SUBTRACT)
    return number (b.type == YZ_LOGIC_UNDEFINED ? -x : x - y);
  return number (node->op == YZ_OP_DIVIDE ? x / y : remainder_of (x, y));
}

static double
fold (YzLogicOp op, double total, double next)
{
  if (op == YZ_OP_ADD)
    return total + next;
  if (op == YZ_OP_MULTIPLY)
    return total * next;
  if (isnan (total) || isnan (next))
    return NAN;
  return op == YZ_OP_MIN ? MIN (total, next) : MAX (total, next);
}

/* Sums and products read their arguments with parseFloat(), the others with Number(). A product of
 * one is that one as it stands. */
static YzLogicValue
run_fold (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  gboolean parses = node->op == YZ_OP_ADD || node->op == YZ_OP_MULTIPLY;
  double total = node->op == YZ_OP_ADD        ? 0
                 : node->op == YZ_OP_MULTIPLY ? 1
                 : node->op == YZ_OP_MIN      ? INFINITY
                                              : -INFINITY;

  if (node->op == YZ_OP_MULTIPLY && node->n_args == 1)
    return yz_logic_run (&node->args[0], data, run);
  for (guint i = 0; i < node->n_args; i++) {
    YzLogicValue value = yz_logic_run (&node->args[i], data, run);

    if (is_open (&value, run))
      return unknown_value;
    total = fold (node->op, total,
                  parses ? yz_logic_value_parse_float (&value, run)
                         : yz_logic_value_to_number (&value, run));
  }
  return number (total);
}

/* Strings -------------------------------------------------------------------------------------- */

static YzLogicValue
run_cat (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < node->n_args && run->exceeded == NULL; i++) {
    YzLogicValue value = yz_logic_run (&node->args[i], data, run);

    if (is_open (&value, run))
      return unknown_value;
    if (value.type != YZ_LOGIC_NULL && value.type != YZ_LOGIC_UNDEFINED)
      g_string_append (text, yz_logic_value_to_string (&value, run));
    if (text->len > MAX_BYTES)
      run->exceeded = "makes too long a text";
  }
  return string (yz_logic_run_keep (run, text));
}

static YzLogicValue
run_substr (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzLogicValue source = argument (node, 0, data, run);
  YzLogicValue start = argument (node, 1, data, run);
  YzLogicValue length = argument (node, 2, data, run);

  if (is_open (&source, run) || is_open (&start, run) || is_open (&length, run))
    return unknown_value;
  return cut (yz_logic_value_to_string (&source, run), &start, &length, run);
}

static YzLogicValue
in_list (const YzLogicValue *value, const YzLogicList *list, YzLogicRun *run)
{
  gsize bytes = value->type == YZ_LOGIC_STRING ? strlen (value->string) : 0;
  gboolean open = FALSE;

  if (!yz_logic_run_spend (run, list->n_items * (1 + bytes / YZ_LOGIC_BYTES_A_STEP)))
    return null_value;
  for (guint i = 0; i < list->n_items; i++) {
    gboolean unknown = is_unknown (value) || is_unknown (&list->items[i]);

    if (!unknown && yz_logic_value_same (value, &list->items[i]))
      return boolean (TRUE);
    open = open || unknown;
  }
  return open ? unknown_value : boolean (FALSE);
}

static YzLogicValue
run_in (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzLogicValue value = argument (node, 0, data, run);
  YzLogicValue whole = argument (node, 1, data, run);

  if (whole.type == YZ_LOGIC_LIST)
    return in_list (&value, whole.list, run);
  if (is_unknown (&whole) || is_open (&value, run))
    return unknown_value;
  if (whole.type != YZ_LOGIC_STRING || *whole.string == '\0')
    return boolean (FALSE);
  return boolean (strstr (whole.string, yz_logic_value_to_string (&value, run)) != NULL);
}

/* Elements one by one -------------------------------------------------------------------------- */

static YzLogicValue
ask (const YzLogicNode *node, Data *element, YzLogicRun *run)
{
  return argument (node, 1, element, run);
}

static YzLogicValue
run_map (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzLogicValue source = argument (node, 0, data, run);
  YzLogicList *list;

  if (source.type != YZ_LOGIC_LIST)
    return from_list (new_list (run, 0));
  list = new_list (run, source.list->n_items);
  for (guint i = 0; list != NULL && i < source.list->n_items && run->exceeded == NULL; i++)
    list->items[list->n_items++] = ask (node, &source.list->items[i], run);
  return from_list (list);
}

static YzLogicValue
run_filter (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzLogicValue source = argument (node, 0, data, run);
  YzLogicList *list;

  if (is_unknown (&source))
    return unknown_value;
  if (source.type != YZ_LOGIC_LIST)
    return from_list (new_list (run, 0));
  list = new_list (run, source.list->n_items);
  for (guint i = 0; list != NULL && i < source.list->n_items && run->exceeded == NULL; i++) {
    YzLogicValue kept = ask (node, &source.list->items[i], run);

    if (yz_logic_value_get_truth (&kept) == YZ_TRUTH_UNKNOWN)
      return unknown_value;
    if (yz_logic_value_get_truth (&kept) == YZ_TRUTH_TRUE)
      list->items[list->n_items++] = source.list->items[i];
  }
  return from_list (list);
}

/* What a step of reduce sees. */
static YzLogicValue
new_scope (const YzLogicValue *current, const YzLogicValue *accumulator, YzLogicRun *run)
{
  static const char *const names[] = { "current", "accumulator", NULL };
  YzLogicList *scope = new_list (run, 2);

  if (scope == NULL)
    return null_value;
  scope->names = names;
  scope->items[scope->n_items++] = *current;
  scope->items[scope->n_items++] = *accumulator;
  return (YzLogicValue){ .type = YZ_LOGIC_RECORD, .list = scope };
}

static YzLogicValue
run_reduce (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzLogicValue source = argument (node, 0, data, run);
  YzLogicValue total = node->n_args > 2 ? argument (node, 2, data, run) : null_value;

  if (source.type != YZ_LOGIC_LIST)
    return total;
  for (guint i = 0; i < source.list->n_items && run->exceeded == NULL; i++) {
    YzLogicValue scope = new_scope (&source.list->items[i], &total, run);

    total = ask (node, &scope, run);
  }
  return total;
}

/* all, some and none: whether an element of that truth settles it, and as what. Of nothing, all is
 * false, some is false and none is true. */
static YzLogicValue
run_quantifier (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  YzLogicValue source = argument (node, 0, data, run);
  YzTruth settles = node->op == YZ_OP_ALL ? YZ_TRUTH_FALSE : YZ_TRUTH_TRUE;
  gboolean settled = node->op == YZ_OP_SOME;
  gboolean open = FALSE;

  if (is_unknown (&source))
    return unknown_value;
  if (source.type != YZ_LOGIC_LIST || source.list->n_items == 0)
    return boolean (node->op == YZ_OP_NONE);
  for (guint i = 0; i < source.list->n_items && run->exceeded == NULL; i++) {
    YzLogicValue value = ask (node, &source.list->items[i], run);
    YzTruth known = yz_logic_value_get_truth (&value);

    if (known == settles)
      return boolean (settled);
    open = open || known == YZ_TRUTH_UNKNOWN;
  }
  return open ? unknown_value : boolean (!settled);
}

/* log writes to a console, which a kiosk has not: it is its argument. */
static YzLogicValue
run_log (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  return argument (node, 0, data, run);
}

static YzLogicValue
run_constant (const YzLogicNode *node, Data *data, YzLogicRun *run)
{
  return node->constant;
}

static YzLogicValue (*const runners[]) (const YzLogicNode *, Data *, YzLogicRun *) = {
  [YZ_OP_CONSTANT] = run_constant,
  [YZ_OP_LIST] = run_list,
  [YZ_OP_SLOT] = run_slot,
  [YZ_OP_VAR] = run_var,
  [YZ_OP_MISSING] = run_missing,
  [YZ_OP_MISSING_SOME] = run_missing_some,
  [YZ_OP_IF] = run_if,
  [YZ_OP_AND] = run_and_or,
  [YZ_OP_OR] = run_and_or,
  [YZ_OP_NOT] = run_not,
  [YZ_OP_TRUTHY] = run_truthy,
  [YZ_OP_EQUAL] = run_equality,
  [YZ_OP_NOT_EQUAL] = run_equality,
  [YZ_OP_SAME] = run_equality,
  [YZ_OP_NOT_SAME] = run_equality,
  [YZ_OP_LESS] = run_order,
  [YZ_OP_LESS_EQUAL] = run_order,
  [YZ_OP_GREATER] = run_order,
  [YZ_OP_GREATER_EQUAL] = run_order,
  [YZ_OP_ADD] = run_fold,
  [YZ_OP_SUBTRACT] = run_two_numbers,
  [YZ_OP_MULTIPLY] = run_fold,
  [YZ_OP_DIVIDE] = run_two_numbers,
  [YZ_OP_MODULO] = run_two_numbers,
  [YZ_OP_MIN] = run_fold,
  [YZ_OP_MAX] = run_fold,
  [YZ_OP_IN] = run_in,
  [YZ_OP_CAT] = run_cat,
  [YZ_OP_SUBSTR] = run_substr,
  [YZ_OP_MERGE] = run_merge,
  [YZ_OP_MAP] = run_map,
  [YZ_OP_FILTER] = run_filter,
  [YZ_OP_REDUCE] = run_reduce,
  [YZ_OP_ALL] = run_quantifier,
  [YZ_OP_SOME] = run_quantifier,
  [YZ_OP_NONE] = run_quantifier,
  [YZ_OP_LOG] = run_log,
};

/**
 * yz_logic_run:
 * @node: of a compiled rule
 * @data: where its variables look
 * @run: what it makes on the way
 *
 * Returns: the value; it lives as long as rule, data and run. Once a bound is exceeded, null
 */
YzLogicValue
yz_logic_run (const YzLogicNode *node, const YzLogicValue *data, YzLogicRun *run)
{
  YzLogicValue value;

  if (!yz_logic_run_spend (run, 1))
    return null_value;
  value = runners[node->op](node, data, run);
  /* Whoever gets a text looks at all of it. */
  if (value.type == YZ_LOGIC_STRING
      && !yz_logic_run_spend (run, strlen (value.string) / YZ_LOGIC_BYTES_A_STEP))
    return null_value;
  return value;
}
