/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-routes.h"

#include <stdio.h>

/* Prints the hub's own table of routes, for check-openapi.py. */
int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) routes = yz_hub_routes_list ();

  for (guint i = 0; i < routes->len; i++) {
    const YzHubRoute *route = g_ptr_array_index (routes, i);

    printf ("%s %s\n", route->method, route->pattern);
  }
  return 0;
}
