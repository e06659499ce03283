/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-session-papers.h"

#include "yz-clock.h"
#include "yz-ids.h"
#include "yz-json.h"
#include "yz-session-private.h"

/* The papers that the citizen has photographed. They are in the memory of this process alone until
 * they are sealed, and are overwritten there; the answer to a field names its own in their order.
 */

static JsonArray *
get_names (YzSession *self, const char *field)
{
  return yz_json_get_array (yz_session_get_answers (self), field);
}

/* @names: (transfer full) */
static void
set_names (YzSession *self, const char *field, JsonArray *names)
{
  JsonNode *value = NULL;

  if (json_array_get_length (names) > 0)
    value = json_node_init_array (json_node_alloc (), names);
  json_array_unref (names);
  yz_session_set_answer (self, field, value, "camera");
}

/* The names without the one at @left_out, if there is one there. */
static JsonArray *
copy_names (YzSession *self, const char *field, guint left_out)
{
  JsonArray *copy = json_array_new ();

  for (guint i = 0; i < yz_session_count_papers (self, field); i++)
    if (i != left_out)
      json_array_add_string_element (copy,
                                     json_array_get_string_element (get_names (self, field), i));
  return copy;
}

/* Returns: the name under which it is kept */
static const char *
keep (YzSession *self, GBytes *jpeg)
{
  char *name = yz_ulid_new (yz_clock_now (yz_node_get_clock (self->node)));

  g_hash_table_insert (self->papers, name, g_bytes_ref (jpeg));
  return name;
}

/**
 * yz_session_new_scanner:
 * @self: a session
 * @detail: whether photographs are going to be taken
 *
 * Returns: (transfer full): the camera that `[devices]` names, not opened yet
 */
YzScanner *
yz_session_new_scanner (YzSession *self, gboolean detail)
{
  YzConfig *config;

  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  config = yz_node_get_config (self->node);
  return yz_scanner_new (yz_config_get_string (config, "devices.camera"),
                         (guint)yz_config_get_int (config, "devices.camera-rotation"), detail);
}

/**
 * yz_session_get_papers:
 * @self: a session
 *
 * Returns: (transfer none) (element-type utf8 GBytes): all photographed papers by their names, as
 *   #YzFilledForm takes them
 */
GHashTable *
yz_session_get_papers (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return self->papers;
}

/**
 * yz_session_count_papers:
 * @self: a session
 * @field: id of a field of the type photo
 *
 * Returns: how many were photographed for it
 */
guint
yz_session_count_papers (YzSession *self, const char *field)
{
  JsonArray *names;

  g_return_val_if_fail (YZ_IS_SESSION (self), 0);

  names = get_names (self, field);
  return names != NULL ? json_array_get_length (names) : 0;
}

/**
 * yz_session_get_paper:
 * @self: a session
 * @field: id of a field of the type photo
 * @n: which of its papers, from 0
 *
 * Returns: (transfer none) (nullable): its JPEG file, %NULL where there is none
 */
GBytes *
yz_session_get_paper (YzSession *self, const char *field, guint n)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  if (n >= yz_session_count_papers (self, field))
    return NULL;
  return g_hash_table_lookup (self->papers,
                              json_array_get_string_element (get_names (self, field), n));
}

/**
 * yz_session_add_paper:
 * @self: a session
 * @field: id of a field of the type photo
 * @jpeg: the photographed paper
 *
 * Puts it behind the others of the field.
 */
void
yz_session_add_paper (YzSession *self, const char *field, GBytes *jpeg)
{
  JsonArray *names;

  g_return_if_fail (YZ_IS_SESSION (self));
  g_return_if_fail (field != NULL && jpeg != NULL);

  names = copy_names (self, field, G_MAXUINT);
  json_array_add_string_element (names, keep (self, jpeg));
  set_names (self, field, names);
}

/**
 * yz_session_replace_paper:
 * @self: a session
 * @field: id of a field of the type photo
 * @n: which of its papers, from 0
 * @jpeg: the paper, photographed again
 *
 * Puts it in the place of that one, which is forgotten.
 */
void
yz_session_replace_paper (YzSession *self, const char *field, guint n, GBytes *jpeg)
{
  JsonArray *old, *names;

  g_return_if_fail (YZ_IS_SESSION (self));
  g_return_if_fail (n < yz_session_count_papers (self, field) && jpeg != NULL);

  old = get_names (self, field);
  names = json_array_new ();
  for (guint i = 0; i < json_array_get_length (old); i++)
    json_array_add_string_element (names, i == n ? keep (self, jpeg)
                                                 : json_array_get_string_element (old, i));
  g_hash_table_remove (self->papers, json_array_get_string_element (old, n));
  set_names (self, field, names);
}

/**
 * yz_session_remove_paper:
 * @self: a session
 * @field: id of a field of the type photo
 * @n: which of its papers, from 0
 *
 * Forgets a paper.
 */
void
yz_session_remove_paper (YzSession *self, const char *field, guint n)
{
  g_return_if_fail (YZ_IS_SESSION (self));
  g_return_if_fail (n < yz_session_count_papers (self, field));

  g_hash_table_remove (self->papers, json_array_get_string_element (get_names (self, field), n));
  set_names (self, field, copy_names (self, field, n));
}

/**
 * yz_session_move_paper:
 * @self: a session
 * @field: id of a field of the type photo
 * @n: which of its papers, from 0
 * @by: -1 to bring it one place forward, 1 to put it one back
 *
 * Changes the order in which they are handed in.
 */
void
yz_session_move_paper (YzSession *self, const char *field, guint n, int by)
{
  JsonArray *names;
  guint count;

  g_return_if_fail (YZ_IS_SESSION (self));

  count = yz_session_count_papers (self, field);
  g_return_if_fail (n < count && (by < 0 ? n > 0 : n + 1 < count));

  names = json_array_new ();
  for (guint i = 0; i < count; i++) {
    guint other = by < 0 ? n - 1 : n + 1;
    guint from = i == n ? other : i == other ? n : i;

    json_array_add_string_element (names,
                                   json_array_get_string_element (get_names (self, field), from));
  }
  set_names (self, field, names);
}
