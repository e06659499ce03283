/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-markdown.h"

#include "yz-test-widget.h"

#include <string.h>

/* What an article's text looks like, and that nothing in it does anything. */

typedef struct {
  GtkWidget *box;
  char *plain;
} Rendered;

static Rendered
render (const char *markdown)
{
  Rendered rendered = { 0 };

  rendered.box = g_object_ref_sink (yz_markdown_render (markdown, &rendered.plain));
  return rendered;
}

static void
rendered_free (Rendered *rendered)
{
  g_assert_finalize_object (rendered->box);
  g_free (rendered->plain);
}

static GtkLabel *
label_at (const Rendered *rendered, guint index)
{
  return GTK_LABEL (yz_test_widget_find (rendered->box, GTK_TYPE_LABEL, index));
}

static guint
n_labels (const Rendered *rendered)
{
  guint n = 0;

  while (yz_test_widget_find (rendered->box, GTK_TYPE_LABEL, n) != NULL)
    n++;
  return n;
}

static void
assert_labels (const Rendered *rendered, const char *const *texts)
{
  for (guint i = 0; texts[i] != NULL; i++) {
    GtkLabel *label = label_at (rendered, i);

    g_assert_nonnull (label);
    g_assert_cmpstr (gtk_label_get_text (label), ==, texts[i]);
  }
  g_assert_cmpuint (n_labels (rendered), ==, g_strv_length ((GStrv)texts));
}

static void
test_headings (void)
{
  const char *texts[] = { "一、条件", "正文。", "Second", NULL };
  Rendered rendered = render ("# 一、条件\n\n正文。\n\n## Second\n");

  assert_labels (&rendered, texts);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (label_at (&rendered, 0)), "section-title"));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (label_at (&rendered, 1)), "section-title"));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (label_at (&rendered, 2)), "section-title"));
  g_assert_cmpstr (rendered.plain, ==, "一、条件\n正文。\nSecond\n");
  rendered_free (&rendered);
}

static void
test_lists (void)
{
  const char *texts[] = { "•", "one", "•", "two", "7.", "seven", "8.", "eight", NULL };
  Rendered rendered = render ("- one\n- two\n\n7. seven\n8. eight\n");

  assert_labels (&rendered, texts);
  g_assert_cmpstr (rendered.plain, ==, "• one\n• two\n7. seven\n8. eight\n");
  rendered_free (&rendered);
}

static void
test_nested_lists (void)
{
  const char *texts[] = { "1.", "a", "•", "b", "1.", "c", "•", "d", "2.", "e", NULL };
  Rendered rendered = render ("1. a\n   - b\n     1. c\n   - d\n2. e\n");
  GtkWidget *outer, *inner;

  assert_labels (&rendered, texts);
  outer = gtk_widget_get_parent (GTK_WIDGET (label_at (&rendered, 1)));
  inner = gtk_widget_get_parent (GTK_WIDGET (label_at (&rendered, 3)));
  g_assert_cmpint (gtk_widget_get_margin_start (outer), <, gtk_widget_get_margin_start (inner));
  rendered_free (&rendered);
}

/* The second paragraph of an item belongs to it, but is no item of its own. */
static void
test_item_of_two_paragraphs (void)
{
  const char *texts[] = { "1.", "first", "more", "2.", "second", NULL };
  Rendered rendered = render ("1. first\n\n   more\n\n2. second\n");

  assert_labels (&rendered, texts);
  rendered_free (&rendered);
}

static void
test_empty_items (void)
{
  const char *texts[] = { "after", NULL };
  Rendered rendered = render ("-\n-\n\nafter\n");

  assert_labels (&rendered, texts);
  g_assert_cmpint (gtk_widget_get_margin_start (GTK_WIDGET (label_at (&rendered, 0))), ==, 0);
  rendered_free (&rendered);
}

static void
test_list_from_nought (void)
{
  const char *texts[] = { "0.", "a", "1.", "b", NULL };
  Rendered rendered = render ("0. a\n1. b\n");

  assert_labels (&rendered, texts);
  rendered_free (&rendered);
}

static void
test_bold (void)
{
  Rendered rendered = render ("拖欠**工资**，*也*可以");

  g_assert_cmpstr (gtk_label_get_label (label_at (&rendered, 0)), ==,
                   "拖欠<b>工资</b>，<b>也</b>可以");
  g_assert_cmpstr (rendered.plain, ==, "拖欠工资，也可以\n");
  rendered_free (&rendered);
}

static void
test_lines (void)
{
  const char *texts[] = { "wrapped here", "中文接着写", "hard\nbreak", NULL };
  Rendered rendered = render ("wrapped\nhere\n\n中文\n接着写\n\nhard  \nbreak\n");

  assert_labels (&rendered, texts);
  rendered_free (&rendered);
}

static void
test_markup_is_text (void)
{
  static const char *const hostile[] = {
    "a < b & c > d", "<b>&", "&lt;b&gt;", "<span size='100000'>x</span>", "\\<b>", "`<i>&`",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++) {
    Rendered rendered = render (hostile[i]);

    /* A label with broken markup shows nothing, and warns, which ends the test. */
    g_assert_cmpstr (gtk_label_get_text (label_at (&rendered, 0)), !=, "");
    g_assert_null (strstr (gtk_label_get_label (label_at (&rendered, 0)), "<span"));
    g_assert_null (strstr (gtk_label_get_label (label_at (&rendered, 0)), "<i>"));
    rendered_free (&rendered);
  }
}

static void
test_html_is_text (void)
{
  Rendered rendered
      = render ("<script>alert(1)</script>\n\n<!-- hidden -->\n\n<a href=\"x\">y</a>");

  g_assert_true (yz_test_widget_has_text (rendered.box, "script"));
  g_assert_cmpstr (gtk_label_get_text (label_at (&rendered, 0)), ==, "<script>alert(1)</script>");
  g_assert_nonnull (strstr (rendered.plain, "<!-- hidden -->"));
  rendered_free (&rendered);
}

/* Nobody leaves the kiosk through an article. */
static void
test_links_are_text (void)
{
  Rendered rendered = render ("[here](https://example.com/) <https://example.com/> ![picture](x)");

  g_assert_cmpstr (gtk_label_get_text (label_at (&rendered, 0)), ==,
                   "here https://example.com/ picture");
  g_assert_null (gtk_label_get_current_uri (label_at (&rendered, 0)));
  g_assert_null (strstr (gtk_label_get_label (label_at (&rendered, 0)), "<a"));
  rendered_free (&rendered);
}

static void
test_entities (void)
{
  Rendered rendered = render ("&amp; &nonsense; &#22235; &#0;");

  g_assert_true (g_utf8_validate (gtk_label_get_text (label_at (&rendered, 0)), -1, NULL));
  g_assert_true (
      g_str_has_prefix (gtk_label_get_text (label_at (&rendered, 0)), "& &nonsense; 四"));
  rendered_free (&rendered);
}

static void
test_code_is_text (void)
{
  Rendered rendered = render ("```\n<b>one</b>\ntwo\n```\n\n    indented\n");

  g_assert_cmpuint (n_labels (&rendered), ==, 2);
  g_assert_true (
      g_str_has_prefix (gtk_label_get_text (label_at (&rendered, 0)), "<b>one</b>\ntwo"));
  rendered_free (&rendered);
}

static void
test_empty (void)
{
  Rendered rendered = render ("");

  g_assert_cmpuint (n_labels (&rendered), ==, 0);
  g_assert_cmpstr (rendered.plain, ==, "");
  rendered_free (&rendered);
}

static void
test_deep_nesting (void)
{
  g_autoptr (GString) lists = g_string_new (NULL);
  g_autoptr (GString) quotes = g_string_new (NULL);
  Rendered rendered;

  for (guint i = 0; i < 200; i++) {
    for (guint j = 0; j < i; j++)
      g_string_append (lists, "  ");
    g_string_append (lists, i % 2 == 0 ? "- x\n" : "1. x\n");
    g_string_append (quotes, "> ");
  }
  g_string_append (quotes, "deep");
  rendered = render (lists->str);
  g_assert_cmpuint (n_labels (&rendered), >, 8);
  rendered_free (&rendered);
  rendered = render (quotes->str);
  g_assert_cmpstr (gtk_label_get_text (label_at (&rendered, 0)), ==, "deep");
  rendered_free (&rendered);
}

/* A megabyte is far above what an article may hold; it takes time in proportion, no more. */
static void
test_megabyte (void)
{
  static const char *const hostile[] = { "*a **a ", "[a](b ", "<b>&", "`a", "文", "![" };

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    Rendered rendered;

    while (text->len < 1024 * 1024)
      g_string_append (text, hostile[i]);
    rendered = render (text->str);
    g_assert_cmpuint (strlen (rendered.plain), >, 1000);
    rendered_free (&rendered);
  }
}

int
main (int argc, char **argv)
{
  yz_test_widget_init (&argc, &argv);

  g_test_add_func ("/markdown/headings", test_headings);
  g_test_add_func ("/markdown/lists", test_lists);
  g_test_add_func ("/markdown/nested-lists", test_nested_lists);
  g_test_add_func ("/markdown/item-of-two-paragraphs", test_item_of_two_paragraphs);
  g_test_add_func ("/markdown/empty-items", test_empty_items);
  g_test_add_func ("/markdown/list-from-nought", test_list_from_nought);
  g_test_add_func ("/markdown/bold", test_bold);
  g_test_add_func ("/markdown/lines", test_lines);
  g_test_add_func ("/markdown/markup-is-text", test_markup_is_text);
  g_test_add_func ("/markdown/html-is-text", test_html_is_text);
  g_test_add_func ("/markdown/links-are-text", test_links_are_text);
  g_test_add_func ("/markdown/entities", test_entities);
  g_test_add_func ("/markdown/code-is-text", test_code_is_text);
  g_test_add_func ("/markdown/empty", test_empty);
  g_test_add_func ("/markdown/deep-nesting", test_deep_nesting);
  g_test_add_func ("/markdown/megabyte", test_megabyte);

  return g_test_run ();
}
