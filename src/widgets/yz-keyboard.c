/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-keyboard.h"

#include "yz-candidate-bar.h"
#include "yz-rime.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Keys on the screen. What they type goes through YzTyping to the field that has the focus; the
 * keys themselves never take it. */
struct _YzKeyboard {
  AdwBin parent_instance;

  YzTyping *typing;
  char *ime_dir;
  YzIme *engines[YZ_KEYBOARD_NINE + 1]; /* made when they are first needed */
  gboolean broken;                      /* there is no dictionary */
  YzKeyboardLayout layout;
  YzKeyboardLayout letters; /* the layout that the signs lead back to */
  gboolean shift;

  GtkWidget *candidate_bar;
  GtkBox *rows_box;
};

G_DEFINE_FINAL_TYPE (YzKeyboard, yz_keyboard, ADW_TYPE_BIN)

static guint done_signal;

/* Keys that do something; any other is what stands on it. */
#define KEY_SHIFT "⇧"
#define KEY_ERASE "⌫"
#define KEY_CHINESE "拼音"
#define KEY_NINE "九键"
#define KEY_LATIN "英文"
#define KEY_SIGNS "123"
#define KEY_LETTERS "abc"
#define KEY_SPACE "␣"
#define KEY_ENTER "⏎"
#define KEY_DONE "✓"

#define MAX_KEYS 11
#define N_ROWS 4

/* Each key once more: the space is as wide as three. */
typedef const char *Rows[N_ROWS][MAX_KEYS];

static const Rows rows[] = {
  [YZ_KEYBOARD_PINYIN] = {
    { "q", "w", "e", "r", "t", "y", "u", "i", "o", "p" },
    { "a", "s", "d", "f", "g", "h", "j", "k", "l" },
    { KEY_NINE, "z", "x", "c", "v", "b", "n", "m", KEY_ERASE },
    { KEY_SIGNS, KEY_LATIN, "，", KEY_SPACE, "。", KEY_ENTER, KEY_DONE },
  },
  [YZ_KEYBOARD_NINE] = {
    { "，", "ABC", "DEF", KEY_ERASE },
    { "GHI", "JKL", "MNO", "。" },
    { "PQRS", "TUV", "WXYZ", KEY_ENTER },
    { KEY_SIGNS, KEY_CHINESE, KEY_SPACE, KEY_DONE },
  },
  [YZ_KEYBOARD_LATIN] = {
    { "q", "w", "e", "r", "t", "y", "u", "i", "o", "p" },
    { "a", "s", "d", "f", "g", "h", "j", "k", "l" },
    { KEY_SHIFT, "z", "x", "c", "v", "b", "n", "m", KEY_ERASE },
    { KEY_SIGNS, KEY_CHINESE, ",", KEY_SPACE, ".", KEY_ENTER, KEY_DONE },
  },
  [YZ_KEYBOARD_SIGNS] = {
    { "1", "2", "3", "4", "5", "6", "7", "8", "9", "0" },
    { "-", "/", "：", "；", "（", "）", "《", "》", "@" },
    { "、", "？", "！", "“", "”", "…", "¥", "%", KEY_ERASE },
    { KEY_LETTERS, "，", KEY_SPACE, "。", KEY_ENTER, KEY_DONE },
  },
};

/* What a screen reader says, and where the key shows a picture. */
static const struct {
  const char *key;
  const char *name;
  const char *icon;
} special[] = {
  { KEY_SHIFT, N_ ("Capital letters"), "go-up-symbolic" },
  { KEY_ERASE, N_ ("Delete the last character"), "edit-clear-symbolic" },
  { KEY_CHINESE, N_ ("Chinese by pinyin"), NULL },
  { KEY_NINE, N_ ("Chinese with nine keys"), NULL },
  { KEY_LATIN, N_ ("English letters"), NULL },
  { KEY_SIGNS, N_ ("Numbers and signs"), NULL },
  { KEY_LETTERS, N_ ("Letters"), NULL },
  { KEY_SPACE, N_ ("Space"), NULL },
  { KEY_ENTER, N_ ("New line"), NULL },
  { KEY_DONE, N_ ("Finish typing"), "object-select-symbolic" },
};

static void show_layout (YzKeyboard *self);

/* What a key does ----------------------------------------------------------------------------- */

static gboolean
is_special (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (special); i++)
    if (strcmp (special[i].key, key) == 0)
      return TRUE;
  return FALSE;
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
  if (self->shift)
    return (gunichar)g_ascii_toupper (*key);
  return g_utf8_get_char (key);
}

static gboolean
is_composing (YzKeyboard *self)
{
  YzIme *ime = yz_typing_get_ime (self->typing);
  g_autofree char *preedit = ime != NULL ? yz_ime_get_preedit (ime) : NULL;

  return preedit != NULL && *preedit != '\0';
}

/* A sign ends what is being composed: the likeliest candidate is meant. */
static void
type (YzKeyboard *self, const char *key)
{
  if (!is_special (key) && !g_ascii_isalpha (*key) && is_composing (self))
    yz_typing_press (self->typing, ' ');
  yz_typing_press (self->typing, to_character (self, key));
  if (self->shift && g_ascii_isalpha (*key)) {
    self->shift = FALSE;
    show_layout (self);
  }
}

static void
on_key_clicked (YzKeyboard *self, GtkButton *button)
{
  const char *key = g_object_get_data (G_OBJECT (button), "key");

  if (strcmp (key, KEY_DONE) == 0) {
    if (is_composing (self))
      yz_typing_press (self->typing, ' ');
    g_signal_emit (self, done_signal, 0);
  } else if (strcmp (key, KEY_SHIFT) == 0) {
    self->shift = !self->shift;
    show_layout (self);
  } else if (strcmp (key, KEY_CHINESE) == 0) {
    yz_keyboard_set_layout (self, YZ_KEYBOARD_PINYIN);
  } else if (strcmp (key, KEY_NINE) == 0) {
    yz_keyboard_set_layout (self, YZ_KEYBOARD_NINE);
  } else if (strcmp (key, KEY_LATIN) == 0) {
    yz_keyboard_set_layout (self, YZ_KEYBOARD_LATIN);
  } else if (strcmp (key, KEY_SIGNS) == 0) {
    yz_keyboard_set_layout (self, YZ_KEYBOARD_SIGNS);
  } else if (strcmp (key, KEY_LETTERS) == 0) {
    yz_keyboard_set_layout (self, self->letters);
  } else {
    type (self, key);
  }
}

/* The keys ------------------------------------------------------------------------------------ */

static void
dress (YzKeyboard *self, GtkWidget *button, const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (special); i++) {
    if (strcmp (special[i].key, key) != 0)
      continue;
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ (special[i].name), -1);
    gtk_widget_add_css_class (button, "special");
    if (special[i].icon != NULL)
      gtk_button_set_icon_name (GTK_BUTTON (button), special[i].icon);
    else if (strcmp (key, KEY_SPACE) == 0)
      gtk_button_set_label (GTK_BUTTON (button), _ ("Space"));
    else if (strcmp (key, KEY_ENTER) == 0)
      gtk_button_set_label (GTK_BUTTON (button), _ ("Line"));
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

  dress (self, button, key);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_focusable (button, FALSE);
  g_object_set_data (G_OBJECT (button), "key", (gpointer)key);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_key_clicked), self, G_CONNECT_SWAPPED);
  return button;
}

static gboolean
is_offered (YzKeyboard *self, const char *key)
{
  return !self->broken || (strcmp (key, KEY_CHINESE) != 0 && strcmp (key, KEY_NINE) != 0);
}

/* A grid of narrow columns, so that a key may be as wide as three, and a row stand in the middle.
 */
static GtkWidget *
new_row (YzKeyboard *self, const char *const *keys)
{
  GtkWidget *grid = gtk_grid_new ();
  int column = 0;

  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_widget_add_css_class (grid, "keys");
  for (guint i = 0; i < MAX_KEYS && keys[i] != NULL; i++) {
    int width = strcmp (keys[i], KEY_SPACE) == 0 && self->layout != YZ_KEYBOARD_NINE ? 3 : 1;

    if (!is_offered (self, keys[i]))
      continue;
    gtk_grid_attach (GTK_GRID (grid), new_key (self, keys[i]), column, 0, width, 1);
    column += width;
  }
  return grid;
}

static void
show_layout (YzKeyboard *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows_box))) != NULL)
    gtk_box_remove (self->rows_box, child);
  for (guint i = 0; i < N_ROWS; i++)
    gtk_box_append (self->rows_box, new_row (self, rows[self->layout][i]));
}

/* Layouts ------------------------------------------------------------------------------------- */

/* %NULL where the layout has none, or where it is missing: then the other layouts go on. */
static YzIme *
get_engine (YzKeyboard *self, YzKeyboardLayout layout)
{
  g_autoptr (GError) error = NULL;

  if (layout > YZ_KEYBOARD_NINE || self->broken)
    return NULL;
  if (self->engines[layout] == NULL) {
    YzRimeSchema keys = layout == YZ_KEYBOARD_NINE ? YZ_RIME_NINE : YZ_RIME_PINYIN;
    YzRime *pinyin = yz_rime_new (self->ime_dir, keys, &error);

    self->broken = pinyin == NULL;
    if (pinyin == NULL)
      g_warning ("Chinese cannot be typed: %s", error->message);
    else
      self->engines[layout] = YZ_IME (pinyin);
  }
  return self->engines[layout];
}

/**
 * yz_keyboard_get_layout:
 * @self: a keyboard
 *
 * Returns: what it shows
 */
YzKeyboardLayout
yz_keyboard_get_layout (YzKeyboard *self)
{
  g_return_val_if_fail (YZ_IS_KEYBOARD (self), YZ_KEYBOARD_LATIN);

  return self->layout;
}

/**
 * yz_keyboard_set_layout:
 * @self: a keyboard
 * @layout: what it is to show; English letters in the place of Chinese without a dictionary
 */
void
yz_keyboard_set_layout (YzKeyboard *self, YzKeyboardLayout layout)
{
  YzIme *engine;

  g_return_if_fail (YZ_IS_KEYBOARD (self));
  g_return_if_fail (layout < G_N_ELEMENTS (rows));

  engine = get_engine (self, layout);
  if (layout <= YZ_KEYBOARD_NINE && engine == NULL)
    layout = YZ_KEYBOARD_LATIN;
  self->layout = layout;
  self->shift = FALSE;
  if (layout != YZ_KEYBOARD_SIGNS)
    self->letters = layout;
  yz_typing_set_ime (self->typing, engine);
  show_layout (self);
}

static void
yz_keyboard_dispose (GObject *object)
{
  YzKeyboard *self = YZ_KEYBOARD (object);

  for (gsize i = 0; i < G_N_ELEMENTS (self->engines); i++) {
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
  g_free (YZ_KEYBOARD (object)->ime_dir);

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
  done_signal = g_signal_new ("done", YZ_TYPE_KEYBOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
}

static void
yz_keyboard_init (YzKeyboard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->typing = yz_typing_start ();
  self->candidate_bar = yz_candidate_bar_new (self->typing);
  self->rows_box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_widget_add_css_class (GTK_WIDGET (self->rows_box), "key-rows");
  gtk_widget_add_css_class (GTK_WIDGET (self), "keyboard");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Keyboard"), -1);
  gtk_box_append (GTK_BOX (box), self->candidate_bar);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rows_box));
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * yz_keyboard_new:
 * @ime_dir: where the compiled dictionary is
 *
 * Returns: (transfer floating): a keyboard without a layout
 */
GtkWidget *
yz_keyboard_new (const char *ime_dir)
{
  YzKeyboard *self = g_object_new (YZ_TYPE_KEYBOARD, NULL);

  self->ime_dir = g_strdup (ime_dir);
  return GTK_WIDGET (self);
}
