/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-qr-image.h"

#include "yz-test-widget.h"

#include <string.h>

/* A QR code on the screen: it says when a text does not fit, and draws what fits. */

static char *
text_of_length (gsize length)
{
  char *text = g_malloc (length + 1);

  memset (text, 'a', length);
  text[length] = '\0';
  return text;
}

static YzQrImage *
new_image (void)
{
  return g_object_ref_sink (g_object_new (YZ_TYPE_QR_IMAGE, NULL));
}

/* What stands in the middle of the widget, as the number of drawing operations. */
static gboolean
draws_something (YzQrImage *image)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  gtk_widget_measure (GTK_WIDGET (image), GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_allocate (GTK_WIDGET (image), 320, 320, -1, NULL);
  GTK_WIDGET_GET_CLASS (image)->snapshot (GTK_WIDGET (image), snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  return node != NULL;
}

static void
test_fits (void)
{
  YzQrImage *image = new_image ();

  g_assert_true (yz_qr_image_set_text (image, "编号 A001"));
  g_assert_true (draws_something (image));
  g_assert_finalize_object (image);
}

/* 1,500 bytes are what pages ask for. */
static void
test_largest_of_a_page (void)
{
  YzQrImage *image = new_image ();
  g_autofree char *text = text_of_length (1500);

  g_assert_true (yz_qr_image_set_text (image, text));
  g_assert_finalize_object (image);
}

static void
test_too_long (void)
{
  YzQrImage *image = new_image ();
  g_autofree char *text = text_of_length (2954); /* one more than the largest code holds */

  g_assert_true (yz_qr_image_set_text (image, "1"));
  g_assert_false (yz_qr_image_set_text (image, text));
  /* Nor is the code before left to be scanned in its place. */
  g_assert_false (draws_something (image));
  g_assert_true (yz_qr_image_set_text (image, "2"));
  g_assert_finalize_object (image);
}

static void
test_keeps_its_size (void)
{
  YzQrImage *image = new_image ();
  int empty, full;

  gtk_widget_measure (GTK_WIDGET (image), GTK_ORIENTATION_VERTICAL, -1, &empty, NULL, NULL, NULL);
  g_assert_true (yz_qr_image_set_text (image, "1"));
  gtk_widget_measure (GTK_WIDGET (image), GTK_ORIENTATION_VERTICAL, -1, &full, NULL, NULL, NULL);
  g_assert_cmpint (empty, ==, full);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_ROLE_IMG);
  g_assert_finalize_object (image);
}

int
main (int argc, char **argv)
{
  yz_test_widget_init (&argc, &argv);

  g_test_add_func ("/qr-image/fits", test_fits);
  g_test_add_func ("/qr-image/largest-of-a-page", test_largest_of_a_page);
  g_test_add_func ("/qr-image/too-long", test_too_long);
  g_test_add_func ("/qr-image/keeps-its-size", test_keeps_its_size);

  return g_test_run ();
}
