/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-fake-transport.h"
#include "yz-verdict.h"

/* What an answer means. The tables are the contract: design §7. */

#define ID "01HF0000000000000000000001"
#define OTHER_ID "01HF0000000000000000000002"
#define SHA256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define OTHER_SHA256 "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
#define RECEIPT(id, sha256, receipt)                                                               \
  "{\"id\":\"" id "\",\"sha256\":\"" sha256 "\",\"receipt\":\"" receipt                            \
  "\",\"received_at\":\"2026-11-21T01:30:00Z\"}"
#define PROBLEM(type, id)                                                                          \
  "{\"type\":\"urn:yizhan:problem:" type "\",\"title\":\"no\",\"status\":422,\"id\":\"" id "\"}"

#define JSON "application/json"
#define PROBLEM_JSON "application/problem+json"
#define HTML "text/html"
#define PAGE "<html><body>Please log in</body></html>"

#define GOOD RECEIPT (ID, SHA256, "00000017")
#define REFUSED PROBLEM ("refused", ID)
#define DEVICE_REFUSED PROBLEM ("device-refused", ID)

typedef struct {
  guint status;
  const char *content_type;
  const char *body;
  YzVerdict verdict;
} Row;

static const Row rows[] = {
  { 201, JSON, GOOD, YZ_VERDICT_DELIVERED },
  { 200, JSON, GOOD, YZ_VERDICT_DELIVERED },
  { 202, JSON, GOOD, YZ_VERDICT_DELIVERED },
  { 200, JSON, "{\"id\":\"" ID "\",\"sha256\":\"" SHA256 "\"}", YZ_VERDICT_DELIVERED },

  /* Somebody else's 200. */
  { 200, HTML, PAGE, YZ_VERDICT_WEATHER },
  { 200, HTML, GOOD, YZ_VERDICT_WEATHER },
  { 200, NULL, GOOD, YZ_VERDICT_WEATHER },
  { 200, PROBLEM_JSON, GOOD, YZ_VERDICT_WEATHER },
  { 200, JSON, PAGE, YZ_VERDICT_WEATHER },
  { 200, JSON, "", YZ_VERDICT_WEATHER },
  { 200, JSON, "{}", YZ_VERDICT_WEATHER },
  { 200, JSON, "[" GOOD "]", YZ_VERDICT_WEATHER },
  { 200, JSON, "null", YZ_VERDICT_WEATHER },
  { 200, JSON, "{\"id\":\"" ID "\"}", YZ_VERDICT_WEATHER },
  { 200, JSON, "{\"sha256\":\"" SHA256 "\"}", YZ_VERDICT_WEATHER },
  { 200, JSON, "{\"id\":1,\"sha256\":2}", YZ_VERDICT_WEATHER },
  { 200, JSON, "{\"id\":\"" ID "\",\"sha256\":\"" SHA256 "\"", YZ_VERDICT_WEATHER },
  { 204, NULL, "", YZ_VERDICT_WEATHER },
  { 302, HTML, PAGE, YZ_VERDICT_WEATHER },
  { 307, JSON, GOOD, YZ_VERDICT_WEATHER },

  /* The hub's receipt for something else. */
  { 201, JSON, RECEIPT (OTHER_ID, OTHER_SHA256, "00000018"), YZ_VERDICT_WEATHER },
  { 201, JSON, RECEIPT (ID, OTHER_SHA256, "00000017"), YZ_VERDICT_WEATHER },
  { 201, JSON, RECEIPT (OTHER_ID, SHA256, "00000017"), YZ_VERDICT_WEATHER },
  { 201, JSON, RECEIPT (ID, SHA256, "00000018"), YZ_VERDICT_WEATHER },
  { 201, JSON, "{\"id\":\"" ID "\",\"sha256\":\"" SHA256 "\",\"receipt\":null}",
    YZ_VERDICT_WEATHER },

  { 409, PROBLEM_JSON, REFUSED, YZ_VERDICT_REFUSED },
  { 413, PROBLEM_JSON, REFUSED, YZ_VERDICT_REFUSED },
  { 422, PROBLEM_JSON, REFUSED, YZ_VERDICT_REFUSED },
  { 409, JSON, REFUSED, YZ_VERDICT_WEATHER },
  { 413, HTML, PAGE, YZ_VERDICT_WEATHER },
  { 422, HTML, REFUSED, YZ_VERDICT_WEATHER },
  { 422, PROBLEM_JSON, "{\"type\":\"about:blank\",\"id\":\"" ID "\"}", YZ_VERDICT_WEATHER },
  { 422, PROBLEM_JSON, PROBLEM ("refused", OTHER_ID), YZ_VERDICT_WEATHER },
  { 422, PROBLEM_JSON, "{\"type\":\"urn:yizhan:problem:refused\"}", YZ_VERDICT_WEATHER },
  { 422, PROBLEM_JSON, DEVICE_REFUSED, YZ_VERDICT_WEATHER },
  { 400, PROBLEM_JSON, REFUSED, YZ_VERDICT_WEATHER },
  { 404, PROBLEM_JSON, REFUSED, YZ_VERDICT_WEATHER },
  { 410, PROBLEM_JSON, REFUSED, YZ_VERDICT_WEATHER },
  { 500, PROBLEM_JSON, REFUSED, YZ_VERDICT_WEATHER },
  { 200, PROBLEM_JSON, REFUSED, YZ_VERDICT_WEATHER },

  { 401, PROBLEM_JSON, DEVICE_REFUSED, YZ_VERDICT_DEVICE_REFUSED },
  { 403, PROBLEM_JSON, DEVICE_REFUSED, YZ_VERDICT_DEVICE_REFUSED },
  { 403, HTML, PAGE, YZ_VERDICT_WEATHER },
  { 403, PROBLEM_JSON, REFUSED, YZ_VERDICT_WEATHER },
  { 401, JSON, DEVICE_REFUSED, YZ_VERDICT_WEATHER },
  { 407, PROBLEM_JSON, DEVICE_REFUSED, YZ_VERDICT_WEATHER },

  { 404, HTML, PAGE, YZ_VERDICT_WEATHER },
  { 408, NULL, "", YZ_VERDICT_WEATHER },
  { 429, JSON, "{}", YZ_VERDICT_WEATHER },
  { 500, HTML, PAGE, YZ_VERDICT_WEATHER },
  { 502, HTML, PAGE, YZ_VERDICT_WEATHER },
  { 503, PROBLEM_JSON, PROBLEM ("storage", ID), YZ_VERDICT_WEATHER },
  { 511, HTML, PAGE, YZ_VERDICT_WEATHER },
  { 0, NULL, "", YZ_VERDICT_WEATHER },
  { 999, JSON, GOOD, YZ_VERDICT_WEATHER },
};

static void
test_submission (void)
{
  YzOutboxItem item = {
    .id = (char *)ID,
    .sha256 = (char *)SHA256,
    .receipt = (char *)"00000017",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (YzResponse) response
        = yz_fake_response (rows[i].status, rows[i].content_type, rows[i].body);

    g_test_message ("%u %s %s", rows[i].status, rows[i].content_type, rows[i].body);
    g_assert_cmpint (yz_verdict_of_submission (response, &item), ==, rows[i].verdict);
  }
}

/* An answer that is right but absurdly long or deep is nobody's. */
static void
test_absurd (void)
{
  YzOutboxItem item = {
    .id = (char *)ID,
    .sha256 = (char *)SHA256,
    .receipt = (char *)"00000017",
  };
  g_autofree char *space = g_strnfill (100 * 1024, ' ');
  g_autofree char *brackets = g_strnfill (10 * 1024, '[');
  g_autofree char *wide = g_strconcat (GOOD, space, NULL);
  g_autoptr (YzResponse) wide_response = yz_fake_response (200, JSON, wide);
  g_autoptr (YzResponse) deep_response = yz_fake_response (200, JSON, brackets);

  g_assert_cmpint (yz_verdict_of_submission (wide_response, &item), ==, YZ_VERDICT_WEATHER);
  g_assert_cmpint (yz_verdict_of_submission (deep_response, &item), ==, YZ_VERDICT_WEATHER);
}

static void
test_health (void)
{
  static const struct {
    guint status;
    const char *content_type;
    const char *body;
    gboolean ok;
  } health_rows[] = {
    { 200, JSON, "{\"ok\":true,\"version\":\"1\"}", TRUE },
    { 200, JSON, "{\"ok\":false}", FALSE },
    { 200, JSON, "{}", FALSE },
    { 200, HTML, "{\"ok\":true}", FALSE },
    { 200, HTML, PAGE, FALSE },
    { 204, NULL, "", FALSE },
    { 503, JSON, "{\"ok\":true}", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (health_rows); i++) {
    g_autoptr (YzResponse) response
        = yz_fake_response (health_rows[i].status, health_rows[i].content_type,
                            health_rows[i].body);

    g_assert_cmpint (yz_verdict_of_health (response), ==, health_rows[i].ok);
  }
}

/* Between one second and a limit that doubles up to ten minutes, and never in step. */
static void
test_backoff (void)
{
  for (guint n = 1; n < 100; n++) {
    guint limit_ms = n < 10 ? 1000u << n : 600000u;
    guint least_ms = G_MAXUINT;
    guint most_ms = 0;

    for (guint i = 0; i < 200; i++) {
      guint delay_ms = yz_backoff_ms (n, 0);

      least_ms = MIN (least_ms, delay_ms);
      most_ms = MAX (most_ms, delay_ms);
    }
    g_assert_cmpuint (least_ms, >=, 1000);
    g_assert_cmpuint (most_ms, <=, limit_ms);
    g_assert_cmpuint (most_ms - least_ms, >, limit_ms / 4);
  }
  g_assert_cmpuint (yz_backoff_ms (1, 30), ==, 30000);
  g_assert_cmpuint (yz_backoff_ms (1, G_MAXUINT), ==, 3600000);
  g_assert_cmpuint (yz_backoff_ms (G_MAXUINT, 0), <=, 600000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/verdict/submission", test_submission);
  g_test_add_func ("/verdict/absurd", test_absurd);
  g_test_add_func ("/verdict/health", test_health);
  g_test_add_func ("/verdict/backoff", test_backoff);

  return g_test_run ();
}
