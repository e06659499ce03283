/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-pinyin.h"

#include "yz-error.h"

#include <rime_api.h>
#include <string.h>

/* Pinyin on librime. librime is one for a process: it is set up once and stays; each engine is a
 * session of it. */

/* A name and address in one go has some 60 letters; with more nobody finds a candidate any more. */
#define MAX_LETTERS 80

/* The folder that librime would write into does not exist: it writes nothing. */
#define NO_FOLDER "/nonexistent/yizhan"

struct _YzPinyin {
  GObject parent_instance;

  RimeApi *rime;
  RimeSessionId session;
  YzPinyinKeys keys;
};

static void yz_pinyin_ime_init (YzImeInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YzPinyin,
                               yz_pinyin,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YZ_TYPE_IME, yz_pinyin_ime_init))

static const char *const schemas[] = {
  [YZ_PINYIN_FULL] = "yizhan_pinyin",
  [YZ_PINYIN_FUZZY] = "yizhan_fuzzy",
  [YZ_PINYIN_NINE] = "yizhan_nine",
};

/* What rime has committed goes on; then whoever draws looks again. */
static void
publish (YzPinyin *self)
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
is_composing (YzPinyin *self)
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

/* A key that begins nothing, and one for which there is no room, are not for rime. */
static gboolean
yz_pinyin_press (YzIme *ime, gunichar key)
{
  YzPinyin *self = YZ_PINYIN (ime);
  const char *input = self->rime->get_input (self->session);
  gsize length = input != NULL ? strlen (input) : 0;

  if (key >= 0x7f || (length == 0 && !g_ascii_isalnum ((char)key)))
    return FALSE;
  if (length >= MAX_LETTERS && g_ascii_isalnum ((char)key))
    return TRUE;
  if (!self->rime->process_key (self->session, to_rime_key (key), 0))
    return FALSE;
  publish (self);
  return TRUE;
}

/* Nobody reads digits: with nine keys the reading of the likeliest word stands for them. */
static char *
get_reading (YzPinyin *self)
{
  g_autoptr (GPtrArray) candidates = yz_ime_get_candidates (YZ_IME (self), 1);
  const YzImeCandidate *first = candidates->len > 0 ? g_ptr_array_index (candidates, 0) : NULL;

  return first != NULL && first->comment != NULL && *first->comment != '\0'
             ? g_strdup (first->comment)
             : NULL;
}

static char *
yz_pinyin_get_preedit (YzIme *ime)
{
  YzPinyin *self = YZ_PINYIN (ime);
  char *preedit = self->keys == YZ_PINYIN_NINE ? get_reading (self) : NULL;

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
yz_pinyin_get_candidates (YzIme *ime, guint max)
{
  YzPinyin *self = YZ_PINYIN (ime);
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
yz_pinyin_choose (YzIme *ime, guint index)
{
  YzPinyin *self = YZ_PINYIN (ime);

  if (is_composing (self) && self->rime->select_candidate (self->session, index))
    publish (self);
}

static void
yz_pinyin_reset (YzIme *ime)
{
  YzPinyin *self = YZ_PINYIN (ime);

  if (!is_composing (self))
    return;
  self->rime->clear_composition (self->session);
  yz_ime_changed (ime);
}

static void
yz_pinyin_ime_init (YzImeInterface *iface)
{
  iface->press = yz_pinyin_press;
  iface->get_preedit = yz_pinyin_get_preedit;
  iface->get_candidates = yz_pinyin_get_candidates;
  iface->choose = yz_pinyin_choose;
  iface->reset = yz_pinyin_reset;
}

static void
yz_pinyin_finalize (GObject *object)
{
  YzPinyin *self = YZ_PINYIN (object);

  if (self->session != 0)
    self->rime->destroy_session (self->session);

  G_OBJECT_CLASS (yz_pinyin_parent_class)->finalize (object);
}

static void
yz_pinyin_class_init (YzPinyinClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yz_pinyin_finalize;
}

static void
yz_pinyin_init (YzPinyin *self)
{
}

/* Without the maintenance that a desktop does: all is compiled. */
static RimeApi *
set_up (const char *dir)
{
  static RimeApi *rime;

  if (rime == NULL) {
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
    rime = rime_get_api ();
    rime->setup (&traits);
    rime->initialize (&traits);
  }
  return rime;
}

/**
 * yz_pinyin_new:
 * @dir: the folder with the compiled dictionary; the first one counts for the whole process
 * @keys: how many keys, and how forgiving
 * @error: %YZ_ERROR_CONFIG where the dictionary is missing
 *
 * Returns: (transfer full): an engine
 */
YzPinyin *
yz_pinyin_new (const char *dir, YzPinyinKeys keys, GError **error)
{
  g_autoptr (YzPinyin) self = NULL;
  g_autofree char *name = NULL;
  g_autofree char *schema = NULL;
  g_autofree char *table = NULL;

  g_return_val_if_fail (dir != NULL, NULL);
  g_return_val_if_fail (keys < G_N_ELEMENTS (schemas), NULL);

  name = g_strconcat (schemas[keys], ".schema.yaml", NULL);
  schema = g_build_filename (dir, name, NULL);
  table = g_build_filename (dir, "yizhan_pinyin.table.bin", NULL);
  if (!g_file_test (schema, G_FILE_TEST_IS_REGULAR)
      || !g_file_test (table, G_FILE_TEST_IS_REGULAR)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG,
                 "%s has no dictionary for pinyin: install Yizhan anew", dir);
    return NULL;
  }
  self = g_object_new (YZ_TYPE_PINYIN, NULL);
  self->keys = keys;
  self->rime = set_up (dir);
  self->session = self->rime->create_session ();
  if (self->session == 0 || !self->rime->select_schema (self->session, schemas[keys])) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG,
                 "the dictionary for pinyin in %s cannot be used: install Yizhan anew", dir);
    return NULL;
  }
  return g_steal_pointer (&self);
}
