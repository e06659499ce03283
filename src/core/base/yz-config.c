/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-config.h"

#include "yz-error.h"
#include "yz-ids.h"

#include <gio/gio.h>
#include <string.h>

/* What an administrator sets for one node: `DIR/yizhan.conf`, a GKeyFile in which every key has a
 * default. The table below is the only place that knows the keys. */

typedef enum {
  KIND_TEXT,
  KIND_LETTER,
  KIND_REGION,
  KIND_NUMBER,
  KIND_URL,
  KIND_LIST,
  KIND_STATION,
  KIND_STATIONS,
  KIND_HELP_LINES,
  KIND_DEVICE,
  KIND_BAUD,
  KIND_ROTATION,
} KeyKind;

typedef struct {
  const char *key;
  KeyKind kind;
  const char *fallback;
  int min;
  int max;
} KeyInfo;

static const KeyInfo keys[] = {
  { "station.hall", KIND_TEXT, "demo-hall", 0, 0 },
  { "station.station", KIND_STATION, "kiosk-1", 0, 0 },
  { "station.letter", KIND_LETTER, "K", 0, 0 },
  { "station.region", KIND_REGION, "", 0, 0 },
  { "station.keep-days", KIND_NUMBER, "7", 1, 365 },
  { "central.url", KIND_URL, "", 0, 0 },
  { "central.seal-keys", KIND_LIST, "", 0, 0 },
  { "central.sign-key", KIND_TEXT, "", 0, 0 },
  { "central.ca-file", KIND_TEXT, "", 0, 0 },
  { "central.client-cert", KIND_TEXT, "", 0, 0 },
  { "central.client-key", KIND_TEXT, "", 0, 0 },
  { "central.timeout-seconds", KIND_NUMBER, "30", 1, 600 },
  { "hall.url", KIND_URL, "", 0, 0 },
  { "hall.timeout-ms", KIND_NUMBER, "1500", 100, 30000 },
  { "hall.help-lines", KIND_HELP_LINES, "", 0, 0 },
  { "hub.stations", KIND_STATIONS, "", 0, 0 },
  { "devices.camera", KIND_TEXT, "auto", 0, 0 },
  { "devices.camera-rotation", KIND_ROTATION, "0", 0, 0 },
  { "devices.reader", KIND_DEVICE, "", 0, 0 },
  { "devices.reader-baud", KIND_BAUD, "115200", 0, 0 },
  { "devices.printer", KIND_TEXT, "", 0, 0 },
  { "devices.sound", KIND_TEXT, "", 0, 0 },
  { "devices.headphones", KIND_DEVICE, "", 0, 0 },
  { "session.idle-seconds", KIND_NUMBER, "60", 10, 3600 },
  { "session.form-idle-seconds", KIND_NUMBER, "180", 10, 3600 },
  { "session.warning-seconds", KIND_NUMBER, "30", 20, 300 },
};

#define KEY_SUFFIX ".pub"

struct _YzConfig {
  GObject parent_instance;

  GKeyFile *file;
  GHashTable *values; /* key → value as written, only for known keys that are present */
};

G_DEFINE_FINAL_TYPE (YzConfig, yz_config, G_TYPE_OBJECT)

static const KeyInfo *
find_key (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].key, key) == 0)
      return &keys[i];
  return NULL;
}

static void
problem_free (gpointer data)
{
  YzConfigProblem *problem = data;

  g_free (problem->key);
  g_free (problem->message);
  g_free (problem);
}

static void
add_problem (GPtrArray *problems, const char *key, char *message)
{
  YzConfigProblem *problem = g_new0 (YzConfigProblem, 1);

  problem->key = g_strdup (key);
  problem->message = message;
  g_ptr_array_add (problems, problem);
}

/* Only loopback may be spoken to without TLS. */
static gboolean
is_loopback_http (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL)
    return FALSE;
  if (strcmp (host, "localhost") == 0)
    return TRUE;

  {
    g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

    return address != NULL && g_inet_address_get_is_loopback (address);
  }
}

static gboolean
has_host (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return host != NULL && *host != '\0';
}

static char *
check_url (const char *value)
{
  if (*value == '\0' || g_str_has_prefix (value, "unix:/"))
    return NULL;
  if (g_str_has_prefix (value, "https://"))
    return has_host (value) ? NULL : g_strdup ("is no valid address: write https://host");
  if (g_str_has_prefix (value, "http://"))
    return is_loopback_http (value) ? NULL
                                    : g_strdup ("http:// is only for this machine: write https://");
  return g_strdup ("write an https:// address, or unix:/path");
}

static char *
check_number (const KeyInfo *info, const char *value)
{
  gint64 number;

  if (g_ascii_string_to_signed (value, 10, info->min, info->max, &number, NULL))
    return NULL;
  return g_strdup_printf ("write a whole number from %d to %d", info->min, info->max);
}

static GStrv
split_list (const char *value)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = g_strsplit (value, ";", -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (builder, parts[i]);
  return g_strv_builder_end (builder);
}

/* A station that stands there twice could come by either of two keys. */
static char *
check_stations (const char *value)
{
  g_auto (GStrv) entries = split_list (value);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; entries[i] != NULL; i++) {
    g_autofree char *station = yz_config_parse_station (entries[i], NULL);

    if (station == NULL)
      return g_strdup_printf ("“%s” names no station: write its name, or the file of its public "
                              "key as NAME.pub; a name is " YZ_STATION_ID_RULE,
                              entries[i]);
    if (g_hash_table_contains (seen, station))
      return g_strdup_printf ("names “%s” twice: leave one entry", station);
    g_hash_table_add (seen, g_steal_pointer (&station));
  }
  return NULL;
}

/* “妇联 12338”: a frightened person must not be given half of a number. */
static char *
check_help_lines (const char *value)
{
  g_auto (GStrv) entries = split_list (value);

  for (gsize i = 0; entries[i] != NULL; i++) {
    const char *number = strrchr (entries[i], ' ');

    if (number == NULL || strspn (number + 1, "0123456789-+") != strlen (number + 1)
        || strlen (number + 1) < 3)
      return g_strdup_printf ("“%s” is no help line: write a name, a space and a telephone number",
                              entries[i]);
  }
  return NULL;
}

/* Those that readers of identity cards are known to have. */
static char *
check_baud (const char *value)
{
  static const char *const rates[]
      = { "9600", "19200", "38400", "57600", "115200", "230400", NULL };

  return g_strv_contains (rates, value)
             ? NULL
             : g_strdup ("write 115200, or what the reader is set to: 9600, 19200, 38400, 57600 or "
                         "230400");
}

static char *
check_rotation (const char *value)
{
  static const char *const turns[] = { "0", "90", "180", "270", NULL };

  return g_strv_contains (turns, value)
             ? NULL
             : g_strdup ("write by how many degrees the picture is turned clockwise: 0, 90, 180 or "
                         "270");
}

static char *
check_value (const KeyInfo *info, const char *value)
{
  if (value == NULL)
    return g_strdup ("is no text: write UTF-8, and \\\\ for a backslash");

  switch (info->kind) {
  case KIND_NUMBER:
    return check_number (info, value);
  case KIND_URL:
    return check_url (value);
  case KIND_LETTER:
    return strlen (value) == 1 && g_ascii_isupper (*value)
               ? NULL
               : g_strdup ("write one capital letter, another one for each kiosk of the hall");
  case KIND_REGION:
    return *value == '\0' || (strlen (value) == 6 && strspn (value, "0123456789") == 6)
               ? NULL
               : g_strdup ("write the six digits of the division code");
  case KIND_STATION:
    return yz_station_id_is_valid (value) ? NULL : g_strdup ("write a name of " YZ_STATION_ID_RULE);
  case KIND_STATIONS:
    return check_stations (value);
  case KIND_HELP_LINES:
    return check_help_lines (value);
  case KIND_DEVICE:
    return *value == '\0' || *value == '/'
               ? NULL
               : g_strdup ("write the whole path of the serial device, such as /dev/ttyUSB0");
  case KIND_BAUD:
    return check_baud (value);
  case KIND_ROTATION:
    return check_rotation (value);
  case KIND_TEXT:
  case KIND_LIST:
    return NULL;
  default:
    g_assert_not_reached ();
  }
}

static void
check_group (YzConfig *self, const char *group, GPtrArray *problems)
{
  g_auto (GStrv) names = g_key_file_get_keys (self->file, group, NULL, NULL);

  for (gsize i = 0; names != NULL && names[i] != NULL; i++) {
    g_autofree char *key = g_strdup_printf ("%s.%s", group, names[i]);
    const KeyInfo *info = find_key (key);
    char *message;

    if (info == NULL)
      message = g_strdup ("is no key: see `yizhanctl config check` for the list");
    else
      message = check_value (info, g_hash_table_lookup (self->values, key));
    if (message != NULL)
      add_problem (problems, key, message);
  }
}

static void
read_values (YzConfig *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_auto (GStrv) parts = g_strsplit (keys[i].key, ".", 2);
    g_autoptr (GError) error = NULL;
    g_autofree char *value = g_key_file_get_string (self->file, parts[0], parts[1], &error);

    /* A wrong escape gives an error and a value: that is no value. */
    if (error == NULL)
      g_hash_table_insert (self->values, (gpointer)keys[i].key,
                           g_strstrip (g_steal_pointer (&value)));
  }
}

static void
yz_config_finalize (GObject *object)
{
  YzConfig *self = YZ_CONFIG (object);

  g_key_file_unref (self->file);
  g_hash_table_unref (self->values);

  G_OBJECT_CLASS (yz_config_parent_class)->finalize (object);
}

static void
yz_config_class_init (YzConfigClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yz_config_finalize;
}

static void
yz_config_init (YzConfig *self)
{
  self->file = g_key_file_new ();
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
}

/**
 * yz_config_load:
 * @path: the file, which need not exist: then every key has its default
 * @error: %YZ_ERROR_CONFIG where it is no key file
 *
 * Returns: (transfer full): the configuration, whose values may still be wrong: see
 *   yz_config_check(). The getters fall back to the default of a wrong number.
 */
YzConfig *
yz_config_load (const char *path, GError **error)
{
  g_autoptr (YzConfig) self = g_object_new (YZ_TYPE_CONFIG, NULL);
  g_autoptr (GError) load_error = NULL;

  if (!g_key_file_load_from_file (self->file, path, G_KEY_FILE_NONE, &load_error)
      && !g_error_matches (load_error, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG, "%s: %s", path, load_error->message);
    return NULL;
  }
  read_values (self);
  return g_steal_pointer (&self);
}

/**
 * yz_config_check:
 * @self: a configuration
 *
 * Returns: (transfer full) (element-type YzConfigProblem): what is wrong in it
 */
GPtrArray *
yz_config_check (YzConfig *self)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (problem_free);
  g_auto (GStrv) groups = NULL;

  g_return_val_if_fail (YZ_IS_CONFIG (self), NULL);

  groups = g_key_file_get_groups (self->file, NULL);
  for (gsize i = 0; groups[i] != NULL; i++)
    check_group (self, groups[i], problems);
  return problems;
}

/**
 * yz_config_require:
 * @self: a configuration
 * @key: `group.key`, one of the known keys
 * @error: %YZ_ERROR_CONFIG with what is wrong with it
 *
 * For what must not go on with a wrong value.
 *
 * Returns: whether yz_config_check() has nothing to say of @key
 */
gboolean
yz_config_require (YzConfig *self, const char *key, GError **error)
{
  g_autoptr (GPtrArray) problems = NULL;

  g_return_val_if_fail (YZ_IS_CONFIG (self), FALSE);
  g_return_val_if_fail (find_key (key) != NULL, FALSE);

  problems = yz_config_check (self);
  for (guint i = 0; i < problems->len; i++) {
    const YzConfigProblem *problem = g_ptr_array_index (problems, i);

    if (strcmp (problem->key, key) == 0) {
      g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG, "%s: %s", key, problem->message);
      return FALSE;
    }
  }
  return TRUE;
}

/**
 * yz_config_foreach:
 * @self: a configuration
 * @func: (scope call): called for every key there is, in the order of the documentation
 * @user_data: passed to @func
 */
void
yz_config_foreach (YzConfig *self,
                   void (*func) (const char *key,
                                 const char *value,
                                 const char *default_value,
                                 gpointer user_data),
                   gpointer user_data)
{
  g_return_if_fail (YZ_IS_CONFIG (self));

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    func (keys[i].key, yz_config_get_string (self, keys[i].key), keys[i].fallback, user_data);
}

/**
 * yz_config_get_string:
 * @self: a configuration
 * @key: `group.key`, one of the known keys
 *
 * Returns: (transfer none): the value or its default
 */
const char *
yz_config_get_string (YzConfig *self, const char *key)
{
  const KeyInfo *info = find_key (key);
  const char *value;

  g_return_val_if_fail (YZ_IS_CONFIG (self), NULL);
  g_return_val_if_fail (info != NULL, NULL);

  value = g_hash_table_lookup (self->values, key);
  return value != NULL ? value : info->fallback;
}

static gboolean
is_number (const KeyInfo *info)
{
  return info->kind == KIND_NUMBER || info->kind == KIND_BAUD || info->kind == KIND_ROTATION;
}

/**
 * yz_config_get_int:
 * @self: a configuration
 * @key: `group.key`, one of the known keys that hold a number
 *
 * Returns: the value, or its default where it is absent or out of range
 */
int
yz_config_get_int (YzConfig *self, const char *key)
{
  const KeyInfo *info = find_key (key);
  g_autofree char *problem = NULL;
  const char *value;

  g_return_val_if_fail (YZ_IS_CONFIG (self), 0);
  g_return_val_if_fail (info != NULL && is_number (info), 0);

  value = yz_config_get_string (self, key);
  problem = check_value (info, value);
  return (int)g_ascii_strtoll (problem == NULL ? value : info->fallback, NULL, 10);
}

/**
 * yz_config_get_list:
 * @self: a configuration
 * @key: `group.key`, one of the known keys that hold a list
 *
 * Returns: (transfer full): the parts between `;`, without empty ones
 */
GStrv
yz_config_get_list (YzConfig *self, const char *key)
{
  g_return_val_if_fail (YZ_IS_CONFIG (self), NULL);

  return split_list (yz_config_get_string (self, key));
}

/**
 * yz_config_parse_station:
 * @entry: one of `hub.stations`: a station, or the file of its public key, `FOLDER/STATION.pub`
 * @ret_is_key_file: (out) (optional): whether it is a file
 *
 * Returns: (transfer full) (nullable): the station's name, or %NULL where that can be no name
 */
char *
yz_config_parse_station (const char *entry, gboolean *ret_is_key_file)
{
  gboolean is_key_file;
  g_autofree char *name = NULL;

  g_return_val_if_fail (entry != NULL, NULL);

  is_key_file = g_str_has_suffix (entry, KEY_SUFFIX);
  name = is_key_file ? g_path_get_basename (entry) : g_strdup (entry);
  if (is_key_file)
    name[strlen (name) - strlen (KEY_SUFFIX)] = '\0';
  if (ret_is_key_file != NULL)
    *ret_is_key_file = is_key_file;
  return yz_station_id_is_valid (name) ? g_steal_pointer (&name) : NULL;
}
