/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-ctl.h"

#include "yz-content-import.h"
#include "yz-content-version.h"
#include "yz-faq.h"

#define DEFAULT_LIMIT 10
#define MAX_LIMIT 1000

/* faq search */

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_int (JsonBuilder *builder, const char *name, guint value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static JsonNode *
describe_hits (GPtrArray *hits, guint total)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_int (builder, "total", total);
  json_builder_set_member_name (builder, "hits");
  json_builder_begin_array (builder);
  for (guint i = 0; i < hits->len; i++) {
    const YzFaqHit *hit = g_ptr_array_index (hits, i);

    json_builder_begin_object (builder);
    add_string (builder, "id", hit->id);
    add_string (builder, "title", hit->title);
    json_builder_set_member_name (builder, "score");
    json_builder_add_double_value (builder, hit->score);
    add_string (builder, "snippet", hit->snippet);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* Among the Chinese articles, which are all of them; where nothing is found there, among those in
 * English. */
static JsonNode *
search (YzCtl *ctl, const char *query, guint limit, GError **error)
{
  g_autoptr (YzContent) content = yz_ctl_open_content (ctl, error);
  g_autoptr (GPtrArray) hits = NULL;
  guint total = 0;

  if (content != NULL)
    hits = yz_faq_search (content, query, "zh", limit, &total, NULL, error);
  if (hits != NULL && hits->len == 0 && total == 0) {
    g_ptr_array_unref (hits);
    hits = yz_faq_search (content, query, "en", limit, &total, NULL, error);
  }
  return hits != NULL ? describe_hits (hits, total) : NULL;
}

static JsonNode *
faq_search (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  int limit = DEFAULT_LIMIT;
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, "The most hits to print", "N" },
    G_OPTION_ENTRY_NULL,
  };

  if (!yz_ctl_parse (&rest, entries, 1, 1, error))
    return NULL;
  if (limit < 0 || limit > MAX_LIMIT) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "--limit is a number from 0 to %d", MAX_LIMIT);
    return NULL;
  }
  return search (ctl, rest[0], (guint)limit, error);
}

/* faq import, faq export */

static JsonNode *
describe_count (const char *name, guint count, const char *version)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_int (builder, name, count);
  add_string (builder, "version", version);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static YzContentSource *
load_source (YzCtl *ctl, GError **error)
{
  g_autoptr (YzContent) content = yz_ctl_open_content (ctl, error);

  return content != NULL ? yz_content_to_source (content, error) : NULL;
}

static JsonNode *
faq_import (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autofree char *today = yz_time_local_date (yz_clock_now (ctl->clock));
  g_autoptr (YzContentSource) source = NULL;
  g_autoptr (YzContent) content = NULL;
  g_autofree char *version = NULL;
  guint imported = 0;

  if (!yz_ctl_parse (&rest, NULL, 1, 1, error))
    return NULL;
  source = load_source (ctl, error);
  if (source == NULL || !yz_content_source_import (source, rest[0], today, &imported, error))
    return NULL;
  version = yz_content_version_next (source->version);
  yz_content_source_set_version (source, version);
  content = yz_content_activate (ctl->data_dir, source, error);
  return content != NULL ? describe_count ("imported", imported, version) : NULL;
}

static JsonNode *
faq_export (YzCtl *ctl, GStrv args, GError **error)
{
  g_auto (GStrv) rest = g_strdupv (args);
  g_autoptr (YzContentSource) source = NULL;
  guint exported = 0;

  if (!yz_ctl_parse (&rest, NULL, 1, 1, error))
    return NULL;
  source = load_source (ctl, error);
  if (source == NULL || !yz_content_source_export (source, rest[0], &exported, error))
    return NULL;
  return describe_count ("exported", exported, source->version);
}

const YzCtlCommand yz_ctl_faq_commands[] = {
  { "faq search", "QUERY [--limit N]", faq_search },
  { "faq import", "FOLDER|TABLE.csv|LINES.jsonl", faq_import },
  { "faq export", "DIR", faq_export },
  { NULL },
};
