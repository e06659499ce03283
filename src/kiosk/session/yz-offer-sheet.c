/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-offer-sheet.h"

#include "yz-answer-text.h"
#include "yz-json.h"
#include "yz-label.h"
#include "yz-scroll-buttons.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What was read, in the place of the page, before it is used: nothing enters the application
 * unseen. Somebody may stand behind: the number of a document is masked. */
struct _YzOfferSheet {
  AdwBin parent_instance;

  YzSession *session;
  YzReading *reading; /* of the session, with an offer */

  GtkScrolledWindow *scroller;
  YzScrollButtons *scroll_buttons;
  GtkLabel *document_label;
  GtkWidget *expired_box;
  GtkWidget *problem_box;
  GtkLabel *problem_label;
  GtkWidget *choice_box;
  GtkCheckButton *keep_button;
  GtkCheckButton *take_button;
  GtkWidget *person_box;
  GtkBox *persons;
  GtkBox *facts_box;
  GtkWidget *nothing_label;
  GtkWidget *use_button;
};

G_DEFINE_FINAL_TYPE (YzOfferSheet, yz_offer_sheet, ADW_TYPE_BIN)

/* Facts ------------------------------------------------------------------------------------- */

static char *
to_text (YzOfferSheet *self, const YzField *field, JsonNode *answer)
{
  if (field->type == YZ_FIELD_ID_NUMBER)
    return yz_offer_mask (json_node_get_string (answer));
  return yz_answer_to_text (field, answer, yz_session_get_language (self->session));
}

static gboolean
is_of_document (YzOfferSheet *self, const YzField *field)
{
  return yz_source_is_document (
      yz_json_get_string (yz_session_get_sources (self->session), field->id));
}

/* Of two long numbers the same places may be masked out that are not the same. */
static char *
describe_before (YzOfferSheet *self, const YzField *field, const char *read)
{
  g_autofree char *before = to_text (self, field, yz_session_get_answer (self->session, field->id));
  gboolean of_document = is_of_document (self, field);

  if (strcmp (before, read) == 0)
    return g_strdup (of_document ? _ ("Your document says another number.")
                                 : _ ("You wrote another number."));
  if (of_document)
    /* Translators: %s is what a document has told, where a code says something else. */
    return g_strdup_printf (_ ("Your document says: %s"), before);
  /* Translators: %s is what the citizen has written, where something else was read. */
  return g_strdup_printf (_ ("You wrote: %s"), before);
}

static void
add_fact (YzOfferSheet *self, const YzField *field, JsonNode *fact)
{
  const char *language = yz_session_get_language (self->session);
  g_autofree char *text = to_text (self, field, fact);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_box_append (GTK_BOX (line), yz_label_new (yz_text_get (&field->title, language), "soft"));
  gtk_box_append (GTK_BOX (line), yz_label_new (text, "strong"));
  if (yz_reading_contradicts (self->reading, field, fact)) {
    g_autofree char *before = describe_before (self, field, text);

    gtk_box_append (GTK_BOX (line), yz_label_new (before, NULL));
    gtk_widget_set_visible (self->choice_box, TRUE);
  }
  gtk_box_append (self->facts_box, line);
}

static void
add_facts (YzOfferSheet *self, JsonObject *facts)
{
  GPtrArray *sections = yz_form_get_sections (yz_session_get_form (self->session));

  for (guint s = 0; s < sections->len; s++) {
    const YzSection *section = g_ptr_array_index (sections, s);

    for (guint f = 0; f < section->fields->len; f++) {
      const YzField *field = g_ptr_array_index (section->fields, f);
      JsonNode *fact = json_object_get_member (facts, field->id);

      if (fact != NULL)
        add_fact (self, field, fact);
    }
  }
}

/* Anew for another person: other fields, and other answers in them. */
static void
show_facts (YzOfferSheet *self)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (JsonObject) facts = yz_reading_fit (self->reading, &problems);
  g_autofree char *text = yz_problems_to_text (yz_session_get_form (self->session), problems,
                                               yz_session_get_language (self->session));
  gboolean fits = json_object_get_size (facts) > 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->facts_box))) != NULL)
    gtk_box_remove (self->facts_box, child);
  gtk_widget_set_visible (self->choice_box, FALSE);
  add_facts (self, facts);
  gtk_label_set_label (self->problem_label, text);
  gtk_widget_set_visible (self->problem_box, *text != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->facts_box), fits);
  gtk_widget_set_visible (self->nothing_label, !fits);
  gtk_widget_set_visible (self->use_button, fits);
}

/* Whom it is about -------------------------------------------------------------------------- */

static void
on_person_toggled (GtkCheckButton *button, gpointer user_data)
{
  YzOfferSheet *self = YZ_OFFER_SHEET (user_data);

  if (!gtk_check_button_get_active (button))
    return;
  yz_reading_set_person (self->reading, g_object_get_data (G_OBJECT (button), "person"));
  show_facts (self);
}

static GtkCheckButton *
add_person (YzOfferSheet *self, const YzSection *section, GtkCheckButton *group)
{
  const char *title = yz_text_get (&section->title, yz_session_get_language (self->session));
  GtkWidget *button = gtk_check_button_new_with_label (title);
  char *person = yz_section_get_person (section);

  gtk_check_button_set_group (GTK_CHECK_BUTTON (button), group);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button),
                               g_strcmp0 (person, yz_reading_get_person (self->reading)) == 0);
  g_object_set_data_full (G_OBJECT (button), "person", person, g_free);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_person_toggled), self, 0);
  gtk_box_append (self->persons, button);
  return GTK_CHECK_BUTTON (button);
}

static gboolean
names_a_person (const YzSection *section)
{
  for (guint i = 0; i < section->fields->len; i++)
    if (((const YzField *)g_ptr_array_index (section->fields, i))->type == YZ_FIELD_ID_NUMBER)
      return TRUE;
  return FALSE;
}

/* Only where somebody else than the applicant may be meant. */
static void
show_persons (YzOfferSheet *self)
{
  GPtrArray *sections = yz_form_get_sections (yz_session_get_form (self->session));
  GtkCheckButton *group = NULL;

  if (*yz_reading_get_person (self->reading) == '\0'
      || !yz_offer_is_of_a_person (yz_reading_get_offer (self->reading)))
    return;
  for (guint i = 0; i < sections->len; i++)
    if (names_a_person (g_ptr_array_index (sections, i)))
      group = add_person (self, g_ptr_array_index (sections, i), group);
  gtk_widget_set_visible (self->person_box, TRUE);
}

/* The sheet --------------------------------------------------------------------------------- */

static void
on_overwrite_toggled (YzOfferSheet *self)
{
  yz_reading_set_overwrites (self->reading, gtk_check_button_get_active (self->take_button));
}

static void
on_use_clicked (YzOfferSheet *self)
{
  yz_reading_use (self->reading);
}

static void
on_refuse_clicked (YzOfferSheet *self)
{
  yz_reading_refuse (self->reading);
}

static char *
describe_document (YzOfferSheet *self, const YzOffer *offer)
{
  const YzText *document = yz_offer_get_document (offer);
  const char *name
      = document != NULL ? yz_text_get (document, yz_session_get_language (self->session)) : "";

  /* Translators: %s is a kind of document, such as a passport. */
  return yz_offer_is_expired (offer) ? g_strdup_printf (_ ("%s (expired)"), name) : g_strdup (name);
}

/* What the expiry means stands below what was read, which a small screen has to show first. */
static void
show_document (YzOfferSheet *self)
{
  const YzOffer *offer = yz_reading_get_offer (self->reading);
  g_autofree char *text = describe_document (self, offer);

  gtk_label_set_label (self->document_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->document_label), *text != '\0');
  gtk_widget_set_visible (self->expired_box, yz_offer_is_expired (offer));
}

static void
yz_offer_sheet_dispose (GObject *object)
{
  YzOfferSheet *self = YZ_OFFER_SHEET (object);

  g_clear_object (&self->session);
  adw_bin_set_child (ADW_BIN (self), NULL);

  G_OBJECT_CLASS (yz_offer_sheet_parent_class)->dispose (object);
}

static void
yz_offer_sheet_class_init (YzOfferSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yz_offer_sheet_dispose;

  g_type_ensure (YZ_TYPE_SCROLL_BUTTONS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/session/yz-offer-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, YzOfferSheet, scroller);
  gtk_widget_class_bind_template_child (widget_class, YzOfferSheet, scroll_buttons);
  gtk_widget_class_bind_template_child (widget_class, YzOfferSheet, document_label);
  gtk_widget_class_bind_template_child (widget_class, YzOfferSheet, expired_box);
  gtk_widget_class_bind_template_child (widget_class, YzOfferSheet, problem_box);
  gtk_widget_class_bind_template_child (widget_class, YzOfferSheet, problem_label);
  gtk_widget_class_bind_template_child (widget_class, YzOfferSheet, choice_box);
  gtk_widget_class_bind_template_child (widget_class, YzOfferSheet, keep_button);
  gtk_widget_class_bind_template_child (widget_class, YzOfferSheet, take_button);
  gtk_widget_class_bind_template_child (widget_class, YzOfferSheet, person_box);
  gtk_widget_class_bind_template_child (widget_class, YzOfferSheet, persons);
  gtk_widget_class_bind_template_child (widget_class, YzOfferSheet, facts_box);
  gtk_widget_class_bind_template_child (widget_class, YzOfferSheet, nothing_label);
  gtk_widget_class_bind_template_child (widget_class, YzOfferSheet, use_button);
  gtk_widget_class_bind_template_callback (widget_class, on_overwrite_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_use_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_refuse_clicked);
}

static void
yz_offer_sheet_init (YzOfferSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  yz_scroll_buttons_set_target (self->scroll_buttons, self->scroller);
}

/**
 * yz_offer_sheet_new:
 * @session: a session to which something is offered
 *
 * Returns: (transfer floating): what is offered, with the choice to use it or not
 */
GtkWidget *
yz_offer_sheet_new (YzSession *session)
{
  YzOfferSheet *self = g_object_new (YZ_TYPE_OFFER_SHEET, NULL);

  self->session = g_object_ref (session);
  self->reading = yz_session_get_reading (session);
  gtk_check_button_set_active (yz_reading_get_overwrites (self->reading) ? self->take_button
                                                                         : self->keep_button,
                               TRUE);
  show_document (self);
  show_persons (self);
  show_facts (self);
  return GTK_WIDGET (self);
}
