/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-candidate-bar.h"

#include <glib/gi18n-lib.h>

/* What the composition may stand for, as many as there is room for, with keys to turn the page. */
struct _YzCandidateBar {
  AdwBin parent_instance;

  YzTyping *typing;
  GPtrArray *candidates; /* of YzImeCandidate */
  GArray *pages;         /* the first candidate of each page so far */

  GtkBox *words_box;
  GtkWidget *back_button;
  GtkWidget *forward_button;
};

G_DEFINE_FINAL_TYPE (YzCandidateBar, yz_candidate_bar, ADW_TYPE_BIN)

/* Nobody looks further. */
#define MAX_CANDIDATES 300

#define SPACING 8

static void
on_word_clicked (YzCandidateBar *self, GtkButton *button)
{
  YzIme *ime = yz_typing_get_ime (self->typing);

  if (ime != NULL)
    yz_ime_choose (ime, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index")));
}

static GtkWidget *
new_word (YzCandidateBar *self, guint index)
{
  const YzImeCandidate *candidate = g_ptr_array_index (self->candidates, index);
  GtkWidget *button = gtk_button_new_with_label (candidate->text);

  gtk_widget_add_css_class (button, "candidate");
  gtk_widget_set_focusable (button, FALSE);
  g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (index));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_word_clicked), self,
                           G_CONNECT_SWAPPED);
  return button;
}

static int
get_width (GtkWidget *widget)
{
  int natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static guint
get_first (YzCandidateBar *self)
{
  return g_array_index (self->pages, guint, self->pages->len - 1);
}

/* Shows the page, and returns the first candidate for which there was no room. */
static guint
fill (YzCandidateBar *self)
{
  int room = gtk_widget_get_width (GTK_WIDGET (self)) - get_width (self->back_button)
             - get_width (self->forward_button) - 2 * SPACING;
  guint i = get_first (self);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->words_box))) != NULL)
    gtk_box_remove (self->words_box, child);
  for (; i < self->candidates->len; i++) {
    GtkWidget *word = new_word (self, i);

    gtk_box_append (self->words_box, word);
    room -= get_width (word) + SPACING;
    if (room < 0 && i > get_first (self)) {
      gtk_box_remove (self->words_box, word);
      break;
    }
  }
  return i;
}

static void
show_page (YzCandidateBar *self)
{
  guint end = fill (self);

  gtk_widget_set_sensitive (self->back_button, self->pages->len > 1);
  gtk_widget_set_sensitive (self->forward_button, end < self->candidates->len);
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
  guint end = fill (self);

  if (end < self->candidates->len)
    g_array_append_val (self->pages, end);
  show_page (self);
}

static void
on_changed (YzCandidateBar *self)
{
  YzIme *ime = yz_typing_get_ime (self->typing);
  const guint first = 0;

  g_clear_pointer (&self->candidates, g_ptr_array_unref);
  self->candidates = ime != NULL ? yz_ime_get_candidates (ime, MAX_CANDIDATES) : g_ptr_array_new ();
  g_array_set_size (self->pages, 0);
  g_array_append_val (self->pages, first);
  show_page (self);
}

static GtkWidget *
new_arrow (YzCandidateBar *self, const char *icon, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_focusable (button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  return button;
}

static void
yz_candidate_bar_dispose (GObject *object)
{
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
}

static void
yz_candidate_bar_init (YzCandidateBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);

  self->candidates = g_ptr_array_new ();
  self->pages = g_array_new (FALSE, FALSE, sizeof (guint));
  self->words_box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING));
  gtk_widget_set_hexpand (GTK_WIDGET (self->words_box), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self->words_box), GTK_OVERFLOW_HIDDEN);
  self->back_button
      = new_arrow (self, "go-previous-symbolic", _ ("Earlier words"), G_CALLBACK (on_back_clicked));
  self->forward_button
      = new_arrow (self, "go-next-symbolic", _ ("More words"), G_CALLBACK (on_forward_clicked));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->words_box));
  gtk_box_append (GTK_BOX (box), self->back_button);
  gtk_box_append (GTK_BOX (box), self->forward_button);
  gtk_widget_add_css_class (GTK_WIDGET (self), "candidates");
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * yz_candidate_bar_new:
 * @typing: what is typed
 *
 * Returns: (transfer floating): a bar with its candidates
 */
GtkWidget *
yz_candidate_bar_new (YzTyping *typing)
{
  YzCandidateBar *self = g_object_new (YZ_TYPE_CANDIDATE_BAR, NULL);

  self->typing = typing;
  g_signal_connect_object (typing, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  on_changed (self);
  return GTK_WIDGET (self);
}
