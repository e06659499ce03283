/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-session-private.h"

#include <string.h>

/* Where a session is, and how it came there: the page that is shown and those that Back leads to.
 */

typedef struct {
  char *page;
  char *argument;
} Place;

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->page);
  g_free (place->argument);
  g_free (place);
}

static Place *
place_new (const char *page, const char *argument)
{
  Place *place = g_new0 (Place, 1);

  place->page = g_strdup (page);
  place->argument = g_strdup (argument);
  return place;
}

static const Place *
current_place (YzSession *self)
{
  return g_ptr_array_index (self->places, self->places->len - 1);
}

static void
set_came_from (YzSession *self, const char *argument)
{
  char *copy = g_strdup (argument); /* it may be that of a place that goes */

  g_free (self->came_from);
  self->came_from = copy;
}

static void
drop_last (YzSession *self)
{
  set_came_from (self, current_place (self)->argument);
  g_ptr_array_set_size (self->places, (int)self->places->len - 1);
}

static void
notify_place (YzSession *self)
{
  g_object_notify (G_OBJECT (self), "place");
}

/* A session begins at the idle screen. */
GPtrArray *
_yz_session_places_new (void)
{
  GPtrArray *places = g_ptr_array_new_with_free_func (place_free);

  g_ptr_array_add (places, place_new ("idle", NULL));
  return places;
}

/**
 * yz_session_go:
 * @self: a session
 * @page: name of a page
 * @argument: (nullable): which of its kind, such as the id of an article
 *
 * Goes on to a page; Back leads here again.
 */
void
yz_session_go (YzSession *self, const char *page, const char *argument)
{
  g_return_if_fail (YZ_IS_SESSION (self));
  g_return_if_fail (page != NULL);

  g_ptr_array_add (self->places, place_new (page, argument));
  set_came_from (self, NULL);
  notify_place (self);
}

/**
 * yz_session_replace:
 * @self: a session
 * @page: name of a page
 * @argument: (nullable): which of its kind
 *
 * Goes on to a page in the place of this one, to which Back does not lead.
 */
void
yz_session_replace (YzSession *self, const char *page, const char *argument)
{
  g_return_if_fail (YZ_IS_SESSION (self));
  g_return_if_fail (page != NULL);

  /* The argument may be that of the place that goes. */
  g_ptr_array_insert (self->places, (int)self->places->len - 1, place_new (page, argument));
  g_ptr_array_set_size (self->places, (int)self->places->len - 1);
  set_came_from (self, NULL);
  notify_place (self);
}

/**
 * yz_session_back:
 * @self: a session
 *
 * Goes back to the page before, with all answers kept. Never to the idle screen.
 */
void
yz_session_back (YzSession *self)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  if (!yz_session_can_go_back (self))
    return;

  drop_last (self);
  notify_place (self);
}

/**
 * yz_session_leave:
 * @self: a session
 * @page: name of a page
 *
 * Goes back to what was before a page that was gone through several times, one time for each level
 * of a choice.
 */
void
yz_session_leave (YzSession *self, const char *page)
{
  g_autofree char *name = g_strdup (page); /* it may be that of a place that goes */

  g_return_if_fail (YZ_IS_SESSION (self));
  g_return_if_fail (page != NULL);

  while (yz_session_can_go_back (self) && strcmp (current_place (self)->page, name) == 0)
    drop_last (self);
  notify_place (self);
}

/**
 * yz_session_home:
 * @self: a session
 *
 * Goes to the home page, with all answers kept.
 */
void
yz_session_home (YzSession *self)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  g_ptr_array_set_size (self->places, 1);
  yz_session_go (self, "home", NULL);
}

/**
 * yz_session_go_from_home:
 * @self: a session
 * @page: name of a page
 * @argument: (nullable): which of its kind
 *
 * Goes on to a page from which Back leads home, because what came before is over.
 */
void
yz_session_go_from_home (YzSession *self, const char *page, const char *argument)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  g_ptr_array_set_size (self->places, 1);
  g_ptr_array_add (self->places, place_new ("home", NULL));
  yz_session_go (self, page, argument);
}

/**
 * yz_session_done:
 * @self: a session
 *
 * The citizen has finished: #YzSession::done is emitted and the process will end.
 */
void
yz_session_done (YzSession *self)
{
  g_return_if_fail (YZ_IS_SESSION (self));

  g_signal_emit_by_name (self, "done");
}

/**
 * yz_session_can_go_back:
 * @self: a session
 *
 * Returns: whether there is a page before this one
 */
gboolean
yz_session_can_go_back (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), FALSE);

  /* The first place is the idle screen. */
  return self->places->len > 2;
}

/**
 * yz_session_get_page:
 * @self: a session
 *
 * Returns: (transfer none): name of the page that is shown
 */
const char *
yz_session_get_page (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return current_place (self)->page;
}

/**
 * yz_session_get_argument:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): which of its kind
 */
const char *
yz_session_get_argument (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return current_place (self)->argument;
}

/**
 * yz_session_get_came_from:
 * @self: a session
 *
 * A form leads on to other pages for one of its fields, and is to go on there.
 *
 * Returns: (transfer none) (nullable): which of its kind the page was from which the citizen came
 *   back to this one
 */
const char *
yz_session_get_came_from (YzSession *self)
{
  g_return_val_if_fail (YZ_IS_SESSION (self), NULL);

  return self->came_from;
}

/**
 * yz_session_set_argument:
 * @self: a session
 * @argument: (nullable): what the page that is shown is to find again when it is made anew
 */
void
yz_session_set_argument (YzSession *self, const char *argument)
{
  Place *place;
  char *copy;

  g_return_if_fail (YZ_IS_SESSION (self));

  copy = g_strdup (argument); /* it may be the one that goes */
  place = g_ptr_array_index (self->places, self->places->len - 1);
  g_free (place->argument);
  place->argument = copy;
}
