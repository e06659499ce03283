/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-typing.h"

#include "yz-key-filter.h"

#include <gtk/gtkimmodule.h>

/* Every entry and text view asks GTK for an input method. Ours is a GIO extension in the process:
 * it needs no server and no environment. Its contexts are thin; what is typed is here. */

#define MODULE "yizhan"

/* After so long a hand rests. */
#define REST_MS 400

struct _YzTyping {
  GObject parent_instance;

  YzIme *ime;            /* (nullable): without one, keys are what stands on them */
  GSignalGroup *signals; /* of the engine */
  GtkIMContext *context; /* (nullable) (weak): of the field that has the focus */
  YzKeyFilter filter;    /* of keys on the screen and on the desk */
  guint highlighted;     /* the candidate that a key on the desk has led to */
  gboolean spoken;       /* somebody listens who may see nothing */
  GString *told;         /* what they have to hear next */
  guint tell_id;
  char *candidate; /* (nullable): what they have to hear when the hand rests */
  guint candidate_id;
};

G_DEFINE_FINAL_TYPE (YzTyping, yz_typing, G_TYPE_OBJECT)

#define YZ_TYPE_IM_CONTEXT (yz_im_context_get_type ())
G_DECLARE_FINAL_TYPE (YzImContext, yz_im_context, YZ, IM_CONTEXT, GtkIMContext)

struct _YzImContext {
  GtkIMContext parent_instance;

  GtkWidget *field; /* (nullable) (weak) */
  gboolean composes;
};

G_DEFINE_FINAL_TYPE (YzImContext, yz_im_context, GTK_TYPE_IM_CONTEXT)

static YzTyping *typing; /* while the process lives */
static guint changed_signal;
static guint desk_key_signal;
static guint told_signal;
static guint highlighted_signal;

/* What is typed ------------------------------------------------------------------------------- */

static char *
get_preedit (YzTyping *self)
{
  return self->ime != NULL ? yz_ime_get_preedit (self->ime) : g_strdup ("");
}

/* GTK wants to hear when a composition begins and ends. */
static void
show_preedit (YzTyping *self)
{
  g_autofree char *preedit = get_preedit (self);
  gboolean composes = *preedit != '\0';
  YzImContext *context;

  if (self->context == NULL)
    return;
  context = YZ_IM_CONTEXT (self->context);
  if (composes && !context->composes)
    g_signal_emit_by_name (context, "preedit-start");
  if (composes || context->composes)
    g_signal_emit_by_name (context, "preedit-changed");
  if (!composes && context->composes)
    g_signal_emit_by_name (context, "preedit-end");
  context->composes = composes;
}

static void
on_ime_changed (YzTyping *self)
{
  self->highlighted = 0;
  show_preedit (self);
  g_signal_emit (self, changed_signal, 0);
}

/* The widget must not hold what was composed any more when its text changes. */
static void
on_ime_commit (YzTyping *self, const char *text)
{
  show_preedit (self);
  yz_typing_insert (self, text);
  yz_typing_tell (self, text);
}

static void
yz_typing_dispose (GObject *object)
{
  YzTyping *self = YZ_TYPING (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->ime);
  g_clear_weak_pointer (&self->context);
  g_clear_handle_id (&self->tell_id, g_source_remove);
  g_clear_handle_id (&self->candidate_id, g_source_remove);

  G_OBJECT_CLASS (yz_typing_parent_class)->dispose (object);
}

static void
yz_typing_finalize (GObject *object)
{
  g_string_free (YZ_TYPING (object)->told, TRUE);
  g_free (YZ_TYPING (object)->candidate);

  G_OBJECT_CLASS (yz_typing_parent_class)->finalize (object);
}

static void
yz_typing_class_init (YzTypingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yz_typing_dispose;
  G_OBJECT_CLASS (klass)->finalize = yz_typing_finalize;

  /**
   * YzTyping::changed:
   * @self: what is typed
   *
   * The composition, its candidates or the field are others.
   */
  changed_signal = g_signal_new ("changed", YZ_TYPE_TYPING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  /**
   * YzTyping::desk-key:
   * @self: what is typed
   * @key: what stands on it
   *
   * Somebody is about to type on a keyboard that stands on the desk.
   */
  desk_key_signal = g_signal_new ("desk-key", YZ_TYPE_TYPING, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  /**
   * YzTyping::told:
   * @self: what is typed
   * @text: keys, candidates, what stands in the field now
   *
   * What somebody has to hear who sees none of it. It may be personal.
   */
  told_signal = g_signal_new ("told", YZ_TYPE_TYPING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * YzTyping::highlighted:
   * @self: what is typed
   * @index: of the candidate that the space takes now
   */
  highlighted_signal = g_signal_new ("highlighted", YZ_TYPE_TYPING, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
yz_typing_init (YzTyping *self)
{
  self->told = g_string_new (NULL);
  self->signals = g_signal_group_new (YZ_TYPE_IME);
  g_signal_group_connect_object (self->signals, "changed", G_CALLBACK (on_ime_changed), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "commit", G_CALLBACK (on_ime_commit), self,
                                 G_CONNECT_SWAPPED);
}

/**
 * yz_typing_set_ime:
 * @self: what is typed
 * @ime: (nullable): the engine that keys go to; %NULL for keys as they are
 */
void
yz_typing_set_ime (YzTyping *self, YzIme *ime)
{
  g_return_if_fail (YZ_IS_TYPING (self));

  if (ime == self->ime)
    return;
  yz_typing_finish (self);
  g_set_object (&self->ime, ime);
  g_signal_group_set_target (self->signals, ime);
  on_ime_changed (self);
}

/**
 * yz_typing_get_ime:
 * @self: what is typed
 *
 * Returns: (transfer none) (nullable): the engine that keys go to
 */
YzIme *
yz_typing_get_ime (YzTyping *self)
{
  g_return_val_if_fail (YZ_IS_TYPING (self), NULL);

  return self->ime;
}

/**
 * yz_typing_get_field:
 * @self: what is typed
 *
 * Returns: (transfer none) (nullable): the text widget that has the focus
 */
GtkWidget *
yz_typing_get_field (YzTyping *self)
{
  g_return_val_if_fail (YZ_IS_TYPING (self), NULL);

  return self->context != NULL ? YZ_IM_CONTEXT (self->context)->field : NULL;
}

/**
 * yz_typing_insert:
 * @self: what is typed
 * @text: goes into the field that has the focus
 */
void
yz_typing_insert (YzTyping *self, const char *text)
{
  g_return_if_fail (YZ_IS_TYPING (self));
  g_return_if_fail (text != NULL);

  if (self->context != NULL)
    g_signal_emit_by_name (self->context, "commit", text);
}

/* The selection, or the character before the cursor. */
static void
erase (GtkWidget *field)
{
  if (GTK_IS_EDITABLE (field)) {
    GtkEditable *editable = GTK_EDITABLE (field);
    int position = gtk_editable_get_position (editable);

    if (gtk_editable_get_selection_bounds (editable, NULL, NULL))
      gtk_editable_delete_selection (editable);
    else if (position > 0)
      gtk_editable_delete_text (editable, position - 1, position);
  } else if (GTK_IS_TEXT_VIEW (field)) {
    g_signal_emit_by_name (field, "backspace");
  }
}

/* The space takes the candidate that somebody was led to. */
static gboolean
press_ime (YzTyping *self, gunichar key)
{
  if (key != ' ' || self->highlighted == 0)
    return yz_ime_press (self->ime, key);
  yz_ime_choose (self->ime, self->highlighted);
  return TRUE;
}

/**
 * yz_typing_press:
 * @self: what is typed
 * @key: the character on a key of the screen, or one of the YZ_IME_ keys
 *
 * Goes to the engine, and what that does not take to the field.
 */
void
yz_typing_press (YzTyping *self, gunichar key)
{
  GtkWidget *field = yz_typing_get_field (self);

  g_return_if_fail (YZ_IS_TYPING (self));

  if (self->ime != NULL && press_ime (self, key))
    return;
  if (key == YZ_IME_BACKSPACE) {
    if (field != NULL)
      erase (field);
  } else if (key == YZ_IME_ENTER) {
    if (GTK_IS_TEXT_VIEW (field))
      yz_typing_insert (self, "\n");
  } else {
    char text[7] = { 0 };

    g_unichar_to_utf8 (key, text);
    yz_typing_insert (self, text);
  }
}

/**
 * yz_typing_is_composing:
 * @self: what is typed
 *
 * Returns: whether something is typed that is not in the field yet
 */
gboolean
yz_typing_is_composing (YzTyping *self)
{
  g_autofree char *preedit = NULL;

  g_return_val_if_fail (YZ_IS_TYPING (self), FALSE);

  preedit = get_preedit (self);
  return *preedit != '\0';
}

/**
 * yz_typing_take:
 * @self: what is typed
 *
 * The likeliest candidates were meant, one after the other until all is taken. What is still being
 * read comes by itself.
 */
void
yz_typing_take (YzTyping *self)
{
  g_autofree char *before = NULL;
  g_autofree char *now = NULL;

  g_return_if_fail (YZ_IS_TYPING (self));

  now = get_preedit (self);
  while (*now != '\0' && g_strcmp0 (before, now) != 0) {
    yz_ime_press (self->ime, ' ');
    g_free (before);
    before = g_steal_pointer (&now);
    now = get_preedit (self);
  }
}

/**
 * yz_typing_finish:
 * @self: what is typed
 *
 * The likeliest candidates were meant, for the next thing has begun: nobody's work is lost.
 */
void
yz_typing_finish (YzTyping *self)
{
  g_return_if_fail (YZ_IS_TYPING (self));

  yz_typing_take (self);
  /* Who heard of it may have taken the engine away. */
  if (self->ime != NULL)
    yz_ime_reset (self->ime);
}

/**
 * yz_typing_get_steady:
 * @self: what is typed
 *
 * Returns: whether a key that is struck twice counts once
 */
gboolean
yz_typing_get_steady (YzTyping *self)
{
  g_return_val_if_fail (YZ_IS_TYPING (self), FALSE);

  return self->filter.steady;
}

/**
 * yz_typing_set_steady:
 * @self: what is typed
 * @steady: whether the same key within half a second counts once
 */
void
yz_typing_set_steady (YzTyping *self, gboolean steady)
{
  g_return_if_fail (YZ_IS_TYPING (self));

  self->filter.steady = steady;
}

/**
 * yz_typing_accepts:
 * @self: what is typed
 * @key: the key that has just been pressed, here or on a pad of its own
 *
 * Returns: whether it counts
 */
gboolean
yz_typing_accepts (YzTyping *self, gunichar key)
{
  g_return_val_if_fail (YZ_IS_TYPING (self), TRUE);

  return yz_key_filter_accepts (&self->filter, key, g_get_monotonic_time ());
}

/**
 * yz_typing_get_spoken:
 * @self: what is typed
 *
 * Returns: whether somebody listens, and a candidate has to be heard before it is taken
 */
gboolean
yz_typing_get_spoken (YzTyping *self)
{
  g_return_val_if_fail (YZ_IS_TYPING (self), FALSE);

  return self->spoken;
}

/**
 * yz_typing_set_spoken:
 * @self: what is typed
 * @spoken: whether somebody listens
 */
void
yz_typing_set_spoken (YzTyping *self, gboolean spoken)
{
  g_return_if_fail (YZ_IS_TYPING (self));

  self->spoken = spoken;
  g_string_truncate (self->told, 0);
  g_clear_pointer (&self->candidate, g_free);
}

static gboolean
on_tell_due (gpointer user_data)
{
  YzTyping *self = user_data;
  g_autofree char *text = g_strdup (self->told->str);

  self->tell_id = 0;
  g_string_truncate (self->told, 0);
  if (*text != '\0')
    g_signal_emit (self, told_signal, 0, text);
  return G_SOURCE_REMOVE;
}

/**
 * yz_typing_tell:
 * @self: what is typed
 * @text: what somebody has to hear who sees none of it
 *
 * What one touch makes happen, the key and the candidates that come of it, is told as one.
 */
void
yz_typing_tell (YzTyping *self, const char *text)
{
  g_return_if_fail (YZ_IS_TYPING (self));
  g_return_if_fail (text != NULL);

  if (!self->spoken)
    return;
  /* A sign that stands alone is called by its name. */
  if (self->told->len > 0)
    g_string_append (self->told, "。");
  g_string_append (self->told, text);
  if (self->tell_id == 0)
    self->tell_id = g_idle_add (on_tell_due, self);
}

static gboolean
on_candidate_due (gpointer user_data)
{
  YzTyping *self = user_data;

  self->candidate_id = 0;
  if (self->candidate != NULL)
    yz_typing_tell (self, self->candidate);
  g_clear_pointer (&self->candidate, g_free);
  return G_SOURCE_REMOVE;
}

/**
 * yz_typing_tell_candidate:
 * @self: what is typed
 * @text: (nullable): the likeliest candidate
 *
 * Told when nothing has come for a moment: letters and strokes that follow fast change it each
 * time.
 */
void
yz_typing_tell_candidate (YzTyping *self, const char *text)
{
  g_return_if_fail (YZ_IS_TYPING (self));

  g_clear_handle_id (&self->candidate_id, g_source_remove);
  g_free (self->candidate);
  self->candidate = self->spoken ? g_strdup (text) : NULL;
  if (self->candidate != NULL)
    self->candidate_id = g_timeout_add (REST_MS, on_candidate_due, self);
}

/**
 * yz_typing_highlight:
 * @self: what is typed
 * @index: of a candidate, which the space takes from now on
 */
void
yz_typing_highlight (YzTyping *self, guint index)
{
  g_return_if_fail (YZ_IS_TYPING (self));

  self->highlighted = index;
  g_signal_emit (self, highlighted_signal, 0, index);
}

/* GTK's side ---------------------------------------------------------------------------------- */

static void
yz_im_context_set_client_widget (GtkIMContext *context, GtkWidget *widget)
{
  g_set_weak_pointer (&YZ_IM_CONTEXT (context)->field, widget);
}

static void
yz_im_context_focus_in (GtkIMContext *context)
{
  g_set_weak_pointer (&typing->context, context);
  on_ime_changed (typing);
}

static void
yz_im_context_focus_out (GtkIMContext *context)
{
  if (typing->context != context)
    return;
  yz_typing_finish (typing);
  g_clear_weak_pointer (&typing->context);
  on_ime_changed (typing);
}

static void
yz_im_context_reset (GtkIMContext *context)
{
  if (typing->context == context)
    yz_typing_finish (typing);
}

/* No line below: it would make 士 of 十. */
static PangoAttrList *
new_preedit_attributes (void)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_background_new (0xcfcf, 0xe0e0, 0xf7f7));
  pango_attr_list_insert (attributes, pango_attr_foreground_new (0x1b1b, 0x2424, 0x3030));
  return attributes;
}

static void
yz_im_context_get_preedit_string (GtkIMContext *context,
                                  char **ret_text,
                                  PangoAttrList **ret_attributes,
                                  int *ret_cursor)
{
  char *text = typing->context == context ? get_preedit (typing) : g_strdup ("");

  if (ret_attributes != NULL) {
    *ret_attributes = new_preedit_attributes ();
  }
  if (ret_cursor != NULL)
    *ret_cursor = (int)g_utf8_strlen (text, -1);
  if (ret_text != NULL)
    *ret_text = text;
  else
    g_free (text);
}

static gunichar
to_key (GdkEvent *event)
{
  guint keyval = gdk_key_event_get_keyval (event);

  if (keyval == GDK_KEY_BackSpace)
    return YZ_IME_BACKSPACE;
  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    return YZ_IME_ENTER;
  return gdk_keyval_to_unicode (keyval);
}

/* On the desk nobody touches a candidate: arrows lead to it, and the space takes it. */
static gboolean
press_arrow (YzTyping *self, guint keyval)
{
  g_autoptr (GPtrArray) candidates = NULL;

  if ((keyval != GDK_KEY_Down && keyval != GDK_KEY_Up) || !yz_typing_is_composing (self))
    return FALSE;
  candidates = yz_ime_get_candidates (self->ime, self->highlighted + 2);
  if (keyval == GDK_KEY_Up && self->highlighted > 0)
    self->highlighted--;
  else if (keyval == GDK_KEY_Down && self->highlighted + 1 < candidates->len)
    self->highlighted++;
  yz_typing_highlight (self, self->highlighted);
  return TRUE;
}

/* Of a key on the desk, what stands on it: those on the screen have names. */
static void
tell_key (YzTyping *self, gunichar key)
{
  char text[7] = { 0 };

  if (g_unichar_isprint (key)) {
    g_unichar_to_utf8 (key, text);
    yz_typing_tell (self, text);
  }
}

/* A key on the desk. What the engine does not take the widget handles, but for a character. */
static gboolean
yz_im_context_filter_keypress (GtkIMContext *context, GdkEvent *event)
{
  GdkModifierType shortcuts = GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK;
  gunichar key;

  if (gdk_event_get_event_type (event) != GDK_KEY_PRESS
      || (gdk_event_get_modifier_state (event) & shortcuts) != 0)
    return FALSE;
  if (typing->context == context && press_arrow (typing, gdk_key_event_get_keyval (event)))
    return TRUE;
  key = to_key (event);
  if (key == 0)
    return FALSE;
  if (!yz_typing_accepts (typing, key))
    return TRUE;
  g_signal_emit (typing, desk_key_signal, 0, key);
  tell_key (typing, key);
  if (typing->ime != NULL && typing->context == context && press_ime (typing, key))
    return TRUE;
  if (!g_unichar_isprint (key))
    return FALSE;
  yz_typing_press (typing, key);
  return TRUE;
}

static void
yz_im_context_dispose (GObject *object)
{
  YzImContext *self = YZ_IM_CONTEXT (object);

  g_clear_weak_pointer (&self->field);

  G_OBJECT_CLASS (yz_im_context_parent_class)->dispose (object);
}

static void
yz_im_context_class_init (YzImContextClass *klass)
{
  GtkIMContextClass *context_class = GTK_IM_CONTEXT_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yz_im_context_dispose;
  context_class->set_client_widget = yz_im_context_set_client_widget;
  context_class->focus_in = yz_im_context_focus_in;
  context_class->focus_out = yz_im_context_focus_out;
  context_class->reset = yz_im_context_reset;
  context_class->get_preedit_string = yz_im_context_get_preedit_string;
  context_class->filter_keypress = yz_im_context_filter_keypress;
}

static void
yz_im_context_init (YzImContext *self)
{
}

/**
 * yz_typing_start:
 *
 * Makes every entry and text view of the process that gets the focus from now on a field of it. For
 * after gtk_init().
 *
 * Returns: (transfer none): what is typed
 */
YzTyping *
yz_typing_start (void)
{
  if (typing != NULL)
    return typing;
  typing = g_object_new (YZ_TYPE_TYPING, NULL);
  g_io_extension_point_implement (GTK_IM_MODULE_EXTENSION_POINT_NAME, YZ_TYPE_IM_CONTEXT, MODULE,
                                  0);
  g_object_set (gtk_settings_get_default (), "gtk-im-module", MODULE, NULL);
  return typing;
}
