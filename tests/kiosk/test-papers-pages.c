/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-blobs.h"
#include "yz-json.h"
#include "yz-language.h"
#include "yz-paper-row.h"
#include "yz-session-papers.h"
#include "yz-test-kiosk.h"
#include "yz-test-widget.h"

#include <glib/gstdio.h>
#include <string.h>

/* Papers from the camera to the sealed stream, as a citizen hands them in. */

#define FIELD "case_papers"
#define WIDTH 1280
#define HEIGHT 720

static GtkWidget *
window (YzTestKiosk *kiosk)
{
  return GTK_WIDGET (kiosk->window);
}

static GtkWidget *
page (YzTestKiosk *kiosk)
{
  return yz_test_kiosk_get_page (kiosk);
}

static gboolean
says (YzTestKiosk *kiosk, const char *text)
{
  return yz_test_widget_has_text (page (kiosk), text);
}

static guint
count (YzTestKiosk *kiosk)
{
  return yz_session_count_papers (kiosk->session, FIELD);
}

static GBytes *
make_shape (guint32 colour, int width, int height)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  char *data;
  gsize size;

  gdk_pixbuf_fill (pixbuf, colour);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "jpeg", NULL, NULL));
  return g_bytes_new_take (data, size);
}

/* A page in its own colour. */
static GBytes *
make_jpeg (guint32 colour)
{
  return make_shape (colour, 210, 297);
}

/* @n pages, each another one; what they are is returned in their order. */
static GPtrArray *
take_pages (YzTestKiosk *kiosk, guint n)
{
  GPtrArray *pages = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint i = 0; i < n; i++) {
    GBytes *jpeg = make_jpeg (0x102030ffu * (i + 1));

    yz_session_add_paper (kiosk->session, FIELD, jpeg);
    g_ptr_array_add (pages, jpeg);
  }
  return pages;
}

static void
assert_order (YzTestKiosk *kiosk, GPtrArray *pages, const char *order)
{
  g_assert_cmpuint (count (kiosk), ==, strlen (order));
  g_assert_cmpuint (g_hash_table_size (yz_session_get_papers (kiosk->session)), ==, strlen (order));
  for (guint i = 0; order[i] != '\0'; i++)
    g_assert_true (g_bytes_equal (yz_session_get_paper (kiosk->session, FIELD, i),
                                  g_ptr_array_index (pages, order[i] - '0')));
}

/* What stands for a camera: a page, a little askew, on a dark table. */
static void
plug_in (YzTestKiosk *kiosk)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, WIDTH, HEIGHT);
  g_autofree char *path = g_build_filename (kiosk->folder, "camera.png", NULL);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);

  for (int y = 0; y < HEIGHT; y++) {
    for (int x = 0; x < WIDTH; x++) {
      int u = x - 400 - y / 12;
      int v = y - 60 - x / 30;
      gboolean on_page = u > 0 && u < 420 && v > 0 && v < 560;
      gboolean on_print = on_page && u > 40 && u < 380 && v > 40 && v < 520 && v % 24 < 8;

      memset (pixels + y * gdk_pixbuf_get_rowstride (pixbuf) + 3 * x,
              on_print  ? 60
              : on_page ? 235
                        : 80,
              3);
    }
  }
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
}

static gboolean
shows_all_pictures (gpointer user_data)
{
  for (guint i = 0; i < count (user_data); i++) {
    GtkWidget *picture = yz_test_widget_find (page (user_data), GTK_TYPE_PICTURE, i);

    if (gtk_picture_get_paintable (GTK_PICTURE (picture)) == NULL)
      return FALSE;
  }
  return TRUE;
}

static YzPaperRow *
row_at (YzTestKiosk *kiosk, guint index)
{
  return YZ_PAPER_ROW (yz_test_widget_find (page (kiosk), YZ_TYPE_PAPER_ROW, index));
}

/* The list ------------------------------------------------------------------------------------ */

typedef struct {
  YzTestKiosk *kiosk;
  GtkWidget *row;
  const char *text;
  guint n_done;
} Press;

static void
on_answered (guint *n_done)
{
  (*n_done)++;
}

/* Touches until the touch is taken. */
static gboolean
was_pressed (gpointer user_data)
{
  Press *press = user_data;

  if (press->n_done == 0)
    yz_test_widget_press (press->row, press->text);
  return press->n_done > 0;
}

/* For what changes the order, or what there is. */
static void
press_when_steady (YzTestKiosk *kiosk, GtkWidget *row, const char *text)
{
  Press press = { kiosk, row, text, 0 };
  gulong id = g_signal_connect_swapped (kiosk->session, "answered", G_CALLBACK (on_answered),
                                        &press.n_done);

  yz_test_wait_until (was_pressed, &press);
  g_signal_handler_disconnect (kiosk->session, id);
}

static gboolean
is_asking (gpointer user_data)
{
  return yz_test_widget_find_button (user_data, "Really remove?") != NULL;
}

static gboolean
asks_no_more (gpointer user_data)
{
  return !is_asking (user_data);
}

static void
test_order (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autoptr (GPtrArray) pages = take_pages (kiosk, 3);
  YzPaperRow *first, *third;

  yz_test_kiosk_show (kiosk, "papers", FIELD);
  first = row_at (kiosk, 0);
  third = row_at (kiosk, 2);
  yz_test_widget_press (GTK_WIDGET (third), "Up");
  assert_order (kiosk, pages, "021");
  g_assert_true (row_at (kiosk, 1) == third);
  g_assert_true (yz_test_widget_has_text (GTK_WIDGET (third), "Page 2"));
  /* What was pressed can be pressed again. */
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (kiosk->window))
                 == yz_test_widget_find_button (GTK_WIDGET (third), "Up"));
  press_when_steady (kiosk, GTK_WIDGET (third), "Up");
  assert_order (kiosk, pages, "201");
  g_assert_true (row_at (kiosk, 0) == third);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (kiosk->window))
                 == yz_test_widget_find_button (GTK_WIDGET (third), "Down"));
  press_when_steady (kiosk, GTK_WIDGET (first), "Down");
  assert_order (kiosk, pages, "210");
  g_assert_true (row_at (kiosk, 2) == first);
  g_assert_false (
      gtk_widget_get_sensitive (yz_test_widget_find_button (GTK_WIDGET (first), "Down")));
}

/* A row that is asked for stays until the question is answered. */
static void
remove_page (YzTestKiosk *kiosk, guint index)
{
  GtkWidget *row = GTK_WIDGET (row_at (kiosk, index));

  while (!is_asking (row)) {
    yz_test_widget_press (row, "Remove");
    g_main_context_iteration (NULL, FALSE);
  }
  press_when_steady (kiosk, row, "Really remove?");
}

static void
test_remove (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autoptr (GPtrArray) pages = take_pages (kiosk, 3);

  yz_test_kiosk_show (kiosk, "papers", FIELD);
  remove_page (kiosk, 1);
  assert_order (kiosk, pages, "02");
  g_assert_null (row_at (kiosk, 2));
  g_assert_true (yz_test_widget_has_text (GTK_WIDGET (row_at (kiosk, 1)), "Page 2"));
  remove_page (kiosk, 0);
  remove_page (kiosk, 0);
  assert_order (kiosk, pages, "");
  g_assert_null (yz_session_get_answer (kiosk->session, FIELD));
}

/* A hand that shakes touches each place twice. */
static void
test_double_touch (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autoptr (GPtrArray) pages = take_pages (kiosk, 4);
  GtkWidget *second;

  yz_test_kiosk_show (kiosk, "papers", FIELD);
  second = GTK_WIDGET (row_at (kiosk, 1));
  yz_test_widget_press (second, "Remove");
  yz_test_widget_press (second, "Really remove?");
  assert_order (kiosk, pages, "0123");
  press_when_steady (kiosk, second, "Really remove?");
  assert_order (kiosk, pages, "023");
  /* Another page is under the finger now. */
  yz_test_widget_press (GTK_WIDGET (row_at (kiosk, 1)), "Remove");
  g_assert_false (is_asking (page (kiosk)));
  yz_test_widget_press (GTK_WIDGET (row_at (kiosk, 1)), "Down");
  g_signal_emit_by_name (yz_test_widget_find (page (kiosk), GTK_TYPE_BUTTON, 0), "clicked");
  assert_order (kiosk, pages, "023");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "papers"));

  press_when_steady (kiosk, GTK_WIDGET (row_at (kiosk, 0)), "Down");
  yz_test_widget_press (GTK_WIDGET (row_at (kiosk, 0)), "Down");
  assert_order (kiosk, pages, "203");
}

/* Whoever did not mean it does something else, or nothing. */
static void
test_thought_better (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autoptr (GPtrArray) pages = take_pages (kiosk, 2);
  GtkWidget *row;

  yz_test_kiosk_show (kiosk, "papers", FIELD);
  row = GTK_WIDGET (row_at (kiosk, 0));
  yz_test_widget_press (row, "Remove");
  g_assert_true (is_asking (row));
  press_when_steady (kiosk, row, "Down");
  g_assert_false (is_asking (page (kiosk)));
  assert_order (kiosk, pages, "10");

  while (!is_asking (row)) {
    yz_test_widget_press (row, "Remove");
    g_main_context_iteration (NULL, FALSE);
  }
  yz_test_wait_until (asks_no_more, row);
  assert_order (kiosk, pages, "10");
}

static gboolean
is_in_view (GtkWidget *row)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (row, scroller, &bounds) && bounds.size.height > 0
         && bounds.origin.y >= 0
         && bounds.origin.y + bounds.size.height <= (float)gtk_widget_get_height (scroller);
}

static gboolean
shows_last (gpointer user_data)
{
  YzPaperRow *row = row_at (user_data, count (user_data) - 1);

  return row != NULL && is_in_view (GTK_WIDGET (row));
}

/* All as wide as each other, whatever shape the pages have: their buttons stand in one column. */
static void
test_in_view (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autoptr (GPtrArray) pages = take_pages (kiosk, YZ_PHOTO_MAX_COUNT - 1);
  g_autoptr (GBytes) wide = make_shape (0x808080ff, 297, 100);
  graphene_rect_t first, last;

  yz_session_add_paper (kiosk->session, FIELD, wide);
  plug_in (kiosk);
  yz_test_kiosk_show (kiosk, "papers", FIELD);
  yz_session_replace (kiosk->session, "papers", FIELD "/99");
  yz_test_wait_until (shows_last, kiosk);
  yz_test_wait_until (shows_all_pictures, kiosk);
  g_assert_true (
      gtk_widget_compute_bounds (yz_test_widget_find_button (GTK_WIDGET (row_at (kiosk, 0)), "Up"),
                                 page (kiosk), &first));
  g_assert_true (
      gtk_widget_compute_bounds (yz_test_widget_find_button (GTK_WIDGET (
                                                                 row_at (kiosk,
                                                                         YZ_PHOTO_MAX_COUNT - 1)),
                                                             "Up"),
                                 page (kiosk), &last));
  g_assert_cmpfloat (first.origin.x, ==, last.origin.x);
}

static void
assert_name (GtkWidget *root, const char *button, const char *name)
{
  GtkWidget *widget = yz_test_widget_find_button (root, button);

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       name);
}

/* A screen reader says which page a button is for, also after it has moved. */
static void
test_names (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autoptr (GPtrArray) pages = take_pages (kiosk, 2);
  GtkWidget *row;

  yz_test_kiosk_show (kiosk, "papers", FIELD);
  row = GTK_WIDGET (row_at (kiosk, 1));
  assert_name (row, "Up", "Move page 2 up");
  assert_name (row, "Remove", "Remove page 2");
  yz_test_widget_press (row, "Up");
  assert_name (row, "Down", "Move page 1 down");
  while (!is_asking (row)) {
    yz_test_widget_press (row, "Remove");
    g_main_context_iteration (NULL, FALSE);
  }
  assert_name (row, "Really remove?", "Really remove page 1?");
}

/* The form ------------------------------------------------------------------------------------ */

static char *
papers_step (YzTestKiosk *kiosk)
{
  GPtrArray *sections = yz_form_get_sections (yz_session_get_form (kiosk->session));

  for (guint i = 0; i < sections->len; i++)
    if (strcmp (((const YzSection *)g_ptr_array_index (sections, i))->id, "papers") == 0)
      return g_strdup_printf ("%u", i);
  g_assert_not_reached ();
}

static void
test_no_camera (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autofree char *step = papers_step (kiosk);
  g_autoptr (GPtrArray) pages = NULL;

  yz_test_kiosk_show (kiosk, "form", step);
  g_assert_true (says (kiosk, "These papers can be handed in at the window."));
  g_assert_null (yz_test_widget_find_button (page (kiosk), "Photograph papers…"));
  yz_test_kiosk_show (kiosk, "photo", FIELD);
  g_assert_true (says (kiosk, "Please hand in these papers at the window."));
  g_assert_false (says (kiosk, "Take the picture"));
  yz_test_widget_press (page (kiosk), "Go back without a picture");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "home"));

  /* What was taken before it failed is still there to be looked at. */
  pages = take_pages (kiosk, 2);
  yz_test_kiosk_show (kiosk, "form", step);
  yz_test_widget_press (page (kiosk), "2 pages photographed");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "papers"));
  g_assert_true (says (kiosk, "What you have photographed is handed in;"));
  g_assert_nonnull (row_at (kiosk, 1));
  yz_test_kiosk_show (kiosk, "photo", FIELD);
  g_assert_true (says (kiosk, "What you have photographed is handed in;"));
  yz_test_kiosk_show (kiosk, "paper", FIELD "/1");
  g_assert_false (gtk_widget_get_sensitive (yz_test_widget_find_button (page (kiosk), "Retake")));
}

static gboolean
has_submitted (gpointer user_data)
{
  YzTestKiosk *kiosk = user_data;

  return yz_test_kiosk_is_at (kiosk, "receipt");
}

static guint
count_files (YzTestKiosk *kiosk, GPtrArray *pages)
{
  g_autofree char *path = g_build_filename (kiosk->folder, YZ_BLOBS_FOLDER, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    g_autofree char *data = NULL;
    gsize size;

    g_assert_true (g_file_get_contents (file, &data, &size, NULL));
    for (guint i = 0; i < pages->len; i++)
      g_assert_null (
          memmem (data, size, g_bytes_get_data (g_ptr_array_index (pages, i), NULL), 64));
    n++;
  }
  return n;
}

/* Sealed, handed in, and gone from the session. */
static void
test_submit (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autoptr (GPtrArray) pages = take_pages (kiosk, 2);

  yz_test_kiosk_answer_all (kiosk);
  yz_test_kiosk_show (kiosk, "review", NULL);
  g_assert_true (says (kiosk, "2 pages photographed"));
  yz_test_widget_press (window (kiosk), "Submit");
  yz_test_wait_until (has_submitted, kiosk);
  g_assert_cmpuint (yz_test_kiosk_n_submitted (kiosk), ==, 1);
  g_assert_cmpuint (count_files (kiosk, pages), ==, 2);
  g_assert_cmpuint (g_hash_table_size (yz_session_get_papers (kiosk->session)), ==, 0);
}

/* The camera ---------------------------------------------------------------------------------- */

static gboolean
can_take (gpointer user_data)
{
  GtkWidget *button = yz_test_widget_find_button (page (user_data), "Take the picture");

  return button != NULL && gtk_widget_get_sensitive (button);
}

static gboolean
was_taken (gpointer user_data)
{
  return says (user_data, "Is all of it there, and sharp?");
}

static void
take (YzTestKiosk *kiosk)
{
  yz_test_wait_until (can_take, kiosk);
  yz_test_widget_press (page (kiosk), "Take the picture");
  yz_test_wait_until (was_taken, kiosk);
}

static gboolean
shows_picture (gpointer user_data)
{
  GtkWidget *picture = yz_test_widget_find (page (user_data), GTK_TYPE_PICTURE, 0);

  return gtk_picture_get_paintable (GTK_PICTURE (picture)) != NULL;
}

static gboolean
is_missing (gpointer user_data)
{
  return says (user_data, "Please hand in these papers at the window.");
}

/* Pulled out before the page, during it, and put back each time. */
static void
test_unplugged (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autofree char *path = g_build_filename (kiosk->folder, "camera.png", NULL);

  yz_test_kiosk_show (kiosk, "photo", FIELD);
  g_assert_true (is_missing (kiosk));
  plug_in (kiosk);
  yz_test_wait_until (can_take, kiosk);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_test_expect_message ("yz-session", G_LOG_LEVEL_WARNING, "*unplugged*");
  yz_test_wait_until (is_missing, kiosk);
  g_test_assert_expected_messages ();
  plug_in (kiosk);
  take (kiosk);
}

/* The node of a camera is there some moments before it can be opened. */
static void
test_late (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autofree char *path = g_build_filename (kiosk->folder, "camera.png", NULL);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_test_expect_message ("yz-session", G_LOG_LEVEL_WARNING, "the camera failed*");
  yz_test_kiosk_show (kiosk, "photo", FIELD);
  yz_test_wait_until (is_missing, kiosk);
  g_test_assert_expected_messages ();
  plug_in (kiosk);
  take (kiosk);
}

static void
test_take (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autofree char *step = papers_step (kiosk);
  GBytes *first;

  plug_in (kiosk);
  yz_test_kiosk_show (kiosk, "form", step);
  yz_test_widget_press (page (kiosk), "Photograph papers…");
  yz_session_replace (kiosk->session, "papers", FIELD);
  yz_test_widget_press (page (kiosk), "Photograph a page");
  g_assert_true (says (kiosk, "The camera is on."));
  take (kiosk);
  g_assert_cmpstr (yz_session_get_argument (kiosk->session), ==, FIELD "/0/taken");
  g_assert_false (says (kiosk, "The edges were not found"));
  g_assert_false (says (kiosk, "The camera is on."));
  yz_test_wait_until (shows_picture, kiosk);
  g_assert_cmpuint (count (kiosk), ==, 1);

  /* In the other language, and back, it is still there. */
  yz_session_set_language (kiosk->session, "zh");
  yz_session_set_language (kiosk->session, "en");
  g_assert_true (was_taken (kiosk));

  first = yz_session_get_paper (kiosk->session, FIELD, 0);
  g_assert_cmpuint (g_bytes_get_size (first), >, 1000);
  yz_test_widget_press (page (kiosk), "Retake");
  take (kiosk);
  g_assert_cmpuint (count (kiosk), ==, 1);
  yz_test_widget_press (page (kiosk), "Use this picture");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "papers"));
  g_assert_nonnull (row_at (kiosk, 0));
  yz_test_widget_press (page (kiosk), "Back to the form");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "form"));
  g_assert_true (says (kiosk, "1 page photographed"));
}

static void
test_as_many_as_fit (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autoptr (GPtrArray) pages = take_pages (kiosk, YZ_PHOTO_MAX_COUNT - 1);

  plug_in (kiosk);
  yz_test_kiosk_show (kiosk, "papers", FIELD);
  yz_test_widget_press (page (kiosk), "One more page");
  take (kiosk);
  yz_test_widget_press (page (kiosk), "Use this picture");
  yz_test_wait_until (shows_last, kiosk);
  g_assert_true (says (kiosk, "10 pages are photographed, which is the most."));
  g_assert_false (
      gtk_widget_get_sensitive (yz_test_widget_find_button (page (kiosk), "One more page")));
  remove_page (kiosk, 4);
  g_assert_true (says (kiosk, "9 pages photographed, at most 10."));
  g_assert_true (
      gtk_widget_get_sensitive (yz_test_widget_find_button (page (kiosk), "One more page")));
}

/* As wide as there is room. */
static gboolean
is_large (gpointer user_data)
{
  GtkWidget *scroller = yz_test_widget_find (page (user_data), GTK_TYPE_SCROLLED_WINDOW, 0);
  GtkWidget *picture
      = scroller != NULL ? yz_test_widget_find (scroller, GTK_TYPE_PICTURE, 0) : NULL;

  return picture != NULL && gtk_picture_get_paintable (GTK_PICTURE (picture)) != NULL
         && gtk_widget_get_width (picture) == gtk_widget_get_width (scroller);
}

static gboolean
is_longer_than_the_screen (gpointer user_data)
{
  return is_large (user_data) && yz_test_widget_find_button (page (user_data), "See below") != NULL;
}

static void
test_enlarge (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autoptr (GBytes) narrow = make_shape (0x808080ff, 300, 900);

  yz_session_add_paper (kiosk->session, FIELD, narrow);
  yz_test_kiosk_show (kiosk, "paper", FIELD "/0/taken");
  g_assert_true (was_taken (kiosk));
  g_assert_null (yz_test_widget_find_button (page (kiosk), "See below"));
  yz_test_widget_press (page (kiosk), "Enlarge");
  yz_test_wait_until (is_longer_than_the_screen, kiosk);
  /* In the other language, and back, it is still large. */
  yz_session_set_language (kiosk->session, "zh");
  yz_session_set_language (kiosk->session, "en");
  yz_test_wait_until (is_longer_than_the_screen, kiosk);
  yz_test_widget_press (page (kiosk), "Smaller");
  g_assert_true (was_taken (kiosk));
  yz_test_wait_until (shows_picture, kiosk);
}

/* From the list: looked at, and taken again in its place. */
static void
test_retake (YzTestKiosk *kiosk, gconstpointer data)
{
  g_autoptr (GPtrArray) pages = take_pages (kiosk, 3);
  GBytes *taken;

  plug_in (kiosk);
  yz_test_kiosk_show (kiosk, "papers", FIELD);
  g_signal_emit_by_name (yz_test_widget_find (GTK_WIDGET (row_at (kiosk, 1)), GTK_TYPE_BUTTON, 0),
                         "clicked");
  g_assert_cmpstr (yz_session_get_argument (kiosk->session), ==, FIELD "/1");
  yz_test_wait_until (is_large, kiosk);
  yz_test_widget_press (page (kiosk), "Retake");
  /* Nothing is lost before there is something better. */
  assert_order (kiosk, pages, "012");
  take (kiosk);
  yz_test_widget_press (page (kiosk), "Use this picture");
  g_assert_true (yz_test_kiosk_is_at (kiosk, "papers"));
  g_assert_cmpuint (count (kiosk), ==, 3);
  taken = g_bytes_ref (yz_session_get_paper (kiosk->session, FIELD, 1));
  g_assert_false (g_bytes_equal (taken, g_ptr_array_index (pages, 1)));
  g_bytes_unref (g_ptr_array_index (pages, 1));
  g_ptr_array_index (pages, 1) = taken;
  assert_order (kiosk, pages, "012");
}

/* The page goes while the picture is being made. */
static void
test_left_while_taking (YzTestKiosk *kiosk, gconstpointer data)
{
  plug_in (kiosk);
  yz_test_kiosk_show (kiosk, "papers", FIELD);
  yz_test_widget_press (page (kiosk), "Photograph a page");
  yz_test_wait_until (can_take, kiosk);
  yz_test_widget_press (page (kiosk), "Take the picture");
  yz_session_back (kiosk->session);
  g_assert_true (yz_test_kiosk_is_at (kiosk, "papers"));
  g_assert_cmpuint (count (kiosk), ==, 0);
}

int
main (int argc, char **argv)
{
  yz_language_init ();
  yz_test_widget_init (&argc, &argv);

#define ADD(path, func)                                                                            \
  g_test_add ("/papers-pages/" path, YzTestKiosk, NULL, yz_test_kiosk_set_up, func,                \
              yz_test_kiosk_tear_down)
  ADD ("order", test_order);
  ADD ("remove", test_remove);
  ADD ("double-touch", test_double_touch);
  ADD ("thought-better", test_thought_better);
  ADD ("in-view", test_in_view);
  ADD ("names", test_names);
  ADD ("no-camera", test_no_camera);
  ADD ("unplugged", test_unplugged);
  ADD ("late", test_late);
  ADD ("submit", test_submit);
  ADD ("take", test_take);
  ADD ("enlarge", test_enlarge);
  ADD ("retake", test_retake);
  ADD ("as-many-as-fit", test_as_many_as_fit);
  ADD ("left-while-taking", test_left_while_taking);
  return g_test_run ();
}
