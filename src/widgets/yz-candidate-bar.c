/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-candidate-bar.h"

#include <glib/gi18n-lib.h>

/* What the composition may stand for, as many as there is room for, with keys to turn the page, and
 * one that opens a page of many rows. */
struct _YzCandidateBar {
  AdwBin parent_instance;

  YzTyping *typing;
  const YzWords *words;  /* (nullable): of the keyboard */
  GPtrArray *candidates; /* of YzImeCandidate */
  GArray *pages;         /* the first candidate of each page so far */
  guint end;             /* the first candidate after this page */
  int height;            /* while it is opened, or 0 */
  int width;             /* for which the page was filled */
  guint highlighted;     /* the candidate that the space takes */
  guint fill_id;

  GtkBox *rows_box;
  GtkWidget *arrows_box;
  GtkWidget *back_button;
  GtkWidget *forward_button;
  GtkWidget *open_button;
};

enum {
  OPENED, /* or closed again */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YzCandidateBar, yz_candidate_bar, ADW_TYPE_BIN)

/* Nobody looks further. */
#define MAX_CANDIDATES 300

#define SPACING 8

/* What the filter for hands that shake takes all words for: a noncharacter. */
#define ANY_WORD 0xfffe

/* Who hears a candidate has to know which one it is. */
static char *
get_name (YzCandidateBar *self, const char *text)
{
  return self->words != NULL ? yz_words_tell_apart (self->words, text) : g_strdup (text);
}

static char *
get_candidate_name (YzCandidateBar *self, guint index)
{
  const YzImeCandidate *candidate = g_ptr_array_index (self->candidates, index);

  return get_name (self, candidate->text);
}

/* Who listens hears it with the first touch, and takes it with another one, whenever that is; or
 * with the space, like the likeliest one. */
static void
on_word_clicked (YzCandidateBar *self, GtkButton *button)
{
  YzIme *ime = yz_typing_get_ime (self->typing);
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index"));

  if (ime == NULL || !yz_typing_accepts (self->typing, ANY_WORD))
    return;
  if (yz_typing_get_spoken (self->typing) && index != self->highlighted)
    yz_typing_highlight (self->typing, index);
  else
    yz_ime_choose (ime, index);
}

static void
set_name (YzCandidateBar *self, GtkWidget *button, const char *text)
{
  g_autofree char *name = get_name (self, text);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static GtkWidget *
new_word (YzCandidateBar *self, guint index)
{
  const YzImeCandidate *candidate = g_ptr_array_index (self->candidates, index);
  GtkWidget *button = gtk_button_new_with_label (candidate->text);

  gtk_widget_add_css_class (button, "candidate");
  gtk_widget_set_focusable (button, FALSE);
  if (index == self->highlighted && index > 0)
    gtk_widget_add_css_class (button, "highlighted");
  set_name (self, button, candidate->text);
  g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (index));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_word_clicked), self,
                           G_CONNECT_SWAPPED);
  return button;
}

static int
measure (GtkWidget *widget, GtkOrientation orientation)
{
  int natural;

  gtk_widget_measure (widget, orientation, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static guint
get_first (YzCandidateBar *self)
{
  return g_array_index (self->pages, guint, self->pages->len - 1);
}

/* Returns the first candidate for which there was no room. */
static guint
fill_row (YzCandidateBar *self, GtkBox *row, guint first, int room)
{
  guint i = first;

  for (; i < self->candidates->len; i++) {
    GtkWidget *word = new_word (self, i);

    gtk_box_append (row, word);
    room -= measure (word, GTK_ORIENTATION_HORIZONTAL) + SPACING;
    if (room < 0 && i > first) {
      gtk_box_remove (row, word);
      break;
    }
  }
  return i;
}

static GtkBox *
append_row (YzCandidateBar *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);

  gtk_widget_set_overflow (row, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_vexpand (row, self->height == 0);
  gtk_box_append (self->rows_box, row);
  return GTK_BOX (row);
}

/* Shows the page, and returns the first candidate that is not on it. */
static guint
fill (YzCandidateBar *self)
{
  /* The one in which it is going to be shown: it may not be up yet. */
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  int room = (parent != NULL ? gtk_widget_get_width (parent) : 0)
             - measure (self->arrows_box, GTK_ORIENTATION_HORIZONTAL) - SPACING;
  int left = self->height;
  guint next = get_first (self);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows_box))) != NULL)
    gtk_box_remove (self->rows_box, child);
  do {
    GtkBox *row = append_row (self);

    next = fill_row (self, row, next, room);
    left -= measure (GTK_WIDGET (row), GTK_ORIENTATION_VERTICAL) + SPACING;
  } while (next < self->candidates->len
           && left >= measure (gtk_widget_get_first_child (GTK_WIDGET (self->rows_box)),
                               GTK_ORIENTATION_VERTICAL));
  return next;
}

static void
show_page (YzCandidateBar *self)
{
  gtk_widget_set_visible (self->back_button, self->pages->len > 1 || self->height > 0);
  gtk_widget_set_sensitive (self->back_button, self->pages->len > 1);
  self->end = fill (self);
  gtk_widget_set_sensitive (self->forward_button, self->end < self->candidates->len);
}

static void
show_first_page (YzCandidateBar *self)
{
  const guint first = 0;

  g_array_set_size (self->pages, 0);
  g_array_append_val (self->pages, first);
  show_page (self);
}

static void
on_back_clicked (YzCandidateBar *self)
{
  if (self->pages->len > 1)
    g_array_set_size (self->pages, self->pages->len - 1);
  show_page (self);
}

static void
on_forward_clicked (YzCandidateBar *self)
{
  if (self->end < self->candidates->len)
    g_array_append_val (self->pages, self->end);
  show_page (self);
}

static void
on_highlighted (YzCandidateBar *self, guint index)
{
  g_autofree char *name = NULL;

  if (index >= self->candidates->len)
    return;
  name = get_candidate_name (self, index);
  yz_typing_tell (self->typing, name);
  self->highlighted = index;
  if (index >= self->end)
    on_forward_clicked (self);
  else if (index < get_first (self))
    on_back_clicked (self);
  else
    show_page (self);
}

static void
on_open_clicked (YzCandidateBar *self)
{
  g_signal_emit (self, signals[OPENED], 0, self->height == 0);
}

static void
on_changed (YzCandidateBar *self)
{
  YzIme *ime = yz_typing_get_ime (self->typing);
  g_autofree char *name = NULL;

  g_clear_pointer (&self->candidates, g_ptr_array_unref);
  self->candidates = ime != NULL ? yz_ime_get_candidates (ime, MAX_CANDIDATES) : g_ptr_array_new ();
  if (self->candidates->len == 0 && self->height > 0)
    g_signal_emit (self, signals[OPENED], 0, FALSE);
  self->highlighted = 0;
  show_first_page (self);
  name = self->candidates->len > 0 ? get_candidate_name (self, 0) : NULL;
  yz_typing_tell_candidate (self->typing, name);
}

static GtkWidget *
new_arrow (YzCandidateBar *self, const char *icon, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "arrow");
  gtk_widget_set_focusable (button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->arrows_box), button);
  return button;
}

/* Its arrows stand one above the other while there is the height. */
static void
set_height (YzCandidateBar *self, int height)
{
  gboolean opened = height > 0;
  const char *name = opened ? _ ("Fewer words") : _ ("All words");

  self->height = height;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->arrows_box),
                                  opened ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  /* It closes where it was opened. */
  gtk_box_reorder_child_after (GTK_BOX (self->arrows_box), self->open_button,
                               opened ? NULL : self->forward_button);
  gtk_button_set_icon_name (GTK_BUTTON (self->open_button),
                            opened ? "go-up-symbolic" : "go-down-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->open_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  gtk_widget_set_size_request (GTK_WIDGET (self), -1, opened ? height : -1);
}

static gboolean
on_fill_due (gpointer user_data)
{
  YzCandidateBar *self = user_data;

  self->fill_id = 0;
  show_first_page (self);
  return G_SOURCE_REMOVE;
}

/* There is another number of candidates for which there is room. */
static void
yz_candidate_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YzCandidateBar *self = YZ_CANDIDATE_BAR (widget);

  GTK_WIDGET_CLASS (yz_candidate_bar_parent_class)->size_allocate (widget, width, height, baseline);
  if (width != self->width && self->fill_id == 0)
    self->fill_id = g_idle_add (on_fill_due, self);
  self->width = width;
}

static void
yz_candidate_bar_dispose (GObject *object)
{
  g_clear_handle_id (&YZ_CANDIDATE_BAR (object)->fill_id, g_source_remove);
  adw_bin_set_child (ADW_BIN (object), NULL);

  G_OBJECT_CLASS (yz_candidate_bar_parent_class)->dispose (object);
}

static void
yz_candidate_bar_finalize (GObject *object)
{
  YzCandidateBar *self = YZ_CANDIDATE_BAR (object);

  g_ptr_array_unref (self->candidates);
  g_array_unref (self->pages);

  G_OBJECT_CLASS (yz_candidate_bar_parent_class)->finalize (object);
}

static void
yz_candidate_bar_class_init (YzCandidateBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yz_candidate_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = yz_candidate_bar_finalize;
  GTK_WIDGET_CLASS (klass)->size_allocate = yz_candidate_bar_size_allocate;

  /**
   * YzCandidateBar::opened:
   * @self: a bar
   * @opened: whether it wants to be opened
   *
   * For yz_candidate_bar_open() and yz_candidate_bar_close().
   */
  signals[OPENED] = g_signal_new ("opened", YZ_TYPE_CANDIDATE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
yz_candidate_bar_init (YzCandidateBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);

  self->candidates = g_ptr_array_new ();
  self->pages = g_array_new (FALSE, FALSE, sizeof (guint));
  self->rows_box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING));
  gtk_widget_set_hexpand (GTK_WIDGET (self->rows_box), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self->rows_box), GTK_OVERFLOW_HIDDEN);
  self->arrows_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);
  gtk_widget_set_valign (self->arrows_box, GTK_ALIGN_START);
  self->back_button
      = new_arrow (self, "go-previous-symbolic", _ ("Earlier words"), G_CALLBACK (on_back_clicked));
  self->forward_button
      = new_arrow (self, "go-next-symbolic", _ ("More words"), G_CALLBACK (on_forward_clicked));
  self->open_button
      = new_arrow (self, "go-down-symbolic", _ ("All words"), G_CALLBACK (on_open_clicked));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rows_box));
  gtk_box_append (GTK_BOX (box), self->arrows_box);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * yz_candidate_bar_new:
 * @typing: what is typed
 * @words: (nullable): to tell candidates apart for those who hear them; has to live longer
 *
 * Returns: (transfer floating): a bar with the candidates
 */
GtkWidget *
yz_candidate_bar_new (YzTyping *typing, const YzWords *words)
{
  YzCandidateBar *self = g_object_new (YZ_TYPE_CANDIDATE_BAR, NULL);

  self->typing = typing;
  self->words = words;
  g_signal_connect_object (typing, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (typing, "highlighted", G_CALLBACK (on_highlighted), self,
                           G_CONNECT_SWAPPED);
  on_changed (self);
  return GTK_WIDGET (self);
}

/**
 * yz_candidate_bar_open:
 * @self: a bar
 * @height: the room for its rows, in pixels
 */
void
yz_candidate_bar_open (YzCandidateBar *self, int height)
{
  g_return_if_fail (YZ_IS_CANDIDATE_BAR (self));
  g_return_if_fail (height > 0);

  set_height (self, height);
  show_first_page (self);
}

/**
 * yz_candidate_bar_close:
 * @self: a bar, which has one row again
 */
void
yz_candidate_bar_close (YzCandidateBar *self)
{
  g_return_if_fail (YZ_IS_CANDIDATE_BAR (self));

  set_height (self, 0);
  show_first_page (self);
}
