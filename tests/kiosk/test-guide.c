/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-error.h"
#include "yz-language.h"
#include "yz-reading.h"
#include "yz-test-kiosk.h"
#include "yz-test-widget.h"
#include "yz-typing.h"

#include <string.h>

/* What the kiosk says, to whom. The voice writes down what it is given. */

#define TEST_TYPE_VOICE (test_voice_get_type ())
G_DECLARE_FINAL_TYPE (TestVoice, test_voice, TEST, VOICE, GObject)

struct _TestVoice {
  GObject parent_instance;

  GString *said;
  gboolean chinese;
  gboolean speaking;
  gboolean private;
};

static void
test_voice_say (YzSpeech *speech, const char *text, gboolean chinese)
{
  TestVoice *self = TEST_VOICE (speech);

  g_string_append_printf (self->said, "%s\n", text);
  self->chinese = chinese;
  self->speaking = TRUE;
}

static void
test_voice_stop (YzSpeech *speech)
{
  TEST_VOICE (speech)->speaking = FALSE;
}

static void
test_voice_speech_init (YzSpeechInterface *iface)
{
  iface->say = test_voice_say;
  iface->stop = test_voice_stop;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestVoice,
                               test_voice,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YZ_TYPE_SPEECH, test_voice_speech_init))

static void
test_voice_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TestVoice *self = TEST_VOICE (object);

  g_value_set_boolean (value, prop_id == 1 ? self->speaking : self->private);
}

static void
test_voice_finalize (GObject *object)
{
  g_string_free (TEST_VOICE (object)->said, TRUE);

  G_OBJECT_CLASS (test_voice_parent_class)->finalize (object);
}

static void
test_voice_class_init (TestVoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = test_voice_get_property;
  G_OBJECT_CLASS (klass)->finalize = test_voice_finalize;
  g_object_class_override_property (G_OBJECT_CLASS (klass), 1, "speaking");
  g_object_class_override_property (G_OBJECT_CLASS (klass), 2, "private");
}

static void
test_voice_init (TestVoice *self)
{
  self->said = g_string_new (NULL);
}

static TestVoice *
get_voice (YzTestKiosk *kiosk)
{
  return TEST_VOICE (kiosk->speech);
}

static void
plug_in (YzTestKiosk *kiosk, gboolean plugged)
{
  get_voice (kiosk)->private = plugged;
  g_object_notify (G_OBJECT (kiosk->speech), "private");
  yz_test_settle ();
}

static gboolean
has_said (YzTestKiosk *kiosk, const char *text)
{
  return strstr (get_voice (kiosk)->said->str, text) != NULL;
}

static void
forget (YzTestKiosk *kiosk)
{
  g_string_truncate (get_voice (kiosk)->said, 0);
}

static void
set_up (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_set_up (kiosk, data);
  kiosk->speech = g_object_new (TEST_TYPE_VOICE, NULL);
  yz_session_set_language (kiosk->session, "zh");
}

static void
tear_down (YzTestKiosk *kiosk, gconstpointer data)
{
  YzSpeech *speech = kiosk->speech;

  yz_test_kiosk_tear_down (kiosk, data);
  g_assert_finalize_object (speech);
}

static gboolean
has_field (gpointer data)
{
  return yz_typing_get_field (yz_typing_start ()) != NULL;
}

/* A key of the screen and a commit of an engine come to the same: something to tell. */
static void
type (YzTestKiosk *kiosk, const char *text)
{
  yz_typing_tell (yz_typing_start (), text);
  yz_test_settle ();
}

static void
test_reads_pages (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "faq", NULL);
  g_assert_cmpuint (get_voice (kiosk)->said->len, ==, 0);

  yz_session_set_spoken (kiosk->session, TRUE);
  yz_test_settle ();
  g_assert_true (has_said (kiosk, "常见问题"));
  g_assert_true (get_voice (kiosk)->chinese);
  g_assert_true (get_voice (kiosk)->speaking);

  forget (kiosk);
  yz_session_go (kiosk->session, "services", NULL);
  yz_test_settle ();
  g_assert_false (has_said (kiosk, "常见问题"));
  g_assert_true (has_said (kiosk, "法律援助"));

  yz_session_set_language (kiosk->session, "en");
  yz_test_settle ();
  g_assert_false (get_voice (kiosk)->chinese);
  g_assert_true (has_said (kiosk, "Legal aid"));

  yz_session_set_spoken (kiosk->session, FALSE);
  g_assert_false (get_voice (kiosk)->speaking);
}

/* What is about the person is for headphones. */
static void
test_keeps_secrets (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_session_set_spoken (kiosk->session, TRUE);
  yz_test_kiosk_answer (kiosk, "name", "张小明");
  yz_test_kiosk_show (kiosk, "form", "0");
  g_assert_false (has_said (kiosk, "张小明"));
  g_assert_true (has_said (kiosk, "这一页"));

  plug_in (kiosk, TRUE);
  g_assert_true (has_said (kiosk, "张小明"));

  /* Pulled out: silent at once, and nothing more of it. */
  forget (kiosk);
  plug_in (kiosk, FALSE);
  g_assert_false (get_voice (kiosk)->speaking);
  yz_session_set_language (kiosk->session, "en");
  yz_test_settle ();
  g_assert_false (has_said (kiosk, "张小明"));
}

static void
test_keeps_typing_secret (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_session_set_spoken (kiosk->session, TRUE);
  yz_test_kiosk_show (kiosk, "form", "0");
  g_assert_false (yz_typing_get_spoken (yz_typing_start ()));
  type (kiosk, "明，明天的明");
  g_assert_false (has_said (kiosk, "明天"));

  plug_in (kiosk, TRUE);
  g_assert_true (yz_typing_get_spoken (yz_typing_start ()));
  type (kiosk, "明，明天的明");
  g_assert_true (has_said (kiosk, "明，明天的明"));

  plug_in (kiosk, FALSE);
  forget (kiosk);
  type (kiosk, "亮，明亮的亮");
  g_assert_false (has_said (kiosk, "明亮"));
}

/* What is looked for in the help is nobody's secret, unless the session is one. */
static void
test_search (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_session_set_spoken (kiosk->session, TRUE);
  yz_test_kiosk_show (kiosk, "faq", NULL);
  yz_test_wait_until (has_field, NULL);
  type (kiosk, "工，工作的工");
  g_assert_true (has_said (kiosk, "工，工作的工"));

  yz_session_make_sensitive (kiosk->session);
  yz_session_go (kiosk->session, "services", NULL);
  yz_session_back (kiosk->session);
  yz_test_settle ();
  forget (kiosk);
  type (kiosk, "家，家人的家");
  g_assert_cmpuint (get_voice (kiosk)->said->len, ==, 0);
}

static void
test_sensitive (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_session_make_sensitive (kiosk->session);
  yz_session_set_spoken (kiosk->session, TRUE);
  yz_test_kiosk_show (kiosk, "services", NULL);
  g_assert_false (has_said (kiosk, "法律援助"));

  plug_in (kiosk, TRUE);
  g_assert_true (has_said (kiosk, "法律援助"));
}

/* Who sees nothing does not find a button. */
static void
test_headphones_begin (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "services", NULL);
  plug_in (kiosk, TRUE);
  g_assert_true (yz_session_get_spoken (kiosk->session));
  g_assert_true (has_said (kiosk, "法律援助"));
}

static void
test_button (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "services", NULL);
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "语音");
  yz_test_settle ();
  g_assert_true (yz_session_get_spoken (kiosk->session));
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "语音");
  yz_test_settle ();
  g_assert_false (yz_session_get_spoken (kiosk->session));
}

static void
test_no_button_without_sound (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autoptr (YzSpeech) speech = g_steal_pointer (&kiosk->speech);

  yz_test_kiosk_show (kiosk, "services", NULL);
  g_assert_null (yz_test_widget_find_button (GTK_WIDGET (kiosk->window), "语音"));
  kiosk->speech = g_steal_pointer (&speech);
}

static void
test_broken_sound (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (YZ_ERROR, YZ_ERROR_DEVICE, "no sound");

  yz_test_kiosk_show (kiosk, "services", NULL);
  yz_session_set_spoken (kiosk->session, TRUE);
  g_test_expect_message ("yz-session", G_LOG_LEVEL_WARNING, "*no sound*");
  g_signal_emit_by_name (kiosk->speech, "failed", error);
  g_test_assert_expected_messages ();
  yz_test_settle ();
  g_assert_false (yz_session_get_spoken (kiosk->session));
  g_assert_true (yz_test_widget_has_text (GTK_WIDGET (kiosk->window), "暂时不能朗读"));
}

/* Who had them in all the time hears it from the first page on. */
static void
test_headphones_before (YzTestKiosk *kiosk, gconstpointer data)
{
  get_voice (kiosk)->private = TRUE;
  yz_test_kiosk_show (kiosk, "idle", NULL);
  g_assert_true (yz_session_get_spoken (kiosk->session));
  yz_session_set_spoken (kiosk->session, FALSE);
  forget (kiosk);
  yz_session_go (kiosk->session, "services", NULL);
  yz_test_settle ();
  /* They did not want to. */
  g_assert_cmpuint (get_voice (kiosk)->said->len, ==, 0);
}

/* The next one may plug in headphones before the process has ended. */
static void
test_over (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_session_set_spoken (kiosk->session, TRUE);
  yz_test_kiosk_answer (kiosk, "name", "张小明");
  yz_test_kiosk_show (kiosk, "form", "0");
  forget (kiosk);
  yz_session_done (kiosk->session);
  g_assert_false (get_voice (kiosk)->speaking);
  plug_in (kiosk, TRUE);
  g_assert_cmpuint (get_voice (kiosk)->said->len, ==, 0);
}

/* Nobody nearby is to know that help was asked for. */
static void
test_calls_silently (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_session_make_sensitive (kiosk->session);
  yz_session_set_spoken (kiosk->session, TRUE);
  yz_test_kiosk_show (kiosk, "services", NULL);
  forget (kiosk);
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "叫工作人员");
  yz_test_settle ();
  g_assert_cmpuint (get_voice (kiosk)->said->len, ==, 0);
  plug_in (kiosk, TRUE);
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "叫工作人员");
  yz_test_settle ();
  g_assert_true (has_said (kiosk, "窗口"));
}

static gboolean
has_said_number (gpointer data)
{
  return has_said (data, "AQ001");
}

/* What comes a moment after the page. */
static void
test_ticket (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_session_set_spoken (kiosk->session, TRUE);
  yz_test_kiosk_show (kiosk, "ticket", "legal-aid");
  yz_test_wait_until (has_said_number, kiosk);
}

static void
test_leaving (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_session_set_spoken (kiosk->session, TRUE);
  yz_test_kiosk_answer (kiosk, "name", "张小明");
  yz_test_kiosk_show (kiosk, "form", "0");
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "我办完了");
  yz_test_settle ();
  g_assert_true (has_said (kiosk, "清除"));
  g_assert_false (has_said (kiosk, "张小明"));
}

static void
tick (YzTestKiosk *kiosk, guint seconds)
{
  for (guint i = 0; i < seconds; i++)
    yz_idle_tick (yz_window_get_idle (kiosk->window));
}

/* Who listens takes longer; and nobody is sent away while the kiosk is speaking. */
static void
test_takes_time (YzTestKiosk *kiosk, gconstpointer data)
{
  guint n_done = 0;

  g_signal_connect_swapped (kiosk->session, "done", G_CALLBACK (g_atomic_int_inc), &n_done);
  yz_test_kiosk_show (kiosk, "services", NULL);
  yz_session_set_spoken (kiosk->session, TRUE);
  g_assert_true (get_voice (kiosk)->speaking);
  tick (kiosk, 1000);
  g_assert_cmpuint (n_done, ==, 0);
  yz_speech_stop (kiosk->speech);
  tick (kiosk, 270);
  g_assert_true (has_said (kiosk, "秒"));
  g_assert_true (get_voice (kiosk)->speaking);
  tick (kiosk, 30);
  g_assert_cmpuint (n_done, ==, 1);
}

/* What a card reader makes the kiosk say, again and again, holds nothing. */
static void
test_device_takes_no_time (YzTestKiosk *kiosk, gconstpointer data)
{
  guint n_done = 0;

  g_signal_connect_swapped (kiosk->session, "done", G_CALLBACK (g_atomic_int_inc), &n_done);
  yz_session_set_spoken (kiosk->session, TRUE);
  yz_test_kiosk_show (kiosk, "services", NULL);
  for (guint i = 0; i < 20 && n_done == 0; i++) {
    yz_reading_take_useless (yz_session_get_reading (kiosk->session));
    g_assert_true (get_voice (kiosk)->speaking);
    tick (kiosk, 50);
  }
  g_assert_cmpuint (n_done, ==, 1);
}

/* Who has touched a button of the idle screen and gone leaves nothing to the next one. */
static void
test_idle_screen (YzTestKiosk *kiosk, gconstpointer data)
{
  guint n_done = 0;

  g_signal_connect_swapped (kiosk->session, "done", G_CALLBACK (g_atomic_int_inc), &n_done);
  yz_test_kiosk_show (kiosk, "idle", NULL);
  yz_session_set_contrast (kiosk->session, TRUE);
  tick (kiosk, 60);
  g_assert_cmpuint (n_done, ==, 1);
}

int
main (int argc, char **argv)
{
  yz_language_init ();
  yz_test_widget_init (&argc, &argv);

#define ADD(name, func) g_test_add ("/guide/" name, YzTestKiosk, NULL, set_up, func, tear_down)
  ADD ("reads-pages", test_reads_pages);
  ADD ("keeps-secrets", test_keeps_secrets);
  ADD ("keeps-typing-secret", test_keeps_typing_secret);
  ADD ("search", test_search);
  ADD ("sensitive", test_sensitive);
  ADD ("headphones-begin", test_headphones_begin);
  ADD ("button", test_button);
  ADD ("no-button-without-sound", test_no_button_without_sound);
  ADD ("broken-sound", test_broken_sound);
  ADD ("headphones-before", test_headphones_before);
  ADD ("over", test_over);
  ADD ("calls-silently", test_calls_silently);
  ADD ("ticket", test_ticket);
  ADD ("leaving", test_leaving);
  ADD ("takes-time", test_takes_time);
  ADD ("device-takes-no-time", test_device_takes_no_time);
  ADD ("idle-screen", test_idle_screen);
#undef ADD

  return g_test_run ();
}
