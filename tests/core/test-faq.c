/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-error.h"
#include "yz-faq.h"
#include "yz-normalize.h"
#include "yz-sim-clock.h"
#include "yz-test-folder.h"

#include <string.h>

/* The search: against a plain scan of made-up articles, and against what people really ask of the
 * articles that the kiosk ships with. */

#define N_ARTICLES 400
#define N_QUERIES 3000
#define LIMIT 1000

typedef struct {
  char *folder;
  YzContent *content;
  GPtrArray *texts; /* of each article: normalised title, keywords and body, in that order */
  GRand *rand;
} Fixture;

/* A few characters and words, so that every query stands in some of the articles; among them
 * spaces, punctuation, two scripts in one word, and traditional characters. */
static const char *const words[] = {
  "工资", "拖欠", "老", "板",   "法律",   "援助",  "仲裁", "的",         "一", "A4",   "12348",
  "ＩＤ", "café", "的", "。",   "，",     " ",     "\n",   "\n\n",       "工", "資",   "老闆",
  "B",    "b2",   "不", "不给", "Wages ", "paid ", "钱",   "\U00020000", "々", "한글", "1",
};

static char *
make_text (GRand *rand, guint n_words)
{
  GString *text = g_string_new ("文");

  for (guint i = 0; i < n_words; i++)
    g_string_append (text, words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
  return g_string_free (text, FALSE);
}

static char *
make_line (GRand *rand, guint n_words)
{
  return g_strdelimit (make_text (rand, n_words), "\n", ' ');
}

static void
note_text (Fixture *f, const char *text)
{
  g_ptr_array_add (f->texts, yz_normalize (text));
}

static YzArticleSource *
make_article (Fixture *f, guint n)
{
  YzArticleSource *article = g_new0 (YzArticleSource, 1);
  g_autofree char *keyword = make_line (f->rand, 2);
  g_autofree char *plain = NULL;
  const char *keywords[] = { keyword, NULL };
  const char *none[] = { NULL };

  article->id = g_strdup_printf ("n%u", n);
  article->language = g_strdup ("zh");
  article->category = g_strdup ("work");
  article->title = make_line (f->rand, 4);
  article->keywords = g_strdupv ((GStrv)keywords);
  article->laws = g_strdupv ((GStrv)none);
  article->related = g_strdupv ((GStrv)none);
  article->updated = g_strdup ("2026-11-21");
  article->effective_from = g_strdup ("2026-11-21");
  article->body = make_text (f->rand, (guint)g_rand_int_range (f->rand, 5, 60));

  plain = yz_markdown_strip (article->body);
  note_text (f, article->title);
  note_text (f, keyword);
  note_text (f, plain);
  return article;
}

static YzContent *
build (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzContentSource) source = yz_content_source_load (g_getenv ("YZ_CONTENT_DIR"), &error);
  YzContent *content;

  g_assert_no_error (error);
  g_ptr_array_set_size (source->articles, 0);
  for (guint i = 0; i < N_ARTICLES; i++)
    g_ptr_array_add (source->articles, make_article (f, i));
  content = yz_content_activate (f->folder, source, &error);
  g_assert_no_error (error);
  return content;
}

static void
set_up_empty (Fixture *f, gconstpointer data)
{
  f->folder = yz_test_folder_new ();
  f->rand = g_rand_new_with_seed (20261121);
  f->texts = g_ptr_array_new_with_free_func (g_free);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  set_up_empty (f, data);
  f->content = build (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->content);
  g_ptr_array_unref (f->texts);
  g_rand_free (f->rand);
  yz_test_folder_remove (f->folder);
}

static gboolean
holds (Fixture *f, guint n, const char *normalized)
{
  for (guint i = 0; i < 3; i++)
    if (strstr (g_ptr_array_index (f->texts, 3 * n + i), normalized) != NULL)
      return TRUE;
  return FALSE;
}

static GPtrArray *
search (YzContent *content, const char *query, const char *language, guint limit, guint *ret_total)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *hits = yz_faq_search (content, query, language, limit, ret_total, NULL, &error);

  g_assert_no_error (error);
  return hits;
}

static void
assert_order (GPtrArray *hits)
{
  for (guint i = 1; i < hits->len; i++) {
    const YzFaqHit *before = g_ptr_array_index (hits, i - 1);
    const YzFaqHit *hit = g_ptr_array_index (hits, i);

    g_assert_cmpfloat (hit->score, <=, before->score);
    g_assert_true (before->exact || !hit->exact);
  }
}

/* A stretch of an article that stands as it is in its snippet, whatever else is normalised away. */
static void
assert_snippet (Fixture *f, const YzFaqHit *hit, const char *normalized)
{
  guint n = (guint)g_ascii_strtoull (hit->id + 1, NULL, 10);
  g_autofree char *snippet = yz_normalize (hit->snippet);

  g_assert_true (g_utf8_validate (hit->snippet, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (hit->snippet, -1), <, 200);
  if (strstr (g_ptr_array_index (f->texts, 3 * n + 2), normalized) == NULL)
    return;
  /* A break between two paragraphs is a blank in the snippet. */
  if (strchr (normalized, ' ') == NULL && strstr (snippet, normalized) == NULL)
    g_error ("“%s” is not in “%s”", normalized, hit->snippet);
}

static void
assert_same_as_scan (Fixture *f, const char *query)
{
  g_autofree char *normalized = yz_normalize (query);
  g_autoptr (GPtrArray) hits = NULL;
  guint total = G_MAXUINT;
  guint expected = 0;
  guint n_exact = 0;

  for (guint i = 0; *normalized != '\0' && i < N_ARTICLES; i++)
    expected += holds (f, i, normalized);

  hits = search (f->content, query, "zh", LIMIT, &total);
  if (total != expected)
    g_error ("“%s”: %u, and a scan finds %u", normalized, total, expected);
  assert_order (hits);
  for (guint i = 0; i < hits->len; i++) {
    const YzFaqHit *hit = g_ptr_array_index (hits, i);
    guint n = (guint)g_ascii_strtoull (hit->id + 1, NULL, 10);

    if (!hit->exact)
      break;
    n_exact++;
    g_assert_true (holds (f, n, normalized));
    assert_snippet (f, hit, normalized);
  }
  g_assert_cmpuint (n_exact, ==, g_utf8_strlen (normalized, -1) == 1 ? MIN (total, 50) : total);
}

static void
test_scan (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < N_QUERIES; i++) {
    g_autofree char *text = make_text (f->rand, (guint)g_rand_int_range (f->rand, 1, 6));
    glong n = g_utf8_strlen (text, -1);
    glong start = g_rand_int_range (f->rand, 0, (gint32)n);
    glong end = g_rand_int_range (f->rand, (gint32)start, (gint32)n) + 1;
    g_autofree char *query = g_utf8_substring (text, start, end);

    assert_same_as_scan (f, query);
  }
}

static void
test_stretches (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < N_QUERIES / 10; i++) {
    const char *text
        = g_ptr_array_index (f->texts, (guint)g_rand_int_range (f->rand, 0, 3 * N_ARTICLES));
    glong n = g_utf8_strlen (text, -1);
    glong start = g_rand_int_range (f->rand, 0, (gint32)n);
    g_autofree char *query = g_utf8_substring (text, start, MIN (n, start + 1 + i % 20));

    /* What begins or ends with a blank is another text once it is normalised again. */
    g_strstrip (query);
    assert_same_as_scan (f, query);
  }
}

static void
test_one_character (Fixture *f, gconstpointer data)
{
  static const char *const characters[]
      = { "工", "資", "板", "a", "Ｂ", "1", "々", "\U00020000", "é", "글", "无", "文" };
  g_autoptr (GPtrArray) first = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (characters); i++)
    assert_same_as_scan (f, characters[i]);

  /* Those with it in the title come first. */
  first = search (f->content, "钱", "zh", 1, NULL);
  g_assert_cmpuint (first->len, ==, 1);
  g_assert_nonnull (strstr (((YzFaqHit *)g_ptr_array_index (first, 0))->title, "钱"));
}

static void
test_limit (Fixture *f, gconstpointer data)
{
  guint total_none = 0, total_all = 0;
  g_autoptr (GPtrArray) none = search (f->content, "工资", "zh", 0, &total_none);
  g_autoptr (GPtrArray) three = search (f->content, "工资", "zh", 3, NULL);
  g_autoptr (GPtrArray) all = search (f->content, "工资", "zh", LIMIT, &total_all);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (three->len, ==, 3);
  g_assert_cmpuint (total_none, ==, total_all);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (((YzFaqHit *)g_ptr_array_index (three, i))->id, ==,
                     ((YzFaqHit *)g_ptr_array_index (all, i))->id);
}

/* Nothing that is typed is a language of its own, and nothing takes long. */
static void
test_hostile (Fixture *f, gconstpointer data)
{
  static const char *const queries[] = {
    "",           "   ",        "\"",    "\"工资",       "工资*",      "工资 OR 拖欠",
    "NOT 工资",   "title:工资", "^工资", "NEAR(a b)",    "'; DROP --", "{title}:",
    "(",          "%",          "_",     "\\",           "\x80工",     "\xff\xfe",
    "工\xe5\xb7", "\n\n\n",     "😀😀",    "\u202e\u200b", "-",          "AND",
  };
  g_autofree char *same = g_strnfill (100000, 'a');
  g_autoptr (GString) long_query = g_string_new (NULL);
  gint64 start_us = g_get_monotonic_time ();

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++) {
    g_autoptr (GPtrArray) hits = search (f->content, queries[i], "zh", 10, NULL);

    assert_order (hits);
  }
  for (guint i = 0; i < 20000; i++)
    g_string_append (long_query, words[i % G_N_ELEMENTS (words)]);
  g_ptr_array_unref (search (f->content, same, "zh", 10, NULL));
  g_ptr_array_unref (search (f->content, long_query->str, "zh", 10, NULL));
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 20 * G_USEC_PER_SEC);
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (yz_faq_search (f->content, "工资", "zh", 10, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* What the kiosk ships with ------------------------------------------------------------------- */

typedef struct {
  const char *query;
  const char *id;
} Question;

static const Question chinese[] = {
  { "老板不给钱", "unpaid-wages" },
  { "老板不给钱怎么办啊", "unpaid-wages" },
  { "我在工地干了三个月活，包工头一分钱没给", "unpaid-wages" },
  { "公司拖欠我工资两个月了，我该找谁", "unpaid-wages" },
  { "不发工资去哪里投诉", "unpaid-wages" },
  { "欠薪", "unpaid-wages" },
  { "帮我讨薪", "unpaid-wages" },
  { "老闆拖欠工資怎麼辦", "unpaid-wages" },
  { "没有签合同能要到工资吗", "unpaid-wages" },
  { "单位突然把我开除了，有没有赔偿", "dismissal" },
  { "公司裁员不给补偿", "dismissal" },
  { "我被炒鱿鱼了", "dismissal" },
  { "逼我写自愿离职怎么办", "dismissal" },
  { "被辭退了怎麼申請勞動仲裁", "dismissal" },
  { "上班的时候手被机器压断了，单位不管", "work-injury" },
  { "工伤怎么认定", "work-injury" },
  { "干活从架子上摔下来受伤了谁赔", "work-injury" },
  { "工傷賠償", "work-injury" },
  { "得了职业病去哪里鉴定", "work-injury" },
  { "被车撞了对方不赔钱", "traffic-injury" },
  { "车祸住院的医药费谁出", "traffic-injury" },
  { "不服交警的事故认定书", "traffic-injury" },
  { "我想离婚，孩子归谁", "divorce-child-support" },
  { "前夫不给抚养费", "divorce-child-support" },
  { "离婚冷静期是多少天", "divorce-child-support" },
  { "儿女不给赡养费怎么办", "divorce-child-support" },
  { "老公打我怎么办", "family-safety" },
  { "家暴", "family-safety" },
  { "怎么申请人身安全保护令", "family-safety" },
  { "丈夫經常打罵我，想申請保護令", "family-safety" },
  { "我儿子被抓了", "relative-detained" },
  { "家里人被拘留了怎么请律师", "relative-detained" },
  { "看守所里能见律师吗", "relative-detained" },
  { "判决下来了不服想上诉", "relative-detained" },
  { "对罚款不服怎么申请复议", "administrative-decision" },
  { "房子要拆迁，补偿太低了", "administrative-decision" },
  { "低保没批下来找谁", "administrative-decision" },
  { "民告官去哪里告", "administrative-decision" },
  { "没钱请律师怎么办", "who-can-get-legal-aid" },
  { "收入多少才能申请法律援助", "who-can-get-legal-aid" },
  { "什么人可以请免费律师", "who-can-get-legal-aid" },
  { "低保户打官司要钱吗", "who-can-get-legal-aid" },
  { "法律援助申请要几天", "how-to-apply" },
  { "申请法律援助去哪里交材料", "how-to-apply" },
  { "法律援助不批准怎么办", "how-to-apply" },
  { "律师不负责任想换律师", "how-to-apply" },
  { "邻居吵架想找人调解", "peoples-mediation" },
  { "朋友借钱不还", "peoples-mediation" },
  { "調解協議有沒有用", "peoples-mediation" },
  { "房东不退押金租房纠纷", "peoples-mediation" },
  { "办委托书公证要带什么", "notary-papers" },
  { "公证几天能好", "notary-papers" },
  { "想立个遗嘱去哪里公证", "notary-papers" },
  { "出生证明公证怎么办", "notary-papers" },
};

static const Question english[] = {
  { "My boss has not paid me for three months", "unpaid-wages" },
  { "unpaid wages", "unpaid-wages" },
  { "I work on a building site and the subcontractor owes me money", "unpaid-wages" },
  { "I was fired yesterday, do I get severance?", "dismissal" },
  { "The company laid me off", "dismissal" },
  { "I got injured at work", "work-injury" },
  { "My employer does nothing about my work injury", "work-injury" },
  { "I was hit by a car and need my medical costs paid", "traffic-injury" },
  { "How do I get a divorce", "divorce-child-support" },
  { "My ex-husband does not pay child support", "divorce-child-support" },
  { "My husband hits me, I need a protection order", "family-safety" },
  { "domestic violence", "family-safety" },
  { "My son was arrested, can I see a lawyer?", "relative-detained" },
  { "I want to challenge a fine", "administrative-decision" },
  { "Who can get a free lawyer?", "who-can-get-legal-aid" },
  { "I cannot afford a lawyer", "who-can-get-legal-aid" },
  { "Where do I apply for legal aid and how long does it take", "how-to-apply" },
  { "dispute with my neighbour", "peoples-mediation" },
  { "power of attorney at the notary", "notary-papers" },
};

static YzContent *
open_shipped (void)
{
  g_autoptr (GError) error = NULL;
  YzContent *content = yz_content_open_folder (g_getenv ("YZ_CONTENT_DIR"), &error);

  g_assert_no_error (error);
  return content;
}

static guint
count_missed (YzContent *content, const Question *questions, gsize n, const char *language)
{
  guint missed = 0;

  for (gsize i = 0; i < n; i++) {
    g_autoptr (GPtrArray) hits = search (content, questions[i].query, language, 3, NULL);
    g_autoptr (GString) found = g_string_new (NULL);
    gboolean is_there = FALSE;

    for (guint h = 0; h < hits->len; h++) {
      const YzFaqHit *hit = g_ptr_array_index (hits, h);

      is_there = is_there || strcmp (hit->id, questions[i].id) == 0;
      g_string_append_printf (found, " %s", hit->id);
    }
    if (!is_there)
      g_test_message ("“%s” leads to%s, not to %s", questions[i].query, found->str,
                      questions[i].id);
    missed += !is_there;
  }
  return missed;
}

static void
test_questions (void)
{
  g_autoptr (YzContent) content = open_shipped ();

  g_assert_cmpuint (count_missed (content, chinese, G_N_ELEMENTS (chinese), "zh"), ==, 0);
  g_assert_cmpuint (count_missed (content, english, G_N_ELEMENTS (english), "en"), ==, 0);
}

static void
test_article (void)
{
  g_autoptr (YzContent) content = open_shipped ();
  g_autoptr (GError) error = NULL;
  g_autoptr (YzFaqArticle) chinese_article
      = yz_faq_get_article (content, "family-safety", "zh", &error);
  g_autoptr (YzFaqArticle) english_article
      = yz_faq_get_article (content, "family-safety", "en", &error);

  g_assert_no_error (error);
  g_assert_true (chinese_article->sensitive);
  g_assert_cmpstr (chinese_article->category, ==, "family");
  g_assert_cmpstr (chinese_article->next_step, ==, "application");
  g_assert_cmpstr (chinese_article->laws[0], ==, "《反家庭暴力法》第2条");
  g_assert_cmpstr (english_article->laws[0], ==, "Anti-Domestic Violence Law, Art. 2");
  g_assert_nonnull (strstr (chinese_article->body, "## 怎么做"));
  g_assert_true (
      g_strv_contains ((const char *const *)chinese_article->related, "divorce-child-support"));

  g_assert_null (yz_faq_get_article (content, "family-safety", "fr", &error));
  g_assert_error (error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
}

static void
test_lists (void)
{
  g_autoptr (YzContent) content = open_shipped ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) categories = yz_faq_list_categories (content, &error);
  guint n_articles = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (categories->len, ==, 7);
  for (guint i = 0; i < categories->len; i++) {
    const YzFaqCategory *category = g_ptr_array_index (categories, i);
    g_autoptr (GPtrArray) articles
        = yz_faq_list_articles (content, category->id, i % 2 == 0 ? "zh" : "en", &error);

    g_assert_no_error (error);
    g_assert_cmpuint (articles->len, >, 0);
    g_assert_cmpstr (category->title.zh, !=, "");
    n_articles += articles->len;
  }
  g_assert_cmpuint (n_articles, ==, 12);
}

/* Dates --------------------------------------------------------------------------------------- */

static const struct {
  const char *id;
  const char *effective_from;
  const char *valid_until;
} dated[] = {
  { "always", "2026-11-01", NULL },
  { "gone", "2026-11-01", "2026-11-20" },
  { "last-day", "2026-11-01", "2026-11-21" },
  { "next-day", "2026-11-22", NULL },
  { "next-year", "2027-01-01", "2027-01-01" },
};

typedef struct {
  const char *name;
  const char *time;
  const char *ids; /* in force then, in the order above */
} Day;

/* The content is of the 21st: an earlier clock is wrong. */
static const Day days[] = {
  { "first", "2026-11-21T00:00:00+08:00", "always last-day" },
  { "last-second", "2026-11-21T15:59:59Z", "always last-day" },
  { "next", "2026-11-21T16:00:00Z", "always next-day" },
  { "new-year", "2026-12-31T16:00:00Z", "always next-day next-year" },
  { "past-all", "2027-01-01T16:00:00Z", "always next-day" },
  { "no-clock", "1970-01-01T00:00:00Z", "always last-day" },
};

static YzArticleSource *
make_dated (Fixture *f, guint i)
{
  YzArticleSource *article = make_article (f, i);
  const char *related[] = { "gone", "last-day", "next-day", "next-year", NULL };

  g_free (article->id);
  article->id = g_strdup (dated[i].id);
  g_free (article->title);
  article->title = g_strdup ("琥珀从哪里来？");
  g_free (article->body);
  article->body = g_strdup ("琥珀来自松树。");
  g_free (article->effective_from);
  article->effective_from = g_strdup (dated[i].effective_from);
  article->valid_until = g_strdup (dated[i].valid_until);
  if (i == 0) {
    g_strfreev (article->related);
    article->related = g_strdupv ((GStrv)related);
  }
  return article;
}

static YzContent *
build_dated (Fixture *f, const char *time)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YzContentSource) source = yz_content_source_load (g_getenv ("YZ_CONTENT_DIR"), &error);
  g_autoptr (YzClock) clock = yz_sim_clock_new (time);
  g_autofree char *path = g_build_filename (f->folder, "dated.db", NULL);
  YzContent *content;

  g_assert_no_error (error);
  g_ptr_array_set_size (source->articles, 0);
  yz_content_source_set_version (source, "2026.11.21-1");
  for (guint i = 0; i < G_N_ELEMENTS (dated); i++)
    g_ptr_array_add (source->articles, make_dated (f, i));
  yz_content_source_build (source, path, &error);
  g_assert_no_error (error);
  content = yz_content_open (path, &error);
  g_assert_no_error (error);
  yz_content_set_clock (content, clock);
  return content;
}

static void
assert_ids (GPtrArray *hits, const char *expected)
{
  g_auto (GStrv) ids = g_strsplit (expected, " ", -1);

  g_assert_cmpuint (hits->len, ==, g_strv_length (ids));
  for (guint i = 0; i < hits->len; i++)
    g_assert_true (
        g_strv_contains ((const char *const *)ids, ((YzFaqHit *)g_ptr_array_index (hits, i))->id));
}

/* What is not in force is nowhere: not in a search for a phrase, for one character or for a whole
 * question, not in its category, not behind another article, and not by its name. */
static void
test_dates (Fixture *f, gconstpointer data)
{
  static const char *const queries[] = { "琥珀", "珀", "请问琥珀这东西从哪里来的呢" };
  const Day *day = data;
  g_autoptr (YzContent) content = build_dated (f, day->time);
  g_autoptr (GPtrArray) listed = yz_faq_list_articles (content, "work", "zh", NULL);
  g_autoptr (YzFaqArticle) first = yz_faq_get_article (content, "always", "zh", NULL);
  g_auto (GStrv) ids = g_strsplit (day->ids, " ", -1);

  assert_ids (listed, day->ids);
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++) {
    guint total;
    g_autoptr (GPtrArray) hits = search (content, queries[i], "zh", 10, &total);

    g_test_message ("%s", queries[i]);
    assert_ids (hits, day->ids);
    g_assert_cmpuint (total, ==, i < 2 ? hits->len : 0);
  }
  g_assert_true (g_strv_equal ((const char *const *)ids + 1, (const char *const *)first->related));
  for (gsize i = 0; i < G_N_ELEMENTS (dated); i++) {
    g_autoptr (YzFaqArticle) article = yz_faq_get_article (content, dated[i].id, "zh", NULL);

    g_assert_cmpint (article != NULL, ==, g_strv_contains ((const char *const *)ids, dated[i].id));
  }
}

/* A session may be there before the day is. */
static void
test_day_goes_on (Fixture *f, gconstpointer data)
{
  g_autoptr (YzContent) content = build_dated (f, "2026-11-21T23:59:00+08:00");
  g_autoptr (YzClock) clock = yz_sim_clock_new ("2026-11-21T23:59:00+08:00");
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;

  yz_content_set_clock (content, clock);
  before = search (content, "琥珀", "zh", 10, NULL);
  assert_ids (before, "always last-day");
  yz_sim_clock_advance (YZ_SIM_CLOCK (clock), G_TIME_SPAN_MINUTE);
  after = search (content, "琥珀", "zh", 10, NULL);
  assert_ids (after, "always next-day");
}

/* Off the main loop --------------------------------------------------------------------------- */

typedef struct {
  GMainLoop *loop;
  guint n_left;
  guint n_cancelled;
  guint n_hits;
} Typing;

static void
on_hits (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Typing *typing = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = yz_faq_list_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    typing->n_cancelled++;
  } else {
    g_assert_no_error (error);
    typing->n_hits += hits->len;
  }
  if (--typing->n_left == 0)
    g_main_loop_quit (typing->loop);
}

/* As a page does it: each key gives up the search before. */
static void
test_typing (void)
{
  g_autoptr (YzContent) content = open_shipped ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = NULL;
  Typing typing = { .loop = loop, .n_left = 20 };

  for (guint i = 0; i < 20; i++) {
    if (cancellable != NULL)
      g_cancellable_cancel (cancellable);
    g_clear_object (&cancellable);
    cancellable = g_cancellable_new ();
    yz_faq_search_async (content, "工资", "zh", 5, cancellable, on_hits, &typing);
  }
  g_main_loop_run (loop);
  g_assert_cmpuint (typing.n_cancelled, ==, 19);
  g_assert_cmpuint (typing.n_hits, ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/faq/scan", Fixture, NULL, set_up, test_scan, tear_down);
  g_test_add ("/faq/stretches", Fixture, NULL, set_up, test_stretches, tear_down);
  g_test_add ("/faq/one-character", Fixture, NULL, set_up, test_one_character, tear_down);
  g_test_add ("/faq/limit", Fixture, NULL, set_up, test_limit, tear_down);
  g_test_add ("/faq/hostile", Fixture, NULL, set_up, test_hostile, tear_down);
  g_test_add ("/faq/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  g_test_add ("/faq/day-goes-on", Fixture, NULL, set_up_empty, test_day_goes_on, tear_down);
  for (gsize i = 0; i < G_N_ELEMENTS (days); i++) {
    g_autofree char *path = g_strconcat ("/faq/dates/", days[i].name, NULL);

    g_test_add (path, Fixture, &days[i], set_up_empty, test_dates, tear_down);
  }
  g_test_add_func ("/faq/questions", test_questions);
  g_test_add_func ("/faq/article", test_article);
  g_test_add_func ("/faq/lists", test_lists);
  g_test_add_func ("/faq/typing", test_typing);
  return g_test_run ();
}
