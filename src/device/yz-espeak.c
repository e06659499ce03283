/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-espeak.h"

#include "yz-error.h"
#include "yz-headphones.h"
#include "yz-sound.h"
#include "yz-speech-text.h"

#include <espeak-ng/speak_lib.h>
#include <gmodule.h>
#include <string.h>

/* The voice of eSpeak NG, which is one for the whole process: in a thread that begins with the
 * first thing to be said. */
struct _YzEspeak {
  GObject parent_instance;

  char *readings;
  char *sound;
  YzHeadphones *headphones; /* (nullable) */
  GThread *thread;          /* (nullable) */
  GAsyncQueue *utterances;
  GCancellable *cancellable; /* (nullable): of what is being said */
};

typedef enum {
  PROP_SPEAKING = 1,
  PROP_PRIVATE,
} YzEspeakProps;

typedef struct {
  char *text; /* (nullable): %NULL ends the thread */
  gboolean chinese;
  GCancellable *cancellable;
} Utterance;

/* What the thread has. */
typedef struct {
  YzReadings *readings;
  char *sink;
  YzSound *sound; /* (nullable) */
  int rate;
  GCancellable *cancellable;
  GError *error;
} Voice;

/* What came of an utterance, on its way to the main context. */
typedef struct {
  YzEspeak *self;
  GCancellable *cancellable;
  GError *error; /* (nullable) */
} Outcome;

/* The one knows Chinese as pinyin with tones. */
#define CHINESE_VOICE "cmn-latn-pinyin"
#define ENGLISH_VOICE "en"

/* Words a minute: slower than usual, for who has never heard it. */
#define SPEED 150

#define LIBRARY "libespeak-ng.so.1"

static struct {
  __typeof__ (espeak_Initialize) *initialize;
  __typeof__ (espeak_SetSynthCallback) *set_callback;
  __typeof__ (espeak_SetParameter) *set_parameter;
  __typeof__ (espeak_SetVoiceByName) *set_voice;
  __typeof__ (espeak_Synth) *synth;
} espeak;

static void yz_espeak_speech_init (YzSpeechInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YzEspeak,
                               yz_espeak,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YZ_TYPE_SPEECH, yz_espeak_speech_init))

static void
utterance_free (gpointer data)
{
  Utterance *utterance = data;

  g_free (utterance->text);
  g_clear_object (&utterance->cancellable);
  g_free (utterance);
}

/* In the thread ------------------------------------------------------------------------------- */

static int
on_samples (short *samples, int n_samples, espeak_EVENT *events)
{
  Voice *voice = events->user_data;

  if (samples == NULL || n_samples == 0)
    return 0;
  return yz_sound_write (voice->sound, samples, (gsize)n_samples, voice->cancellable, &voice->error)
             ? 0
             : 1;
}

/* The library brings sound servers and codecs of its own, thirty libraries in all, which no session
 * shall pay for in which nobody listens: it is loaded when it is needed. */
static gboolean
load_library (void)
{
  const struct {
    const char *name;
    gpointer *function;
  } symbols[] = {
    { "espeak_Initialize", (gpointer *)&espeak.initialize },
    { "espeak_SetSynthCallback", (gpointer *)&espeak.set_callback },
    { "espeak_SetParameter", (gpointer *)&espeak.set_parameter },
    { "espeak_SetVoiceByName", (gpointer *)&espeak.set_voice },
    { "espeak_Synth", (gpointer *)&espeak.synth },
  };
  GModule *library = g_module_open (LIBRARY, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);

  for (gsize i = 0; i < G_N_ELEMENTS (symbols); i++)
    if (library == NULL || !g_module_symbol (library, symbols[i].name, symbols[i].function))
      return FALSE;
  return TRUE;
}

/* Once a process: espeak_Terminate() now and then waits for ever. Returns samples a second. */
static gpointer
begin_espeak (gpointer data)
{
  int rate;

  if (!load_library ())
    return GINT_TO_POINTER (0);
  rate = espeak.initialize (AUDIO_OUTPUT_SYNCHRONOUS, 0, NULL, espeakINITIALIZE_DONT_EXIT);
  espeak.set_callback (on_samples);
  espeak.set_parameter (espeakRATE, SPEED, 0);
  return GINT_TO_POINTER (rate);
}

static gboolean
begin (Voice *voice, const char *readings, GError **error)
{
  static GOnce once = G_ONCE_INIT;

  voice->rate = GPOINTER_TO_INT (g_once (&once, begin_espeak, NULL));
  if (voice->rate <= 0) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE,
                 "there is no voice: install libespeak-ng1 and espeak-ng-data");
    return FALSE;
  }
  if (voice->readings == NULL)
    voice->readings = yz_readings_new (readings, error);
  return voice->readings != NULL;
}

static gboolean
say_parts (Voice *voice, GPtrArray *parts, GError **error)
{
  for (guint i = 0; i < parts->len; i++) {
    const YzSpeechPart *part = g_ptr_array_index (parts, i);

    if (espeak.set_voice (part->chinese ? CHINESE_VOICE : ENGLISH_VOICE) != EE_OK) {
      g_set_error (error, YZ_ERROR, YZ_ERROR_DEVICE, "a voice is missing: install espeak-ng-data");
      return FALSE;
    }
    espeak.synth (part->text, strlen (part->text) + 1, 0, POS_CHARACTER, 0,
                  espeakCHARS_UTF8 | espeakENDPAUSE, NULL, voice);
    if (voice->error != NULL) {
      g_propagate_error (error, g_steal_pointer (&voice->error));
      return FALSE;
    }
  }
  return yz_sound_finish (voice->sound, voice->cancellable, error);
}

static gboolean
say (Voice *voice, const char *readings, const Utterance *utterance, GError **error)
{
  g_autoptr (GPtrArray) parts = NULL;
  gboolean said;

  if (g_cancellable_set_error_if_cancelled (utterance->cancellable, error)
      || !begin (voice, readings, error))
    return FALSE;
  parts = yz_speech_text_prepare (voice->readings, utterance->text, utterance->chinese);
  voice->cancellable = utterance->cancellable;
  voice->sound = yz_sound_open (voice->sink, (guint)voice->rate, error);
  if (voice->sound == NULL)
    return FALSE;
  said = say_parts (voice, parts, error);
  g_clear_pointer (&voice->sound, yz_sound_close);
  return said;
}

static void
outcome_free (gpointer data)
{
  Outcome *outcome = data;

  g_object_unref (outcome->self);
  g_object_unref (outcome->cancellable);
  g_clear_error (&outcome->error);
  g_free (outcome);
}

static gboolean
on_said (gpointer user_data)
{
  Outcome *outcome = user_data;
  YzEspeak *self = outcome->self;

  /* Something else is being said already. */
  if (outcome->cancellable != self->cancellable)
    return G_SOURCE_REMOVE;
  g_clear_object (&self->cancellable);
  g_object_notify (G_OBJECT (self), "speaking");
  if (outcome->error != NULL && !g_error_matches (outcome->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit_by_name (self, "failed", outcome->error);
  return G_SOURCE_REMOVE;
}

static gpointer
work (gpointer data)
{
  YzEspeak *self = data; /* which waits for the thread before it goes */
  Voice voice = { .sink = self->sound };
  Utterance *utterance;

  while ((utterance = g_async_queue_pop (self->utterances))->text != NULL) {
    Outcome *outcome = g_new0 (Outcome, 1);

    say (&voice, self->readings, utterance, &outcome->error);
    outcome->self = g_object_ref (self);
    outcome->cancellable = g_object_ref (utterance->cancellable);
    g_idle_add_full (G_PRIORITY_DEFAULT, on_said, outcome, outcome_free);
    utterance_free (utterance);
  }
  utterance_free (utterance);
  g_clear_pointer (&voice.readings, yz_readings_free);
  return NULL;
}

/* The voice ----------------------------------------------------------------------------------- */

static void
yz_espeak_stop (YzSpeech *speech)
{
  YzEspeak *self = YZ_ESPEAK (speech);

  if (self->cancellable == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_object_notify (G_OBJECT (self), "speaking");
}

static void
yz_espeak_say (YzSpeech *speech, const char *text, gboolean chinese)
{
  YzEspeak *self = YZ_ESPEAK (speech);
  Utterance *utterance = g_new0 (Utterance, 1);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  utterance->text = g_utf8_make_valid (text, -1);
  utterance->chinese = chinese;
  utterance->cancellable = g_object_ref (self->cancellable);
  if (self->thread == NULL)
    self->thread = g_thread_new ("voice", work, self);
  g_async_queue_push (self->utterances, utterance);
  g_object_notify (G_OBJECT (self), "speaking");
}

static void
on_plugged_changed (YzEspeak *self)
{
  g_object_notify (G_OBJECT (self), "private");
}

static void
yz_espeak_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  YzEspeak *self = YZ_ESPEAK (object);

  switch ((YzEspeakProps)prop_id) {
  case PROP_SPEAKING:
    g_value_set_boolean (value, self->cancellable != NULL);
    break;
  case PROP_PRIVATE:
    g_value_set_boolean (value,
                         self->headphones != NULL && yz_headphones_get_plugged (self->headphones));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
yz_espeak_dispose (GObject *object)
{
  YzEspeak *self = YZ_ESPEAK (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->thread != NULL) {
    g_async_queue_push (self->utterances, g_new0 (Utterance, 1));
    g_thread_join (g_steal_pointer (&self->thread));
  }
  g_clear_object (&self->headphones);

  G_OBJECT_CLASS (yz_espeak_parent_class)->dispose (object);
}

static void
yz_espeak_finalize (GObject *object)
{
  YzEspeak *self = YZ_ESPEAK (object);

  g_async_queue_unref (self->utterances);
  g_free (self->readings);
  g_free (self->sound);

  G_OBJECT_CLASS (yz_espeak_parent_class)->finalize (object);
}

static void
yz_espeak_class_init (YzEspeakClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = yz_espeak_get_property;
  object_class->dispose = yz_espeak_dispose;
  object_class->finalize = yz_espeak_finalize;

  g_object_class_override_property (object_class, PROP_SPEAKING, "speaking");
  g_object_class_override_property (object_class, PROP_PRIVATE, "private");
}

static void
yz_espeak_speech_init (YzSpeechInterface *iface)
{
  iface->say = yz_espeak_say;
  iface->stop = yz_espeak_stop;
}

static void
yz_espeak_init (YzEspeak *self)
{
  self->utterances = g_async_queue_new_full (utterance_free);
}

/**
 * yz_espeak_new:
 * @readings: the file of readings
 * @sound: where it is heard: `auto`, the name of an ALSA device, or the absolute path of a file or
 *   pipe for the bare samples
 * @headphones: the input device that tells of headphones, or empty
 *
 * Nothing is loaded and no sound opened before something is said. One at a time in a process.
 *
 * Returns: (transfer full): a voice
 */
YzEspeak *
yz_espeak_new (const char *readings, const char *sound, const char *headphones)
{
  YzEspeak *self;

  g_return_val_if_fail (readings != NULL && sound != NULL && headphones != NULL, NULL);

  self = g_object_new (YZ_TYPE_ESPEAK, NULL);
  self->readings = g_strdup (readings);
  self->sound = g_strdup (sound);
  if (*headphones != '\0') {
    self->headphones = yz_headphones_new (headphones);
    g_signal_connect_object (self->headphones, "notify::plugged", G_CALLBACK (on_plugged_changed),
                             self, G_CONNECT_SWAPPED);
  }
  return self;
}
