/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-hub-listen.h"

#include "yz-error.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

/* Where the hub may listen: this machine only. Everything that faces a network (TLS, time-outs,
 * rate limits) is done by the web server in front of it. */

static GSocketAddress *
parse_inet (const char *where, GError **error)
{
  g_autofree char *uri_text = g_strconcat ("http://", where, NULL);
  g_autoptr (GUri) uri = g_uri_parse (uri_text, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autoptr (GInetAddress) address = NULL;

  if (host == NULL || g_uri_get_port (uri) < 0 || *g_uri_get_path (uri) != '\0') {
    g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG,
                 "“%s” is no address to listen on: write 127.0.0.1:PORT or unix:/path", where);
    return NULL;
  }
  address = g_inet_address_new_from_string (strcmp (host, "localhost") == 0 ? "127.0.0.1" : host);
  if (address == NULL || !g_inet_address_get_is_loopback (address)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG,
                 "“%s” is not this machine: listen on 127.0.0.1:PORT or unix:/path and put nginx "
                 "in front",
                 where);
    return NULL;
  }
  return g_inet_socket_address_new (address, (guint16)g_uri_get_port (uri));
}

/* A socket file outlives a hub that was killed. Only one nobody answers on is taken away. */
static void
remove_stale (const char *path, GSocketAddress *address)
{
  g_autoptr (GSocket) probe
      = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  if (g_lstat (path, &info) != 0 || !S_ISSOCK (info.st_mode) || probe == NULL)
    return;
  if (!g_socket_connect (probe, address, NULL, &error)
      && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    g_unlink (path);
}

static GSocketAddress *
parse_unix (const char *where, GError **error)
{
  const char *path = where + strlen ("unix:");
  g_autoptr (GSocketAddress) address = NULL;

  if (!g_path_is_absolute (path)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG,
                 "“%s” is no address to listen on: write unix: and an absolute path", where);
    return NULL;
  }
  address = g_unix_socket_address_new (path);
  remove_stale (path, address);
  return g_steal_pointer (&address);
}

static char *
describe (GSocketAddress *address)
{
  GInetSocketAddress *inet;
  g_autofree char *host = NULL;

  if (G_IS_UNIX_SOCKET_ADDRESS (address))
    return g_strconcat ("unix:", g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (address)),
                        NULL);

  inet = G_INET_SOCKET_ADDRESS (address);
  host = g_inet_address_to_string (g_inet_socket_address_get_address (inet));
  return g_uri_join (G_URI_FLAGS_NONE, "http", NULL, host, g_inet_socket_address_get_port (inet),
                     "", NULL, NULL);
}

/**
 * yz_hub_listen_socket:
 * @where: `127.0.0.1:PORT`, `[::1]:PORT` or `unix:/path`; port 0 for any free one
 * @ret_url: (out): the address as a client writes it
 * @error: %YZ_ERROR_CONFIG where @where is not on this machine or taken
 *
 * Returns: (transfer full): a listening socket
 */
GSocket *
yz_hub_listen_socket (const char *where, char **ret_url, GError **error)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) io_error = NULL;

  g_return_val_if_fail (where != NULL, NULL);
  g_return_val_if_fail (ret_url != NULL, NULL);

  address
      = g_str_has_prefix (where, "unix:") ? parse_unix (where, error) : parse_inet (where, error);
  if (address == NULL)
    return NULL;

  socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_DEFAULT, &io_error);
  if (socket != NULL)
    g_socket_set_listen_backlog (socket, 256);
  if (socket == NULL || !g_socket_bind (socket, address, TRUE, &io_error)
      || !g_socket_listen (socket, &io_error)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG, "cannot listen on %s: %s", where,
                 io_error->message);
    return NULL;
  }
  bound = g_socket_get_local_address (socket, error);
  if (bound == NULL)
    return NULL;
  *ret_url = describe (bound);
  return g_steal_pointer (&socket);
}
