/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-form-private.h"

/* Whether a field is asked may depend on another's answer, and on whether that one is asked. So
 * they are put into an order in which each comes after those it waits for; where they wait for
 * each other in a ring, there is none. */

typedef struct {
  YzForm *form;
  GPtrArray *fields;  /* by number */
  GPtrArray *waiting; /* by number: GArray of the numbers of those that wait for it */
  guint *n_waits;     /* by number: for how many it still waits */
  gboolean *done;
  guint n_done; /* of form->fields */
  guint *walk;  /* by number: the last walk that came by */
  guint n_walks;
} Order;

#define MAX_RING_SHOWN 10

static void
note_waits (Order *self, const YzField *field)
{
  guint n = 0;
  const guint *slots = field->relevant != NULL ? yz_logic_get_slots (field->relevant, &n) : NULL;

  for (guint i = 0; i < n; i++) {
    guint other = g_array_index (self->form->slots, YzFormSlot, slots[i]).field->number;

    g_array_append_val ((GArray *)g_ptr_array_index (self->waiting, other), field->number);
    self->n_waits[field->number]++;
  }
}

static void
release (Order *self, guint number)
{
  if (self->done[number])
    return;
  self->done[number] = TRUE;
  g_ptr_array_add (self->form->fields, g_ptr_array_index (self->fields, number));
}

/* Goes on with those that wait for nothing any more. */
static void
release_waiting (Order *self)
{
  for (; self->n_done < self->form->fields->len; self->n_done++) {
    const YzField *field = g_ptr_array_index (self->form->fields, self->n_done);
    GArray *waiting = g_ptr_array_index (self->waiting, field->number);

    for (guint i = 0; i < waiting->len; i++) {
      guint number = g_array_index (waiting, guint, i);

      if (--self->n_waits[number] == 0)
        release (self, number);
    }
  }
}

/* One that @number waits for and that is not done: there is one. */
static guint
get_awaited (Order *self, guint number)
{
  const YzField *field = g_ptr_array_index (self->fields, number);
  guint n;
  const guint *slots = yz_logic_get_slots (field->relevant, &n);

  for (guint i = 0; i < n; i++) {
    guint other = g_array_index (self->form->slots, YzFormSlot, slots[i]).field->number;

    if (!self->done[other])
      return other;
  }
  g_return_val_if_reached (number);
}

static void
report_ring (Order *self, guint number, YzReader *reader)
{
  const YzField *first = g_ptr_array_index (self->fields, number);
  g_autoptr (GString) ring = g_string_new (first->id);
  guint next = get_awaited (self, number);

  for (guint i = 1; i < MAX_RING_SHOWN && next != number; i++) {
    const YzField *field = g_ptr_array_index (self->fields, next);

    g_string_append_printf (ring, " → %s", field->id);
    next = get_awaited (self, next);
  }
  g_string_append_printf (ring, " → %s", next == number ? first->id : "…");
  yz_reader_set_place (reader, g_strdup_printf ("field %s", first->id));
  yz_reader_report (reader, "“relevant” goes round in a ring: %s", ring->str);
}

/* Whoever follows those that are awaited comes round in a ring. It is cut there. */
static void
cut_ring (Order *self, guint number, YzReader *reader)
{
  self->n_walks++;
  while (self->walk[number] != self->n_walks) {
    self->walk[number] = self->n_walks;
    number = get_awaited (self, number);
  }
  report_ring (self, number, reader);
  release (self, number);
  release_waiting (self);
}

/**
 * yz_form_set_order:
 * @form: a form whose conditions have been read
 * @reader: takes what is wrong
 *
 * Puts the fields into an order in which each comes after those that its `relevant` asks about.
 */
void
yz_form_set_order (YzForm *form, YzReader *reader)
{
  guint n = form->fields->len;
  Order self = {
    .form = form,
    .fields = form->fields,
    .waiting = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref),
    .n_waits = g_new0 (guint, n),
    .done = g_new0 (gboolean, n),
    .walk = g_new0 (guint, n),
  };

  form->fields = g_ptr_array_sized_new (n);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self.waiting, g_array_new (FALSE, FALSE, sizeof (guint)));
  for (guint i = 0; i < n; i++)
    note_waits (&self, g_ptr_array_index (self.fields, i));
  for (guint i = 0; i < n; i++)
    if (self.n_waits[i] == 0)
      release (&self, i);
  release_waiting (&self);
  for (guint i = 0; i < n; i++)
    while (!self.done[i])
      cut_ring (&self, i, reader);

  g_ptr_array_unref (self.fields);
  g_ptr_array_unref (self.waiting);
  g_free (self.n_waits);
  g_free (self.done);
  g_free (self.walk);
}
