/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-form-page.h"

#include "yz-clock.h"
#include "yz-digit-pad.h"
#include "yz-field-row.h"
#include "yz-form-state.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One section of the form. Its argument is the section's number, with `:review` behind it where the
 * citizen came from the check of the answers and goes back there. */
struct _YzFormPage {
  YzPage parent_instance;

  GPtrArray *rows; /* of YzFieldRow, in the order of the section */
  guint section;
  gboolean from_review;
  gboolean forgotten; /* its rows have no editors any more */
  gulong focus_id;    /* on the window */
  guint scroll_id;
  YzFieldRow *left_for; /* of rows: where the citizen comes back from; until it has the focus */

  GtkWidget *columns;
  GtkScrolledWindow *scroller;
  GtkWidget *action_area;
  GtkLabel *progress_label;
  GtkProgressBar *progress_bar;
  GtkLabel *title_label;
  GtkLabel *intro_label;
  GtkBox *fields_box;
  GtkWidget *pad_box;
  YzDigitPad *pad;
  GtkButton *next_button;
};

G_DEFINE_FINAL_TYPE (YzFormPage, yz_form_page, YZ_TYPE_PAGE)

/* Around the field that is being filled in, for its frame. */
#define FIELD_MARGIN 8

static const YzSection *
get_section (YzFormPage *self)
{
  YzForm *form = yz_session_get_form (yz_page_get_session (YZ_PAGE (self)));

  return g_ptr_array_index (yz_form_get_sections (form), self->section);
}

static guint
n_sections (YzFormPage *self)
{
  YzForm *form = yz_session_get_form (yz_page_get_session (YZ_PAGE (self)));

  return yz_form_get_sections (form)->len;
}

static YzFormState *
get_state (YzFormPage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));

  return yz_form_state_new (yz_session_get_form (session), yz_session_get_answers (session));
}

static gboolean
is_step (YzFormPage *self, const YzFormState *state, guint section)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));

  return yz_session_asks_section (session, state,
                                  g_ptr_array_index (yz_form_get_sections (
                                                         yz_session_get_form (session)),
                                                     section));
}

/* The first of the sections from @section on in which anything is asked; their number where there
 * is none. */
static guint
find_step (YzFormPage *self, guint section)
{
  g_autoptr (YzFormState) state = get_state (self);

  while (section < n_sections (self) && !is_step (self, state, section))
    section++;
  return section;
}

static void
go_on (YzFormPage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  guint next = find_step (self, self->section + 1);

  if (self->from_review) {
    yz_session_back (session);
  } else if (next == n_sections (self)) {
    yz_session_go (session, "review", NULL);
  } else {
    g_autofree char *argument = g_strdup_printf ("%u", next);

    yz_session_go (session, "form", argument);
  }
}

static void
on_next_clicked (YzFormPage *self)
{
  if (yz_page_may_leave (YZ_PAGE (self)))
    go_on (self);
}

/* Checks each row, shows what is wrong, and leads to the first that blocks. */
static gboolean
yz_form_page_may_leave (YzPage *page)
{
  YzFormPage *self = YZ_FORM_PAGE (page);
  YzSession *session = yz_page_get_session (page);
  g_autofree char *today
      = yz_time_local_date (yz_clock_now (yz_node_get_clock (yz_session_get_node (session))));
  YzFieldRow *first = NULL;

  for (guint i = 0; i < self->rows->len; i++) {
    YzFieldRow *row = g_ptr_array_index (self->rows, i);
    g_autoptr (GPtrArray) problems
        = yz_form_check_field (yz_session_get_form (session), yz_field_row_get_field (row),
                               yz_session_get_answers (session), today);

    yz_field_row_show_problems (row, problems);
    if (first == NULL && yz_field_problems_block (problems))
      first = row;
  }
  if (first != NULL)
    gtk_widget_child_focus (GTK_WIDGET (first), GTK_DIR_TAB_FORWARD);
  return first == NULL;
}

static void
on_pad_done_clicked (YzFormPage *self)
{
  gtk_widget_set_visible (self->action_area, TRUE); /* what is not shown takes no focus */
  gtk_widget_grab_focus (GTK_WIDGET (self->next_button));
}

static void
bring_into_sight (YzFormPage *self, GtkWidget *widget)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  GtkWidget *viewport = gtk_scrolled_window_get_child (self->scroller);
  GtkWidget *content = gtk_viewport_get_child (GTK_VIEWPORT (viewport));
  graphene_rect_t area, all;
  double top;

  if (widget == NULL || !gtk_widget_compute_bounds (content, content, &all)
      || !gtk_widget_compute_bounds (widget, content, &area))
    return;

  /* Where it is in what scrolls, its padding too: scrolling does not change that. */
  top = area.origin.y - all.origin.y;
  gtk_adjustment_clamp_page (adjustment, top - FIELD_MARGIN, top + area.size.height + FIELD_MARGIN);
}

/* Brings what is being filled in into sight, its title too where there is room. */
static gboolean
on_scroll_due (gpointer user_data)
{
  YzFormPage *self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  self->scroll_id = 0;
  if (focus != NULL) {
    bring_into_sight (self, gtk_widget_get_ancestor (focus, YZ_TYPE_FIELD_ROW));
    bring_into_sight (self, gtk_widget_get_ancestor (focus, GTK_TYPE_ENTRY));
  }
  return G_SOURCE_REMOVE;
}

/* The room for the fields is another now, but they have not found their places yet. */
static void
on_room_changed (YzFormPage *self)
{
  if (self->scroll_id == 0)
    self->scroll_id = g_idle_add (on_scroll_due, self);
}

/* With keys for text below the page a small screen has room for the field alone. */
static gboolean
is_crowded (YzFormPage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));

  return yz_session_is_crowded (session);
}

/* Close to the keys nothing stands that leads away. */
static gboolean
is_typing (YzFormPage *self)
{
  return yz_session_get_typing (yz_page_get_session (YZ_PAGE (self)));
}

static void
on_typing_changed (YzFormPage *self)
{
  gtk_widget_set_visible (self->action_area, !is_typing (self));
  for (guint i = 0; i < self->rows->len; i++)
    yz_field_row_set_brief (g_ptr_array_index (self->rows, i), is_crowded (self));
}

/* On a wide screen the keys stand beside the fields, and take the room of the button below. */
static void
show_pad (YzFormPage *self, gboolean shown)
{
  gboolean beside = shown && yz_session_get_landscape (yz_page_get_session (YZ_PAGE (self)));

  gtk_widget_set_visible (self->pad_box, shown);
  gtk_widget_set_visible (self->action_area, !beside && !is_typing (self));
  for (guint i = 0; i < self->rows->len; i++)
    yz_field_row_set_brief (g_ptr_array_index (self->rows, i), beside);
}

/* The digit pad comes up for fields that digits answer. */
static void
on_focus_changed (YzFormPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row, *entry;

  if (focus == NULL || gtk_widget_is_ancestor (focus, self->pad_box))
    return;

  row = gtk_widget_get_ancestor (focus, YZ_TYPE_FIELD_ROW);
  entry = gtk_widget_get_ancestor (focus, GTK_TYPE_ENTRY);
  if (row == NULL || entry == NULL || !yz_field_row_takes_digits (YZ_FIELD_ROW (row))) {
    yz_digit_pad_set_target (self->pad, NULL, NULL);
    show_pad (self, FALSE);
    return;
  }
  yz_digit_pad_set_target (self->pad, GTK_EDITABLE (entry),
                           yz_field_row_get_extra_key (YZ_FIELD_ROW (row)));
  show_pad (self, TRUE);
}

/* From a list of places, or of papers, back to the field that led there: what comes next is below
 * it. Nothing there is marked, so that no key wipes it. */
static gboolean
focus_left_field (YzFormPage *self, GtkDirectionType direction)
{
  YzFieldRow *row = g_steal_pointer (&self->left_for);
  GtkWidget *focus;

  if (row == NULL || !gtk_widget_child_focus (GTK_WIDGET (row), direction))
    return FALSE;
  focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  if (GTK_IS_EDITABLE (focus))
    gtk_editable_set_position (GTK_EDITABLE (focus), -1);
  return TRUE;
}

static gboolean
yz_form_page_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return focus_left_field (YZ_FORM_PAGE (widget), direction)
         || GTK_WIDGET_CLASS (yz_form_page_parent_class)->focus (widget, direction);
}

static void
yz_form_page_root (GtkWidget *widget)
{
  YzFormPage *self = YZ_FORM_PAGE (widget);

  GTK_WIDGET_CLASS (yz_form_page_parent_class)->root (widget);
  self->focus_id = g_signal_connect_swapped (gtk_widget_get_root (widget), "notify::focus-widget",
                                             G_CALLBACK (on_focus_changed), self);
}

static void
yz_form_page_unroot (GtkWidget *widget)
{
  YzFormPage *self = YZ_FORM_PAGE (widget);

  g_clear_signal_handler (&self->focus_id, gtk_widget_get_root (widget));
  GTK_WIDGET_CLASS (yz_form_page_parent_class)->unroot (widget);
}

static void
read_argument (YzFormPage *self)
{
  const char *argument = yz_page_get_argument (YZ_PAGE (self));
  char *end = NULL;

  self->section = (guint)g_ascii_strtoull (argument, &end, 10);
  self->section = MIN (self->section, n_sections (self) - 1);
  /* An answer may have emptied it since. There is always a step: what is asked of everybody. */
  self->section = find_step (self, self->section);
  if (self->section == n_sections (self))
    self->section = find_step (self, 0);
  self->from_review = strcmp (end, ":review") == 0;
}

static void
show_progress (YzFormPage *self, const YzFormState *state)
{
  g_autofree char *text = NULL;
  guint step = 0;
  guint n_steps = 1; /* the check of the answers */

  for (guint i = 0; i < n_sections (self); i++) {
    if (!is_step (self, state, i))
      continue;
    n_steps++;
    step += i <= self->section ? 1 : 0;
  }
  text = g_strdup_printf (
      /* Translators: the step the citizen is at and the number of steps. */
      _ ("Step %u of %u"), step, n_steps);
  gtk_label_set_label (self->progress_label, text);
  gtk_progress_bar_set_fraction (self->progress_bar, (double)step / n_steps);
}

/* An answer may bring up fields and steps or take them away. Rows stay where they are, so that the
 * focus does too. */
static void
on_answered (YzFormPage *self)
{
  g_autoptr (YzFormState) state = NULL;

  if (self->forgotten)
    return;
  state = get_state (self);
  show_progress (self, state);
  for (guint i = 0; i < self->rows->len; i++) {
    YzFieldRow *row = g_ptr_array_index (self->rows, i);
    const YzField *field = yz_field_row_get_field (row);

    yz_field_row_set_asked (row, yz_form_state_is_relevant (state, field),
                            yz_form_state_is_required (state, field));
  }
}

/* The pages that a field leads to have its id before what else their argument says. */
static YzFieldRow *
find_left_row (YzFormPage *self)
{
  const char *came_from = yz_session_get_came_from (yz_page_get_session (YZ_PAGE (self)));
  g_autofree char *id = NULL;

  if (came_from == NULL)
    return NULL;
  id = g_strndup (came_from, strcspn (came_from, "/"));
  for (guint i = 0; i < self->rows->len; i++) {
    YzFieldRow *row = g_ptr_array_index (self->rows, i);

    if (strcmp (yz_field_row_get_field (row)->id, id) == 0)
      return row;
  }
  return NULL;
}

static void
yz_form_page_enter (YzPage *page)
{
  YzFormPage *self = YZ_FORM_PAGE (page);
  YzSession *session = yz_page_get_session (page);
  const char *language = yz_session_get_language (session);
  const YzSection *section;
  const char *intro;

  read_argument (self);
  g_object_bind_property_full (session, "landscape", self->columns, "orientation",
                               G_BINDING_SYNC_CREATE, yz_page_orientation, NULL, NULL, NULL);
  g_object_bind_property (session, "landscape", self->pad, "hexpand",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  section = get_section (self);
  intro = yz_text_get (&section->intro, language);
  gtk_label_set_label (self->title_label, yz_text_get (&section->title, language));
  gtk_label_set_label (self->intro_label, intro);
  gtk_widget_set_visible (GTK_WIDGET (self->intro_label), intro != NULL && *intro != '\0');
  gtk_button_set_label (self->next_button,
                        self->from_review ? _ ("Back to the check") : _ ("Next"));

  for (guint i = 0; i < section->fields->len; i++) {
    GtkWidget *row = yz_field_row_new (session, g_ptr_array_index (section->fields, i));

    g_ptr_array_add (self->rows, row);
    gtk_box_append (self->fields_box, row);
  }
  self->left_for = find_left_row (self);
  on_answered (self);
  g_signal_connect_object (session, "answered", G_CALLBACK (on_answered), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::typing", G_CALLBACK (on_typing_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
yz_form_page_forget (YzPage *page)
{
  YzFormPage *self = YZ_FORM_PAGE (page);

  self->forgotten = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    yz_field_row_forget (g_ptr_array_index (self->rows, i));
}

static void
yz_form_page_dispose (GObject *object)
{
  YzFormPage *self = YZ_FORM_PAGE (object);

  g_clear_handle_id (&self->scroll_id, g_source_remove);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (yz_form_page_parent_class)->dispose (object);
}

static void
yz_form_page_class_init (YzFormPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  YzPageClass *page_class = YZ_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yz_form_page_dispose;
  widget_class->focus = yz_form_page_focus;
  widget_class->root = yz_form_page_root;
  widget_class->unroot = yz_form_page_unroot;
  page_class->enter = yz_form_page_enter;
  page_class->may_leave = yz_form_page_may_leave;
  page_class->forget = yz_form_page_forget;

  g_type_ensure (YZ_TYPE_DIGIT_PAD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/intake/yz-form-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzFormPage, columns);
  gtk_widget_class_bind_template_child (widget_class, YzFormPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, YzFormPage, action_area);
  gtk_widget_class_bind_template_child (widget_class, YzFormPage, progress_label);
  gtk_widget_class_bind_template_child (widget_class, YzFormPage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, YzFormPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, YzFormPage, intro_label);
  gtk_widget_class_bind_template_child (widget_class, YzFormPage, fields_box);
  gtk_widget_class_bind_template_child (widget_class, YzFormPage, pad_box);
  gtk_widget_class_bind_template_child (widget_class, YzFormPage, pad);
  gtk_widget_class_bind_template_child (widget_class, YzFormPage, next_button);
  gtk_widget_class_bind_template_callback (widget_class, on_next_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_pad_done_clicked);
}

static void
yz_form_page_init (YzFormPage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "changed",
                           G_CALLBACK (on_room_changed), self, G_CONNECT_SWAPPED);
}
