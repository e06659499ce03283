/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-keyboard.h"

#include "yz-candidate-bar.h"
#include "yz-handwriting.h"
#include "yz-rime.h"
#include "yz-writing-pad.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Those that write Chinese come first: each has an engine, and may be missing. */
#define N_ENGINES YZ_KEYBOARD_LATIN
#define N_LETTERS YZ_KEYBOARD_SIGNS

/* Keys on the screen. What they type goes through YzTyping to the field that has the focus; the
 * keys themselves never take it. Above them stand the ways to write, and in their place, while
 * something is being written, what it may be. */
struct _YzKeyboard {
  AdwBin parent_instance;

  YzTyping *typing;
  char *ime_dir;
  YzWords *words;             /* (nullable) */
  YzIme *engines[N_ENGINES];  /* made when they are first needed */
  gboolean broken[N_ENGINES]; /* cannot be made */
  YzKeyboardLayout layout;
  YzKeyboardLayout letters; /* the layout that the signs lead back to */
  gboolean long_text;       /* the field takes more than one line */
  gboolean shift;
  gboolean fuzzy;      /* pinyin forgives zh for z, an for ang, … */
  gboolean one_square; /* to write by hand in, and not two */
  gboolean finishing;  /* the last character is still being read */
  gint64 composed_us;  /* when the last composition ended */

  GtkStack *bar;
  GtkWidget *candidate_bar;
  GtkWidget *tabs_box;
  GtkWidget *sorry_label;
  GtkToggleButton *tabs[N_LETTERS];
  GtkToggleButton *fuzzy_button;
  GtkBox *rows_box;
};

G_DEFINE_FINAL_TYPE (YzKeyboard, yz_keyboard, ADW_TYPE_BIN)

enum {
  DONE,
  TROUBLE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Keys that do something; any other is what stands on it. */
#define KEY_SHIFT "⇧"
#define KEY_ERASE "⌫"
#define KEY_CLEAR "重写"
#define KEY_SQUARES "格"
#define KEY_SIGNS "123"
#define KEY_LETTERS "字"
#define KEY_SPACE "␣"
#define KEY_ENTER "⏎"
#define KEY_DONE "✓"

/* The finger that has chosen a word may still be trembling where a way to write comes up. */
#define TREMBLING_US (G_USEC_PER_SEC * 6 / 10)

#define MAX_KEYS 10
#define N_ROWS 4

/* Each key once more: the space is as wide as three. */
typedef const char *Rows[N_ROWS][MAX_KEYS];

/* By hand there is a pad in the place of the first rows, with these at its side. */
static const char *const writing_keys[] = { KEY_ERASE, KEY_CLEAR, KEY_SQUARES };

static const Rows rows[] = {
  [YZ_KEYBOARD_HANDWRITING] = {
    { NULL },
    { NULL },
    { NULL },
    { KEY_SIGNS, "，", KEY_SPACE, "。", KEY_ENTER, KEY_DONE },
  },
  [YZ_KEYBOARD_PINYIN] = {
    { "q", "w", "e", "r", "t", "y", "u", "i", "o", "p" },
    { "a", "s", "d", "f", "g", "h", "j", "k", "l" },
    { "z", "x", "c", "v", "b", "n", "m", KEY_ERASE },
    { KEY_SIGNS, "，", KEY_SPACE, "。", KEY_ENTER, KEY_DONE },
  },
  [YZ_KEYBOARD_NINE] = {
    { "，", "ABC", "DEF", KEY_ERASE },
    { "GHI", "JKL", "MNO", "。" },
    { "PQRS", "TUV", "WXYZ", "？" },
    { KEY_SIGNS, KEY_SPACE, KEY_ENTER, KEY_DONE },
  },
  [YZ_KEYBOARD_STROKES] = {
    { "一", "丨", "丿", KEY_ERASE },
    { "丶", "乛", "，", "。" },
    { KEY_SIGNS, KEY_SPACE, KEY_ENTER, KEY_DONE },
    { NULL },
  },
  [YZ_KEYBOARD_LATIN] = {
    { "q", "w", "e", "r", "t", "y", "u", "i", "o", "p" },
    { "a", "s", "d", "f", "g", "h", "j", "k", "l" },
    { KEY_SHIFT, "z", "x", "c", "v", "b", "n", "m", KEY_ERASE },
    { KEY_SIGNS, ",", KEY_SPACE, ".", KEY_ENTER, KEY_DONE },
  },
  [YZ_KEYBOARD_SIGNS] = {
    { "1", "2", "3", "4", "5", "6", "7", "8", "9", "0" },
    { "-", "/", "：", "；", "（", "）", "《", "》", "@" },
    { "、", "？", "！", "“", "”", "…", "¥", "%", KEY_ERASE },
    { KEY_LETTERS, "，", KEY_SPACE, "。", KEY_ENTER, KEY_DONE },
  },
};

/* The signs that go with letters. */
static const Rows latin_signs = {
  { "1", "2", "3", "4", "5", "6", "7", "8", "9", "0" },
  { "-", "/", ":", ";", "(", ")", "\"", "'", "@" },
  { "#", "?", "!", "+", "&", "_", "$", "%", KEY_ERASE },
  { KEY_LETTERS, ",", KEY_SPACE, ".", KEY_ENTER, KEY_DONE },
};

/* Who reads no Chinese needs no Chinese keys: their names are Chinese in both languages. */
static const struct {
  const char *label;
  const char *name;
} ways[N_LETTERS] = {
  [YZ_KEYBOARD_HANDWRITING] = { "手写", N_ ("Chinese by hand") },
  [YZ_KEYBOARD_PINYIN] = { "拼音", N_ ("Chinese by pinyin") },
  [YZ_KEYBOARD_NINE] = { "九键", N_ ("Chinese with nine keys") },
  [YZ_KEYBOARD_STROKES] = { "笔画", N_ ("Chinese by strokes") },
  [YZ_KEYBOARD_LATIN] = { "ABC", N_ ("English letters: ABC") },
};

/* What a screen reader says, and where the key shows a picture. */
static const struct {
  const char *key;
  const char *name;
  const char *icon;
} special[] = {
  { KEY_SHIFT, N_ ("Capital letters"), "go-up-symbolic" },
  { KEY_ERASE, N_ ("Delete the last character"), "edit-clear-symbolic" },
  { KEY_CLEAR, N_ ("Write the character again"), NULL },
  { KEY_SIGNS, N_ ("123: numbers and signs"), NULL },
  { KEY_SPACE, N_ ("Space"), NULL },
  { KEY_ENTER, N_ ("New line"), NULL },
};

/* The names of keys that say what they do in the language of the screen. */
static const struct {
  const char *key;
  const char *label;
} translated[] = {
  { KEY_SPACE, N_ ("Space") },
  { KEY_ENTER, N_ ("Line") },
  { KEY_CLEAR, N_ ("Again") },
  { KEY_DONE, N_ ("Done") },
};

/* Keys that type nothing. */
static const char *const silent[] = { KEY_SHIFT,   KEY_ERASE, KEY_CLEAR, KEY_SQUARES, KEY_SIGNS,
                                      KEY_LETTERS, KEY_SPACE, KEY_ENTER, KEY_DONE,    NULL };

static void show_layout (YzKeyboard *self);

/* What a key does ----------------------------------------------------------------------------- */

static gunichar
to_stroke (const char *key)
{
  static const char *const strokes[] = { "一", "丨", "丿", "丶", "乛" };

  for (gsize i = 0; i < G_N_ELEMENTS (strokes); i++)
    if (strcmp (strokes[i], key) == 0)
      return (gunichar) "hspnz"[i];
  return 0;
}

static gunichar
to_character (YzKeyboard *self, const char *key)
{
  if (strcmp (key, KEY_ERASE) == 0)
    return YZ_IME_BACKSPACE;
  if (strcmp (key, KEY_ENTER) == 0)
    return YZ_IME_ENTER;
  if (strcmp (key, KEY_SPACE) == 0)
    return ' ';
  if (self->layout == YZ_KEYBOARD_NINE && g_ascii_isupper (*key)) {
    static const char digits[] = "22233344455566677778889999";

    return (gunichar)digits[*key - 'A'];
  }
  if (self->layout == YZ_KEYBOARD_STROKES && to_stroke (key) != 0)
    return to_stroke (key);
  if (self->shift)
    return (gunichar)g_ascii_toupper (*key);
  return g_utf8_get_char (key);
}

/* A sign ends what is being composed: the likeliest candidate is meant. */
static void
type (YzKeyboard *self, const char *key)
{
  gunichar character = to_character (self, key);

  if (!g_strv_contains (silent, key) && character > 0x7f)
    yz_typing_take (self->typing);
  yz_typing_press (self->typing, character);
  if (self->shift && g_ascii_isalpha (*key)) {
    self->shift = FALSE;
    show_layout (self);
  }
}

static void
finish (YzKeyboard *self)
{
  yz_typing_take (self->typing);
  self->finishing
      = self->layout == YZ_KEYBOARD_HANDWRITING && yz_typing_is_composing (self->typing);
  if (self->finishing)
    return;
  yz_typing_finish (self->typing);
  g_signal_emit (self, signals[DONE], 0);
}

/* What is heard of a key. */
static const char *
get_key_name (YzKeyboard *self, const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (special); i++)
    if (strcmp (special[i].key, key) == 0)
      return _ (special[i].name);
  if (strcmp (key, KEY_LETTERS) == 0)
    return _ (ways[self->letters].name);
  if (strcmp (key, KEY_DONE) == 0)
    return _ ("Done");
  if (strcmp (key, KEY_SQUARES) == 0)
    return self->one_square ? _ ("2 squares") : _ ("1 square");
  return key;
}

static void
on_key_clicked (YzKeyboard *self, GtkButton *button)
{
  const char *key = g_object_get_data (G_OBJECT (button), "key");

  if (!yz_typing_accepts (self->typing, g_str_hash (key)))
    return;
  yz_typing_tell (self->typing, get_key_name (self, key));
  if (strcmp (key, KEY_DONE) == 0) {
    finish (self);
  } else if (strcmp (key, KEY_SHIFT) == 0) {
    self->shift = !self->shift;
    show_layout (self);
  } else if (strcmp (key, KEY_SIGNS) == 0) {
    yz_keyboard_set_layout (self, YZ_KEYBOARD_SIGNS);
  } else if (strcmp (key, KEY_LETTERS) == 0) {
    yz_keyboard_set_layout (self, self->letters);
  } else if (strcmp (key, KEY_CLEAR) == 0) {
    yz_handwriting_clear (YZ_HANDWRITING (self->engines[YZ_KEYBOARD_HANDWRITING]));
  } else if (strcmp (key, KEY_SQUARES) == 0) {
    self->one_square = !self->one_square;
    yz_typing_finish (self->typing);
    show_layout (self);
  } else {
    type (self, key);
  }
}

/* The keys ------------------------------------------------------------------------------------ */

static void
label_key (YzKeyboard *self, GtkButton *button, const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (translated); i++)
    if (strcmp (translated[i].key, key) == 0)
      gtk_button_set_label (button, _ (translated[i].label));
  if (strcmp (key, KEY_SQUARES) == 0)
    gtk_button_set_label (button, self->one_square ? _ ("2 squares") : _ ("1 square"));
  if (strcmp (key, KEY_LETTERS) == 0)
    gtk_button_set_label (button, ways[self->letters].label);
}

/* After the label, which GTK takes for the name. */
static void
name_key (YzKeyboard *self, GtkWidget *button, const char *key)
{
  if (g_strv_contains (silent, key))
    gtk_widget_add_css_class (button, "special");
  if (strcmp (key, KEY_LETTERS) == 0)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ (ways[self->letters].name), -1);
  for (gsize i = 0; i < G_N_ELEMENTS (special); i++) {
    if (strcmp (special[i].key, key) != 0)
      continue;
    if (special[i].icon != NULL)
      gtk_button_set_icon_name (GTK_BUTTON (button), special[i].icon);
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ (special[i].name), -1);
  }
  if (strcmp (key, KEY_DONE) == 0)
    gtk_widget_add_css_class (button, "done-key");
}

static GtkWidget *
new_key (YzKeyboard *self, const char *key)
{
  g_autofree char *label
      = self->shift && g_ascii_islower (*key) ? g_ascii_strup (key, -1) : g_strdup (key);
  GtkWidget *button = gtk_button_new_with_label (label);

  label_key (self, GTK_BUTTON (button), key);
  name_key (self, button, key);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_focusable (button, FALSE);
  g_object_set_data (G_OBJECT (button), "key", (gpointer)key);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_key_clicked), self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
new_grid (void)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_widget_add_css_class (grid, "keys");
  return grid;
}

/* Where there is only one line, the key that ends the typing has the place of that which ends the
 * line. */
static gboolean
is_offered (YzKeyboard *self, const char *key)
{
  return self->long_text || strcmp (key, KEY_ENTER) != 0;
}

static int
get_width (YzKeyboard *self, const char *key)
{
  if (strcmp (key, KEY_SPACE) == 0)
    return self->layout == YZ_KEYBOARD_NINE ? 1 : 3;
  return strcmp (key, KEY_DONE) == 0 && !self->long_text ? 2 : 1;
}

/* A grid of narrow columns, so that a key may be as wide as three, and a row stand in the middle.
 */
static GtkWidget *
new_row (YzKeyboard *self, const char *const *keys)
{
  GtkWidget *grid = new_grid ();
  int column = 0;

  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  for (guint i = 0; i < MAX_KEYS && keys[i] != NULL; i++) {
    int width = get_width (self, keys[i]);

    if (!is_offered (self, keys[i]))
      continue;
    gtk_grid_attach (GTK_GRID (grid), new_key (self, keys[i]), column, 0, width, 1);
    column += width;
  }
  return grid;
}

/* Squares to write in, and a column of keys at their side. */
static GtkWidget *
new_writing_rows (YzKeyboard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *squares = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *grid = new_grid ();

  gtk_widget_add_css_class (box, "keys");
  gtk_widget_add_css_class (squares, "keys");
  gtk_box_set_homogeneous (GTK_BOX (squares), TRUE);
  for (guint i = 0; i < (self->one_square ? 1 : 2); i++)
    gtk_box_append (GTK_BOX (squares),
                    yz_writing_pad_new (YZ_HANDWRITING (self->engines[YZ_KEYBOARD_HANDWRITING]),
                                        i));
  for (guint i = 0; i < G_N_ELEMENTS (writing_keys); i++)
    gtk_grid_attach (GTK_GRID (grid), new_key (self, writing_keys[i]), 0, (int)i, 1, 1);
  gtk_widget_add_css_class (grid, "writing-keys");
  gtk_widget_set_hexpand (grid, FALSE);
  gtk_box_append (GTK_BOX (box), squares);
  gtk_box_append (GTK_BOX (box), grid);
  return box;
}

static const char *const *
get_row (YzKeyboard *self, guint row)
{
  if (self->layout == YZ_KEYBOARD_SIGNS && self->letters == YZ_KEYBOARD_LATIN)
    return latin_signs[row];
  return rows[self->layout][row];
}

static void
show_keys (YzKeyboard *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows_box))) != NULL)
    gtk_box_remove (self->rows_box, child);
  if (self->layout == YZ_KEYBOARD_HANDWRITING)
    gtk_box_append (self->rows_box, new_writing_rows (self));
  for (guint i = 0; i < N_ROWS; i++)
    if (*get_row (self, i) != NULL)
      gtk_box_append (self->rows_box, new_row (self, get_row (self, i)));
}

static void
show_tabs (YzKeyboard *self)
{
  gboolean chinese = FALSE;

  for (guint i = 0; i < N_LETTERS; i++) {
    gtk_widget_set_visible (GTK_WIDGET (self->tabs[i]), i >= N_ENGINES || !self->broken[i]);
    gtk_toggle_button_set_active (self->tabs[i], i == self->letters);
    chinese = chinese || (i < N_ENGINES && !self->broken[i]);
  }
  gtk_widget_set_visible (self->sorry_label, !chinese);
  gtk_toggle_button_set_active (self->fuzzy_button, self->fuzzy);
  gtk_widget_set_visible (GTK_WIDGET (self->fuzzy_button), self->layout == YZ_KEYBOARD_PINYIN);
}

static void
show_layout (YzKeyboard *self)
{
  show_keys (self);
  show_tabs (self);
}

/* The bar above the keys ---------------------------------------------------------------------- */

static gboolean
is_trembling (YzKeyboard *self)
{
  return g_get_monotonic_time () - self->composed_us < TREMBLING_US;
}

static void
on_tab_clicked (YzKeyboard *self, GtkWidget *button)
{
  for (guint i = 0; i < N_LETTERS; i++)
    if (button == GTK_WIDGET (self->tabs[i]) && !is_trembling (self)) {
      yz_typing_tell (self->typing, _ (ways[i].name));
      yz_keyboard_set_layout (self, i);
    }
  show_tabs (self);
}

static void
on_fuzzy_clicked (YzKeyboard *self)
{
  if (is_trembling (self)) {
    show_tabs (self);
    return;
  }
  self->fuzzy = gtk_toggle_button_get_active (self->fuzzy_button);
  yz_typing_set_ime (self->typing, NULL);
  g_clear_object (&self->engines[YZ_KEYBOARD_PINYIN]);
  yz_keyboard_set_layout (self, YZ_KEYBOARD_PINYIN);
}

static void
on_steady_clicked (YzKeyboard *self, GtkToggleButton *button)
{
  if (!is_trembling (self))
    yz_typing_set_steady (self->typing, gtk_toggle_button_get_active (button));
  gtk_toggle_button_set_active (button, yz_typing_get_steady (self->typing));
}

static GtkToggleButton *
add_tab (YzKeyboard *self, const char *label, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  gtk_widget_add_css_class (button, "tab");
  gtk_widget_set_focusable (button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->tabs_box), button);
  return GTK_TOGGLE_BUTTON (button);
}

static void
fill_tabs (YzKeyboard *self)
{
  GtkToggleButton *steady;

  self->sorry_label
      = gtk_label_new (_ ("Chinese cannot be typed here just now. The staff are told."));
  gtk_label_set_wrap (GTK_LABEL (self->sorry_label), TRUE);
  gtk_box_append (GTK_BOX (self->tabs_box), self->sorry_label);
  for (guint i = 0; i < N_LETTERS; i++)
    self->tabs[i] = add_tab (self, ways[i].label, _ (ways[i].name), G_CALLBACK (on_tab_clicked));
  self->fuzzy_button
      = add_tab (self, "模糊音", _ ("Pinyin as it is spoken: zh or z, n or l, an or ang"),
                 G_CALLBACK (on_fuzzy_clicked));
  gtk_widget_add_css_class (GTK_WIDGET (self->fuzzy_button), "switch-tab");
  steady = add_tab (self, _ ("Steady"), _ ("Steady: a key struck twice counts once"),
                    G_CALLBACK (on_steady_clicked));
  gtk_widget_add_css_class (GTK_WIDGET (steady), "switch-tab");
  gtk_toggle_button_set_active (steady, yz_typing_get_steady (self->typing));
  gtk_widget_set_hexpand (GTK_WIDGET (steady), TRUE);
  gtk_widget_set_halign (GTK_WIDGET (steady), GTK_ALIGN_END);
}

static void
on_opened (YzKeyboard *self, gboolean opened)
{
  YzCandidateBar *bar = YZ_CANDIDATE_BAR (self->candidate_bar);
  int height = gtk_widget_get_height (GTK_WIDGET (self->bar))
               + gtk_widget_get_height (GTK_WIDGET (self->rows_box));

  gtk_widget_set_visible (GTK_WIDGET (self->rows_box), !opened);
  if (opened)
    yz_candidate_bar_open (bar, height);
  else
    yz_candidate_bar_close (bar);
}

static void
on_typing_changed (YzKeyboard *self)
{
  gboolean composing = yz_typing_is_composing (self->typing);
  gboolean long_text = GTK_IS_TEXT_VIEW (yz_typing_get_field (self->typing));

  if (!composing && gtk_stack_get_visible_child (self->bar) == self->candidate_bar)
    self->composed_us = g_get_monotonic_time ();
  if (long_text != self->long_text && yz_typing_get_field (self->typing) != NULL) {
    self->long_text = long_text;
    show_keys (self);
  }
  gtk_stack_set_visible_child (self->bar, composing ? self->candidate_bar : self->tabs_box);
  if (self->finishing && !composing) {
    self->finishing = FALSE;
    g_signal_emit (self, signals[DONE], 0);
  }
}

/* Layouts ------------------------------------------------------------------------------------- */

static YzIme *
new_engine (YzKeyboard *self, YzKeyboardLayout layout, GError **error)
{
  static const YzRimeSchema schemas[N_ENGINES] = { [YZ_KEYBOARD_PINYIN] = YZ_RIME_PINYIN,
                                                   [YZ_KEYBOARD_NINE] = YZ_RIME_NINE,
                                                   [YZ_KEYBOARD_STROKES] = YZ_RIME_STROKES };
  g_autofree char *model = NULL;

  if (layout == YZ_KEYBOARD_HANDWRITING) {
    model = g_build_filename (self->ime_dir, "handwriting.model", NULL);
    return (YzIme *)yz_handwriting_new (model, error);
  }
  if (layout == YZ_KEYBOARD_PINYIN && self->fuzzy) {
    YzRime *fuzzy = yz_rime_new (self->ime_dir, YZ_RIME_FUZZY, NULL);

    if (fuzzy != NULL)
      return YZ_IME (fuzzy);
    self->fuzzy = FALSE;
  }
  return (YzIme *)yz_rime_new (self->ime_dir, schemas[layout], error);
}

static void
take_trouble (YzKeyboard *self, YzKeyboardLayout layout, const GError *error)
{
  g_warning ("“%s” does not work: %s", ways[layout].label, error->message);
  self->broken[layout] = TRUE;
  g_signal_emit (self, signals[TROUBLE], 0);
}

/* Found out only when it was used. */
static void
on_engine_failed (YzKeyboard *self, const GError *error, YzIme *engine)
{
  for (guint i = 0; i < N_ENGINES; i++) {
    if (self->engines[i] != engine)
      continue;
    take_trouble (self, i, error);
    if (self->letters == i)
      yz_keyboard_set_layout (self, i);
  }
}

static gboolean
ensure_engine (YzKeyboard *self, YzKeyboardLayout layout)
{
  g_autoptr (GError) error = NULL;

  if (self->broken[layout])
    return FALSE;
  if (self->engines[layout] != NULL)
    return TRUE;
  self->engines[layout] = new_engine (self, layout, &error);
  if (self->engines[layout] == NULL) {
    take_trouble (self, layout, error);
    return FALSE;
  }
  g_signal_connect_object (self->engines[layout], "failed", G_CALLBACK (on_engine_failed), self,
                           G_CONNECT_SWAPPED);
  return TRUE;
}

/* Where a layout is missing, the others go on. */
static YzKeyboardLayout
find_layout (YzKeyboard *self, YzKeyboardLayout layout)
{
  if (layout >= N_ENGINES || ensure_engine (self, layout))
    return layout;
  for (guint i = 0; i < N_ENGINES; i++)
    if (ensure_engine (self, i))
      return i;
  return YZ_KEYBOARD_LATIN;
}

/**
 * yz_keyboard_get_letters:
 * @self: a keyboard
 *
 * Returns: the way to write that was chosen last
 */
YzKeyboardLayout
yz_keyboard_get_letters (YzKeyboard *self)
{
  g_return_val_if_fail (YZ_IS_KEYBOARD (self), YZ_KEYBOARD_LATIN);

  return self->letters;
}

/**
 * yz_keyboard_set_layout:
 * @self: a keyboard
 * @layout: what it is to show; another one where that is missing
 */
void
yz_keyboard_set_layout (YzKeyboard *self, YzKeyboardLayout layout)
{
  g_return_if_fail (YZ_IS_KEYBOARD (self));
  g_return_if_fail (layout < G_N_ELEMENTS (rows));

  layout = find_layout (self, layout);
  self->layout = layout;
  self->shift = FALSE;
  if (layout != YZ_KEYBOARD_SIGNS)
    self->letters = layout;
  yz_typing_set_ime (self->typing, layout < N_ENGINES ? self->engines[layout] : NULL);
  self->long_text = GTK_IS_TEXT_VIEW (yz_typing_get_field (self->typing));
  show_layout (self);
}

static void
yz_keyboard_dispose (GObject *object)
{
  YzKeyboard *self = YZ_KEYBOARD (object);

  for (gsize i = 0; i < N_ENGINES; i++) {
    if (self->engines[i] != NULL && yz_typing_get_ime (self->typing) == self->engines[i])
      yz_typing_set_ime (self->typing, NULL);
    g_clear_object (&self->engines[i]);
  }
  adw_bin_set_child (ADW_BIN (self), NULL);

  G_OBJECT_CLASS (yz_keyboard_parent_class)->dispose (object);
}

static void
yz_keyboard_finalize (GObject *object)
{
  YzKeyboard *self = YZ_KEYBOARD (object);

  g_free (self->ime_dir);
  g_clear_pointer (&self->words, yz_words_free);

  G_OBJECT_CLASS (yz_keyboard_parent_class)->finalize (object);
}

static void
yz_keyboard_class_init (YzKeyboardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yz_keyboard_dispose;
  G_OBJECT_CLASS (klass)->finalize = yz_keyboard_finalize;

  /**
   * YzKeyboard::done:
   * @self: a keyboard
   *
   * Nothing more is going to be typed.
   */
  signals[DONE] = g_signal_new ("done", YZ_TYPE_KEYBOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  /**
   * YzKeyboard::trouble:
   * @self: a keyboard
   *
   * A layout does not work: somebody has to look after it.
   */
  signals[TROUBLE] = g_signal_new ("trouble", YZ_TYPE_KEYBOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
yz_keyboard_init (YzKeyboard *self)
{
  self->typing = yz_typing_start ();
  gtk_widget_add_css_class (GTK_WIDGET (self), "keyboard");
  /* The pad takes the height that there is, and asks for no more. */
  gtk_widget_set_vexpand (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Keyboard"), -1);
}

static void
build (YzKeyboard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->bar = GTK_STACK (gtk_stack_new ());
  self->candidate_bar = yz_candidate_bar_new (self->typing, self->words);
  self->tabs_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->rows_box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_stack_set_hhomogeneous (self->bar, FALSE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->bar), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->bar), "candidates");
  gtk_widget_add_css_class (self->tabs_box, "tabs");
  gtk_widget_add_css_class (GTK_WIDGET (self->rows_box), "key-rows");
  gtk_stack_add_child (self->bar, self->tabs_box);
  gtk_stack_add_child (self->bar, self->candidate_bar);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rows_box));
  adw_bin_set_child (ADW_BIN (self), box);
  fill_tabs (self);
  g_signal_connect_object (self->candidate_bar, "opened", G_CALLBACK (on_opened), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->typing, "changed", G_CALLBACK (on_typing_changed), self,
                           G_CONNECT_SWAPPED);
}

/**
 * yz_keyboard_new:
 * @ime_dir: where all is that typing Chinese needs
 *
 * Returns: (transfer floating): a keyboard without a layout
 */
GtkWidget *
yz_keyboard_new (const char *ime_dir)
{
  YzKeyboard *self = g_object_new (YZ_TYPE_KEYBOARD, NULL);
  g_autofree char *words = g_build_filename (ime_dir, "words", NULL);
  g_autoptr (GError) error = NULL;

  self->ime_dir = g_strdup (ime_dir);
  self->words = yz_words_new (words, &error);
  if (self->words == NULL)
    g_warning ("candidates cannot be told apart by ear: %s", error->message);
  build (self);
  return GTK_WIDGET (self);
}
