/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-json.h"
#include "yz-test-ctl.h"

/* The command `logic`. */

static void
assert_value (YzTestCtl *ctl, const char *command, const char *expected)
{
  g_autoptr (JsonNode) node = yz_test_ctl_run (ctl, NULL, 0, command);
  g_autofree char *text = yz_json_to_text (node, FALSE);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_values (YzTestCtl *ctl, gconstpointer data)
{
  assert_value (ctl, "logic --rule '{\"+\":[{\"var\":\"a.b\"},1]}' --data '{\"a\":{\"b\":\"2\"}}'",
                "3");
  assert_value (ctl, "logic --rule '{\"var\":\"a\"}'", "null");
  assert_value (ctl, "logic --rule '{\"<\":[{\"var\":\"income\"},1000]}' --data '{}'", "true");
  assert_value (ctl, "logic --rule '{\"*\":[1e20,10]}'", "1e+21");
  assert_value (ctl, "logic --rule '\"法律\"' --data null", "\"法律\"");
}

static void
test_errors (YzTestCtl *ctl, gconstpointer data)
{
  yz_test_ctl_assert_error (ctl, NULL, 2, "logic", "usage", "--rule");
  yz_test_ctl_assert_error (ctl, NULL, 2, "logic --rule '{'", "usage", "--rule");
  yz_test_ctl_assert_error (ctl, NULL, 2, "logic --rule 1 --data '{'", "usage", "--data");
  yz_test_ctl_assert_error (ctl, NULL, 3, "logic --rule '{\"fly\":[1]}'", "invalid", "fly");
}

int
main (int argc, char **argv)
{
  yz_test_ctl_init (&argc, &argv);

  yz_test_ctl_add ("/ctl/logic/values", test_values);
  yz_test_ctl_add ("/ctl/logic/errors", test_errors);

  return g_test_run ();
}
