/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-handwriting.h"

#include "yz-error.h"
#include "yz-stroke-shape.h"

#include <string.h>
#include <zinnia.h>

/* Characters written with a finger, on zinnia. It takes 24 ms to load and up to 10 ms to recognise
 * a character: that is done in a thread, and what it finds comes back to the main context.
 *
 * zinnia counts strokes, and people join them. So the thread looks twice: at the strokes as they
 * were written, and then at what they would be if some of them were two. */

/* No character of today has more than 36. */
#define MAX_STROKES 48

/* Nobody looks further. */
#define MAX_CANDIDATES 30

/* How often a stroke more is tried, and how many ways at most. */
#define MAX_SPLITS 3
#define MAX_TRIES 12

/* What a character is called while the first look at it is under way. */
#define UNKNOWN "…"

/* Belongs to the thread but for its name and owner. */
typedef struct {
  char *path;
  GWeakRef engine;
  zinnia_recognizer_t *recognizer; /* (nullable): until it is loaded */
  gboolean broken;
} Model;

/* What stands in one square. The thread sees nothing of it but the version. */
typedef struct {
  int version; /* atomic: of the strokes */
  guint square;
  GPtrArray *strokes;    /* of GArray of YzImePoint */
  GPtrArray *candidates; /* of YzImeCandidate, for the strokes of some version */
  gboolean shown;        /* they are for the strokes as they are */
  gboolean known;        /* nothing more comes for these strokes */
  char *literal;         /* (nullable): no character at all, but a sign that was typed after one */
} Character;

struct _YzHandwriting {
  GObject parent_instance;

  Model *model;       /* (nullable): after dispose() */
  Character *current; /* (nullable): after dispose() */
  GQueue leaving;     /* of Character: written, and to be committed as soon as they are known */
};

static void yz_handwriting_ime_init (YzImeInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YzHandwriting,
                               yz_handwriting,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YZ_TYPE_IME, yz_handwriting_ime_init))

static void
model_clear (gpointer data)
{
  Model *model = data;

  g_free (model->path);
  g_weak_ref_clear (&model->engine);
  if (model->recognizer != NULL)
    zinnia_recognizer_destroy (model->recognizer);
}

static void
model_unref (Model *model)
{
  g_atomic_rc_box_release_full (model, model_clear);
}

static Character *
character_new (void)
{
  Character *character = g_atomic_rc_box_new0 (Character);

  character->strokes = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  character->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_ime_candidate_free);
  return character;
}

static void
character_clear (gpointer data)
{
  Character *character = data;

  g_ptr_array_unref (character->strokes);
  g_ptr_array_unref (character->candidates);
  g_free (character->literal);
}

static void
character_unref (Character *character)
{
  g_atomic_rc_box_release_full (character, character_clear);
}

/* The thread ---------------------------------------------------------------------------------- */

/* One look at a character. */
typedef struct {
  GMainContext *context;
  Model *model;
  Character *character; /* (nullable): only load the model */
  int version;
  GPtrArray *strokes; /* (nullable): of GArray of YzImePoint, a copy */
} Job;

/* What came of it. */
typedef struct {
  Model *model;
  Character *character; /* (nullable): for an error */
  int version;
  GPtrArray *candidates; /* (nullable) */
  gboolean last;
  GError *error; /* (nullable) */
} Result;

static void
job_free (Job *job)
{
  g_main_context_unref (job->context);
  model_unref (job->model);
  g_clear_pointer (&job->character, character_unref);
  g_clear_pointer (&job->strokes, g_ptr_array_unref);
  g_free (job);
}

static void
result_free (gpointer data)
{
  Result *result = data;

  model_unref (result->model);
  g_clear_pointer (&result->character, character_unref);
  g_clear_pointer (&result->candidates, g_ptr_array_unref);
  g_clear_error (&result->error);
  g_free (result);
}

static gboolean publish (gpointer data);

static void
deliver (Job *job, GPtrArray *candidates, gboolean last, const GError *error)
{
  Result *result = g_new0 (Result, 1);
  g_autoptr (GSource) source = NULL;

  result->model = g_atomic_rc_box_acquire (job->model);
  result->character = job->character != NULL ? g_atomic_rc_box_acquire (job->character) : NULL;
  result->version = job->version;
  result->candidates = candidates;
  result->last = last;
  result->error = error != NULL ? g_error_copy (error) : NULL;
  /* Not g_main_context_invoke(): that would publish in this thread while nobody runs the loop. */
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, publish, result, result_free);
  g_source_attach (source, job->context);
}

static gboolean
is_outdated (Job *job)
{
  return g_atomic_int_get (&job->character->version) != job->version;
}

static zinnia_character_t *
to_zinnia (GPtrArray *strokes)
{
  zinnia_character_t *character = zinnia_character_new ();

  zinnia_character_set_width (character, YZ_STROKES_SIDE);
  zinnia_character_set_height (character, YZ_STROKES_SIDE);
  for (guint i = 0; i < strokes->len; i++) {
    GArray *stroke = g_ptr_array_index (strokes, i);

    for (guint j = 0; j < stroke->len; j++) {
      YzImePoint point = g_array_index (stroke, YzImePoint, j);

      zinnia_character_add (character, i, (int)point.x, (int)point.y);
    }
  }
  return character;
}

/* Adds what @strokes may be to @scores, the better score of each; returns the best of these. */
static float
look (zinnia_recognizer_t *recognizer, GPtrArray *strokes, GHashTable *scores)
{
  zinnia_character_t *character = to_zinnia (strokes);
  zinnia_result_t *found = zinnia_recognizer_classify (recognizer, character, MAX_CANDIDATES);
  float best = -G_MAXFLOAT;

  for (gsize i = 0; found != NULL && i < zinnia_result_size (found); i++) {
    const char *text = zinnia_result_value (found, i);
    float score = zinnia_result_score (found, i);
    float *before = g_hash_table_lookup (scores, text);

    best = MAX (best, score);
    if (before == NULL)
      g_hash_table_insert (scores, g_strdup (text), g_memdup2 (&score, sizeof score));
    else
      *before = MAX (*before, score);
  }
  if (found != NULL)
    zinnia_result_destroy (found);
  zinnia_character_destroy (character);
  return best;
}

/* Looks at @strokes as if one more of them were two, in each way that its corners allow; returns
 * the best of these ways, or %NULL. */
static GPtrArray *
look_at_splits (Job *job, GPtrArray *strokes, GHashTable *scores, guint *tries)
{
  g_autoptr (GPtrArray) best = NULL;
  float best_score = -G_MAXFLOAT;

  for (guint i = 0; i < strokes->len; i++) {
    g_autoptr (GArray) corners = yz_stroke_corners (g_ptr_array_index (strokes, i));

    for (guint j = 1; j + 2 < corners->len; j++) {
      g_autoptr (GPtrArray) split = yz_strokes_split (strokes, i, g_array_index (corners, guint, j),
                                                      g_array_index (corners, guint, j + 1));
      float score;

      if ((*tries)++ >= MAX_TRIES || is_outdated (job))
        return NULL;
      score = look (job->model->recognizer, split, scores);
      if (score > best_score) {
        best_score = score;
        g_clear_pointer (&best, g_ptr_array_unref);
        best = g_steal_pointer (&split);
      }
    }
  }
  return g_steal_pointer (&best);
}

static int
compare_scores (gconstpointer a, gconstpointer b, gpointer scores)
{
  const float *x = g_hash_table_lookup (scores, *(const char *const *)a);
  const float *y = g_hash_table_lookup (scores, *(const char *const *)b);

  return (*x < *y) - (*x > *y);
}

static GPtrArray *
to_candidates (GHashTable *scores)
{
  GPtrArray *candidates = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_ime_candidate_free);
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer text;

  g_hash_table_iter_init (&iter, scores);
  while (g_hash_table_iter_next (&iter, &text, NULL))
    g_ptr_array_add (texts, text);
  g_ptr_array_sort_with_data (texts, compare_scores, scores);
  for (guint i = 0; i < texts->len && i < MAX_CANDIDATES; i++)
    g_ptr_array_add (candidates, yz_ime_candidate_new (g_ptr_array_index (texts, i), NULL));
  return candidates;
}

static void
recognize (Job *job)
{
  g_autoptr (GHashTable) scores = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) strokes = yz_strokes_fit (job->strokes);
  guint tries = 0;

  look (job->model->recognizer, strokes, scores);
  deliver (job, to_candidates (scores), FALSE, NULL);
  for (guint i = 0; i < MAX_SPLITS && strokes != NULL; i++) {
    GPtrArray *split = look_at_splits (job, strokes, scores, &tries);

    g_ptr_array_unref (strokes);
    strokes = split;
  }
  deliver (job, to_candidates (scores), TRUE, NULL);
}

static gboolean
load (Job *job)
{
  Model *model = job->model;
  g_autoptr (GError) error = NULL;

  if (model->recognizer != NULL)
    return TRUE;
  if (model->broken)
    return FALSE;
  model->recognizer = zinnia_recognizer_new ();
  if (zinnia_recognizer_open (model->recognizer, model->path))
    return TRUE;
  model->broken = TRUE;
  g_clear_pointer (&model->recognizer, zinnia_recognizer_destroy);
  error = g_error_new (YZ_ERROR, YZ_ERROR_CONFIG,
                       "the model for handwriting in %s cannot be used: install it anew",
                       model->path);
  deliver (job, NULL, TRUE, error);
  return FALSE;
}

static void
run (gpointer data, gpointer user_data)
{
  Job *job = data;

  if (load (job) && job->character != NULL && !is_outdated (job))
    recognize (job);
  job_free (job);
}

/* One thread for the process, so that what is written first is known first. */
static void
push (YzHandwriting *self, Character *character)
{
  static GThreadPool *pool;
  Job *job = g_new0 (Job, 1);

  if (pool == NULL)
    pool = g_thread_pool_new (run, NULL, 1, FALSE, NULL);
  job->context = g_main_context_ref_thread_default ();
  job->model = g_atomic_rc_box_acquire (self->model);
  if (character != NULL) {
    job->character = g_atomic_rc_box_acquire (character);
    job->version = g_atomic_int_get (&character->version);
    job->strokes = g_ptr_array_copy (character->strokes, (GCopyFunc)(GCallback)g_array_ref, NULL);
    g_ptr_array_set_free_func (job->strokes, (GDestroyNotify)g_array_unref);
  }
  g_thread_pool_push (pool, job, NULL);
}

/* The main loop ------------------------------------------------------------------------------- */

static gboolean
is_writing (YzHandwriting *self)
{
  return self->current->strokes->len > 0;
}

static void
start_character (YzHandwriting *self)
{
  /* What is still being looked at is of no use any more. */
  if (self->current != NULL) {
    g_atomic_int_inc (&self->current->version);
    character_unref (self->current);
  }
  self->current = character_new ();
}

static void
recognize_again (YzHandwriting *self)
{
  g_atomic_int_inc (&self->current->version);
  self->current->shown = FALSE;
  if (is_writing (self))
    push (self, self->current);
  else
    g_ptr_array_set_size (self->current->candidates, 0);
  yz_ime_changed (YZ_IME (self));
}

static const char *
get_text (const Character *character)
{
  if (character->literal != NULL)
    return character->literal;
  return character->candidates->len > 0
             ? ((YzImeCandidate *)g_ptr_array_index (character->candidates, 0))->text
             : NULL;
}

/* Commits what has been left and is known by now, in the order in which it was written. */
static void
commit_known (YzHandwriting *self)
{
  Character *first;

  while ((first = g_queue_peek_head (&self->leaving)) != NULL
         && (first->known || first->literal != NULL)) {
    const char *text = get_text (first);

    g_queue_pop_head (&self->leaving);
    if (text != NULL)
      yz_ime_commit (YZ_IME (self), text);
    character_unref (first);
  }
}

/* The likeliest candidate is meant: the one that is shown by now, or else the one to come. */
static void
leave (YzHandwriting *self)
{
  self->current->known = self->current->shown;
  g_queue_push_tail (&self->leaving, g_steal_pointer (&self->current));
  start_character (self);
  commit_known (self);
  yz_ime_changed (YZ_IME (self));
}

static gboolean
publish (gpointer data)
{
  Result *result = data;
  g_autoptr (YzHandwriting) self = g_weak_ref_get (&result->model->engine);
  Character *character = result->character;

  if (self == NULL || self->current == NULL)
    return G_SOURCE_REMOVE;
  if (result->error != NULL) {
    yz_ime_fail (YZ_IME (self), result->error);
    return G_SOURCE_REMOVE;
  }
  if (g_atomic_int_get (&character->version) != result->version)
    return G_SOURCE_REMOVE;
  g_ptr_array_unref (character->candidates);
  character->candidates = g_steal_pointer (&result->candidates);
  character->shown = TRUE;
  character->known = result->last;
  commit_known (self);
  yz_ime_changed (YZ_IME (self));
  return G_SOURCE_REMOVE;
}

/* A sign that follows a character which is not known yet waits for it. */
static void
append_literal (YzHandwriting *self, gunichar key)
{
  Character *sign = character_new ();
  char text[7] = { 0 };

  g_unichar_to_utf8 (key, text);
  sign->literal = g_strdup (text);
  g_queue_push_tail (&self->leaving, sign);
}

/* The last stroke, or the last of what is on its way. */
static gboolean
erase (YzHandwriting *self)
{
  Character *last;

  if (is_writing (self)) {
    g_ptr_array_set_size (self->current->strokes, (int)self->current->strokes->len - 1);
    recognize_again (self);
    return TRUE;
  }
  last = g_queue_pop_tail (&self->leaving);
  if (last == NULL)
    return FALSE;
  g_atomic_int_inc (&last->version);
  character_unref (last);
  yz_ime_changed (YZ_IME (self));
  return TRUE;
}

/* Space and Enter take the likeliest, and so does what follows it; that is no stroke. */
static gboolean
yz_handwriting_press (YzIme *ime, gunichar key)
{
  YzHandwriting *self = YZ_HANDWRITING (ime);

  if (key == YZ_IME_BACKSPACE)
    return erase (self);
  if (is_writing (self)) {
    leave (self);
    if (key == ' ' || key == YZ_IME_ENTER)
      return TRUE;
  }
  if (g_queue_is_empty (&self->leaving) || !g_unichar_isprint (key))
    return FALSE;
  /* It has been taken already. */
  if (key == ' ')
    return TRUE;
  append_literal (self, key);
  return TRUE;
}

static char *
yz_handwriting_get_preedit (YzIme *ime)
{
  YzHandwriting *self = YZ_HANDWRITING (ime);
  GString *preedit = g_string_new (NULL);

  for (GList *link = self->leaving.head; link != NULL; link = link->next) {
    const char *text = get_text (link->data);

    g_string_append (preedit, text != NULL ? text : UNKNOWN);
  }
  if (is_writing (self)) {
    const char *text = get_text (self->current);

    g_string_append (preedit, text != NULL ? text : UNKNOWN);
  }
  return g_string_free (preedit, FALSE);
}

static GPtrArray *
yz_handwriting_get_candidates (YzIme *ime, guint max)
{
  YzHandwriting *self = YZ_HANDWRITING (ime);
  GPtrArray *candidates = g_ptr_array_new_with_free_func ((GDestroyNotify)yz_ime_candidate_free);

  for (guint i = 0; i < self->current->candidates->len && i < max; i++) {
    const YzImeCandidate *candidate = g_ptr_array_index (self->current->candidates, i);

    g_ptr_array_add (candidates, yz_ime_candidate_new (candidate->text, candidate->comment));
  }
  return candidates;
}

static void
yz_handwriting_choose (YzIme *ime, guint index)
{
  YzHandwriting *self = YZ_HANDWRITING (ime);
  GPtrArray *candidates = self->current->candidates;

  if (index >= candidates->len)
    return;
  /* It goes the way of all the others: what was written before it comes first. */
  if (index > 0) {
    gpointer chosen = g_ptr_array_steal_index (candidates, index);

    g_ptr_array_insert (candidates, 0, chosen);
  }
  g_atomic_int_inc (&self->current->version);
  self->current->shown = TRUE;
  leave (self);
}

static void
yz_handwriting_reset (YzIme *ime)
{
  YzHandwriting *self = YZ_HANDWRITING (ime);

  if (!is_writing (self) && g_queue_is_empty (&self->leaving))
    return;
  g_queue_clear_full (&self->leaving, (GDestroyNotify)character_unref);
  start_character (self);
  yz_ime_changed (ime);
}

/* Who writes in another square has finished the character in the first one. */
static void
yz_handwriting_draw (YzIme *ime, guint square, const YzImePoint *points, guint n_points)
{
  YzHandwriting *self = YZ_HANDWRITING (ime);

  if (n_points == 0 || self->current->strokes->len >= MAX_STROKES)
    return;
  if (is_writing (self) && square != self->current->square)
    leave (self);
  self->current->square = square;
  g_ptr_array_add (self->current->strokes, yz_stroke_thin (points, n_points));
  recognize_again (self);
}

static void
yz_handwriting_ime_init (YzImeInterface *iface)
{
  iface->press = yz_handwriting_press;
  iface->get_preedit = yz_handwriting_get_preedit;
  iface->get_candidates = yz_handwriting_get_candidates;
  iface->choose = yz_handwriting_choose;
  iface->reset = yz_handwriting_reset;
  iface->draw = yz_handwriting_draw;
}

static void
yz_handwriting_dispose (GObject *object)
{
  YzHandwriting *self = YZ_HANDWRITING (object);

  g_queue_clear_full (&self->leaving, (GDestroyNotify)character_unref);
  if (self->current != NULL)
    g_atomic_int_inc (&self->current->version);
  g_clear_pointer (&self->current, character_unref);
  g_clear_pointer (&self->model, model_unref);

  G_OBJECT_CLASS (yz_handwriting_parent_class)->dispose (object);
}

static void
yz_handwriting_class_init (YzHandwritingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yz_handwriting_dispose;
}

static void
yz_handwriting_init (YzHandwriting *self)
{
  g_queue_init (&self->leaving);
  start_character (self);
}

/**
 * yz_handwriting_new:
 * @model: the file with what zinnia has learnt
 * @error: %YZ_ERROR_CONFIG where it is missing
 *
 * The model is loaded in a thread; a damaged one shows in #YzIme::failed.
 *
 * Returns: (transfer full): an engine that takes strokes
 */
YzHandwriting *
yz_handwriting_new (const char *model, GError **error)
{
  YzHandwriting *self;

  g_return_val_if_fail (model != NULL, NULL);

  if (!g_file_test (model, G_FILE_TEST_IS_REGULAR)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_CONFIG,
                 "%s, the model for handwriting, is missing: install it", model);
    return NULL;
  }
  self = g_object_new (YZ_TYPE_HANDWRITING, NULL);
  self->model = g_atomic_rc_box_new0 (Model);
  self->model->path = g_strdup (model);
  g_weak_ref_init (&self->model->engine, self);
  push (self, NULL);
  return self;
}

/**
 * yz_handwriting_get_strokes:
 * @self: an engine
 * @square: one of the squares to write in
 *
 * Returns: (transfer none) (element-type GArray) (nullable): the strokes of the character that is
 *   being written there, each an array of #YzImePoint; %NULL where none is
 */
GPtrArray *
yz_handwriting_get_strokes (YzHandwriting *self, guint square)
{
  g_return_val_if_fail (YZ_IS_HANDWRITING (self), NULL);

  return is_writing (self) && self->current->square == square ? self->current->strokes : NULL;
}

/**
 * yz_handwriting_clear:
 * @self: an engine
 *
 * Takes all strokes of the character away that is being written.
 */
void
yz_handwriting_clear (YzHandwriting *self)
{
  g_return_if_fail (YZ_IS_HANDWRITING (self));

  if (!is_writing (self))
    return;
  start_character (self);
  yz_ime_changed (YZ_IME (self));
}
