/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-error.h"
#include "yz-json.h"
#include "yz-language.h"
#include "yz-reading.h"
#include "yz-test-kiosk.h"
#include "yz-test-widget.h"

#include <string.h>

/* What is laid on the reader or scanned, from the offer to the answers; all people are made up. */

#define NUMBER "330105197810270025"
#define OTHER_NUMBER "440308199901101512"

/* A reader that the test tells what lies on it. */
#define TEST_TYPE_READER (test_reader_get_type ())
G_DECLARE_FINAL_TYPE (TestReader, test_reader, TEST, READER, GObject)

struct _TestReader {
  GObject parent_instance;

  gboolean started;
};

static void test_reader_iface_init (YzCardReaderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestReader,
                               test_reader,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YZ_TYPE_CARD_READER, test_reader_iface_init))

static void
test_reader_start (YzCardReader *reader)
{
  TEST_READER (reader)->started = TRUE;
}

static void
test_reader_stop (YzCardReader *reader)
{
  TEST_READER (reader)->started = FALSE;
}

static void
test_reader_iface_init (YzCardReaderInterface *iface)
{
  iface->start = test_reader_start;
  iface->stop = test_reader_stop;
}

static void
test_reader_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, TRUE);
}

static void
test_reader_class_init (TestReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = test_reader_get_property;
  g_object_class_override_property (G_OBJECT_CLASS (klass), 1, "available");
}

static void
test_reader_init (TestReader *self)
{
}

/* The kiosk with it ------------------------------------------------------------------------- */

typedef struct {
  YzTestKiosk kiosk;
  TestReader *reader;
} Fixture;

static YzSession *
session (Fixture *fixture)
{
  return fixture->kiosk.session;
}

static YzReading *
reading (Fixture *fixture)
{
  return yz_session_get_reading (session (fixture));
}

static GtkWidget *
window (Fixture *fixture)
{
  return GTK_WIDGET (fixture->kiosk.window);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  yz_test_kiosk_set_up (&fixture->kiosk, NULL);
  fixture->reader = g_object_new (TEST_TYPE_READER, NULL);
  yz_reading_set_card_reader (reading (fixture), YZ_CARD_READER (fixture->reader));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  yz_test_kiosk_tear_down (&fixture->kiosk, NULL);
  g_assert_finalize_object (fixture->reader);
}

static void
show (Fixture *fixture, const char *page, const char *argument)
{
  yz_session_note_notice (session (fixture));
  yz_test_kiosk_show (&fixture->kiosk, page, argument);
}

static void
lay_down (Fixture *fixture, const char *number, const char *name, const char *birth_date)
{
  g_autoptr (YzCard) card = g_atomic_rc_box_new0 (YzCard);

  card->kind = YZ_ID_CITIZEN;
  card->number = g_strdup (number);
  card->name = g_strdup (name);
  card->sex = YZ_SEX_FEMALE;
  card->birth_date = g_strdup (birth_date);
  card->ethnic_group = g_strdup ("01");
  card->address = g_strdup ("某市某区某路1号");
  card->valid_from = g_strdup ("2010-01-01");
  yz_card_reader_tell_card (YZ_CARD_READER (fixture->reader), card);
  yz_test_settle ();
}

static void
lay_down_zhang (Fixture *fixture)
{
  lay_down (fixture, NUMBER, "张小明", "1978-10-27");
}

static void
scan (Fixture *fixture, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  yz_reading_take_scan (reading (fixture), bytes);
  yz_test_settle ();
}

static gboolean
says (Fixture *fixture, const char *text)
{
  return yz_test_widget_has_text (window (fixture), text);
}

static gboolean
offers (Fixture *fixture)
{
  return says (fixture, "This was read. Is it right?");
}

static void
press (Fixture *fixture, const char *text)
{
  yz_test_widget_press (window (fixture), text);
  yz_test_settle ();
}

static void
assert_answer (Fixture *fixture, const char *field, const char *answer, const char *source)
{
  g_assert_cmpstr (yz_json_get_string (yz_session_get_answers (session (fixture)), field), ==,
                   answer);
  g_assert_cmpstr (yz_json_get_string (yz_session_get_sources (session (fixture)), field), ==,
                   source);
}

static gboolean
is_ready (gpointer user_data)
{
  return yz_page_get_ready (YZ_PAGE (yz_test_kiosk_get_page (&((Fixture *)user_data)->kiosk)));
}

/* When the device is open ------------------------------------------------------------------- */

static void
test_after_the_notice (Fixture *fixture, gconstpointer data)
{
  yz_test_kiosk_show (&fixture->kiosk, "notice", NULL);
  g_assert_false (fixture->reader->started);
  press (fixture, "I have read this: begin");
  g_assert_true (fixture->reader->started);
  g_assert_true (says (fixture, "Lay it on the reader"));
  yz_session_go (session (fixture), "form", "0");
  g_assert_true (fixture->reader->started);
  yz_session_home (session (fixture));
  g_assert_false (fixture->reader->started);
  yz_session_go (session (fixture), "matters", NULL);
  g_assert_true (fixture->reader->started);
  yz_test_wait_until (is_ready, fixture);
  yz_session_done (session (fixture));
  g_assert_false (fixture->reader->started);
}

/* Nobody gets to a form without its notice; but if so, nothing is read there. */
static void
test_not_before (Fixture *fixture, gconstpointer data)
{
  yz_test_kiosk_show (&fixture->kiosk, "form", "0");
  g_assert_false (fixture->reader->started);
  scan (fixture, NUMBER);
  g_assert_false (offers (fixture));
  g_assert_true (says (fixture, "Nothing of it was kept"));
}

/* The offer --------------------------------------------------------------------------------- */

static void
test_card (Fixture *fixture, gconstpointer data)
{
  show (fixture, "start", NULL);
  lay_down_zhang (fixture);
  g_assert_true (offers (fixture));
  g_assert_true (says (fixture, "Resident identity card"));
  g_assert_true (says (fixture, "张小明"));
  g_assert_true (says (fixture, "1978-10-27"));
  g_assert_true (says (fixture, "330***********0025"));
  g_assert_false (says (fixture, NUMBER));
  g_assert_false (says (fixture, "Which should stay?"));
  g_assert_false (says (fixture, "Which part of the form is it for?"));
  g_assert_false (yz_session_has_answers (session (fixture)));

  press (fixture, "Yes, use this");
  g_assert_false (offers (fixture));
  g_assert_true (yz_test_kiosk_is_at (&fixture->kiosk, "form"));
  assert_answer (fixture, "name", "张小明", "card");
  assert_answer (fixture, "sex", "female", "card");
  assert_answer (fixture, "birth_date", "1978-10-27", "card");
  assert_answer (fixture, "ethnic_group", "01", "card");
  assert_answer (fixture, "id_number", NUMBER, "card");
  assert_answer (fixture, "household_address", "某市某区某路1号", "card");
  assert_answer (fixture, "residence_address", NULL, NULL);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  show (fixture, "form", "0");
  lay_down_zhang (fixture);
  press (fixture, "No, leave it");
  g_assert_false (offers (fixture));
  g_assert_true (says (fixture, "Step 1"));
  g_assert_false (yz_session_has_answers (session (fixture)));

  /* Whoever goes elsewhere has not agreed either. */
  lay_down_zhang (fixture);
  g_assert_true (offers (fixture));
  yz_session_go (session (fixture), "form", "3");
  yz_test_settle ();
  g_assert_false (offers (fixture));
  g_assert_false (yz_session_has_answers (session (fixture)));
}

/* The page's own fields show what came, and what is written there afterwards was typed. */
static void
test_edited_afterwards (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry;

  show (fixture, "form", "0");
  lay_down_zhang (fixture);
  press (fixture, "Yes, use this");
  entry = yz_test_widget_find (yz_test_kiosk_get_page (&fixture->kiosk), GTK_TYPE_ENTRY, 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "张小明");
  gtk_editable_set_text (GTK_EDITABLE (entry), "张晓明");
  assert_answer (fixture, "name", "张晓明", "typed");
  assert_answer (fixture, "id_number", NUMBER, "card");
}

static void
test_keeps_what_was_written (Fixture *fixture, gconstpointer data)
{
  show (fixture, "form", "0");
  yz_test_kiosk_answer (&fixture->kiosk, "name", "张晓明");
  yz_test_kiosk_answer (&fixture->kiosk, "id_number", NUMBER);
  lay_down_zhang (fixture);
  g_assert_true (says (fixture, "You wrote: 张晓明"));
  g_assert_true (says (fixture, "Which should stay?"));
  press (fixture, "Yes, use this");
  assert_answer (fixture, "name", "张晓明", "typed");
  assert_answer (fixture, "sex", "female", "card");
  assert_answer (fixture, "id_number", NUMBER, "card"); /* it is the same, and now it is proved */
}

static void
test_takes_what_was_read (Fixture *fixture, gconstpointer data)
{
  show (fixture, "form", "0");
  yz_test_kiosk_answer (&fixture->kiosk, "name", "张晓明");
  yz_test_kiosk_answer (&fixture->kiosk, "id_number", OTHER_NUMBER);
  lay_down_zhang (fixture);
  g_assert_true (says (fixture, "You wrote: 440***********1512"));
  press (fixture, "What was read");
  /* The other language makes the page anew, and the choice stays. */
  press (fixture, "中文");
  press (fixture, "对，用这些");
  assert_answer (fixture, "name", "张小明", "card");
  assert_answer (fixture, "id_number", NUMBER, "card");
}

/* A number is masked, and the other one may look the same then. */
static void
test_masked_alike (Fixture *fixture, gconstpointer data)
{
  show (fixture, "form", "0");
  yz_test_kiosk_answer (&fixture->kiosk, "id_number", "330108198611090025");
  lay_down_zhang (fixture);
  g_assert_false (says (fixture, "You wrote: 330"));
  g_assert_true (says (fixture, "You wrote another number."));
}

#define CODE(facts) "{\"yz\":1,\"form\":\"legal-aid-application\",\"facts\":{" facts "}}"
#define CODE_WITH_NUMBER(number) CODE ("\"id_number\":\"" number "\",\"matter\":\"拖欠工资\"")

/* Anybody can make a code: it does not take the place of what the card has told, least of all by a
 * number that looks the same on the screen. */
static void
test_code_against_card (Fixture *fixture, gconstpointer data)
{
  show (fixture, "form", "0");
  lay_down_zhang (fixture);
  press (fixture, "Yes, use this");
  scan (fixture, CODE_WITH_NUMBER ("330108198611090025"));
  g_assert_true (says (fixture, "Your document says another number."));
  g_assert_true (says (fixture, "Which should stay?"));
  press (fixture, "Yes, use this");
  assert_answer (fixture, "id_number", NUMBER, "card");
  assert_answer (fixture, "matter", "拖欠工资", "code");

  scan (fixture, CODE_WITH_NUMBER (OTHER_NUMBER));
  g_assert_true (says (fixture, "Your document says: 330***********0025"));
  press (fixture, "What was read");
  press (fixture, "Yes, use this");
  assert_answer (fixture, "id_number", OTHER_NUMBER, "code");
}

static void
test_code_says_the_same (Fixture *fixture, gconstpointer data)
{
  show (fixture, "form", "0");
  lay_down_zhang (fixture);
  press (fixture, "Yes, use this");
  scan (fixture, CODE_WITH_NUMBER (NUMBER));
  g_assert_false (says (fixture, "Which should stay?"));
  press (fixture, "Yes, use this");
  assert_answer (fixture, "id_number", NUMBER, "card");
}

/* Of the person before nothing stays that was read, and all that was written. */
static void
test_another_person (Fixture *fixture, gconstpointer data)
{
  show (fixture, "form", "0");
  lay_down_zhang (fixture);
  press (fixture, "Yes, use this");
  yz_test_kiosk_answer (&fixture->kiosk, "phone", "13800000000");
  scan (fixture, OTHER_NUMBER "\n");
  press (fixture, "Yes, use this");
  assert_answer (fixture, "id_number", OTHER_NUMBER, "code");
  assert_answer (fixture, "sex", "male", "code");
  assert_answer (fixture, "name", NULL, NULL);
  assert_answer (fixture, "household_address", NULL, NULL);
  assert_answer (fixture, "phone", "13800000000", "typed");
}

static void
test_agent (Fixture *fixture, gconstpointer data)
{
  show (fixture, "form", "4");
  lay_down_zhang (fixture);
  g_assert_true (says (fixture, "Which part of the form is it for?"));
  press (fixture, "Yes, use this");
  assert_answer (fixture, "agent_name", "张小明", "card");
  assert_answer (fixture, "agent_id_number", NUMBER, "card");
  assert_answer (fixture, "name", NULL, NULL);
  g_assert_null (yz_session_get_priority (session (fixture)));

  lay_down (fixture, OTHER_NUMBER, "李小红", "1999-01-10");
  press (fixture, "Who needs legal aid");
  g_assert_true (says (fixture, "1999-01-10"));
  press (fixture, "Yes, use this");
  assert_answer (fixture, "name", "李小红", "card");
  assert_answer (fixture, "agent_name", "张小明", "card");
}

static void
test_passport (Fixture *fixture, gconstpointer data)
{
  show (fixture, "form", "0");
  scan (fixture, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
                 "L898902C36UTO7408122F1204159ZE184226B<<<<<10\n");
  g_assert_true (says (fixture, "Passport (expired)"));
  g_assert_true (says (fixture, "This document has expired"));
  g_assert_true (says (fixture, "L*****2C3"));
  press (fixture, "Yes, use this");
  assert_answer (fixture, "name", "ERIKSSON ANNA MARIA", "zone");
  assert_answer (fixture, "id_number", "L898902C3", "zone");
  assert_answer (fixture, "id_kind", "passport", "zone");
  /* It is asked of those who write such a number themselves, and can be put right. */
  press (fixture, "Next");
  g_assert_true (says (fixture, "Kind of document"));
}

static void
test_code (Fixture *fixture, gconstpointer data)
{
  show (fixture, "review", NULL);
  scan (fixture, CODE ("\"name\":\"张小明\",\"matter\":\"拖欠工资\""));
  g_assert_true (says (fixture, "拖欠工资"));
  press (fixture, "Yes, use this");
  g_assert_true (yz_test_kiosk_is_at (&fixture->kiosk, "review"));
  assert_answer (fixture, "matter", "拖欠工资", "code");
  g_assert_true (says (fixture, "拖欠工资"));

  scan (fixture, "{\"yz\":1,\"form\":\"visitor\",\"facts\":{}}");
  g_assert_false (offers (fixture));
  g_assert_true (says (fixture, "This code is not for the application."));
}

/* What is not clear is said in plain words, and the form stays. */
static void
test_trouble (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new (YZ_ERROR, YZ_ERROR_DAMAGED, "status 41");

  show (fixture, "form", "0");
  g_test_expect_message ("yz-session", G_LOG_LEVEL_WARNING, "*status 41*");
  yz_card_reader_tell_trouble (YZ_CARD_READER (fixture->reader), YZ_CARD_TROUBLE_AGAIN, error);
  g_test_assert_expected_messages ();
  g_assert_true (says (fixture, "Lift it, lay it flat on the reader again"));
  g_assert_true (says (fixture, "Step 1"));
  yz_reading_take_useless (reading (fixture));
  g_assert_true (says (fixture, "Please scan it once more"));
}

static void
tick (Fixture *fixture, guint seconds)
{
  for (guint i = 0; i < seconds; i++)
    yz_idle_tick (yz_window_get_idle (fixture->kiosk.window));
}

static void
assert_ends_by_itself (Fixture *fixture, void (*disturb) (Fixture *fixture))
{
  guint n_done = 0;

  show (fixture, "form", "0");
  g_signal_connect_swapped (session (fixture), "done", G_CALLBACK (g_atomic_int_inc), &n_done);
  for (guint i = 0; i < 30 && n_done == 0; i++) {
    tick (fixture, 60);
    disturb (fixture);
  }
  g_assert_cmpuint (n_done, ==, 1);
  g_signal_handlers_disconnect_by_data (session (fixture), &n_done);
}

static void
tell_trouble (Fixture *fixture)
{
  g_autoptr (GError) error = g_error_new (YZ_ERROR, YZ_ERROR_DAMAGED, "status 41");

  g_test_expect_message ("yz-session", G_LOG_LEVEL_WARNING, "*status 41*");
  yz_card_reader_tell_trouble (YZ_CARD_READER (fixture->reader), YZ_CARD_TROUBLE_AGAIN, error);
  g_test_assert_expected_messages ();
}

/* Whatever the reader says, it is not the citizen. */
static void
test_trouble_is_no_touch (Fixture *fixture, gconstpointer data)
{
  assert_ends_by_itself (fixture, tell_trouble);
}

static void
test_card_is_no_touch (Fixture *fixture, gconstpointer data)
{
  assert_ends_by_itself (fixture, lay_down_zhang);
}

static void
test_choose_page (Fixture *fixture, gconstpointer data)
{
  show (fixture, "form", "0");
  press (fixture, "Choose…");
  lay_down_zhang (fixture);
  press (fixture, "Yes, use this");
  g_assert_true (yz_test_kiosk_is_at (&fixture->kiosk, "form"));
  assert_answer (fixture, "ethnic_group", "01", "card");
}

static void
test_papers_page (Fixture *fixture, gconstpointer data)
{
  show (fixture, "form", "5");
  yz_session_go (session (fixture), "papers", "case_papers");
  lay_down_zhang (fixture);
  g_assert_true (offers (fixture));
  press (fixture, "Yes, use this");
  g_assert_true (yz_test_kiosk_is_at (&fixture->kiosk, "papers"));
  assert_answer (fixture, "id_number", NUMBER, "card");
  scan (fixture, CODE ("\"matter\":\"拖欠工资\""));
  g_assert_true (offers (fixture));
}

#define PHOTOGRAPHING "To have a card or code read, go back to the form first."

/* The picture stays; and a card that was laid down then is offered when it may be. */
static void
test_photo_page (Fixture *fixture, gconstpointer data)
{
  show (fixture, "papers", "case_papers");
  yz_session_go (session (fixture), "photo", "case_papers");
  yz_test_settle ();
  scan (fixture, NUMBER "\n");
  g_assert_false (offers (fixture));
  g_assert_true (says (fixture, PHOTOGRAPHING));
  yz_session_back (session (fixture));
  yz_test_settle ();
  g_assert_false (offers (fixture));

  yz_session_go (session (fixture), "photo", "case_papers");
  yz_test_settle ();
  g_assert_false (says (fixture, PHOTOGRAPHING));
  lay_down (fixture, OTHER_NUMBER, "李小红", "1999-01-10");
  lay_down_zhang (fixture);
  g_assert_false (offers (fixture));
  g_assert_true (says (fixture, PHOTOGRAPHING));
  g_assert_false (yz_session_has_answers (session (fixture)));
  yz_session_replace (session (fixture), "photo", "case_papers");
  yz_test_settle ();
  g_assert_false (offers (fixture));
  yz_session_back (session (fixture));
  yz_test_settle ();
  g_assert_true (offers (fixture));
  press (fixture, "Yes, use this");
  assert_answer (fixture, "name", "张小明", "card");
  g_assert_true (yz_test_kiosk_is_at (&fixture->kiosk, "papers"));
}

/* Whoever goes where nothing is read has given it up. */
static void
test_photo_page_left (Fixture *fixture, gconstpointer data)
{
  show (fixture, "photo", "case_papers");
  lay_down_zhang (fixture);
  yz_session_home (session (fixture));
  yz_session_go (session (fixture), "form", "0");
  yz_test_settle ();
  g_assert_false (offers (fixture));
}

/* What follows from the day of birth -------------------------------------------------------- */

static void
test_age (Fixture *fixture, gconstpointer data)
{
  YzEligibility *eligibility = yz_session_get_eligibility (session (fixture));

  show (fixture, "form", "0");
  lay_down (fixture, "110101193003070031", "王大爷", "1930-03-07");
  press (fixture, "Yes, use this");
  g_assert_cmpstr (yz_session_get_priority (session (fixture)), ==, "elderly");
  yz_test_kiosk_show (&fixture->kiosk, "services", NULL);
  g_assert_true (yz_session_get_takes_priority (session (fixture)));
  press (fixture, "I am 60 or older: let me go first");
  g_assert_false (yz_session_get_takes_priority (session (fixture)));
  g_assert_null (yz_eligibility_get_answer (eligibility, "applicant_age"));
  yz_eligibility_start (eligibility, &(const YzTile){ .asks_matter = TRUE });
  g_assert_cmpint (json_node_get_int (yz_eligibility_get_answer (eligibility, "applicant_age")), >=,
                   96);
}

static gboolean
shows_tiles (gpointer user_data)
{
  return says (user_data, "Wages not paid");
}

static gboolean
is_asked (gpointer user_data)
{
  return yz_test_kiosk_is_at (&((Fixture *)user_data)->kiosk, "question");
}

/* In the middle of the questions: the one that is shown stays. */
static void
test_between_questions (Fixture *fixture, gconstpointer data)
{
  YzEligibility *eligibility = yz_session_get_eligibility (session (fixture));
  g_autofree char *question = NULL;

  show (fixture, "matters", NULL);
  yz_test_wait_until (shows_tiles, fixture);
  press (fixture, "Wages not paid");
  yz_test_wait_until (is_asked, fixture);
  question = g_strdup (yz_session_get_argument (session (fixture)));
  lay_down_zhang (fixture);
  g_assert_true (offers (fixture));
  press (fixture, "Yes, use this");
  g_assert_true (is_asked (fixture));
  g_assert_cmpstr (yz_session_get_argument (session (fixture)), ==, question);
  g_assert_cmpint (json_node_get_int (yz_eligibility_get_answer (eligibility, "applicant_age")), >=,
                   48);
  assert_answer (fixture, "name", "张小明", "card");
}

static gboolean
has_ticket (gpointer user_data)
{
  return yz_session_get_ticket (session (user_data)) != NULL;
}

/* One touch, for whom a document has shown to be old enough. */
static void
test_ticket (Fixture *fixture, gconstpointer data)
{
  show (fixture, "form", "0");
  lay_down (fixture, "110101193003070031", "王大爷", "1930-03-07");
  press (fixture, "Yes, use this");
  yz_test_kiosk_show (&fixture->kiosk, "services", NULL);
  press (fixture, "Legal advice");
  yz_test_wait_until (has_ticket, fixture);
  g_assert_cmpstr (yz_session_get_ticket (session (fixture))->priority, ==, "elderly");
}

static void
test_no_age_without_document (Fixture *fixture, gconstpointer data)
{
  yz_test_kiosk_answer (&fixture->kiosk, "birth_date", "1930-03-07");
  yz_session_note_age (session (fixture));
  g_assert_null (yz_session_get_priority (session (fixture)));
  yz_test_kiosk_show (&fixture->kiosk, "services", NULL);
  g_assert_false (says (fixture, "I am 60 or older: let me go first"));
}

/* A code says what its maker likes, and a number alone what its finder likes. */
static void
test_no_age_from_code (Fixture *fixture, gconstpointer data)
{
  show (fixture, "form", "0");
  scan (fixture, CODE ("\"birth_date\":\"1930-03-07\""));
  press (fixture, "Yes, use this");
  assert_answer (fixture, "birth_date", "1930-03-07", "code");
  g_assert_null (yz_session_get_priority (session (fixture)));
  g_assert_false (yz_session_get_takes_priority (session (fixture)));

  lay_down (fixture, "110101193003070031", "王大爷", "1930-03-07");
  press (fixture, "Yes, use this");
  g_assert_cmpstr (yz_session_get_priority (session (fixture)), ==, "elderly");
  /* Another person: the class goes with the document that gave it. */
  scan (fixture, OTHER_NUMBER "\n");
  press (fixture, "Yes, use this");
  g_assert_null (yz_session_get_priority (session (fixture)));
  g_assert_false (yz_session_get_takes_priority (session (fixture)));
}

int
main (int argc, char **argv)
{
  yz_language_init ();
  yz_test_widget_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/reading/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("after-the-notice", test_after_the_notice);
  ADD ("not-before", test_not_before);
  ADD ("card", test_card);
  ADD ("refused", test_refused);
  ADD ("edited-afterwards", test_edited_afterwards);
  ADD ("keeps-what-was-written", test_keeps_what_was_written);
  ADD ("takes-what-was-read", test_takes_what_was_read);
  ADD ("masked-alike", test_masked_alike);
  ADD ("code-against-card", test_code_against_card);
  ADD ("code-says-the-same", test_code_says_the_same);
  ADD ("another-person", test_another_person);
  ADD ("agent", test_agent);
  ADD ("passport", test_passport);
  ADD ("code", test_code);
  ADD ("trouble", test_trouble);
  ADD ("trouble-is-no-touch", test_trouble_is_no_touch);
  ADD ("card-is-no-touch", test_card_is_no_touch);
  ADD ("choose-page", test_choose_page);
  ADD ("papers-page", test_papers_page);
  ADD ("photo-page", test_photo_page);
  ADD ("photo-page-left", test_photo_page_left);
  ADD ("age", test_age);
  ADD ("between-questions", test_between_questions);
  ADD ("ticket", test_ticket);
  ADD ("no-age-without-document", test_no_age_without_document);
  ADD ("no-age-from-code", test_no_age_from_code);
#undef ADD

  return g_test_run ();
}
