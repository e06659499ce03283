/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-routes.h"

#include <string.h>

/* Finds who answers a request. The only place that knows all routes. */

static const YzHubRoute *const groups[] = {
  yz_hub_blob_routes,       yz_hub_health_routes,     yz_hub_queue_routes,
  yz_hub_staff_call_routes, yz_hub_submission_routes, yz_hub_ticket_routes,
};

/* Whether @path has the shape of @pattern; its parameters are then put into @params. An empty
 * part matches no parameter. */
static gboolean
match (const char *pattern, const char *path, GHashTable *params)
{
  g_auto (GStrv) wanted = g_strsplit (pattern, "/", -1);
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  if (g_strv_length (wanted) != g_strv_length (parts))
    return FALSE;

  for (gsize i = 0; wanted[i] != NULL; i++) {
    gsize length = strlen (wanted[i]);

    if (wanted[i][0] != '{') {
      if (strcmp (wanted[i], parts[i]) != 0)
        return FALSE;
    } else if (*parts[i] == '\0') {
      return FALSE;
    } else {
      g_hash_table_insert (params, g_strndup (wanted[i] + 1, length - 2), g_strdup (parts[i]));
    }
  }
  return TRUE;
}

/**
 * yz_hub_routes_find:
 * @method: of the request
 * @path: of the request, decoded
 * @ret_params: (out): the parameters of the path, by name
 * @ret_allow: (out) (nullable): where only the method is wrong, the methods there are
 *
 * Returns: (transfer none) (nullable): the route, or %NULL where nothing answers
 */
const YzHubRoute *
yz_hub_routes_find (const char *method, const char *path, GHashTable **ret_params, char **ret_allow)
{
  g_autoptr (GString) allow = g_string_new (NULL);

  for (gsize g = 0; g < G_N_ELEMENTS (groups); g++) {
    for (const YzHubRoute *route = groups[g]; route->method != NULL; route++) {
      g_autoptr (GHashTable) params
          = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

      if (!match (route->pattern, path, params))
        continue;
      if (strcmp (route->method, method) == 0) {
        *ret_params = g_steal_pointer (&params);
        *ret_allow = NULL;
        return route;
      }
      g_string_append_printf (allow, "%s%s", allow->len > 0 ? ", " : "", route->method);
    }
  }
  *ret_params = NULL;
  *ret_allow = allow->len > 0 ? g_string_free (g_steal_pointer (&allow), FALSE) : NULL;
  return NULL;
}

/**
 * yz_hub_routes_list:
 *
 * Returns: (transfer container) (element-type YzHubRoute): all routes there are
 */
GPtrArray *
yz_hub_routes_list (void)
{
  GPtrArray *list = g_ptr_array_new ();

  for (gsize g = 0; g < G_N_ELEMENTS (groups); g++)
    for (const YzHubRoute *route = groups[g]; route->method != NULL; route++)
      g_ptr_array_add (list, (gpointer)route);
  return list;
}
