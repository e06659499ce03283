/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-language.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

/* The language of the screen, changed while the program runs. Debian has only C locales by
 * default: C.UTF-8 with LANGUAGE is enough for gettext. The text domain is never made the default
 * one, because GLib would then decide once and for all whether to translate. */

/* glibc's own counter: a change makes it look LANGUAGE up again. */
extern int _nl_msg_cat_cntr;

static char *current;

/**
 * yz_language_init:
 *
 * Sets the locale and binds the translations. Call it first of all.
 */
void
yz_language_init (void)
{
  const char *dir = g_getenv ("YZ_LOCALEDIR");

  gtk_disable_setlocale ();
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, dir != NULL ? dir : YZ_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE); /* ngettext has no other way to know */
  yz_language_set ("zh");
}

/**
 * yz_language_set:
 * @language: `zh` or `en`
 *
 * From now on gettext answers in @language. What is already on the screen has to be made anew.
 */
void
yz_language_set (const char *language)
{
  g_setenv ("LANGUAGE", strcmp (language, "zh") == 0 ? "zh_CN" : "en", TRUE);
  _nl_msg_cat_cntr++;
  g_free (current);
  current = g_strdup (language);
}

/**
 * yz_language_get:
 *
 * Returns: (transfer none): `zh` or `en`
 */
const char *
yz_language_get (void)
{
  return current;
}
