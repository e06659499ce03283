/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-salvage.h"

#include "yz-json.h"

#include <string.h>

/* Reads the outbox out of a damaged file page by page, without the tree above them: a page that is
 * lost costs its own rows and no others, and the file's header is not needed. What a row is, its
 * SHA-256 proves.
 *
 * The format is SQLite's published one (https://www.sqlite.org/fileformat2.html): §1.6 is the
 * b-tree page, §1.7 the overflow chain, §2.1 the record. Nothing read here is believed. */

#define LEAF_OF_TABLE 0x0d
#define MAX_TEXT_BYTES 256
#define MAX_PAYLOAD (64u << 20)
#define SHA256_HEX_SIZE 64

/* The first columns of the table, in the order of yz-kiosk-schema.c. */
enum {
  COLUMN_ID,
  COLUMN_RECEIPT,
  COLUMN_SHA256,
  COLUMN_CREATED,
  COLUMN_URGENT,
  COLUMN_STATE,
  COLUMN_ATTEMPTS,
  COLUMN_NEXT,
  COLUMN_LAST_PROBLEM,
  COLUMN_CONFIRMED,
  COLUMN_ENVELOPE,
  N_COLUMNS,
};

typedef enum {
  VALUE_NULL,
  VALUE_INTEGER,
  VALUE_TEXT,
  VALUE_BLOB,
  VALUE_OTHER,
} ValueType;

typedef struct {
  ValueType type;
  gint64 integer;
  const guint8 *data;
  gsize size; /* of what is left of it */
} Value;

typedef struct {
  YzPageFile *file;
  guint8 *page;
  guint8 *overflow;
  GByteArray *payload;
} Reader;

/* Big-endian, seven bits a byte, the ninth byte whole. Returns the bytes used, 0 where it is cut.
 */
static guint
get_varint (const guint8 *data, gsize size, guint64 *ret_value)
{
  guint64 value = 0;

  for (guint i = 0; i < 9 && i < size; i++) {
    if (i == 8) {
      *ret_value = value << 8 | data[i];
      return 9;
    }
    value = value << 7 | (data[i] & 0x7f);
    if (data[i] < 0x80) {
      *ret_value = value;
      return i + 1;
    }
  }
  return 0;
}

static guint
get16 (const guint8 *p)
{
  return (guint)p[0] << 8 | p[1];
}

/* Follows the chain as far as it goes: what it should hold bounds it, also where it runs in a
 * circle. */
static void
append_overflow (Reader *self, guint page, gsize total)
{
  gsize room = yz_page_file_get_usable (self->file) - 4;

  while (self->payload->len < total && yz_page_file_read (self->file, page, self->overflow)) {
    g_byte_array_append (self->payload, self->overflow + 4,
                         (guint)MIN (room, total - self->payload->len));
    page = get16 (self->overflow) << 16 | get16 (self->overflow + 2);
  }
}

/* How much of a row stands on the leaf itself: §1.6, "cell payload overflow". */
static gsize
local_size (gsize total, gsize usable)
{
  gsize most = usable - 35;
  gsize least = (usable - 12) * 32 / 255 - 23;
  gsize wanted;

  if (total <= most)
    return total;
  wanted = least + (total - least) % (usable - 4);
  return wanted <= most ? wanted : least;
}

static gboolean
read_cell (Reader *self, guint offset)
{
  guint usable = yz_page_file_get_usable (self->file);
  guint64 total, rowid;
  guint n, m;
  gsize local;

  if (offset >= usable)
    return FALSE;
  n = get_varint (self->page + offset, usable - offset, &total);
  if (n == 0 || total > MAX_PAYLOAD
      || total > (guint64)yz_page_file_get_n_pages (self->file) * usable)
    return FALSE;
  m = get_varint (self->page + offset + n, usable - offset - n, &rowid);
  if (m == 0)
    return FALSE;

  offset += n + m;
  local = local_size (total, usable);
  if (offset + local + (local < total ? 4 : 0) > usable)
    return FALSE;

  g_byte_array_set_size (self->payload, 0);
  g_byte_array_append (self->payload, self->page + offset, (guint)local);
  if (local < total) {
    const guint8 *next = self->page + offset + local;

    append_overflow (self, get16 (next) << 16 | get16 (next + 2), total);
  }
  return TRUE;
}

static gsize
value_size (guint64 serial_type)
{
  static const guint8 sizes[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0 };

  return serial_type < G_N_ELEMENTS (sizes) ? sizes[serial_type] : (serial_type - 12) / 2;
}

static gint64
get_integer (const guint8 *data, gsize size)
{
  gint64 value = (gint8)data[0];

  for (gsize i = 1; i < size; i++)
    value = (gint64)((guint64)value << 8 | data[i]);
  return value;
}

static Value
read_value (guint64 serial_type, const guint8 *data, gsize size)
{
  Value value = { VALUE_OTHER, 0, data, size };

  if (serial_type == 0)
    value.type = VALUE_NULL;
  else if (serial_type == 8 || serial_type == 9)
    value = (Value){ VALUE_INTEGER, (gint64)serial_type - 8, NULL, 0 };
  else if (serial_type <= 6 && size == value_size (serial_type))
    value = (Value){ VALUE_INTEGER, get_integer (data, size), NULL, 0 };
  else if (serial_type >= 12)
    value.type = serial_type % 2 == 0 ? VALUE_BLOB : VALUE_TEXT;
  return value;
}

/* A record may be cut off in its body, where the chain is broken, but not in its header. */
static gboolean
read_record (const guint8 *data, gsize size, Value *ret_values)
{
  guint64 header_size;
  gsize place = get_varint (data, size, &header_size);
  gsize body;
  guint n_columns = 0;

  if (place == 0 || header_size > size)
    return FALSE;

  body = header_size;
  for (; place < header_size && n_columns < N_COLUMNS; n_columns++) {
    guint64 serial_type;
    guint n = get_varint (data + place, header_size - place, &serial_type);
    gsize length = n > 0 ? value_size (serial_type) : 0;

    if (n == 0 || length > MAX_PAYLOAD)
      return FALSE;
    place += n;
    ret_values[n_columns] = read_value (serial_type, data + body, MIN (length, size - body));
    body += MIN (length, size - body);
  }
  return n_columns == N_COLUMNS;
}

static char *
dup_text (const Value *value)
{
  if (value->type != VALUE_TEXT || value->size > MAX_TEXT_BYTES
      || memchr (value->data, '\0', value->size) != NULL
      || !g_utf8_validate ((const char *)value->data, (gssize)value->size, NULL))
    return NULL;
  return g_strndup ((const char *)value->data, value->size);
}

/* What cannot be read counts as pending: to send once too often does no harm. */
static YzOutboxState
state_from_values (const Value *values)
{
  g_autofree char *text = dup_text (&values[COLUMN_STATE]);

  for (int i = YZ_OUTBOX_PENDING; i <= YZ_OUTBOX_SET_ASIDE; i++)
    if (g_strcmp0 (text, yz_outbox_state_to_string ((YzOutboxState)i)) == 0
        && (i != YZ_OUTBOX_CONFIRMED || values[COLUMN_CONFIRMED].type == VALUE_INTEGER))
      return (YzOutboxState)i;
  return YZ_OUTBOX_PENDING;
}

/* Whether a record is a row of the outbox at all: the kinds of its columns say so. */
static YzOutboxItem *
item_from_values (const Value *values)
{
  static const ValueType kinds[N_COLUMNS] = {
    VALUE_TEXT,    VALUE_TEXT,    VALUE_TEXT,  VALUE_INTEGER, VALUE_INTEGER, VALUE_TEXT,
    VALUE_INTEGER, VALUE_INTEGER, VALUE_OTHER, VALUE_OTHER,   VALUE_BLOB,
  };
  g_autoptr (YzOutboxItem) item = g_new0 (YzOutboxItem, 1);

  for (guint i = 0; i < N_COLUMNS; i++)
    if (kinds[i] != VALUE_OTHER && values[i].type != kinds[i])
      return NULL;

  item->id = dup_text (&values[COLUMN_ID]);
  item->receipt = dup_text (&values[COLUMN_RECEIPT]);
  item->sha256 = dup_text (&values[COLUMN_SHA256]);
  if (item->sha256 == NULL || strlen (item->sha256) != SHA256_HEX_SIZE)
    return NULL;

  item->created_us = values[COLUMN_CREATED].integer;
  item->urgent = values[COLUMN_URGENT].integer != 0;
  item->state = state_from_values (values);
  item->attempts = (guint)CLAMP (values[COLUMN_ATTEMPTS].integer, 0, G_MAXINT);
  item->next_us = values[COLUMN_NEXT].integer;
  item->last_problem = dup_text (&values[COLUMN_LAST_PROBLEM]);
  item->envelope = g_bytes_new_static (values[COLUMN_ENVELOPE].data, values[COLUMN_ENVELOPE].size);
  return g_steal_pointer (&item);
}

static gboolean
is_intact (const YzOutboxItem *item)
{
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, item->envelope);

  return strcmp (sha256, item->sha256) == 0;
}

static void
set_text (char **text, const char *value)
{
  if (value != NULL && g_strcmp0 (*text, value) != 0) {
    g_free (*text);
    *text = g_strdup (value);
  }
}

/* An envelope names its own id and receipt, and its bytes are proven: they go before the columns
 * beside it. */
static void
believe_envelope (YzOutboxItem *item)
{
  g_autoptr (JsonNode) node
      = yz_json_parse (g_bytes_get_data (item->envelope, NULL),
                       (gssize)g_bytes_get_size (item->envelope), MAX_PAYLOAD, NULL);
  JsonObject *object
      = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  set_text (&item->id, yz_json_get_string (object, "id"));
  set_text (&item->receipt, yz_json_get_string (object, "receipt"));
}

static gboolean
report_cell (Reader *self, YzSalvageFunc func, gpointer user_data)
{
  Value values[N_COLUMNS];
  g_autoptr (YzOutboxItem) item = NULL;
  gboolean intact;

  if (!read_record (self->payload->data, self->payload->len, values))
    return TRUE;
  item = item_from_values (values);
  if (item == NULL)
    return TRUE;

  intact = is_intact (item);
  if (intact)
    believe_envelope (item);
  if (item->id == NULL || item->receipt == NULL)
    return TRUE;
  return func (item, values[COLUMN_CONFIRMED].integer, intact, user_data);
}

static gboolean
report_page (Reader *self, guint number, YzSalvageFunc func, gpointer user_data)
{
  guint usable = yz_page_file_get_usable (self->file);
  const guint8 *header = self->page + (number == 1 ? 100 : 0);
  guint n_cells = get16 (header + 3);

  if (header[0] != LEAF_OF_TABLE || (guint)(header - self->page) + 8 + 2 * n_cells > usable)
    return TRUE;

  for (guint i = 0; i < n_cells; i++)
    if (read_cell (self, get16 (header + 8 + 2 * i)) && !report_cell (self, func, user_data))
      return FALSE;
  return TRUE;
}

/**
 * yz_salvage_outbox:
 * @file: a damaged database
 * @func: (scope call): called for every row of the outbox that can still be read
 * @user_data: passed to @func
 *
 * An item whose bytes are not those that were written comes with what is left of them.
 *
 * Returns: whether @func never asked to stop
 */
gboolean
yz_salvage_outbox (YzPageFile *file, YzSalvageFunc func, gpointer user_data)
{
  g_autofree guint8 *page = g_malloc (yz_page_file_get_size (file));
  g_autofree guint8 *overflow = g_malloc (yz_page_file_get_size (file));
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  Reader reader = { file, page, overflow, payload };

  for (guint i = 1; i <= yz_page_file_get_n_pages (file); i++)
    if (yz_page_file_read (file, i, page) && !report_page (&reader, i, func, user_data))
      return FALSE;
  return TRUE;
}
