/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-pages.h"

#include "yz-json.h"
#include "yz-language.h"
#include "yz-test-kiosk.h"
#include "yz-test-widget.h"

#include <string.h>

/* What holds for every page: it can be made in either language and leaves nothing behind, whoever
 * cannot see it hears a name for each control, and who cannot touch it reaches each one by key. */

static const struct {
  const char *name;
  const char *argument;
} pages[] = {
  { "idle", NULL },
  { "home", NULL },
  { "notice", NULL },
  { "start", NULL },
  { "camera", NULL },
  { "form", "0" },
  { "form", "1" },
  { "form", "2" },
  { "form", "3" },
  { "form", "4" },
  { "form", "5" },
  { "form", "6" },
  { "form", "7" },
  { "form", "0:review" },
  { "form", "99" },
  { "choose", "ethnic_group" },
  { "papers", "case_papers" },
  { "photo", "case_papers" },
  { "photo", "case_papers/0" },
  { "paper", "case_papers/0" },
  { "review", NULL },
  { "receipt", NULL },
  { "services", NULL },
  { "ticket", "legal-aid" },
  { "faq", NULL },
  { "faq", "wages" },
  { "articles", "work" },
  { "article", "unpaid-wages" },
};

/* What the pages after an act need. */
static void
prepare (YzTestKiosk *kiosk)
{
  YzReceipt *receipt = g_new0 (YzReceipt, 1);

  receipt->id = g_strdup ("01A");
  receipt->number = g_strdup ("kiosk-7-000001");
  receipt->code = g_strdup ("ABCD-EFGH-JK");
  yz_session_take_receipt (kiosk->session, receipt);
}

static gboolean
is_idle_page (gpointer user_data)
{
  return !yz_page_get_busy (YZ_PAGE (user_data));
}

static void
make_and_drop (YzTestKiosk *kiosk, const char *name, const char *argument, gboolean forget)
{
  YzPage *page = g_object_ref_sink (yz_pages_create (name, kiosk->session, argument));

  yz_page_enter (page);
  /* A number that is on its way keeps its page. */
  yz_test_wait_until (is_idle_page, page);
  if (forget)
    yz_page_forget (page);
  g_assert_finalize_object (page);
  yz_test_settle ();
}

static void
test_made_and_dropped (YzTestKiosk *kiosk, gconstpointer data)
{
  static const char *const languages[] = { "zh", "en" };

  prepare (kiosk);
  for (gsize l = 0; l < G_N_ELEMENTS (languages); l++) {
    yz_language_set (languages[l]);
    yz_session_set_language (kiosk->session, languages[l]);
    for (gsize i = 0; i < G_N_ELEMENTS (pages); i++) {
      g_test_message ("%s: %s %s", languages[l], pages[i].name, pages[i].argument);
      make_and_drop (kiosk, pages[i].name, pages[i].argument, FALSE);
      make_and_drop (kiosk, pages[i].name, pages[i].argument, TRUE);
    }
  }
}

static gboolean
is_null (gpointer user_data)
{
  return *(gpointer *)user_data == NULL;
}

/* On the screen, each page lets go of the one before. */
static void
test_shown_and_left (YzTestKiosk *kiosk, gconstpointer data)
{
  GtkWidget *before = NULL;

  prepare (kiosk);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_test_message ("%s %s", pages[i].name, pages[i].argument);
    yz_test_kiosk_show (kiosk, pages[i].name, pages[i].argument);
    /* GTK lets go of what had the focus with the next frame. */
    yz_test_wait_until (is_null, &before);
    before = yz_test_kiosk_get_page (kiosk);
    yz_test_wait_until (is_idle_page, before);
    g_object_add_weak_pointer (G_OBJECT (before), (gpointer *)&before);
  }
  g_object_remove_weak_pointer (G_OBJECT (before), (gpointer *)&before);
}

static void
on_painted (gboolean *painted)
{
  *painted = TRUE;
}

static gboolean
is_set (gpointer user_data)
{
  return *(gboolean *)user_data;
}

static void
show_and_paint (YzTestKiosk *kiosk, const char *name, const char *argument)
{
  gboolean painted = FALSE;
  GdkFrameClock *clock;
  gulong id;

  yz_test_kiosk_show (kiosk, name, argument);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (kiosk->window));
  id = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_painted), &painted);
  gtk_widget_queue_draw (yz_test_kiosk_get_page (kiosk));
  yz_test_wait_until (is_set, &painted);
  g_signal_handler_disconnect (clock, id);
}

/* The theme has its icons as pictures in some sizes only; in all others they are SVG, and the
 * library that draws those costs each session 8 MB. */
static void
test_icons_are_pictures (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  GdkDisplay *display = gdk_display_get_default ();

  gtk_css_provider_load_from_resource (provider, "/io/yizhan/yizhan.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display), "/io/yizhan/icons");
  prepare (kiosk);
  for (int elder = FALSE; elder <= TRUE; elder++) {
    yz_session_set_elder (kiosk->session, elder);
    for (gsize i = 0; i < G_N_ELEMENTS (pages); i++) {
      g_autofree char *maps = NULL;

      show_and_paint (kiosk, pages[i].name, pages[i].argument);
      g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
      if (strstr (maps, "/librsvg") != NULL)
        g_error ("page %s: an icon is drawn from SVG: -gtk-icon-size is to be 16, 24, 32, 48, 64 "
                 "or 96 px",
                 pages[i].name);
    }
  }
  gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (provider));
}

/* Names --------------------------------------------------------------------------------------- */

static gboolean
is_control (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_ENTRY (widget)
         || GTK_IS_TEXT_VIEW (widget) || GTK_IS_SWITCH (widget);
}

static gboolean
has_name (GtkWidget *widget)
{
  if (gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return TRUE;
  if (GTK_IS_ENTRY (widget) || GTK_IS_TEXT_VIEW (widget))
    return gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                             GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  for (guint i = 0;; i++) {
    GtkWidget *label = yz_test_widget_find (widget, GTK_TYPE_LABEL, i);

    if (label == NULL)
      return FALSE;
    if (*gtk_label_get_text (GTK_LABEL (label)) != '\0')
      return TRUE;
  }
}

static void
check_names (GtkWidget *root, const char *page)
{
  GtkWidget *widget;

  for (guint i = 0; (widget = yz_test_widget_find (root, GTK_TYPE_WIDGET, i)) != NULL; i++) {
    GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));

    if (is_control (widget) && !has_name (widget))
      g_error ("page %s: a %s has no name", page, G_OBJECT_TYPE_NAME (widget));
    /* A picture says what it shows, or that it says nothing. */
    if (role == GTK_ACCESSIBLE_ROLE_IMG && !GTK_IS_IMAGE (widget)
        && !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget),
                                              GTK_ACCESSIBLE_PROPERTY_LABEL))
      g_error ("page %s: a %s has no name", page, G_OBJECT_TYPE_NAME (widget));
  }
}

static void
test_controls_have_names (YzTestKiosk *kiosk, gconstpointer data)
{
  prepare (kiosk);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++) {
    yz_test_kiosk_show (kiosk, pages[i].name, pages[i].argument);
    yz_test_wait_until (is_idle_page, yz_test_kiosk_get_page (kiosk));
    check_names (GTK_WIDGET (kiosk->window), pages[i].name);
  }
}

/* Keys ---------------------------------------------------------------------------------------- */

/* Who has the focus in turn, as Tab leads on. */
static GHashTable *
tab_through (GtkWidget *window)
{
  GHashTable *reached = g_hash_table_new (NULL, NULL);

  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  for (guint i = 0; i < 300; i++) {
    GtkWidget *focus;

    gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
    focus = gtk_window_get_focus (GTK_WINDOW (window));
    for (GtkWidget *at = focus; at != NULL; at = gtk_widget_get_parent (at))
      g_hash_table_add (reached, at);
  }
  return reached;
}

/* Of the options of one question Tab reaches one, and the arrows the others. */
static gboolean
is_reached (GHashTable *reached, GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  if (GTK_IS_CHECK_BUTTON (widget) && gtk_widget_has_css_class (parent, "options"))
    return g_hash_table_contains (reached, parent);
  return g_hash_table_contains (reached, widget);
}

static void
check_keys (GtkWidget *window, const char *page)
{
  g_autoptr (GHashTable) reached = tab_through (window);
  GtkWidget *widget;
  guint n_controls = 0;

  for (guint i = 0; (widget = yz_test_widget_find (window, GTK_TYPE_WIDGET, i)) != NULL; i++) {
    if (!is_control (widget) || !gtk_widget_get_mapped (widget)
        || !gtk_widget_is_sensitive (widget))
      continue;
    n_controls++;
    if (!is_reached (reached, widget))
      g_error ("page %s: Tab does not reach a %s", page, G_OBJECT_TYPE_NAME (widget));
  }
  /* The language button is on every page. */
  g_assert_cmpuint (n_controls, >=, 2);
}

static void
test_keys_reach_controls (YzTestKiosk *kiosk, gconstpointer data)
{
  prepare (kiosk);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++) {
    yz_test_kiosk_show (kiosk, pages[i].name, pages[i].argument);
    yz_test_wait_until (is_idle_page, yz_test_kiosk_get_page (kiosk));
    check_keys (GTK_WIDGET (kiosk->window), pages[i].name);
  }
}

/* Frame --------------------------------------------------------------------------------------- */

/* A page that has to fetch what it shows is put up when it has it. */
static gboolean
can_go_back (gpointer data)
{
  YzTestKiosk *kiosk = data;

  return yz_test_widget_find_button (GTK_WIDGET (kiosk->window), "Back") != NULL;
}

static void
test_frame_buttons (YzTestKiosk *kiosk, gconstpointer data)
{
  guint n_done = 0;

  yz_test_kiosk_show (kiosk, "faq", NULL);
  yz_test_wait_until (can_go_back, kiosk);
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "Back");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "home"));
  g_assert_null (yz_test_widget_find_button (GTK_WIDGET (kiosk->window), "Back"));
  g_assert_null (yz_test_widget_find_button (GTK_WIDGET (kiosk->window), "Home"));

  yz_test_kiosk_show (kiosk, "notice", NULL);
  yz_session_go (kiosk->session, "start", NULL);
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "Home");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "home"));

  yz_test_widget_press (GTK_WIDGET (kiosk->window), "Large text");
  g_assert_true (yz_session_get_elder (kiosk->session));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (kiosk->window), "elder"));
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "Contrast");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (kiosk->window), "contrast"));

  yz_test_widget_press (GTK_WIDGET (kiosk->window), "Call staff");
  g_assert_true (yz_test_widget_has_text (GTK_WIDGET (kiosk->window), "Please go to a window."));

  g_signal_connect_swapped (kiosk->session, "done", G_CALLBACK (g_atomic_int_inc), &n_done);
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "I'm done");
  g_assert_cmpuint (n_done, ==, 1);
}

static void
test_language_button (YzTestKiosk *kiosk, gconstpointer data)
{
  yz_test_kiosk_show (kiosk, "home", NULL);
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "中文");
  g_assert_cmpstr (yz_session_get_language (kiosk->session), ==, "zh");
  g_assert_null (yz_test_widget_find_button (GTK_WIDGET (kiosk->window), "中文"));
  yz_test_widget_press (GTK_WIDGET (kiosk->window), "English");
  g_assert_cmpstr (yz_session_get_language (kiosk->session), ==, "en");
}

/* A session that has ended shows nothing of the citizen any more until the next one is up, and does
 * nothing more. */
static void
test_forgotten (YzTestKiosk *kiosk, gconstpointer data)
{
  GtkWidget *page;

  yz_test_kiosk_answer_all (kiosk);
  yz_test_kiosk_show (kiosk, "form", "0");
  page = yz_test_kiosk_get_page (kiosk);
  g_assert_nonnull (yz_test_widget_find (page, GTK_TYPE_ENTRY, 0));
  yz_frame_forget (yz_window_get_frame (kiosk->window));
  yz_frame_forget (yz_window_get_frame (kiosk->window));
  g_assert_null (yz_test_widget_find (page, GTK_TYPE_ENTRY, 0));
  g_assert_null (yz_test_widget_find_button (GTK_WIDGET (kiosk->window), "Next"));
  g_assert_false (
      gtk_widget_is_sensitive (yz_test_widget_find_button (GTK_WIDGET (kiosk->window), "中文")));
}

static void
test_forgotten_receipt (YzTestKiosk *kiosk, gconstpointer data)
{
  prepare (kiosk);
  yz_test_kiosk_show (kiosk, "receipt", NULL);
  g_assert_true (yz_test_widget_has_text (GTK_WIDGET (kiosk->window), "kiosk-7-000001"));
  yz_frame_forget (yz_window_get_frame (kiosk->window));
  g_assert_false (yz_test_widget_has_text (GTK_WIDGET (kiosk->window), "kiosk-7-000001"));
  /* What was on its way comes up no more. */
  yz_session_go (kiosk->session, "receipt", NULL);
  yz_test_settle ();
  g_assert_false (yz_test_widget_has_text (GTK_WIDGET (kiosk->window), "kiosk-7-000001"));
}

static gboolean
is_put_up (gpointer user_data)
{
  YzFrame *frame = yz_window_get_frame (((YzTestKiosk *)user_data)->window);

  return yz_page_is_shown (yz_frame_get_page (frame));
}

/* The page before is still up where the next one is not ready, and goes all the same. */
static void
test_forgotten_between_pages (YzTestKiosk *kiosk, gconstpointer data)
{
  GtkWidget *before;

  yz_test_kiosk_answer_all (kiosk);
  yz_test_kiosk_show (kiosk, "review", NULL);
  yz_test_wait_until (is_put_up, kiosk);
  before = yz_test_kiosk_get_page (kiosk);
  yz_session_go (kiosk->session, "faq", NULL);
  g_assert_nonnull (gtk_widget_get_root (before));
  yz_frame_forget (yz_window_get_frame (kiosk->window));
  yz_test_settle ();
  g_assert_false (yz_test_widget_has_text (GTK_WIDGET (kiosk->window), "张小明"));
  g_assert_false (is_put_up (kiosk));
}

static int
count_seconds_at_home (YzTestKiosk *kiosk)
{
  guint n_done = 0;
  int seconds = 0;

  yz_test_kiosk_show (kiosk, "home", NULL);
  g_signal_connect_swapped (kiosk->session, "done", G_CALLBACK (g_atomic_int_inc), &n_done);
  yz_idle_touch (yz_window_get_idle (kiosk->window));
  for (; n_done == 0; seconds++)
    yz_idle_tick (yz_window_get_idle (kiosk->window));
  g_signal_handlers_disconnect_by_data (kiosk->session, &n_done);
  return seconds;
}

/* Home from a form that is half filled in, nobody's answers are gone in a minute. */
static void
test_time_at_home (YzTestKiosk *kiosk, gconstpointer data)
{
  YzConfig *config = yz_node_get_config (kiosk->node);
  int idle_seconds = yz_config_get_int (config, "session.idle-seconds");
  int form_seconds = yz_config_get_int (config, "session.form-idle-seconds");

  g_assert_cmpint (idle_seconds, <, form_seconds);
  g_assert_cmpint (count_seconds_at_home (kiosk), ==, idle_seconds);
  yz_test_kiosk_answer (kiosk, "name", "张小明");
  g_assert_cmpint (count_seconds_at_home (kiosk), ==, form_seconds);
}

static void
test_connection (YzTestKiosk *kiosk, gconstpointer data)
{
  static const char *const words[] = {
    [YZ_CONNECTION_ONLINE] = "Connected",
    [YZ_CONNECTION_OFFLINE] = "it is sent later",
    [YZ_CONNECTION_REFUSED] = "kept safe here",
    [YZ_CONNECTION_UNKNOWN] = "with or without a network",
  };

  yz_test_kiosk_show (kiosk, "services", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    yz_session_set_connection (kiosk->session, (YzConnection)i, 0);
    g_assert_true (yz_test_widget_has_text (GTK_WIDGET (kiosk->window), words[i]));
  }
}

int
main (int argc, char **argv)
{
  yz_language_init ();
  yz_test_widget_init (&argc, &argv);

#define ADD(path, func)                                                                            \
  g_test_add ("/pages/" path, YzTestKiosk, NULL, yz_test_kiosk_set_up, func,                       \
              yz_test_kiosk_tear_down)
  /* First: the others have no style, and icons as GTK likes them. */
  ADD ("icons-are-pictures", test_icons_are_pictures);
  ADD ("made-and-dropped", test_made_and_dropped);
  ADD ("shown-and-left", test_shown_and_left);
  ADD ("controls-have-names", test_controls_have_names);
  ADD ("keys-reach-controls", test_keys_reach_controls);
  ADD ("frame-buttons", test_frame_buttons);
  ADD ("language-button", test_language_button);
  ADD ("forgotten", test_forgotten);
  ADD ("forgotten-receipt", test_forgotten_receipt);
  ADD ("forgotten-between-pages", test_forgotten_between_pages);
  ADD ("time-at-home", test_time_at_home);
  ADD ("connection", test_connection);
#undef ADD

  return g_test_run ();
}
