/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-digit-pad.h"

#include "yz-test-widget.h"

/* The number keys type as a keyboard would: where the cursor is, over what is selected. */

#define ERASE "Delete the last character"

typedef struct {
  GtkWidget *pad;
  GtkWidget *entry;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->pad = g_object_ref_sink (yz_digit_pad_new ());
  fixture->entry = g_object_ref_sink (gtk_entry_new ());
  yz_digit_pad_set_target (YZ_DIGIT_PAD (fixture->pad), GTK_EDITABLE (fixture->entry), "X");
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->entry != NULL)
    g_assert_finalize_object (fixture->entry);
  g_assert_finalize_object (fixture->pad);
}

static void
press (Fixture *fixture, const char *keys)
{
  for (const char *key = keys; *key != '\0'; key++) {
    const char text[] = { *key, '\0' };

    yz_test_widget_press (fixture->pad, text);
  }
}

/* The last key has a picture on it. */
static void
erase (Fixture *fixture)
{
  GtkWidget *last = NULL;
  GtkWidget *button;

  for (guint i = 0; (button = yz_test_widget_find (fixture->pad, GTK_TYPE_BUTTON, i)) != NULL; i++)
    last = button;
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (last), GTK_ACCESSIBLE_PROPERTY_LABEL, ERASE);
  g_signal_emit_by_name (last, "clicked");
}

static void
assert_text (Fixture *fixture, const char *text, int position)
{
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (fixture->entry)), ==, text);
  g_assert_cmpint (gtk_editable_get_position (GTK_EDITABLE (fixture->entry)), ==, position);
}

static void
test_types (Fixture *fixture, gconstpointer data)
{
  press (fixture, "1234567890X");
  assert_text (fixture, "1234567890X", 11);
}

static void
test_types_at_cursor (Fixture *fixture, gconstpointer data)
{
  gtk_editable_set_text (GTK_EDITABLE (fixture->entry), "1990");
  gtk_editable_set_position (GTK_EDITABLE (fixture->entry), 2);
  press (fixture, "77");
  assert_text (fixture, "197790", 4);
}

/* Chinese takes three bytes a character: positions are counted in characters. */
static void
test_types_after_chinese (Fixture *fixture, gconstpointer data)
{
  gtk_editable_set_text (GTK_EDITABLE (fixture->entry), "电话号");
  gtk_editable_set_position (GTK_EDITABLE (fixture->entry), 2);
  press (fixture, "5");
  assert_text (fixture, "电话5号", 3);
  erase (fixture);
  erase (fixture);
  assert_text (fixture, "电号", 1);
}

static void
test_replaces_selection (Fixture *fixture, gconstpointer data)
{
  gtk_editable_set_text (GTK_EDITABLE (fixture->entry), "123456");
  gtk_editable_select_region (GTK_EDITABLE (fixture->entry), 1, 5);
  press (fixture, "9");
  assert_text (fixture, "196", 2);
}

static void
test_replaces_when_full (Fixture *fixture, gconstpointer data)
{
  gtk_entry_set_max_length (GTK_ENTRY (fixture->entry), 3);
  press (fixture, "1234");
  assert_text (fixture, "123", 3);
  gtk_editable_select_region (GTK_EDITABLE (fixture->entry), 0, -1);
  press (fixture, "9");
  assert_text (fixture, "9", 1);
}

static void
test_erases (Fixture *fixture, gconstpointer data)
{
  erase (fixture);
  assert_text (fixture, "", 0);

  gtk_editable_set_text (GTK_EDITABLE (fixture->entry), "12345");
  gtk_editable_set_position (GTK_EDITABLE (fixture->entry), 3);
  erase (fixture);
  assert_text (fixture, "1245", 2);
  gtk_editable_set_position (GTK_EDITABLE (fixture->entry), 0);
  erase (fixture);
  assert_text (fixture, "1245", 0);
}

static void
test_erases_selection (Fixture *fixture, gconstpointer data)
{
  gtk_editable_set_text (GTK_EDITABLE (fixture->entry), "12345");
  gtk_editable_select_region (GTK_EDITABLE (fixture->entry), 1, 4);
  erase (fixture);
  assert_text (fixture, "15", 1);
}

static void
test_extra_key (Fixture *fixture, gconstpointer data)
{
  g_assert_nonnull (yz_test_widget_find_button (fixture->pad, "X"));
  yz_digit_pad_set_target (YZ_DIGIT_PAD (fixture->pad), GTK_EDITABLE (fixture->entry), "-");
  g_assert_null (yz_test_widget_find_button (fixture->pad, "X"));
  press (fixture, "1-2");
  assert_text (fixture, "1-2", 3);

  /* Where there is none, no nameless key is left. */
  yz_digit_pad_set_target (YZ_DIGIT_PAD (fixture->pad), GTK_EDITABLE (fixture->entry), NULL);
  g_assert_null (yz_test_widget_find_button (fixture->pad, "-"));
  g_assert_null (yz_test_widget_find_button (fixture->pad, ""));
}

static void
test_target_gone (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->entry));
  press (fixture, "12X");
  erase (fixture);
}

static void
test_no_target (Fixture *fixture, gconstpointer data)
{
  yz_digit_pad_set_target (YZ_DIGIT_PAD (fixture->pad), NULL, NULL);
  press (fixture, "12");
  erase (fixture);
  assert_text (fixture, "", 0);
}

int
main (int argc, char **argv)
{
  yz_test_widget_init (&argc, &argv);

#define ADD(path, func)                                                                            \
  g_test_add ("/digit-pad/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("types", test_types);
  ADD ("types-at-cursor", test_types_at_cursor);
  ADD ("types-after-chinese", test_types_after_chinese);
  ADD ("replaces-selection", test_replaces_selection);
  ADD ("replaces-when-full", test_replaces_when_full);
  ADD ("erases", test_erases);
  ADD ("erases-selection", test_erases_selection);
  ADD ("extra-key", test_extra_key);
  ADD ("target-gone", test_target_gone);
  ADD ("no-target", test_no_target);
#undef ADD

  return g_test_run ();
}
