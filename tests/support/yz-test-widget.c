/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-test-widget.h"

#include <string.h>

/* Widgets as a person finds them: by their kind and by what stands on them. What is hidden is not
 * found. */

#define TIMEOUT_SECONDS 20

/**
 * yz_test_widget_init:
 * @argc: of main()
 * @argv: of main()
 *
 * In the place of g_test_init(), for tests of widgets.
 */
void
yz_test_widget_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  gtk_disable_setlocale ();
  adw_init ();
}

static GtkWidget *
find (GtkWidget *widget, GType type, guint *index)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && (*index)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, type, index);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/**
 * yz_test_widget_find:
 * @root: where to look
 * @type: what for
 * @index: which one of them, in the order of the tree
 *
 * Returns: (transfer none) (nullable): the widget
 */
GtkWidget *
yz_test_widget_find (GtkWidget *root, GType type, guint index)
{
  return find (root, type, &index);
}

static const char *
text_of (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_label (GTK_LABEL (widget));
  if (ADW_IS_BUTTON_CONTENT (widget))
    return adw_button_content_get_label (ADW_BUTTON_CONTENT (widget));
  return NULL;
}

static GtkWidget *
find_text (GtkWidget *widget, const char *text, gboolean whole)
{
  const char *own = text_of (widget);

  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (own != NULL && (whole ? strcmp (own, text) == 0 : strstr (own, text) != NULL))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_text (child, text, whole);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/**
 * yz_test_widget_find_button:
 * @root: where to look
 * @text: all that stands on one of its labels
 *
 * Returns: (transfer none) (nullable): the button, or check button, with @text on it
 */
GtkWidget *
yz_test_widget_find_button (GtkWidget *root, const char *text)
{
  for (guint i = 0;; i++) {
    GtkWidget *widget = yz_test_widget_find (root, GTK_TYPE_WIDGET, i);

    if (widget == NULL)
      return NULL;
    if ((GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget))
        && find_text (widget, text, TRUE) != NULL)
      return widget;
  }
}

/**
 * yz_test_widget_has_text:
 * @root: where to look
 * @text: part of a label
 *
 * Returns: whether a person can read it there
 */
gboolean
yz_test_widget_has_text (GtkWidget *root, const char *text)
{
  return find_text (root, text, FALSE) != NULL;
}

/**
 * yz_test_widget_press:
 * @root: where to look
 * @text: what stands on a button
 *
 * Presses the button, as far as it can be pressed.
 */
void
yz_test_widget_press (GtkWidget *root, const char *text)
{
  GtkWidget *button = yz_test_widget_find_button (root, text);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  if (GTK_IS_CHECK_BUTTON (button))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (button),
                                 !gtk_check_button_get_active (GTK_CHECK_BUTTON (button)));
  else
    g_signal_emit_by_name (button, "clicked");
}

static gboolean
on_timeout (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_CONTINUE;
}

/**
 * yz_test_wait_until:
 * @check: what to wait for
 * @user_data: passed to @check
 *
 * Runs the main loop until @check says so; the test fails after twenty seconds.
 */
void
yz_test_wait_until (YzTestCheck check, gpointer user_data)
{
  gboolean late = FALSE;
  guint id = g_timeout_add_seconds (TIMEOUT_SECONDS, on_timeout, &late);

  while (!check (user_data)) {
    g_assert_false (late);
    g_main_context_iteration (NULL, TRUE);
  }
  g_source_remove (id);
}

/**
 * yz_test_settle:
 *
 * Does what waits in the main loop, without waiting for more.
 */
void
yz_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
