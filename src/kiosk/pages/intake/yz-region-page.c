/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-region-page.h"

#include "yz-division.h"
#include "yz-json.h"
#include "yz-option-box.h"
#include "yz-scroll-buttons.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A place: first the provinces, then what the one that was touched consists of, down to the county;
 * or what a few letters find. Each level is a page of its own, so that Back goes one up. Its
 * argument is FIELD/CODE/QUERY: the field of the form, empty for the question about the place in
 * the check of eligibility; the division that is open, empty for the whole country; and what was
 * searched for. */

#define PAGE "region"
#define QUESTION "region"

#define MAX_HITS 12

#define COLUMNS_OF_PROVINCES 5 /* their names are short */
#define COLUMNS 3

struct _YzRegionPage {
  YzPage parent_instance;

  char *field;
  const YzDivision *above;

  GtkLabel *title_label;
  GtkEditable *search_entry;
  GtkWidget *empty_label;
  GtkFlowBox *options_box;
  GtkScrolledWindow *scroller;
  GtkWidget *scroll_area;
  YzScrollButtons *scroll_buttons;
};

G_DEFINE_FINAL_TYPE (YzRegionPage, yz_region_page, YZ_TYPE_PAGE)

static YzSession *
get_session (YzRegionPage *self)
{
  return yz_page_get_session (YZ_PAGE (self));
}

static gboolean
is_question (YzRegionPage *self)
{
  return *self->field == '\0';
}

static char *
make_argument (const char *field, const YzDivision *above, const char *query)
{
  return g_strdup_printf ("%s/%s/%s", field, above != NULL ? yz_division_get_code (above) : "",
                          query);
}

/* What was chosen ----------------------------------------------------------------------------- */

static const YzField *
get_field (YzRegionPage *self)
{
  return yz_form_find_field (yz_session_get_form (get_session (self)), self->field);
}

static const char *
get_chosen (YzRegionPage *self)
{
  YzSession *session = get_session (self);
  JsonNode *answer;

  if (!is_question (self))
    return yz_json_get_string (yz_session_get_answers (session), self->field);
  answer = yz_eligibility_get_answer (yz_session_get_eligibility (session), QUESTION);
  return answer != NULL ? json_node_get_string (answer) : NULL;
}

/* The beginning of an address: what a place chosen before left there goes. */
static char *
make_address (YzRegionPage *self, const YzDivision *division)
{
  const char *before = get_chosen (self);
  g_autofree char *name = yz_division_get_full_name (division);

  if (before == NULL)
    return g_steal_pointer (&name);
  return g_strconcat (name, before + yz_division_match_beginning (before), NULL);
}

static void
answer_field (YzRegionPage *self, const YzDivision *division)
{
  gboolean address = get_field (self)->type == YZ_FIELD_ADDRESS;
  g_autofree char *text
      = address ? make_address (self, division) : g_strdup (yz_division_get_code (division));
  JsonNode *value = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (value, text);
  yz_session_set_answer (get_session (self), self->field, value, "typed");
}

/* The question itself goes on with the answer: it knows where to. */
static void
answer_question (YzSession *session, const YzDivision *division)
{
  g_autofree char *argument = g_strdup_printf ("%s=%s", yz_session_get_argument (session),
                                               yz_division_get_code (division));

  yz_session_set_argument (session, argument);
}

static void
choose (YzRegionPage *self, const YzDivision *division)
{
  g_autoptr (YzSession) session = g_object_ref (get_session (self));
  gboolean question = is_question (self);

  if (!question)
    answer_field (self, division);
  g_object_freeze_notify (G_OBJECT (session));
  yz_session_leave (session, PAGE);
  if (question)
    answer_question (session, division);
  g_object_thaw_notify (G_OBJECT (session));
}

static void
on_option_clicked (YzRegionPage *self, GtkButton *button)
{
  const YzDivision *division = g_object_get_data (G_OBJECT (button), "division");

  if (division != self->above && yz_division_has_members (division)) {
    g_autofree char *argument = make_argument (self->field, division, "");

    yz_session_go (get_session (self), PAGE, argument);
  } else {
    choose (self, division);
  }
}

/* What there is to choose --------------------------------------------------------------------- */

/* Who reads English may not read the characters, but can compare them with those on a paper. */
static char *
get_hint (YzRegionPage *self, const YzDivision *division)
{
  if (strcmp (yz_session_get_language (get_session (self)), "zh") == 0)
    return NULL;
  return yz_division_get_latin_name (division);
}

/* Nobody looks for 新疆维吾尔自治区 in a list of provinces. */
static char *
get_name (YzRegionPage *self, const YzDivision *division)
{
  return self->above == NULL ? yz_division_get_short_name (division)
                             : g_strdup (yz_division_get_name (division));
}

static void
add_option (YzRegionPage *self, const YzDivision *division, const char *title, const char *hint)
{
  const char *chosen = get_chosen (self);
  GtkWidget *button = yz_option_box_add (self->options_box, title, hint,
                                         g_strcmp0 (chosen, yz_division_get_code (division)) == 0);

  g_object_set_data (G_OBJECT (button), "division", (gpointer)division);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_option_clicked), self,
                           G_CONNECT_SWAPPED);
}

/* Divisions are made every year, and a list is never newer than its day. */
static void
add_not_listed (YzRegionPage *self)
{
  g_autofree char *hint
      = g_strdup_printf (/* Translators: the name of a city or a province. */
                         _ ("Choose %s as a whole"), yz_division_get_name (self->above));

  add_option (self, self->above, _ ("Not in this list"), hint);
}

static void
show_members (YzRegionPage *self)
{
  g_autoptr (GPtrArray) members = yz_division_list (self->above);
  gboolean last = self->above != NULL;

  for (guint i = 0; i < members->len; i++) {
    const YzDivision *division = g_ptr_array_index (members, i);
    g_autofree char *name = get_name (self, division);
    g_autofree char *hint = get_hint (self, division);

    add_option (self, division, name, hint);
    last = last && !yz_division_has_members (division);
  }
  if (last)
    add_not_listed (self);
  gtk_widget_set_visible (self->empty_label, FALSE);
}

/* What is near comes first: near what is open, or near the kiosk. */
static void
show_hits (YzRegionPage *self, const char *query)
{
  YzConfig *config = yz_node_get_config (yz_session_get_node (get_session (self)));
  const char *near_code = self->above != NULL ? yz_division_get_code (self->above)
                                              : yz_config_get_string (config, "station.region");
  g_autoptr (GPtrArray) hits = yz_division_search (query, near_code, MAX_HITS);

  for (guint i = 0; i < hits->len; i++) {
    const YzDivision *division = g_ptr_array_index (hits, i);
    g_autofree char *place = yz_division_get_place (division);

    add_option (self, division, yz_division_get_name (division), *place != '\0' ? place : NULL);
  }
  gtk_widget_set_visible (self->empty_label, hits->len == 0);
}

static void
show_options (YzRegionPage *self)
{
  const char *query = gtk_editable_get_text (self->search_entry);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->options_box))))
    gtk_flow_box_remove (self->options_box, child);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  if (*query != '\0')
    show_hits (self, query);
  else
    show_members (self);
}

static void
on_search_changed (YzRegionPage *self)
{
  g_autofree char *argument
      = make_argument (self->field, self->above, gtk_editable_get_text (self->search_entry));

  yz_session_set_argument (get_session (self), argument);
  show_options (self);
}

/* The page ------------------------------------------------------------------------------------ */

/* With keys below the page a small screen has room for the field and what it finds. */
static void
on_typing_changed (YzRegionPage *self)
{
  YzSession *session = get_session (self);
  gboolean crowded = yz_session_is_crowded (session);

  gtk_widget_set_visible (GTK_WIDGET (self->title_label), !crowded);
  gtk_widget_set_visible (self->scroll_area, !crowded);
}

/* What is open; at first what a place is chosen for. The question has just been read. */
static char *
get_title (YzRegionPage *self)
{
  if (self->above != NULL)
    return yz_division_get_full_name (self->above);
  if (is_question (self))
    return g_strdup (_ ("Choose the place"));
  return g_strdup (
      yz_text_get (&get_field (self)->title, yz_session_get_language (get_session (self))));
}

static void
yz_region_page_enter (YzPage *page)
{
  YzRegionPage *self = YZ_REGION_PAGE (page);
  YzSession *session = yz_page_get_session (page);
  g_auto (GStrv) parts = g_strsplit (yz_page_get_argument (page), "/", 3);
  g_autofree char *title = NULL;

  self->field = g_strdup (parts[0]);
  self->above = yz_division_find (parts[1]);
  title = get_title (self);
  gtk_label_set_label (self->title_label, title);
  yz_option_box_set_up (self->options_box, session,
                        self->above == NULL ? COLUMNS_OF_PROVINCES : COLUMNS);
  on_typing_changed (self);
  g_signal_connect_object (session, "notify::typing", G_CALLBACK (on_typing_changed), self,
                           G_CONNECT_SWAPPED);
  if (*parts[2] != '\0')
    gtk_editable_set_text (self->search_entry, parts[2]);
  else
    show_options (self);
}

static void
yz_region_page_forget (YzPage *page)
{
  YzRegionPage *self = YZ_REGION_PAGE (page);

  gtk_editable_set_text (self->search_entry, "");
}

static void
yz_region_page_finalize (GObject *object)
{
  g_free (YZ_REGION_PAGE (object)->field);

  G_OBJECT_CLASS (yz_region_page_parent_class)->finalize (object);
}

static void
yz_region_page_class_init (YzRegionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yz_region_page_finalize;
  YZ_PAGE_CLASS (klass)->enter = yz_region_page_enter;
  YZ_PAGE_CLASS (klass)->forget = yz_region_page_forget;

  g_type_ensure (YZ_TYPE_SCROLL_BUTTONS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/intake/yz-region-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzRegionPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, YzRegionPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, YzRegionPage, empty_label);
  gtk_widget_class_bind_template_child (widget_class, YzRegionPage, options_box);
  gtk_widget_class_bind_template_child (widget_class, YzRegionPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, YzRegionPage, scroll_area);
  gtk_widget_class_bind_template_child (widget_class, YzRegionPage, scroll_buttons);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
}

static void
yz_region_page_init (YzRegionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  yz_scroll_buttons_set_target (self->scroll_buttons, self->scroller);
}

/**
 * yz_region_page_open:
 * @session: a session
 * @field: (nullable): of its form: a region, or an address of which it becomes the beginning; %NULL
 *   for the question about the place in the check of eligibility, which must be what is shown
 *
 * Goes on to the page where a place is chosen. From there the way leads back here.
 */
void
yz_region_page_open (YzSession *session, const char *field)
{
  g_autofree char *argument = NULL;

  g_return_if_fail (YZ_IS_SESSION (session));

  argument = make_argument (field != NULL ? field : "", NULL, "");
  yz_session_go (session, PAGE, argument);
}
