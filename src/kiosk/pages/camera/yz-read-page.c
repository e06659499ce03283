/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-read-page.h"

#include "yz-answer-text.h"
#include "yz-label.h"

/* What a code said, before it is used: nothing enters the application unseen. */
struct _YzReadPage {
  YzPage parent_instance;

  GtkBox *facts_box;
  GtkWidget *problem_box;
  GtkLabel *problem_label;
};

G_DEFINE_FINAL_TYPE (YzReadPage, yz_read_page, YZ_TYPE_PAGE)

static void
add_fact (YzReadPage *self, const YzField *field, JsonNode *fact)
{
  const char *language = yz_session_get_language (yz_page_get_session (YZ_PAGE (self)));
  g_autofree char *text = yz_answer_to_text (field, fact, language);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_box_append (GTK_BOX (line), yz_label_new (yz_text_get (&field->title, language), "soft"));
  gtk_box_append (GTK_BOX (line), yz_label_new (text, "strong"));
  gtk_box_append (self->facts_box, line);
}

static void
add_facts (YzReadPage *self, const YzSection *section)
{
  JsonObject *facts = yz_session_get_read_facts (yz_page_get_session (YZ_PAGE (self)));

  for (guint i = 0; i < section->fields->len; i++) {
    const YzField *field = g_ptr_array_index (section->fields, i);
    JsonNode *fact = json_object_get_member (facts, field->id);

    if (fact != NULL)
      add_fact (self, field, fact);
  }
}

static void
show_problems (YzReadPage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  const char *language = yz_session_get_language (session);
  g_autofree char *text = yz_problems_to_text (yz_session_get_form (session),
                                               yz_session_get_read_problems (session), language);

  gtk_label_set_label (self->problem_label, text);
  gtk_widget_set_visible (self->problem_box, *text != '\0');
}

static void
on_use_clicked (YzReadPage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  JsonObject *facts = yz_session_get_read_facts (session);
  JsonObjectIter iter;
  const char *field;
  JsonNode *fact;

  json_object_iter_init (&iter, facts);
  while (json_object_iter_next (&iter, &field, &fact))
    yz_session_set_answer (session, field, json_node_copy (fact), "code");
  yz_session_set_read_facts (session, NULL, NULL);
  yz_session_replace (session, "form", "0");
}

static void
on_again_clicked (YzReadPage *self)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));

  yz_session_set_read_facts (session, NULL, NULL);
  yz_session_replace (session, "camera", NULL);
}

static void
yz_read_page_enter (YzPage *page)
{
  YzReadPage *self = YZ_READ_PAGE (page);
  GPtrArray *sections = yz_form_get_sections (yz_session_get_form (yz_page_get_session (page)));

  for (guint i = 0; i < sections->len; i++)
    add_facts (self, g_ptr_array_index (sections, i));
  show_problems (self);
}

static void
yz_read_page_forget (YzPage *page)
{
  gtk_widget_set_visible (GTK_WIDGET (YZ_READ_PAGE (page)->facts_box), FALSE);
}

static void
yz_read_page_class_init (YzReadPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  YzPageClass *page_class = YZ_PAGE_CLASS (klass);

  page_class->enter = yz_read_page_enter;
  page_class->forget = yz_read_page_forget;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/camera/yz-read-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzReadPage, facts_box);
  gtk_widget_class_bind_template_child (widget_class, YzReadPage, problem_box);
  gtk_widget_class_bind_template_child (widget_class, YzReadPage, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, on_use_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_again_clicked);
}

static void
yz_read_page_init (YzReadPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
