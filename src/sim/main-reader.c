/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-sim-reader.h"

#include "yz-error.h"
#include "yz-json.h"

#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

/* yizhan-sim-reader: a reader of identity cards for a machine that has none. A line on its standard
 * input does with it what a citizen, a cable or a fault would do. */

#define MAX_BYTES (1024 * 1024)

typedef struct {
  YzSimReader *reader;
  GArray *cards; /* of YzSimCard */
  GDataInputStream *lines;
  GMainLoop *loop;
} Sim;

static const struct {
  const char *name;
  guint command;
} commands[] = {
  { "status", YZ_SIM_READER_STATUS },   { "find", YZ_SIM_READER_FIND },
  { "select", YZ_SIM_READER_SELECT },   { "read", YZ_SIM_READER_READ },
  { "address", YZ_SIM_READER_ADDRESS }, { "chip", YZ_SIM_READER_CHIP },
};

static gboolean
find_command (const char *name, guint *ret_command)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (strcmp (commands[i].name, name) == 0) {
      *ret_command = commands[i].command;
      return TRUE;
    }
  }
  return FALSE;
}

/* The words of a line: what it does, and whether it was understood. */

static gboolean
do_put (Sim *sim, GStrv words, GError **error)
{
  guint64 number = 0;

  if (!g_ascii_string_to_unsigned (words[1] != NULL ? words[1] : "1", 10, 1, sim->cards->len,
                                   &number, error))
    return FALSE;
  yz_sim_reader_put (sim->reader, &g_array_index (sim->cards, YzSimCard, number - 1));
  return TRUE;
}

static gboolean
do_lift (Sim *sim, GStrv words, GError **error)
{
  yz_sim_reader_lift (sim->reader);
  return TRUE;
}

static gboolean
do_fault (Sim *sim, GStrv words, GError **error)
{
  YzSimFault fault = YZ_SIM_FAULT_NONE;
  guint command = 0;

  if (words[1] == NULL || !yz_sim_fault_parse (words[1], &fault)
      || (words[2] != NULL && !find_command (words[2], &command))) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                 "write “fault NAME [COMMAND]”; names are none, silent, rubbish, flood, stall, "
                 "xor, "
                 "long, short, huge, stray, noise, slow and finds-again");
    return FALSE;
  }
  yz_sim_reader_set_fault (sim->reader, fault, command);
  return TRUE;
}

static gboolean
do_status (Sim *sim, GStrv words, GError **error)
{
  guint command = 0;
  guint64 status = 0;

  if (words[1] == NULL || words[2] == NULL || !find_command (words[1], &command)
      || !g_ascii_string_to_unsigned (words[2], 16, 0, 0xff, &status, NULL)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                 "write “status COMMAND HEX”, such as “status read 41”; commands are status, find, "
                 "select, read, address and chip, and 0 ends it");
    return FALSE;
  }
  yz_sim_reader_set_status (sim->reader, command, (guint8)status);
  return TRUE;
}

static gboolean
do_unplug (Sim *sim, GStrv words, GError **error)
{
  yz_sim_reader_unplug (sim->reader);
  return TRUE;
}

static gboolean
do_plug (Sim *sim, GStrv words, GError **error)
{
  return yz_sim_reader_plug (sim->reader, error);
}

static gboolean
do_line (Sim *sim, const char *line, GError **error)
{
  static const struct {
    const char *word;
    gboolean (*run) (Sim *sim, GStrv words, GError **error);
  } actions[] = {
    { "put", do_put },       { "lift", do_lift },     { "fault", do_fault },
    { "status", do_status }, { "unplug", do_unplug }, { "plug", do_plug },
  };
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  for (gsize i = 0; words[0] != NULL && i < G_N_ELEMENTS (actions); i++)
    if (strcmp (actions[i].word, words[0]) == 0)
      return actions[i].run (sim, words, error);
  g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "write put, lift, fault, status, unplug or plug");
  return FALSE;
}

static void on_line (GObject *source, GAsyncResult *result, gpointer user_data);

static void
read_line (Sim *sim)
{
  g_data_input_stream_read_line_async (sim->lines, G_PRIORITY_DEFAULT, NULL, on_line, sim);
}

/* Whoever closes the input has no more to say; the reader goes on. */
static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sim *sim = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source),
                                                                     result, NULL, &error);

  if (line == NULL && error == NULL)
    return;
  if (line != NULL && do_line (sim, line, &error)) {
    printf ("done %s\n", line);
    fflush (stdout);
  } else {
    g_printerr ("yizhan-sim-reader: %s\n", error->message);
  }
  read_line (sim);
}

static gboolean
on_terminate (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
add_card (GArray *cards, JsonNode *node, GError **error)
{
  YzSimCard card;

  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "a card is a JSON object");
    return FALSE;
  }
  if (!yz_sim_card_build (json_node_get_object (node), &card, error))
    return FALSE;
  g_array_append_val (cards, card);
  return TRUE;
}

static gboolean
load_cards (GArray *cards, const char *path, GStrv texts, GError **error)
{
  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++) {
    g_autoptr (JsonNode) node = yz_json_parse (texts[i], -1, MAX_BYTES, error);

    if (node == NULL || !add_card (cards, node, error))
      return FALSE;
  }
  if (path != NULL) {
    g_autoptr (JsonNode) node = yz_json_load (path, MAX_BYTES, error);
    JsonArray *array;

    if (node == NULL)
      return FALSE;
    if (!JSON_NODE_HOLDS_ARRAY (node)) {
      g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID, "%s: write a list of cards", path);
      return FALSE;
    }
    array = json_node_get_array (node);
    for (guint i = 0; i < json_array_get_length (array); i++)
      if (!add_card (cards, json_array_get_element (array, i), error))
        return FALSE;
  }
  return TRUE;
}

static void
run (Sim *sim, const char *link)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  sim->loop = g_main_loop_new (NULL, FALSE);
  sim->lines = g_data_input_stream_new (input);
  g_unix_signal_add (SIGTERM, on_terminate, sim->loop);
  g_unix_signal_add (SIGINT, on_terminate, sim->loop);
  printf ("reader at %s\n", link);
  fflush (stdout);
  read_line (sim);
  g_main_loop_run (sim->loop);
  g_object_unref (sim->lines);
  g_main_loop_unref (sim->loop);
}

int
main (int argc, char **argv)
{
  g_autofree char *link = NULL;
  g_autofree char *path = NULL;
  g_auto (GStrv) texts = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GArray) cards = g_array_new (FALSE, FALSE, sizeof (YzSimCard));
  g_autoptr (YzSimReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  Sim sim = { .cards = cards };
  const GOptionEntry entries[] = {
    { "link", 0, 0, G_OPTION_ARG_FILENAME, &link, "Where the device is to stand", "PATH" },
    { "cards", 0, 0, G_OPTION_ARG_FILENAME, &path, "List of cards as JSON", "FILE" },
    { "card", 0, 0, G_OPTION_ARG_STRING_ARRAY, &texts, "One card more", "JSON" },
    G_OPTION_ENTRY_NULL,
  };

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, "Lines on the standard input: put [N], lift, fault NAME "
                                         "[COMMAND], status COMMAND HEX, unplug, plug.");
  if (!g_option_context_parse (context, &argc, &argv, &error) || link == NULL
      || !load_cards (cards, path, texts, &error)) {
    g_printerr ("yizhan-sim-reader: %s\n",
                error != NULL ? error->message
                              : "say with --link PATH where the device is to stand");
    return 2;
  }

  reader = yz_sim_reader_new (link, &error);
  if (reader == NULL) {
    g_printerr ("yizhan-sim-reader: %s\n", error->message);
    return 3;
  }
  sim.reader = reader;
  run (&sim, link);
  return 0;
}
