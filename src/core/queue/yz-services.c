/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-services.h"

#include "yz-error.h"
#include "yz-json.h"
#include "yz-ticket.h"

#include <string.h>

/* What people come to the hall for: `services.json`, a list of `{id, letter, title: {zh, en},
 * description: {zh, en}}` in the order in which they are shown. */

#define MAX_BYTES (256 * 1024)

static gboolean
has_both_languages (JsonObject *service, const char *name)
{
  JsonObject *text = yz_json_get_object (service, name);
  const char *zh = yz_json_get_string (text, "zh");
  const char *en = yz_json_get_string (text, "en");

  return zh != NULL && *zh != '\0' && en != NULL && *en != '\0';
}

static char *
find_problem (JsonObject *service, const char *letters)
{
  const char *letter = yz_json_get_string (service, "letter");
  g_autoptr (GError) error = NULL;

  if (!yz_ticket_check_service (yz_json_get_string (service, "id"), &error))
    return g_strdup (error->message);
  if (letter == NULL || strlen (letter) != 1 || !g_ascii_isupper (*letter))
    return g_strdup ("its “letter” is one capital letter");
  if (strchr (letters, *letter) != NULL)
    return g_strdup_printf ("the letter %s belongs to another service", letter);
  if (!has_both_languages (service, "title") || !has_both_languages (service, "description"))
    return g_strdup ("its “title” and “description” each need “zh” and “en”");
  return NULL;
}

static gboolean
has_id (JsonArray *services, guint before, const char *id)
{
  for (guint i = 0; i < before; i++)
    if (g_strcmp0 (yz_json_get_string (json_array_get_object_element (services, i), "id"), id) == 0)
      return TRUE;
  return FALSE;
}

/**
 * yz_services_from_json:
 * @node: the list
 * @error: %YZ_ERROR_INVALID with the first thing that is wrong in it
 *
 * Returns: (transfer full): the services, each an object as described above
 */
JsonArray *
yz_services_from_json (JsonNode *node, GError **error)
{
  JsonArray *services;
  g_autoptr (GString) letters = g_string_new (NULL);

  g_return_val_if_fail (node != NULL, NULL);

  services = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  if (services == NULL || json_array_get_length (services) == 0) {
    g_set_error_literal (error, YZ_ERROR, YZ_ERROR_INVALID, "this is no list of services");
    return NULL;
  }
  for (guint i = 0; i < json_array_get_length (services); i++) {
    JsonNode *element = json_array_get_element (services, i);
    JsonObject *service = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
    g_autofree char *problem = find_problem (service, letters->str);

    if (problem == NULL && has_id (services, i, yz_json_get_string (service, "id")))
      problem = g_strdup ("its “id” belongs to another service");
    if (problem != NULL) {
      g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "service number %u: %s", i + 1, problem);
      return NULL;
    }
    g_string_append (letters, yz_json_get_string (service, "letter"));
  }
  return json_array_ref (services);
}

/**
 * yz_services_load:
 * @path: a `services.json`
 * @error: as yz_json_load() and yz_services_from_json(), with the path before it
 *
 * Returns: (transfer full): the services in it
 */
JsonArray *
yz_services_load (const char *path, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonArray *services;

  g_return_val_if_fail (path != NULL, NULL);

  node = yz_json_load (path, MAX_BYTES, error);
  if (node == NULL)
    return NULL;

  services = yz_services_from_json (node, error);
  if (services == NULL)
    g_prefix_error (error, "%s: ", path);
  return services;
}

/**
 * yz_services_find:
 * @services: of yz_services_from_json()
 * @id: (nullable): id of a service
 * @error: %YZ_ERROR_INVALID with the ids there are
 *
 * Returns: (transfer none): the service
 */
JsonObject *
yz_services_find (JsonArray *services, const char *id, GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);

  g_return_val_if_fail (services != NULL, NULL);

  for (guint i = 0; i < json_array_get_length (services); i++) {
    JsonObject *service = json_array_get_object_element (services, i);
    const char *known = yz_json_get_string (service, "id");

    if (g_strcmp0 (known, id) == 0)
      return service;
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", known);
  }
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "there is no such service: write one of %s",
               list->str);
  return NULL;
}
