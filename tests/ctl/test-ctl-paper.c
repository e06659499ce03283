/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-test-ctl.h"

#include <string.h>

/* What is drawn by a command, for which the leak sanitizer needs to know what Pango and cairo lose.
 */

/* What stands on the paper, as poppler reads it. */
static char *
read_paper (YzTestCtl *ctl, const char *answers)
{
  g_autofree char *path = g_build_filename (ctl->dir, "result.pdf", NULL);
  const char *argv[] = { "pdftotext", "-raw", path, "-", NULL };
  g_autoptr (JsonNode) result
      = yz_test_ctl_run (ctl, answers, 0, "eligibility --answers - --paper result.pdf");
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_assert_nonnull (result);
  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL,
                &error);
  g_assert_no_error (error);
  return text;
}

static void
test_paper (YzTestCtl *ctl, gconstpointer data)
{
  g_autofree char *open = read_paper (ctl, "{\"matter\":\"consultation\"}");
  g_autofree char *secret = read_paper (ctl, "{\"matter\":\"domestic-abuse\",\"foreigner\":false}");

  g_assert_nonnull (strstr (open, "《法律援助法》"));
  g_assert_nonnull (strstr (open, "第23条"));
  g_assert_nonnull (strstr (open, "Legal Aid Law, Art. 23"));
  g_assert_nonnull (strstr (secret, "办事提示"));
  g_assert_null (strstr (secret, "暴力"));
  yz_test_ctl_assert_error (ctl, "{\"matter\":\"consultation\"}", 3,
                            "eligibility --answers - --paper nowhere/result.pdf", "failed",
                            "nowhere");
}

int
main (int argc, char **argv)
{
  yz_test_ctl_init (&argc, &argv);

  yz_test_ctl_add ("/ctl/paper/result", test_paper);

  return g_test_run ();
}
