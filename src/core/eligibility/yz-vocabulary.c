/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-condition.h"

#include <math.h>

/* The names that conditions may use, and the few values that each may have as far as conditions can
 * tell them apart. */

static void
variable_free (gpointer data)
{
  YzVariable *variable = data;

  g_free (variable->name);
  g_free (variable->member);
  g_ptr_array_unref (variable->texts);
  g_array_unref (variable->constants);
  g_array_unref (variable->values);
  g_free (variable);
}

static void
function_free (gpointer data)
{
  YzFunction *function = data;

  g_free (function->name);
  g_array_unref (function->inputs);
  g_free (function);
}

YzVocabulary *
yz_vocabulary_new (void)
{
  YzVocabulary *self = g_new0 (YzVocabulary, 1);

  self->variables = g_ptr_array_new_with_free_func (variable_free);
  self->functions = g_ptr_array_new_with_free_func (function_free);
  self->slots = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
yz_vocabulary_free (YzVocabulary *self)
{
  g_hash_table_unref (self->slots);
  g_ptr_array_unref (self->functions);
  g_ptr_array_unref (self->variables);
  g_free (self);
}

/* Variables first: the slots of functions follow theirs. */
YzVariable *
yz_vocabulary_add_variable (YzVocabulary *self, const char *name, YzVariableKind kind, int question)
{
  YzVariable *variable = g_new0 (YzVariable, 1);

  g_assert (self->functions->len == 0);
  variable->name = g_strdup (name);
  variable->kind = kind;
  variable->question = question;
  variable->texts = g_ptr_array_new_with_free_func (g_free);
  variable->constants = g_array_new (FALSE, FALSE, sizeof (double));
  variable->values = g_array_new (FALSE, TRUE, sizeof (YzLogicValue));
  g_hash_table_insert (self->slots, variable->name, GUINT_TO_POINTER (self->variables->len));
  g_ptr_array_add (self->variables, variable);
  return variable;
}

YzFunction *
yz_vocabulary_add_function (YzVocabulary *self, const char *name, const char *const *texts)
{
  YzFunction *function = g_new0 (YzFunction, 1);

  function->name = g_strdup (name);
  function->texts = texts;
  function->inputs = g_array_new (FALSE, FALSE, sizeof (guint));
  g_hash_table_insert (self->slots, function->name,
                       GUINT_TO_POINTER (yz_vocabulary_get_n_slots (self)));
  g_ptr_array_add (self->functions, function);
  return function;
}

int
yz_vocabulary_find (YzVocabulary *self, const char *name)
{
  gpointer slot;

  return g_hash_table_lookup_extended (self->slots, name, NULL, &slot) ? GPOINTER_TO_INT (slot)
                                                                       : -1;
}

guint
yz_vocabulary_get_n_slots (YzVocabulary *self)
{
  return self->variables->len + self->functions->len;
}

const YzVariable *
yz_vocabulary_get_variable (YzVocabulary *self, guint slot)
{
  return slot < self->variables->len ? g_ptr_array_index (self->variables, slot) : NULL;
}

YzFunction *
yz_vocabulary_get_function (YzVocabulary *self, guint slot)
{
  return slot < self->variables->len
             ? NULL
             : g_ptr_array_index (self->functions, slot - self->variables->len);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a;
  double y = *(const double *)b;

  return (x > y) - (x < y);
}

static void
add_range (GArray *ranges, double number, double min, double max)
{
  /* Outside the bounds no number is; NaN keeps the place. */
  double kept = number >= min && number <= max ? number : NAN;

  g_array_append_val (ranges, kept);
}

/* A number between two others, or NaN where only whole ones count and there is none. */
static double
between (double low, double high, gboolean whole)
{
  if (!whole)
    return low + (high - low) / 2;
  return floor (low) + 1 < high ? floor (low) + 1 : NAN;
}

/* The ranges that @constants, which are sorted here, cut the numbers from @min to @max into: below
 * the first, the first itself, up to the second and so on: a number out of each, NaN where it is
 * empty. */
GArray *
yz_ranges_new (GArray *constants, double min, double max, gboolean whole)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (double));
  guint n = 0;

  g_array_sort (constants, compare_numbers);
  for (guint i = 0; i < constants->len; i++)
    if (n == 0 || g_array_index (constants, double, n - 1) < g_array_index (constants, double, i))
      g_array_index (constants, double, n++) = g_array_index (constants, double, i);
  g_array_set_size (constants, n);

  if (n == 0) {
    add_range (ranges, min, min, max);
    return ranges;
  }
  for (guint i = 0; i < n; i++) {
    double at = g_array_index (constants, double, i);
    double before = i == 0 ? NAN : g_array_index (constants, double, i - 1);

    if (i == 0)
      add_range (ranges, min < at ? min : NAN, min, max);
    else
      add_range (ranges, between (before, at, whole), min, max);
    add_range (ranges, !whole || floor (at) == at ? at : NAN, min, max);
  }
  add_range (ranges, max > g_array_index (constants, double, n - 1) ? max : NAN, min, max);
  return ranges;
}

/* Which range a number is in, counting only those that are not empty. */
int
yz_ranges_find (GArray *ranges, GArray *constants, double number)
{
  guint place = 0;
  int position = 0;

  while (place / 2 < constants->len && number > g_array_index (constants, double, place / 2))
    place += 2;
  if (place / 2 < constants->len && number >= g_array_index (constants, double, place / 2))
    place++;
  for (guint i = 0; i < place; i++)
    position += !isnan (g_array_index (ranges, double, i));
  return position;
}

static void
add_value (YzVariable *variable, YzLogicValue value)
{
  g_array_append_val (variable->values, value);
}

static void
add_numbers (YzVariable *variable)
{
  g_autoptr (GArray) ranges
      = yz_ranges_new (variable->constants, variable->min, variable->max, TRUE);

  for (guint i = 0; i < ranges->len; i++)
    if (!isnan (g_array_index (ranges, double, i)))
      add_value (variable, (YzLogicValue){ .type = YZ_LOGIC_NUMBER,
                                           .number = g_array_index (ranges, double, i) });
}

/* All conditions are there: now it is known which numbers have to be told apart. */
void
yz_vocabulary_close (YzVocabulary *self)
{
  for (guint i = 0; i < self->variables->len; i++) {
    YzVariable *variable = g_ptr_array_index (self->variables, i);

    switch (variable->kind) {
    case YZ_VARIABLE_BOOLEAN:
      add_value (variable, (YzLogicValue){ .type = YZ_LOGIC_BOOLEAN, .boolean = FALSE });
      add_value (variable, (YzLogicValue){ .type = YZ_LOGIC_BOOLEAN, .boolean = TRUE });
      break;
    case YZ_VARIABLE_CHOICE:
      for (guint k = 0; k < variable->texts->len; k++) {
        const char *text = g_ptr_array_index (variable->texts, k);
        YzLogicValue value = { .type = text != NULL ? YZ_LOGIC_STRING : YZ_LOGIC_NULL };

        if (text != NULL)
          value.string = text;
        add_value (variable, value);
      }
      break;
    case YZ_VARIABLE_NUMBER:
      add_numbers (variable);
      break;
    case YZ_VARIABLE_TABLE:
      break;
    }
  }
}

int
yz_variable_find_number (const YzVariable *self, double number)
{
  g_autoptr (GArray) ranges = yz_ranges_new (self->constants, self->min, self->max, TRUE);

  return yz_ranges_find (ranges, self->constants, number);
}

int
yz_variable_find_text (const YzVariable *self, const char *text)
{
  for (guint i = 0; i < self->texts->len; i++)
    if (g_strcmp0 (g_ptr_array_index (self->texts, i), text) == 0)
      return (int)i;
  return -1;
}
