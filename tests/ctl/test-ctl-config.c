/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-json.h"
#include "yz-key.h"
#include "yz-test-ctl.h"

#include <string.h>

/* `config check`: what it finds beyond the file itself, in the keys that are named there. */

typedef struct {
  const char *text;
  const char *key;  /* the one that is wrong, or none */
  const char *says; /* a part of what is said of it */
} Row;

static const Row rows[] = {
  { "", NULL, NULL },
  { "[hub]\nstations=kiosk-1.pub;kiosk-2\n", NULL, NULL },
  { "[hub]\nstations=kiosk-9.pub\n", "hub.stations", "does not exist" },
  { "[hub]\nstations=centre.pub\n", "hub.stations", "is a sealing key" },
  { "[hub]\nstations=a b.pub\n", "hub.stations", "names no station" },
  { "[central]\nseal-keys=centre.pub\n", NULL, NULL },
  { "[central]\nseal-keys=centre.pub;lost.pub\n", "central.seal-keys", "lost.pub" },
  { "[central]\nseal-keys=kiosk-1.pub\n", "central.seal-keys", "is a signing key" },
  { "[central]\nca-file=cert.pem\n", NULL, NULL },
  { "[central]\nca-file=lost.pem\n", "central.ca-file", "lost.pem" },
  { "[central]\nclient-cert=cert.pem\nclient-key=key.pem\n", NULL, NULL },
  { "[central]\nclient-cert=both.pem\n", NULL, NULL },
  { "[central]\nclient-cert=cert.pem\n", "central.client-cert", "PRIVATE KEY" },
  { "[central]\nclient-cert=lost.pem\nclient-key=key.pem\n", "central.client-cert", "lost.pem" },
  { "[central]\nclient-cert=cert.pem\nclient-key=lost.pem\n", "central.client-key", "lost.pem" },
  { "[central]\nclient-cert=cert.pem\nclient-key=cert.pem\n", "central.client-key", "PRIVATE KEY" },
  { "[central]\nclient-key=key.pem\n", "central.client-key", "without client-cert=" },
};

/* Only where it begins is looked at. */
#define CERT "-----BEGIN CERTIFICATE-----\n"
#define SECRET "-----BEGIN PRIVATE KEY-----\n"

static void
save_key (YzTestCtl *ctl, YzKeyKind kind, const char *name)
{
  g_autofree char *path = g_build_filename (ctl->dir, name, NULL);
  g_autoptr (YzKey) key = yz_key_generate (kind);
  g_autoptr (GError) error = NULL;

  yz_key_save (key, path, &error);
  g_assert_no_error (error);
}

static void
test_config_check (YzTestCtl *ctl, gconstpointer data)
{
  save_key (ctl, YZ_KEY_SIGN, "kiosk-1");
  save_key (ctl, YZ_KEY_SEAL, "centre");
  yz_test_ctl_write (ctl, "cert.pem", CERT);
  yz_test_ctl_write (ctl, "key.pem", SECRET);
  yz_test_ctl_write (ctl, "both.pem", CERT SECRET);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (JsonNode) node = NULL;
    JsonArray *problems;
    JsonObject *problem;

    g_test_message ("%s", rows[i].text);
    yz_test_ctl_write (ctl, "yizhan.conf", rows[i].text);
    node = yz_test_ctl_run (ctl, NULL, rows[i].key != NULL ? 1 : 0, "config check");
    problems = yz_json_get_array (json_node_get_object (node), "problems");
    g_assert_cmpuint (json_array_get_length (problems), ==, rows[i].key != NULL ? 1 : 0);
    if (rows[i].key == NULL)
      continue;
    problem = json_array_get_object_element (problems, 0);
    g_assert_cmpstr (yz_json_get_string (problem, "key"), ==, rows[i].key);
    g_assert_nonnull (strstr (yz_json_get_string (problem, "message"), rows[i].says));
  }
}

int
main (int argc, char **argv)
{
  yz_test_ctl_init (&argc, &argv);

  yz_test_ctl_add ("/ctl/config-check", test_config_check);

  return g_test_run ();
}
