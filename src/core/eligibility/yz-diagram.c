/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-diagram.h"

#include <string.h>

/* Nodes are found again by a hash table with open addressing; what was worked out once is found in
 * a cache that may forget. A diagram may stand on a parent, which is not changed: a check adds its
 * own nodes to those that all checks of a day share. */

#define CACHE_BITS 12
#define FIRST_BUCKETS 256

/* No rules that people write come near; it keeps hostile ones from taking all time and memory. */
#define MAX_NODES 400000
#define MAX_STEPS 20000000

typedef struct {
  guint16 variable;
  guint16 n_branches;
  guint16 last;  /* variable that it depends on, 0 for a result */
  guint32 first; /* of its branches; of a result its value */
} Node;

typedef struct {
  guint32 operation;
  guint32 key[3];
  guint32 function;
} Entry;

struct _YzDiagram {
  const YzDiagram *parent;
  guint32 base; /* smaller functions are the parent's */
  GArray *nodes;
  GArray *branches;
  guint32 *buckets; /* function + 1, 0 where empty */
  guint n_buckets;
  Entry *cache;
  guint32 n_operations;
  guint n_steps;
};

enum { OPERATION_NONE, OPERATION_IF, N_OPERATIONS };

/**
 * yz_diagram_new:
 * @parent: (nullable): whose functions are there too; it has to stay as it is and alive
 *
 * Returns: (transfer full): a diagram
 */
YzDiagram *
yz_diagram_new (const YzDiagram *parent)
{
  YzDiagram *self = g_new0 (YzDiagram, 1);

  self->parent = parent;
  self->base = parent != NULL ? yz_diagram_get_size (parent) : 0;
  self->nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  self->branches = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->n_buckets = FIRST_BUCKETS;
  self->buckets = g_new0 (guint32, self->n_buckets);
  self->n_operations = N_OPERATIONS;
  return self;
}

/**
 * yz_diagram_free:
 * @self: a diagram
 */
void
yz_diagram_free (YzDiagram *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->nodes);
  g_array_unref (self->branches);
  g_free (self->buckets);
  g_free (self->cache);
  g_free (self);
}

/**
 * yz_diagram_freeze:
 * @self: a diagram that is finished
 *
 * Gives back what only building it needs.
 */
void
yz_diagram_freeze (YzDiagram *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->cache, g_free);
}

/**
 * yz_diagram_get_size:
 * @self: a diagram
 *
 * Returns: how many functions stand in it, its parent's too
 */
guint
yz_diagram_get_size (const YzDiagram *self)
{
  return self->base + self->nodes->len;
}

/**
 * yz_diagram_is_exceeded:
 * @self: a diagram
 *
 * Returns: whether it became too large; its functions are then no longer right
 */
gboolean
yz_diagram_is_exceeded (const YzDiagram *self)
{
  return self->n_steps > MAX_STEPS || self->nodes->len > MAX_NODES;
}

/* Whether to go on. */
static gboolean
step (YzDiagram *self)
{
  self->n_steps++;
  return !yz_diagram_is_exceeded (self);
}

static const Node *
get_node (const YzDiagram *self, guint32 function)
{
  while (function < self->base)
    self = self->parent;
  return &g_array_index (self->nodes, Node, function - self->base);
}

static const guint32 *
get_branches (const YzDiagram *self, guint32 function)
{
  while (function < self->base)
    self = self->parent;
  return &g_array_index (self->branches, guint32,
                         g_array_index (self->nodes, Node, function - self->base).first);
}

/**
 * yz_diagram_get_variable:
 * @self: a diagram
 * @function: one of its functions
 *
 * Returns: the first variable it depends on, or %YZ_DIAGRAM_RESULT where it depends on none
 */
guint
yz_diagram_get_variable (const YzDiagram *self, guint32 function)
{
  return get_node (self, function)->variable;
}

/**
 * yz_diagram_get_result:
 * @self: a diagram
 * @function: one of its functions that depends on nothing
 *
 * Returns: its value
 */
guint
yz_diagram_get_result (const YzDiagram *self, guint32 function)
{
  return get_node (self, function)->first;
}

static gboolean
is_result (const YzDiagram *self, guint32 function)
{
  return get_node (self, function)->variable == YZ_DIAGRAM_RESULT;
}

static guint32
mix (guint32 hash, guint32 value)
{
  hash ^= value;
  hash *= 0x9E3779B1u;
  return hash ^ (hash >> 15);
}

static guint32
hash_node (guint variable, guint n, guint32 first, const guint32 *branches)
{
  guint32 hash = mix (variable, n);

  if (n == 0)
    return mix (hash, first);
  for (guint i = 0; i < n; i++)
    hash = mix (hash, branches[i]);
  return hash;
}

static gboolean
is_same (const YzDiagram *self,
         guint32 function,
         guint variable,
         guint n,
         guint32 first,
         const guint32 *branches)
{
  const Node *node = get_node (self, function);

  if (node->variable != variable || node->n_branches != n)
    return FALSE;
  return n == 0 ? node->first == first
                : memcmp (get_branches (self, function), branches, n * sizeof *branches) == 0;
}

/* The bucket where a node is, or would be. */
static guint32 *
find_bucket (const YzDiagram *self,
             guint32 hash,
             guint variable,
             guint n,
             guint32 first,
             const guint32 *branches)
{
  for (guint i = hash & (self->n_buckets - 1);; i = (i + 1) & (self->n_buckets - 1))
    if (self->buckets[i] == 0 || is_same (self, self->buckets[i] - 1, variable, n, first, branches))
      return &self->buckets[i];
}

static void
grow (YzDiagram *self)
{
  if (self->nodes->len * 2 < self->n_buckets)
    return;
  g_free (self->buckets);
  self->n_buckets *= 4;
  self->buckets = g_new0 (guint32, self->n_buckets);
  for (guint i = 0; i < self->nodes->len; i++) {
    const Node *node = &g_array_index (self->nodes, Node, i);
    const guint32 *branches = &g_array_index (self->branches, guint32, node->first);
    guint32 hash = hash_node (node->variable, node->n_branches, node->first, branches);

    *find_bucket (self, hash, node->variable, node->n_branches, node->first, branches)
        = self->base + i + 1;
  }
}

static guint32
intern (YzDiagram *self, guint variable, guint n, guint32 first, const guint32 *branches)
{
  guint32 hash = hash_node (variable, n, first, branches);
  Node node = { .variable = (guint16)variable, .n_branches = (guint16)n, .first = first };
  guint32 *bucket;

  for (const YzDiagram *at = self; at != NULL; at = at->parent) {
    bucket = find_bucket (at, hash, variable, n, first, branches);
    if (*bucket != 0)
      return *bucket - 1;
  }
  bucket = find_bucket (self, hash, variable, n, first, branches);
  *bucket = self->base + self->nodes->len + 1;
  if (n > 0) {
    node.last = (guint16)variable;
    for (guint i = 0; i < n; i++)
      node.last = MAX (node.last, get_node (self, branches[i])->last);
    node.first = self->branches->len;
    g_array_append_vals (self->branches, branches, n);
  }
  g_array_append_val (self->nodes, node);
  grow (self);
  return self->base + self->nodes->len - 1;
}

/**
 * yz_diagram_result:
 * @self: a diagram
 * @value: any number
 *
 * Returns: the function that is always @value
 */
guint32
yz_diagram_result (YzDiagram *self, guint value)
{
  return intern (self, YZ_DIAGRAM_RESULT, 0, value, NULL);
}

/**
 * yz_diagram_node:
 * @self: a diagram
 * @variable: before all that the branches depend on
 * @n_values: of the variable, at most %YZ_DIAGRAM_MAX_VALUES
 * @branches: (array length=n_values): a function for each value
 *
 * Returns: the function that is one of @branches
 */
guint32
yz_diagram_node (YzDiagram *self, guint variable, guint n_values, const guint32 *branches)
{
  guint i = 1;

  while (i < n_values && branches[i] == branches[0])
    i++;
  return i == n_values ? branches[0] : intern (self, variable, n_values, 0, branches);
}

/* What stands after a variable has a value; a function that does not begin with it stays. */
static guint32
branch (const YzDiagram *self, guint32 function, guint variable, guint value)
{
  return get_node (self, function)->variable == variable ? get_branches (self, function)[value]
                                                         : function;
}

static Entry *
find_entry (YzDiagram *self, guint32 operation, guint32 a, guint32 b, guint32 c)
{
  guint32 hash = mix (mix (mix (operation, a), b), c);

  if (self->cache == NULL)
    self->cache = g_new0 (Entry, 1 << CACHE_BITS);
  return &self->cache[hash >> (32 - CACHE_BITS)];
}

static gboolean
is_entry (const Entry *entry, guint32 operation, guint32 a, guint32 b, guint32 c)
{
  return entry->operation == operation && entry->key[0] == a && entry->key[1] == b
         && entry->key[2] == c;
}

static guint32
keep (YzDiagram *self, guint32 operation, guint32 a, guint32 b, guint32 c, guint32 function)
{
  Entry *entry = find_entry (self, operation, a, b, c);

  *entry = (Entry){ .operation = operation, .key = { a, b, c }, .function = function };
  return function;
}

/* How many values the variable has with which one of these begins. */
static guint
count_values (const YzDiagram *self, guint variable, const guint32 *functions, guint n)
{
  for (guint i = 0; i < n; i++)
    if (get_node (self, functions[i])->variable == variable)
      return get_node (self, functions[i])->n_branches;
  g_return_val_if_reached (0);
}

/**
 * yz_diagram_if:
 * @self: a diagram
 * @condition: a function whose results are 0 and 1
 * @then: where it is 1
 * @otherwise: where it is 0
 *
 * Returns: the function
 */
guint32
yz_diagram_if (YzDiagram *self, guint32 condition, guint32 then, guint32 otherwise)
{
  const guint32 all[] = { condition, then, otherwise };
  guint32 branches[YZ_DIAGRAM_MAX_VALUES];
  const Entry *entry;
  guint variable;
  guint n;

  if (is_result (self, condition))
    return get_node (self, condition)->first != 0 ? then : otherwise;
  if (then == otherwise || !step (self))
    return then;
  entry = find_entry (self, OPERATION_IF, condition, then, otherwise);
  if (is_entry (entry, OPERATION_IF, condition, then, otherwise))
    return entry->function;
  variable = MIN (get_node (self, condition)->variable,
                  MIN (get_node (self, then)->variable, get_node (self, otherwise)->variable));
  n = count_values (self, variable, all, G_N_ELEMENTS (all));
  for (guint i = 0; i < n; i++)
    branches[i]
        = yz_diagram_if (self, branch (self, condition, variable, i),
                         branch (self, then, variable, i), branch (self, otherwise, variable, i));
  return keep (self, OPERATION_IF, condition, then, otherwise,
               yz_diagram_node (self, variable, n, branches));
}

static guint32
is_value (YzDiagram *self, guint32 function, guint value, guint32 operation)
{
  guint32 branches[YZ_DIAGRAM_MAX_VALUES];
  const Node *node = get_node (self, function);
  const Entry *entry;
  guint variable = node->variable;
  guint n = node->n_branches;

  if (variable == YZ_DIAGRAM_RESULT || !step (self))
    return yz_diagram_result (self, node->first == value);
  entry = find_entry (self, operation, function, 0, 0);
  if (is_entry (entry, operation, function, 0, 0))
    return entry->function;
  for (guint i = 0; i < n; i++)
    branches[i] = is_value (self, branch (self, function, variable, i), value, operation);
  return keep (self, operation, function, 0, 0, yz_diagram_node (self, variable, n, branches));
}

/**
 * yz_diagram_case:
 * @self: a diagram
 * @selector: a function whose results are smaller than @n_values
 * @n_values: how many
 * @branches: (array length=n_values): a function for each
 *
 * Returns: the one of @branches that @selector names
 */
guint32
yz_diagram_case (YzDiagram *self, guint32 selector, guint n_values, const guint32 *branches)
{
  guint32 function = branches[n_values - 1];

  for (guint i = n_values - 1; i-- > 0;)
    function = yz_diagram_if (self, is_value (self, selector, i, self->n_operations++), branches[i],
                              function);
  return function;
}

/* @value takes the place of @variable in @function, and what is known that of its variables. */
static guint32
substitute (YzDiagram *self,
            guint32 function,
            guint variable,
            guint32 value,
            const gint16 *known,
            guint32 operation)
{
  const guint32 both[] = { function, value };
  guint32 branches[YZ_DIAGRAM_MAX_VALUES];
  guint first = get_node (self, function)->variable;
  const Entry *entry;
  guint top;
  guint n;

  if (first == YZ_DIAGRAM_RESULT || !step (self))
    return function;
  if (first == variable && is_result (self, value))
    return substitute (self, get_branches (self, function)[get_node (self, value)->first], variable,
                       value, known, operation);
  /* Where it does not come to @variable, what that stands for makes no difference. */
  if (get_node (self, function)->last < variable && !is_result (self, value))
    value = yz_diagram_result (self, 0);
  top = MIN (first == variable ? YZ_DIAGRAM_RESULT : first, get_node (self, value)->variable);
  if (known[top] >= 0)
    return substitute (self, branch (self, function, top, (guint)known[top]), variable,
                       branch (self, value, top, (guint)known[top]), known, operation);
  entry = find_entry (self, operation, function, value, 0);
  if (is_entry (entry, operation, function, value, 0))
    return entry->function;
  n = count_values (self, top, both, G_N_ELEMENTS (both));
  for (guint i = 0; i < n; i++)
    branches[i] = substitute (self, branch (self, function, top, i), variable,
                              branch (self, value, top, i), known, operation);
  return keep (self, operation, function, value, 0, yz_diagram_node (self, top, n, branches));
}

/**
 * yz_diagram_substitute:
 * @self: a diagram
 * @function: a function
 * @variable: the last in order that @function depends on, where it does
 * @value: the function that takes its place
 * @known: by variable: its value, or -1
 *
 * Returns: the function of what is not known
 */
guint32
yz_diagram_substitute (YzDiagram *self,
                       guint32 function,
                       guint variable,
                       guint32 value,
                       const gint16 *known)
{
  return substitute (self, function, variable, value, known, self->n_operations++);
}

/**
 * yz_diagram_restrict:
 * @self: a diagram
 * @function: a function
 * @known: by variable: its value, or -1
 *
 * Returns: the function of what is not known
 */
guint32
yz_diagram_restrict (YzDiagram *self, guint32 function, const gint16 *known)
{
  return substitute (self, function, YZ_DIAGRAM_RESULT, yz_diagram_result (self, 0), known,
                     self->n_operations++);
}

static guint32
agree_two (YzDiagram *self, guint32 a, guint32 b, guint32 otherwise, guint32 operation)
{
  const guint32 both[] = { a, b };
  guint32 branches[YZ_DIAGRAM_MAX_VALUES];
  const Entry *entry;
  guint variable;
  guint n;

  if (a == b)
    return a;
  if (a == otherwise || b == otherwise || (is_result (self, a) && is_result (self, b))
      || !step (self))
    return otherwise;
  entry = find_entry (self, operation, a, b, 0);
  if (is_entry (entry, operation, a, b, 0))
    return entry->function;
  variable = MIN (get_node (self, a)->variable, get_node (self, b)->variable);
  n = count_values (self, variable, both, G_N_ELEMENTS (both));
  for (guint i = 0; i < n; i++)
    branches[i] = agree_two (self, branch (self, a, variable, i), branch (self, b, variable, i),
                             otherwise, operation);
  return keep (self, operation, a, b, 0, yz_diagram_node (self, variable, n, branches));
}

static guint32
agree (YzDiagram *self,
       guint32 function,
       const guint8 *variables,
       guint32 otherwise,
       guint32 operation)
{
  guint32 branches[YZ_DIAGRAM_MAX_VALUES];
  const Entry *entry;
  guint variable = get_node (self, function)->variable;
  guint n = get_node (self, function)->n_branches;
  guint32 result;

  if (variable == YZ_DIAGRAM_RESULT || !step (self))
    return function;
  entry = find_entry (self, operation, function, 0, 0);
  if (is_entry (entry, operation, function, 0, 0))
    return entry->function;
  for (guint i = 0; i < n; i++)
    branches[i] = agree (self, get_branches (self, function)[i], variables, otherwise, operation);
  result = branches[0];
  if (!variables[variable])
    result = yz_diagram_node (self, variable, n, branches);
  else
    for (guint i = 1; i < n; i++)
      result = agree_two (self, result, branches[i], otherwise, operation + 1);
  return keep (self, operation, function, 0, 0, result);
}

/**
 * yz_diagram_agree:
 * @self: a diagram
 * @function: a function
 * @variables: by variable: whether its value will never be known
 * @otherwise: a result
 *
 * Returns: the function that is the result of @function where it is the same whatever the values of
 *   @variables, and @otherwise where it is not
 */
guint32
yz_diagram_agree (YzDiagram *self, guint32 function, const guint8 *variables, guint32 otherwise)
{
  guint32 operation = self->n_operations;

  self->n_operations += 2;
  return agree (self, function, variables, otherwise, operation);
}

static void
mark (YzDiagram *self, guint32 function, guint8 *variables, guint32 operation)
{
  guint variable = get_node (self, function)->variable;
  guint n = get_node (self, function)->n_branches;

  if (variable == YZ_DIAGRAM_RESULT
      || is_entry (find_entry (self, operation, function, 0, 0), operation, function, 0, 0))
    return;
  keep (self, operation, function, 0, 0, function);
  variables[variable] = TRUE;
  for (guint i = 0; i < n; i++)
    mark (self, get_branches (self, function)[i], variables, operation);
}

/**
 * yz_diagram_mark:
 * @self: a diagram
 * @function: a function
 * @variables: (inout): by variable: set where @function depends on it
 */
void
yz_diagram_mark (YzDiagram *self, guint32 function, guint8 *variables)
{
  mark (self, function, variables, self->n_operations++);
}
