/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-rime.h"

#include "yz-error.h"

#include <gmodule.h>
#include <rime_api.h>
#include <string.h>

/* Pinyin and strokes on librime. librime is one for a process: it is set up once and stays; each
 * engine is a session of it. */

/* A name and address in one go has some 60 letters; with more nobody finds a candidate any more. */
#define MAX_LETTERS 80

#define LIBRARY "librime.so.1"

/* The folder that librime would write into does not exist: it writes nothing. */
#define NO_FOLDER "/nonexistent/yizhan"

struct _YzRime {
  GObject parent_instance;

  RimeApi *rime;
  RimeSessionId session;
  YzRimeSchema schema;
};

static void yz_rime_ime_init (YzImeInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YzRime,
                               yz_rime,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YZ_TYPE_IME, yz_rime_ime_init))

static const char *const schemas[] = {
  [YZ_RIME_PINYIN] = "yizhan_pinyin",
  [YZ_RIME_FUZZY] = "yizhan_fuzzy",
  [YZ_RIME_NINE] = "yizhan_nine",
  [YZ_RIME_STROKES] = "yizhan_strokes",
};

static const char *const tables[] = {
  [YZ_RIME_PINYIN] = "yizhan_pinyin.table.bin",
  [YZ_RIME_FUZZY] = "yizhan_pinyin.table.bin",
  [YZ_RIME_NINE] = "yizhan_pinyin.table.bin",
  [YZ_RIME_STROKES] = "yizhan_strokes.table.bin",
};

/* What rime has committed goes on; then whoever draws looks again. */
static void
publish (YzRime *self)
{
  RIME_STRUCT (RimeCommit, commit);

  if (self->rime->get_commit (self->session, &commit)) {
    g_autofree char *text = g_strdup (commit.text);

    self->rime->free_commit (&commit);
    yz_ime_commit (YZ_IME (self), text);
  }
  yz_ime_changed (YZ_IME (self));
}

static gboolean
is_composing (YzRime *self)
{
  const char *input = self->rime->get_input (self->session);

  return input != NULL && *input != '\0';
}

static int
to_rime_key (gunichar key)
{
  if (key == YZ_IME_BACKSPACE)
    return 0xff08;
  if (key == YZ_IME_ENTER)
    return 0xff0d;
  return (int)key;
}

/* Whether what was typed stands for anything. */
static gboolean
has_candidates (YzRime *self)
{
  g_autoptr (GPtrArray) candidates = yz_ime_get_candidates (YZ_IME (self), 1);

  return candidates->len > 0;
}

/* Where keys are codes, nobody means these. */
static gboolean
has_codes (YzRime *self)
{
  return self->schema == YZ_RIME_NINE || self->schema == YZ_RIME_STROKES;
}

/* A key that begins nothing, and one for which there is no room, are not for rime. A sign ends a
 * composition, and is for the field all the same. */
static gboolean
yz_rime_press (YzIme *ime, gunichar key)
{
  YzRime *self = YZ_RIME (ime);
  const char *input = self->rime->get_input (self->session);
  gsize length = input != NULL ? strlen (input) : 0;
  gboolean taken;

  if (key >= 0x7f || (length == 0 && !g_ascii_isalnum ((char)key)))
    return FALSE;
  if (length >= MAX_LETTERS && g_ascii_isalnum ((char)key))
    return TRUE;
  if (has_codes (self) && length > 0 && (key == ' ' || key == YZ_IME_ENTER)) {
    if (!has_candidates (self))
      return TRUE;
    key = ' ';
  }
  taken = self->rime->process_key (self->session, to_rime_key (key), 0);
  if (taken || length > 0)
    publish (self);
  return taken;
}

/* Nobody reads digits: with nine keys the reading of the likeliest word stands for them. */
static char *
get_reading (YzRime *self)
{
  g_autoptr (GPtrArray) candidates = yz_ime_get_candidates (YZ_IME (self), 1);
  const YzImeCandidate *first = candidates->len > 0 ? g_ptr_array_index (candidates, 0) : NULL;

  return first != NULL && first->comment != NULL && *first->comment != '\0'
             ? g_strdup (first->comment)
             : NULL;
}

static char *
yz_rime_get_preedit (YzIme *ime)
{
  YzRime *self = YZ_RIME (ime);
  char *preedit = self->schema == YZ_RIME_NINE ? get_reading (self) : NULL;

  if (preedit != NULL)
    return preedit;

  RIME_STRUCT (RimeContext, context);
  if (!is_composing (self) || !self->rime->get_context (self->session, &context))
    return g_strdup ("");
  preedit = g_strdup (context.composition.preedit != NULL ? context.composition.preedit : "");
  self->rime->free_context (&context);
  return preedit;
}

static GPtrArray *
yz_rime_get_candidates (YzIme *ime, guint max)
{
  YzRime *self = YZ_RIME (ime);
  GPtrArray *candidates = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_ime_candidate_free);
  RimeCandidateListIterator iterator = { 0 };

  if (!is_composing (self) || !self->rime->candidate_list_begin (self->session, &iterator))
    return candidates;
  while (candidates->len < max && self->rime->candidate_list_next (&iterator))
    g_ptr_array_add (candidates,
                     yz_ime_candidate_new (iterator.candidate.text, iterator.candidate.comment));
  self->rime->candidate_list_end (&iterator);
  return candidates;
}

static void
yz_rime_choose (YzIme *ime, guint index)
{
  YzRime *self = YZ_RIME (ime);

  if (is_composing (self) && self->rime->select_candidate (self->session, index))
    publish (self);
}

static void
yz_rime_reset (YzIme *ime)
{
  YzRime *self = YZ_RIME (ime);

  if (!is_composing (self))
    return;
  self->rime->clear_composition (self->session);
  yz_ime_changed (ime);
}

static void
yz_rime_ime_init (YzImeInterface *iface)
{
  iface->press = yz_rime_press;
  iface->get_preedit = yz_rime_get_preedit;
  iface->get_candidates = yz_rime_get_candidates;
  iface->choose = yz_rime_choose;
  iface->reset = yz_rime_reset;
}

static void
yz_rime_finalize (GObject *object)
{
  YzRime *self = YZ_RIME (object);

  if (self->session != 0)
    self->rime->destroy_session (self->session);

  G_OBJECT_CLASS (yz_rime_parent_class)->finalize (object);
}

static void
yz_rime_class_init (YzRimeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yz_rime_finalize;
}

static void
yz_rime_init (YzRime *self)
{
}

/* With librime come a dozen libraries of C++: it is loaded when somebody types. */
static RimeApi *
load_library (void)
{
  GModule *library = g_module_open (LIBRARY, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
  __typeof__ (rime_get_api) *get_api;

  if (library == NULL || !g_module_symbol (library, "rime_get_api", (gpointer *)&get_api))
    return NULL;
  return get_api ();
}

/* Without the maintenance that a desktop does: all is compiled. */
static RimeApi *
set_up (const char *dir)
{
  static RimeApi *rime;

  if (rime == NULL && (rime = load_library ()) != NULL) {
    RIME_STRUCT (RimeTraits, traits);

    traits.shared_data_dir = dir;
    traits.prebuilt_data_dir = dir;
    traits.staging_dir = dir;
    traits.user_data_dir = NO_FOLDER;
    traits.distribution_name = "Yizhan";
    traits.distribution_code_name = "yizhan";
    traits.distribution_version = YZ_VERSION;
    traits.app_name = "rime.yizhan";
    traits.min_log_level = 3;
    traits.log_dir = "";
    rime->setup (&traits);
    rime->initialize (&traits);
  }
  return rime;
}

/* librime says nothing of a dictionary that it cannot read: then it only finds no words. */
static gboolean
finds_words (YzRime *self)
{
  static const char keys[] = {
    [YZ_RIME_PINYIN] = 'a', [YZ_RIME_FUZZY] = 'a', [YZ_RIME_NINE] = '2', [YZ_RIME_STROKES] = 'h'
  };
  gboolean found;

  self->rime->process_key (self->session, keys[self->schema], 0);
  found = has_candidates (self);
  self->rime->clear_composition (self->session);
  return found;
}

/**
 * yz_rime_new:
 * @dir: the folder with the compiled dictionary; the first one counts for the whole process
 * @schema: which keys, and how forgiving
 * @error: %YZ_ERROR_CONFIG where the dictionary is missing
 *
 * Returns: (transfer full): an engine
 */
YzRime *
yz_rime_new (const char *dir, YzRimeSchema schema, GError **error)
{
  g_autoptr (YzRime) self = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autofree char *table = NULL;

  g_return_val_if_fail (dir != NULL, NULL);
  g_return_val_if_fail (schema < G_N_ELEMENTS (schemas), NULL);

  name = g_strconcat (schemas[schema], ".schema.yaml", NULL);
  path = g_build_filename (dir, name, NULL);
  table = g_build_filename (dir, tables[schema], NULL);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) || !g_file_test (table, G_FILE_TEST_IS_REGULAR)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG,
                 "%s has no %s, the dictionary for typing: install Yizhan anew", dir,
                 tables[schema]);
    return NULL;
  }
  self = g_object_new (YZ_TYPE_RIME, NULL);
  self->schema = schema;
  self->rime = set_up (dir);
  if (self->rime == NULL) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG, "%s is missing: install librime1", LIBRARY);
    return NULL;
  }
  self->session = self->rime->create_session ();
  if (self->session == 0 || !self->rime->select_schema (self->session, schemas[schema])
      || !finds_words (self)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG,
                 "%s in %s, the dictionary for typing, cannot be used: install Yizhan anew",
                 tables[schema], dir);
    return NULL;
  }
  return g_steal_pointer (&self);
}
