/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-fuzz.h"

#include "yz-error.h"
#include "yz-picture.h"
#include "yz-qr.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* picture: a file that is given for a picture with codes in it. */

/* No code holds more: digits in the largest QR code. */
#define MAX_TEXT 7089

static void
check_code (const YzCode *code)
{
  g_assert_true (strcmp (code->type, "QR-Code") == 0 || strcmp (code->type, "CODE-128") == 0);
  g_assert_cmpuint (g_bytes_get_size (code->bytes), <=, MAX_TEXT);
  g_assert_true (code->text == NULL || g_utf8_validate (code->text, -1, NULL));
}

/**
 * yz_fuzz_run_picture:
 * @text: a file, which stays in memory
 * @size: its bytes
 * @rand: unused
 *
 * Reads the codes in it.
 */
void
yz_fuzz_run_picture (const char *text, gsize size, GRand *rand)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) codes = NULL;
  g_autofree char *path = NULL;
  int fd = memfd_create ("picture", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, text, size), ==, (gssize)size);
  path = g_strdup_printf ("/proc/self/fd/%d", fd);
  codes = yz_picture_read_codes (path, &error);
  close (fd);

  g_assert_true ((codes == NULL) == (error != NULL));
  if (codes == NULL) {
    g_assert_error (error, YZ_ERROR, YZ_ERROR_INVALID);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return;
  }
  for (guint i = 0; i < codes->len; i++)
    check_code (g_ptr_array_index (codes, i));
}

/**
 * yz_fuzz_add_picture_seeds:
 * @seeds: (element-type GBytes): where to add
 *
 * Adds codes in the simplest format there is: what is changed in it changes pixels.
 */
void
yz_fuzz_add_picture_seeds (GPtrArray *seeds)
{
  static const char *const texts[] = { "picture", "申请法律援助" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (YzQr) qr = yz_qr_new (texts[i], NULL);
    guint side = (yz_qr_get_size (qr) + 8) * 3;
    GString *pgm = g_string_new (NULL);

    g_string_printf (pgm, "P5\n%u %u\n255\n", side, side);
    for (guint y = 0; y < side; y++) {
      for (guint x = 0; x < side; x++) {
        guint u = x / 3 - 4, v = y / 3 - 4;
        gboolean dark
            = u < yz_qr_get_size (qr) && v < yz_qr_get_size (qr) && yz_qr_get_module (qr, u, v);

        g_string_append_c (pgm, dark ? 30 : (char)220);
      }
    }
    g_ptr_array_add (seeds, g_string_free_to_bytes (pgm));
  }
}
