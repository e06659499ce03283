/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-form-private.h"

#include <string.h>

/* A form: what is asked, in which steps, in which words. It comes from JSON (yz-form-parse.c) and
 * says which of it is asked (yz-form-state.c) and whether answers fit it (yz-form-check.c). */

G_DEFINE_FINAL_TYPE (YzForm, yz_form, G_TYPE_OBJECT)

static const char *const type_names[] = {
  [YZ_FIELD_TEXT] = "text",
  [YZ_FIELD_LONG_TEXT] = "long-text",
  [YZ_FIELD_NUMBER] = "number",
  [YZ_FIELD_MONEY] = "money",
  [YZ_FIELD_DATE] = "date",
  [YZ_FIELD_PHONE] = "phone",
  [YZ_FIELD_ID_NUMBER] = "id-number",
  [YZ_FIELD_CHOICE] = "choice",
  [YZ_FIELD_MANY] = "many",
  [YZ_FIELD_REGION] = "region",
  [YZ_FIELD_ADDRESS] = "address",
  [YZ_FIELD_SIGNATURE] = "signature",
  [YZ_FIELD_DECLARATION] = "declaration",
  [YZ_FIELD_PHOTO] = "photo",
};

static void
text_free (gpointer data)
{
  yz_text_clear (data);
  g_free (data);
}

static void
option_free (gpointer data)
{
  YzOption *option = data;

  g_free (option->value);
  yz_text_clear (&option->title);
  g_free (option);
}

static void
field_free (gpointer data)
{
  YzField *field = data;

  g_free (field->id);
  g_clear_pointer (&field->relevant, yz_logic_unref);
  g_clear_pointer (&field->required_if, yz_logic_unref);
  g_clear_pointer (&field->constraint, yz_logic_unref);
  yz_text_clear (&field->constraint_message);
  yz_text_clear (&field->title);
  yz_text_clear (&field->hint);
  g_ptr_array_unref (field->options);
  g_free (field);
}

static void
section_free (gpointer data)
{
  YzSection *section = data;

  g_free (section->id);
  yz_text_clear (&section->title);
  yz_text_clear (&section->intro);
  g_ptr_array_unref (section->fields);
  g_free (section);
}

static void
yz_form_finalize (GObject *object)
{
  YzForm *self = YZ_FORM (object);

  g_free (self->id);
  g_free (self->version);
  yz_text_clear (&self->title);
  g_ptr_array_unref (self->notice);
  g_ptr_array_unref (self->fields);
  g_array_unref (self->slots);
  g_ptr_array_unref (self->sections);

  G_OBJECT_CLASS (yz_form_parent_class)->finalize (object);
}

static void
yz_form_class_init (YzFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yz_form_finalize;
}

static void
yz_form_init (YzForm *self)
{
  self->notice = g_ptr_array_new_with_free_func (text_free);
  self->sections = g_ptr_array_new_with_free_func (section_free);
  self->fields = g_ptr_array_new ();
  self->slots = g_array_new (FALSE, TRUE, sizeof (YzFormSlot));
}

/* What the parser builds a form from. */

YzOption *
yz_option_new (void)
{
  return g_new0 (YzOption, 1);
}

YzField *
yz_field_new (void)
{
  YzField *field = g_new0 (YzField, 1);

  field->options = g_ptr_array_new_with_free_func (option_free);
  return field;
}

YzSection *
yz_section_new (void)
{
  YzSection *section = g_new0 (YzSection, 1);

  section->fields = g_ptr_array_new_with_free_func (field_free);
  return section;
}

gboolean
yz_field_type_from_string (const char *name, YzFieldType *ret_type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (type_names); i++) {
    if (strcmp (type_names[i], name) == 0) {
      *ret_type = (YzFieldType)i;
      return TRUE;
    }
  }
  return FALSE;
}

char *
yz_field_type_list (void)
{
  GString *list = g_string_new (type_names[0]);

  for (gsize i = 1; i < G_N_ELEMENTS (type_names); i++)
    g_string_append_printf (list, ", %s", type_names[i]);
  return g_string_free (list, FALSE);
}

/**
 * yz_field_type_to_string:
 * @type: a type
 *
 * Returns: (transfer none): its name in the JSON of a form, such as `long-text`
 */
const char *
yz_field_type_to_string (YzFieldType type)
{
  g_return_val_if_fail ((gsize)type < G_N_ELEMENTS (type_names), NULL);

  return type_names[type];
}

/**
 * yz_form_get_id:
 * @self: a form
 *
 * Returns: (transfer none): its name, such as `legal-aid-application`
 */
const char *
yz_form_get_id (YzForm *self)
{
  g_return_val_if_fail (YZ_IS_FORM (self), NULL);

  return self->id;
}

/**
 * yz_form_get_version:
 * @self: a form
 *
 * Returns: (transfer none): its version, which travels with every submission
 */
const char *
yz_form_get_version (YzForm *self)
{
  g_return_val_if_fail (YZ_IS_FORM (self), NULL);

  return self->version;
}

/**
 * yz_form_get_title:
 * @self: a form
 *
 * Returns: (transfer none): its title
 */
const YzText *
yz_form_get_title (YzForm *self)
{
  g_return_val_if_fail (YZ_IS_FORM (self), NULL);

  return &self->title;
}

/**
 * yz_form_get_notice:
 * @self: a form
 *
 * What a citizen is told before the first personal field or card read: who processes what, why,
 * how long, which rights, and that the window takes it too (Personal Information Protection Law,
 * Art. 17 and 35).
 *
 * Returns: (transfer none) (element-type YzText): the paragraphs in their order; none where the
 *   form asks for nothing personal
 */
GPtrArray *
yz_form_get_notice (YzForm *self)
{
  g_return_val_if_fail (YZ_IS_FORM (self), NULL);

  return self->notice;
}

/**
 * yz_form_get_sections:
 * @self: a form
 *
 * Returns: (transfer none) (element-type YzSection): the steps in their order, at least one
 */
GPtrArray *
yz_form_get_sections (YzForm *self)
{
  g_return_val_if_fail (YZ_IS_FORM (self), NULL);

  return self->sections;
}

/**
 * yz_form_find_field:
 * @self: a form
 * @id: name of a field
 *
 * Returns: (transfer none) (nullable): the field, or %NULL where there is none of that name
 */
const YzField *
yz_form_find_field (YzForm *self, const char *id)
{
  g_return_val_if_fail (YZ_IS_FORM (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint s = 0; s < self->sections->len; s++) {
    const YzSection *section = g_ptr_array_index (self->sections, s);

    for (guint f = 0; f < section->fields->len; f++) {
      const YzField *field = g_ptr_array_index (section->fields, f);

      if (strcmp (field->id, id) == 0)
        return field;
    }
  }
  return NULL;
}
