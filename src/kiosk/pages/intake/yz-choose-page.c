/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-choose-page.h"

#include "yz-json.h"
#include "yz-option-box.h"
#include "yz-scroll-buttons.h"

#include <string.h>

/* All options of one field, one button each. Its argument is the field's id. */
struct _YzChoosePage {
  YzPage parent_instance;

  GtkLabel *title_label;
  GtkFlowBox *options_box;
  GtkScrolledWindow *scroller;
  YzScrollButtons *scroll_buttons;
};

G_DEFINE_FINAL_TYPE (YzChoosePage, yz_choose_page, YZ_TYPE_PAGE)

static void
on_option_clicked (YzChoosePage *self, GtkButton *button)
{
  YzSession *session = yz_page_get_session (YZ_PAGE (self));
  JsonNode *value = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (value, g_object_get_data (G_OBJECT (button), "value"));
  yz_session_set_answer (session, yz_page_get_argument (YZ_PAGE (self)), value, "typed");
  yz_session_back (session);
}

#define SHORT_OPTION 10
#define MAX_LONG_OPTIONS 3 /* they wrap in their place */

/* Short options, such as the ethnic groups, stand several in a line. */
static gboolean
are_short (GPtrArray *options, const char *language)
{
  guint n_long = 0;

  for (guint i = 0; i < options->len; i++) {
    const YzOption *option = g_ptr_array_index (options, i);

    if (g_utf8_strlen (yz_text_get (&option->title, language), -1) > SHORT_OPTION)
      n_long++;
  }
  return n_long <= MAX_LONG_OPTIONS;
}

static void
yz_choose_page_enter (YzPage *page)
{
  YzChoosePage *self = YZ_CHOOSE_PAGE (page);
  YzSession *session = yz_page_get_session (page);
  const char *language = yz_session_get_language (session);
  const char *id = yz_page_get_argument (page);
  const YzField *field = yz_form_find_field (yz_session_get_form (session), id);
  const char *answer = yz_json_get_string (yz_session_get_answers (session), id);

  gtk_label_set_label (self->title_label, yz_text_get (&field->title, language));
  yz_option_box_set_up (self->options_box, session, are_short (field->options, language) ? 3 : 1);
  for (guint i = 0; i < field->options->len; i++) {
    const YzOption *option = g_ptr_array_index (field->options, i);
    GtkWidget *button
        = yz_option_box_add (self->options_box, yz_text_get (&option->title, language), NULL,
                             g_strcmp0 (answer, option->value) == 0);

    g_object_set_data_full (G_OBJECT (button), "value", g_strdup (option->value), g_free);
    g_signal_connect_object (button, "clicked", G_CALLBACK (on_option_clicked), self,
                             G_CONNECT_SWAPPED);
  }
}

static void
yz_choose_page_class_init (YzChoosePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YZ_PAGE_CLASS (klass)->enter = yz_choose_page_enter;

  g_type_ensure (YZ_TYPE_SCROLL_BUTTONS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/yizhan/kiosk/pages/intake/yz-choose-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YzChoosePage, title_label);
  gtk_widget_class_bind_template_child (widget_class, YzChoosePage, options_box);
  gtk_widget_class_bind_template_child (widget_class, YzChoosePage, scroller);
  gtk_widget_class_bind_template_child (widget_class, YzChoosePage, scroll_buttons);
}

static void
yz_choose_page_init (YzChoosePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  yz_scroll_buttons_set_target (self->scroll_buttons, self->scroller);
}
