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
  int numbers[8];       /* next number of each list, -1 where it is not numbered */
  gboolean in_item;
} Renderer;

#define INDENT 48

static guint
list_level (Renderer *r)
{
  return MIN (r->depth, G_N_ELEMENTS (r->numbers)) - 1;
}

/* The label behind its bullet or number. In a grid: a box looks for the width of a label that wraps
 * by laying it out a hundred times, which made an article take 30 ms. */
static GtkWidget *
new_item (Renderer *r, GtkWidget *label)
{
  int *number = &r->numbers[list_level (r)];
  g_autofree char *sign = *number >= 0 ? g_strdup_printf ("%d.", (*number)++) : g_strdup ("•");
  GtkWidget *mark = gtk_label_new (sign);
  GtkWidget *line = gtk_grid_new ();

  gtk_widget_set_valign (mark, GTK_ALIGN_START);
  gtk_widget_add_css_class (mark, "list-mark");
  gtk_widget_set_margin_start (line, (int)list_level (r) * INDENT);
  gtk_grid_set_column_spacing (GTK_GRID (line), 16);
  gtk_grid_attach (GTK_GRID (line), mark, 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (line), label, 1, 0, 1, 1);
  g_string_append_printf (r->plain, "%s ", sign);
  return line;
}

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

  if (r->in_item)
    line = new_item (r, label);
  else if (r->depth > 0)
    gtk_widget_set_margin_start (label, (int)(list_level (r) + 1) * INDENT);
  r->in_item = FALSE;
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
      r->numbers[r->depth] = type == MD_BLOCK_OL ? (int)((MD_BLOCK_OL_DETAIL *)detail)->start : -1;
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
  else if (type == MD_BLOCK_LI)
    r->in_item = FALSE; /* it may have been empty */
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

/* Pango knows the five entities of XML and those by number; another one stays as it was written. */
static gboolean
add_entity (Renderer *r, const MD_CHAR *text, MD_SIZE size)
{
  g_autofree char *plain = NULL;

  if (!pango_parse_markup (text, (int)size, 0, NULL, &plain, NULL, NULL))
    return FALSE;
  g_string_append_len (r->markup, text, (gssize)size);
  g_string_append (r->block_plain, plain);
  return TRUE;
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
  if (type == MD_TEXT_NULLCHAR || (type == MD_TEXT_ENTITY && add_entity (r, text, size)))
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
