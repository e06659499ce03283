/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-reading.h"

#include "yz-clock.h"
#include "yz-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a citizen holds in the hand does the typing: a card on the reader, what a scanner types, a
 * code. It is looked for only where a form or the check of eligibility goes on, and after the
 * notice was read; it is shown before it is used, and what the citizen wrote stays unless the
 * citizen says otherwise. */
struct _YzReading {
  GObject parent_instance;

  YzSession *session; /* weak: its own */
  YzCardReader *reader;
  gboolean on;
  gboolean done;
  gboolean reported; /* the staff know of the reader */
  YzCard *missed;    /* (nullable): laid down while papers were photographed */

  YzOffer *offer;
  char *person;
  gboolean overwrites;
};

typedef enum { PROP_OFFERS = 1 } YzReadingProps;

enum { SIGNAL_TOLD, N_SIGNALS };

static GParamSpec *props[PROP_OFFERS + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YzReading, yz_reading, G_TYPE_OBJECT)

static const char *const form_pages[]
    = { "start", "camera", "form", "choose", "region", "papers", "paper", "photo", "review", NULL };
static const char *const eligibility_pages[] = { "matters", "question", NULL };

static gboolean
is_at (YzReading *self, const char *const *pages)
{
  return g_strv_contains (pages, yz_session_get_page (self->session));
}

/* Personal Information Protection Law, Art. 17: first it is said who processes what and why. */
static gboolean
may_read (YzReading *self)
{
  return !self->done && yz_session_has_read_notice (self->session)
         && yz_session_get_submitting (self->session) != YZ_SUBMITTING_NOW
         && (is_at (self, form_pages) || is_at (self, eligibility_pages));
}

/* What is offered stands in the place of the page, and the picture would be lost. */
static gboolean
is_photographing (YzReading *self)
{
  return strcmp (yz_session_get_page (self->session), "photo") == 0;
}

static char *
get_today (YzReading *self)
{
  return yz_time_local_date (
      yz_clock_now (yz_node_get_clock (yz_session_get_node (self->session))));
}

/* What is offered --------------------------------------------------------------------------- */

static void
tell (YzReading *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_TOLD], 0, text);
}

/* On the page of somebody who applies for another it is mostly that person's card. */
static char *
guess_person (YzReading *self)
{
  GPtrArray *sections = yz_form_get_sections (yz_session_get_form (self->session));
  const char *argument = yz_session_get_argument (self->session);
  guint64 section;

  if (strcmp (yz_session_get_page (self->session), "form") != 0 || argument == NULL)
    return g_strdup ("");
  section = g_ascii_strtoull (argument, NULL, 10);
  return section < sections->len ? yz_section_get_person (g_ptr_array_index (sections, section))
                                 : g_strdup ("");
}

static void
set_offer (YzReading *self, YzOffer *offer)
{
  g_clear_pointer (&self->offer, yz_offer_free);
  g_clear_pointer (&self->person, g_free);
  self->offer = offer;
  self->person = guess_person (self);
  self->overwrites = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OFFERS]);
}

static void
tell_photographing (YzReading *self)
{
  tell (self, _ ("You are photographing papers. To have a card or code read, go back to the form "
                 "first. What you filled in is still there."));
}

static void
on_card (YzReading *self, YzCard *card)
{
  g_autofree char *today = get_today (self);

  if (is_photographing (self)) {
    g_clear_pointer (&self->missed, yz_card_unref);
    self->missed = yz_card_ref (card);
    tell_photographing (self);
    return;
  }
  set_offer (self, yz_offer_new_from_card (card, today));
}

static void
on_trouble (YzReading *self, YzCardTrouble trouble, GError *error)
{
  gboolean chinese = strcmp (yz_session_get_language (self->session), "zh") == 0;

  g_warning ("the card reader: %s", error->message);
  tell (self, yz_card_trouble_get_text (trouble, chinese));
  if (trouble == YZ_CARD_TROUBLE_READER && !self->reported) {
    self->reported = TRUE;
    yz_session_report_trouble (self->session, "reader");
  }
}

/* The reader's device is open no longer than it may be used. */
static void
update (YzReading *self)
{
  gboolean on = may_read (self);

  if (!on && self->offer != NULL)
    set_offer (self, NULL);
  if (on == self->on)
    return;
  self->on = on;
  if (self->reader == NULL)
    return;
  if (on)
    yz_card_reader_start (self->reader);
  else
    yz_card_reader_stop (self->reader);
}

/* Most readers do not find a card again that still lies there. */
static void
offer_missed (YzReading *self)
{
  g_autoptr (YzCard) card = g_steal_pointer (&self->missed);

  if (self->on)
    on_card (self, card);
}

static void
on_place_changed (YzReading *self)
{
  /* What was offered for another page may not be meant here. */
  if (self->offer != NULL)
    set_offer (self, NULL);
  update (self);
  if (self->missed != NULL && !is_photographing (self))
    offer_missed (self);
}

/* The session ends: nothing is looked for any more, whatever it shows until its successor is there.
 */
static void
stop (YzReading *self)
{
  self->done = TRUE;
  g_clear_pointer (&self->missed, yz_card_unref);
  update (self);
}

static void
yz_reading_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  YzReading *self = YZ_READING (object);

  switch ((YzReadingProps)prop_id) {
  case PROP_OFFERS:
    g_value_set_boolean (value, self->offer != NULL);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
yz_reading_dispose (GObject *object)
{
  YzReading *self = YZ_READING (object);

  if (self->reader != NULL) {
    yz_card_reader_stop (self->reader);
    g_signal_handlers_disconnect_by_data (self->reader, self);
  }
  g_clear_object (&self->reader);
  g_clear_weak_pointer (&self->session);

  G_OBJECT_CLASS (yz_reading_parent_class)->dispose (object);
}

static void
yz_reading_finalize (GObject *object)
{
  YzReading *self = YZ_READING (object);

  yz_offer_free (self->offer);
  g_clear_pointer (&self->missed, yz_card_unref);
  g_free (self->person);

  G_OBJECT_CLASS (yz_reading_parent_class)->finalize (object);
}

static void
yz_reading_class_init (YzReadingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = yz_reading_get_property;
  object_class->dispose = yz_reading_dispose;
  object_class->finalize = yz_reading_finalize;

  /**
   * YzReading:offers:
   *
   * Whether there is an offer; it is notified for each one.
   */
  props[PROP_OFFERS]
      = g_param_spec_boolean ("offers", NULL, NULL, FALSE,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /**
   * YzReading::told:
   * @self: what is read
   * @text: sentences for the citizen, in the language of the session
   *
   * Something could not be read or used.
   */
  signals[SIGNAL_TOLD] = g_signal_new ("told", YZ_TYPE_READING, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
yz_reading_init (YzReading *self)
{
}

/**
 * yz_reading_new:
 * @session: whose form is filled in; it owns what is returned
 *
 * Returns: (transfer full): what is read for it
 */
YzReading *
yz_reading_new (YzSession *session)
{
  YzReading *self = g_object_new (YZ_TYPE_READING, NULL);

  g_set_weak_pointer (&self->session, session);
  g_signal_connect_object (session, "notify::place", G_CALLBACK (on_place_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::submitting", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "done", G_CALLBACK (stop), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * yz_reading_set_card_reader:
 * @self: what is read, without a reader
 * @reader: where cards are laid; it is opened when it may be used
 */
void
yz_reading_set_card_reader (YzReading *self, YzCardReader *reader)
{
  g_return_if_fail (YZ_IS_READING (self));
  g_return_if_fail (YZ_IS_CARD_READER (reader));
  g_return_if_fail (self->reader == NULL);

  self->reader = g_object_ref (reader);
  g_signal_connect_swapped (reader, "card", G_CALLBACK (on_card), self);
  g_signal_connect_swapped (reader, "trouble", G_CALLBACK (on_trouble), self);
  if (self->on)
    yz_card_reader_start (reader);
}

/**
 * yz_reading_has_card_reader:
 * @self: what is read
 *
 * Returns: whether a card can be laid down here
 */
gboolean
yz_reading_has_card_reader (YzReading *self)
{
  g_return_val_if_fail (YZ_IS_READING (self), FALSE);

  return self->reader != NULL && yz_card_reader_get_available (self->reader);
}

/**
 * yz_reading_take_code:
 * @self: what is read
 * @payload: what a code before the camera holds
 *
 * Returns: whether it is offered now; anything else the camera goes on past
 */
gboolean
yz_reading_take_code (YzReading *self, GBytes *payload)
{
  g_autofree char *today = NULL;
  YzOffer *offer;

  g_return_val_if_fail (YZ_IS_READING (self), FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);

  if (!self->on)
    return FALSE;
  today = get_today (self);
  offer = yz_offer_new_from_code (payload, yz_session_get_form (self->session), today, NULL);
  if (offer == NULL)
    return FALSE;
  set_offer (self, offer);
  return TRUE;
}

/**
 * yz_reading_take_scan:
 * @self: what is read
 * @text: what a scanner has typed
 */
void
yz_reading_take_scan (YzReading *self, GBytes *text)
{
  g_autofree char *today = NULL;
  YzOffer *offer;

  g_return_if_fail (YZ_IS_READING (self));
  g_return_if_fail (text != NULL);

  if (!self->on) {
    tell (self, _ ("To have this read, touch “Apply for legal aid” first. Nothing of it was "
                   "kept."));
    return;
  }
  if (is_photographing (self)) {
    tell_photographing (self);
    return;
  }
  today = get_today (self);
  offer = yz_offer_new_from_text (text, yz_session_get_form (self->session), today, NULL);
  if (offer != NULL)
    set_offer (self, offer);
  else
    tell (self, _ ("This code is not for the application. Please show the code that was "
                   "made for it, or fill the form in here."));
}

/**
 * yz_reading_take_useless:
 * @self: what is read
 *
 * A scanner has typed what nobody can use.
 */
void
yz_reading_take_useless (YzReading *self)
{
  g_return_if_fail (YZ_IS_READING (self));

  tell (self, _ ("This could not be read, or it is of no use here. Please scan it once more, or "
                 "write it yourself."));
}

/**
 * yz_reading_get_offer:
 * @self: what is read
 *
 * Returns: (transfer none) (nullable): what is offered just now
 */
const YzOffer *
yz_reading_get_offer (YzReading *self)
{
  g_return_val_if_fail (YZ_IS_READING (self), NULL);

  return self->offer;
}

/**
 * yz_reading_fit:
 * @self: what is read, with an offer
 * @ret_problems: (out) (transfer full) (optional) (element-type YzFieldProblem): what does not fit
 *
 * Returns: (transfer full): field id → what would be filled in
 */
JsonObject *
yz_reading_fit (YzReading *self, GPtrArray **ret_problems)
{
  g_autofree char *today = NULL;

  g_return_val_if_fail (YZ_IS_READING (self), NULL);
  g_return_val_if_fail (self->offer != NULL, NULL);

  today = get_today (self);
  return yz_offer_fit (self->offer, yz_session_get_form (self->session), self->person, today,
                       ret_problems);
}

static const char *
get_source (YzReading *self, const char *field)
{
  return yz_json_get_string (yz_session_get_sources (self->session), field);
}

static gboolean
is_typed (YzReading *self, const char *field)
{
  return g_strcmp0 (get_source (self, field), "typed") == 0;
}

/* Whether a document has told the answer, and a code is offered, which anybody can make. */
static gboolean
proves_nothing_new (YzReading *self, const char *field)
{
  return !yz_offer_is_of_a_person (self->offer) && yz_source_is_document (get_source (self, field));
}

/**
 * yz_reading_contradicts:
 * @self: what is read
 * @field: a field of the form
 * @fact: what would be filled in
 *
 * Returns: whether something else stands there that goes only if the citizen says so: what was
 *   written, and, where a pre-fill code is offered, what a document has told
 */
gboolean
yz_reading_contradicts (YzReading *self, const YzField *field, JsonNode *fact)
{
  g_return_val_if_fail (YZ_IS_READING (self), FALSE);
  g_return_val_if_fail (self->offer != NULL, FALSE);

  return (is_typed (self, field->id) || proves_nothing_new (self, field->id))
         && yz_offer_changes (field, yz_session_get_answer (self->session, field->id), fact);
}

/**
 * yz_reading_get_person:
 * @self: what is read, with an offer
 *
 * Returns: (transfer none): whom it is about, as the form has it before the fields
 */
const char *
yz_reading_get_person (YzReading *self)
{
  g_return_val_if_fail (YZ_IS_READING (self), NULL);

  return self->person;
}

/**
 * yz_reading_set_person:
 * @self: what is read, with an offer
 * @person: whom it is about
 */
void
yz_reading_set_person (YzReading *self, const char *person)
{
  char *copy;

  g_return_if_fail (YZ_IS_READING (self));
  g_return_if_fail (person != NULL);

  copy = g_strdup (person); /* it may be the one that goes */
  g_free (self->person);
  self->person = copy;
}

/**
 * yz_reading_get_overwrites:
 * @self: what is read
 *
 * Returns: whether it takes the place of what the citizen has written
 */
gboolean
yz_reading_get_overwrites (YzReading *self)
{
  g_return_val_if_fail (YZ_IS_READING (self), FALSE);

  return self->overwrites;
}

/**
 * yz_reading_set_overwrites:
 * @self: what is read
 * @overwrites: whether it takes the place of what the citizen has written
 */
void
yz_reading_set_overwrites (YzReading *self, gboolean overwrites)
{
  g_return_if_fail (YZ_IS_READING (self));

  self->overwrites = overwrites;
}

/* Using it ---------------------------------------------------------------------------------- */

/* Another person's document: what was read of the first one must not stay beside it. */
static void
forget_person_before (YzReading *self, JsonObject *facts)
{
  YzSession *session = self->session;
  YzForm *form = yz_session_get_form (session);
  g_autoptr (GPtrArray) fields = yz_form_list_identity (form, self->person);
  g_autofree char *number = g_strconcat (self->person, "id_number", NULL);
  const YzField *number_field = yz_form_find_field (form, number);
  JsonNode *fact = json_object_get_member (facts, number);

  if (number_field == NULL || fact == NULL
      || !yz_offer_changes (number_field, yz_session_get_answer (session, number), fact))
    return;
  for (guint i = 0; i < fields->len; i++) {
    const YzField *field = g_ptr_array_index (fields, i);

    if (yz_source_is_document (get_source (self, field->id)))
      yz_session_set_answer (session, field->id, NULL, NULL);
  }
}

static gboolean
is_wanted (YzReading *self, const YzField *field, JsonNode *fact)
{
  /* The same again would only lose the proof. */
  if (proves_nothing_new (self, field->id)
      && !yz_offer_changes (field, yz_session_get_answer (self->session, field->id), fact))
    return FALSE;
  return self->overwrites || !yz_reading_contradicts (self, field, fact);
}

static void
fill_in (YzReading *self, JsonObject *facts)
{
  YzForm *form = yz_session_get_form (self->session);
  JsonObjectIter iter;
  const char *id;
  JsonNode *fact;

  json_object_iter_init (&iter, facts);
  while (json_object_iter_next (&iter, &id, &fact))
    if (is_wanted (self, yz_form_find_field (form, id), fact))
      yz_session_set_answer (self->session, id, json_node_copy (fact),
                             yz_offer_get_source (self->offer));
}

/* The page is made anew with what is in its fields now, or the one where they are comes up. */
static void
go_on (YzReading *self)
{
  YzSession *session = self->session;
  const char *page = yz_session_get_page (session);

  if (strcmp (page, "start") == 0)
    yz_session_go (session, "form", "0");
  else if (strcmp (page, "camera") == 0)
    yz_session_replace (session, "form", "0");
  else if (strcmp (page, "choose") == 0 || strcmp (page, "region") == 0)
    yz_session_leave (session, page);
  else
    yz_session_replace (session, page, yz_session_get_argument (session));
}

/**
 * yz_reading_use:
 * @self: what is read, with an offer
 *
 * The citizen has agreed: fills in what fits.
 */
void
yz_reading_use (YzReading *self)
{
  g_autoptr (JsonObject) facts = NULL;

  g_return_if_fail (YZ_IS_READING (self));
  g_return_if_fail (self->offer != NULL);

  facts = yz_reading_fit (self, NULL);
  if (yz_offer_is_of_a_person (self->offer))
    forget_person_before (self, facts);
  fill_in (self, facts);
  yz_session_note_age (self->session);
  g_clear_pointer (&self->offer, yz_offer_free);
  go_on (self);
}

/**
 * yz_reading_refuse:
 * @self: what is read, with an offer
 *
 * Forgets it. From the camera, which has the code before it still, it leads back to where the other
 * ways begin.
 */
void
yz_reading_refuse (YzReading *self)
{
  g_return_if_fail (YZ_IS_READING (self));

  set_offer (self, NULL);
  if (strcmp (yz_session_get_page (self->session), "camera") == 0)
    yz_session_back (self->session);
}
