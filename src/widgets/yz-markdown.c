/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-markdown.h"

#include <md4c.h>
#include <string.h>

/* Markdown as widgets: a label for each paragraph, heading and list item. Nothing in it is a link
 * or HTML: an article is text to read. */

typedef struct {
  GtkBox *box;
  GString *markup;      /* of the block being read */
  GString *plain;       /* of all */
  GString *block_plain; /* of the block being read */
  guint heading;        /* its level, 0 for none */
  guint depth;          /* of lists */
  guint numbers[8];     /* next number of each list, 0 where it is not numbered */
  gboolean in_item;
} Renderer;

static void
add_line (Renderer *r)
{
  GtkWidget *label, *line;
  const char *style = r->heading > 0 ? "section-title" : "body-text";

  if (r->markup->len == 0)
    return;

  label = gtk_label_new (NULL);
  gtk_label_set_markup (GTK_LABEL (label), r->markup->str);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, style);
  line = label;

  if (r->in_item) {
    guint level = MIN (r->depth, G_N_ELEMENTS (r->numbers)) - 1;
    g_autofree char *sign
        = r->numbers[level] > 0 ? g_strdup_printf ("%u.", r->numbers[level]++) : g_strdup ("•");
    GtkWidget *mark = gtk_label_new (sign);

    gtk_widget_set_valign (mark, GTK_ALIGN_START);
    gtk_widget_add_css_class (mark, "list-mark");
    line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
    gtk_widget_set_margin_start (line, (int)(level * 48));
    gtk_box_append (GTK_BOX (line), mark);
    gtk_box_append (GTK_BOX (line), label);
    g_string_append_printf (r->plain, "%s ", sign);
    r->in_item = FALSE;
  }
  gtk_box_append (r->box, line);
  g_string_append (r->plain, r->block_plain->str);
  g_string_append_c (r->plain, '\n');
  g_string_truncate (r->markup, 0);
  g_string_truncate (r->block_plain, 0);
}

static int
enter_block (MD_BLOCKTYPE type, void *detail, void *user_data)
{
  Renderer *r = user_data;

  if (type == MD_BLOCK_UL || type == MD_BLOCK_OL) {
    add_line (r);
    if (r->depth < G_N_ELEMENTS (r->numbers))
      r->numbers[r->depth] = type == MD_BLOCK_OL ? ((MD_BLOCK_OL_DETAIL *)detail)->start : 0;
    r->depth++;
  } else if (type == MD_BLOCK_LI) {
    r->in_item = TRUE;
  } else if (type == MD_BLOCK_H) {
    r->heading = ((MD_BLOCK_H_DETAIL *)detail)->level;
  }
  return 0;
}

static int
leave_block (MD_BLOCKTYPE type, void *detail, void *user_data)
{
  Renderer *r = user_data;

  add_line (r);
  if (type == MD_BLOCK_UL || type == MD_BLOCK_OL)
    r->depth--;
  else if (type == MD_BLOCK_H)
    r->heading = 0;
  return 0;
}

static int
enter_span (MD_SPANTYPE type, void *detail, void *user_data)
{
  Renderer *r = user_data;

  if (type == MD_SPAN_STRONG || type == MD_SPAN_EM)
    g_string_append (r->markup, "<b>");
  return 0;
}

static int
leave_span (MD_SPANTYPE type, void *detail, void *user_data)
{
  Renderer *r = user_data;

  if (type == MD_SPAN_STRONG || type == MD_SPAN_EM)
    g_string_append (r->markup, "</b>");
  return 0;
}

/* A line that was only wrapped goes on after a blank, but Chinese has none. */
static void
add_break (Renderer *r, gboolean hard)
{
  gboolean latin
      = r->block_plain->len > 0 && g_ascii_isgraph (r->block_plain->str[r->block_plain->len - 1]);

  if (!hard && !latin)
    return;
  g_string_append_c (r->markup, hard ? '\n' : ' ');
  g_string_append_c (r->block_plain, hard ? '\n' : ' ');
}

static int
add_text (MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user_data)
{
  Renderer *r = user_data;
  g_autofree char *escaped = NULL;

  if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
    add_break (r, type == MD_TEXT_BR);
    return 0;
  }
  if (type == MD_TEXT_NULLCHAR)
    return 0;

  escaped = g_markup_escape_text (text, (gssize)size);
  g_string_append (r->markup, escaped);
  g_string_append_len (r->block_plain, text, (gssize)size);
  return 0;
}

/**
 * yz_markdown_render:
 * @markdown: CommonMark, UTF-8
 * @ret_plain: (out) (optional): the same as plain text, a line each
 *
 * Returns: (transfer floating): a box with a label for each block, the headings in the style
 *   class `section-title`
 */
GtkWidget *
yz_markdown_render (const char *markdown, char **ret_plain)
{
  const MD_PARSER parser = {
    .flags = MD_FLAG_NOHTML | MD_FLAG_COLLAPSEWHITESPACE,
    .enter_block = enter_block,
    .leave_block = leave_block,
    .enter_span = enter_span,
    .leave_span = leave_span,
    .text = add_text,
  };
  Renderer r = {
    .box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 16)),
    .markup = g_string_new (NULL),
    .block_plain = g_string_new (NULL),
    .plain = g_string_new (NULL),
  };

  g_return_val_if_fail (markdown != NULL, NULL);

  md_parse (markdown, (MD_SIZE)strlen (markdown), &parser, &r);
  g_string_free (r.markup, TRUE);
  g_string_free (r.block_plain, TRUE);
  if (ret_plain != NULL)
    *ret_plain = g_string_free (r.plain, FALSE);
  else
    g_string_free (r.plain, TRUE);
  return GTK_WIDGET (r.box);
}
