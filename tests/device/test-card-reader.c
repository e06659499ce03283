/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-serial-card-reader.h"

#include "yz-error.h"
#include "yz-json.h"
#include "yz-sim-clock.h"
#include "yz-sim-reader.h"
#include "yz-test-folder.h"
#include "yz-test-line.h"

#include <gio/gio.h>
#include <string.h>

/* The reader against the one that stands for a real one, well-behaved and not. The people here are
 * made up. */

/* How long a test waits for what must come. */
#define DEADLINE_SECONDS 60

/* Where the reader is to answer, however busy the machine is; and where it is not to. */
#define TIMEOUT_MS 10000
#define SHORT_TIMEOUT_MS 300

#define N_COMMANDS 0x10000

#define CITIZEN                                                                                    \
  "{\"kind\":\"citizen\",\"name\":\"张小明\",\"sex\":\"female\",\"ethnic_group\":\"01\","       \
  "\"birth_date\":\"1978-10-27\",\"address\":\"某市1号\",\"number\":\"330105197810270025\","    \
  "\"issuer\":\"某市公安局\",\"valid_from\":\"2020-01-01\",\"valid_until\":\"2040-01-01\"}"
#define MOVED                                                                                      \
  "{\"kind\":\"citizen\",\"name\":\"李四\",\"sex\":\"male\",\"ethnic_group\":\"03\","            \
  "\"birth_date\":\"1990-03-07\",\"address\":\"旧地址\",\"newest_address\":\"新地址9号\","  \
  "\"number\":\"11010119900307803X\",\"issuer\":\"某市公安局\",\"valid_from\":\"2020-01-01\"}"
#define FOREIGN                                                                                    \
  "{\"kind\":\"foreign-pr\",\"english_name\":\"EXAMPLE, ANNA\",\"sex\":\"female\","                \
  "\"birth_date\":\"1990-12-31\",\"number\":\"911398199012310021\",\"nationality\":\"KAZ\","       \
  "\"valid_from\":\"2024-01-01\",\"valid_until\":\"2034-01-01\"}"

/* Its sex is not that of its number. */
#define CONTRADICTION                                                                              \
  "{\"kind\":\"citizen\",\"name\":\"张小明\",\"sex\":\"male\",\"ethnic_group\":\"01\","         \
  "\"birth_date\":\"1978-10-27\",\"address\":\"某市1号\",\"number\":\"330105197810270025\","    \
  "\"valid_from\":\"2020-01-01\"}"

typedef struct {
  char *dir;
  char *path;
  YzSimReader *sim;
  YzCardReader *reader;

  guint n_asked[N_COMMANDS];
  guint n_cards;
  guint n_removed;
  guint n_troubles;
  YzCard *card;
  YzCardTrouble trouble;
  YzCardTrouble first_trouble;
  GError *error;
  guint stop_at;    /* stops the reader when this is asked */
  YzSimFault fault; /* comes over the next answer to that command, or to any */
  guint fault_command;
  guint n_looks;   /* when the card was lifted */
  guint n_changes; /* of whether it is available */
} Fixture;

static void
on_asked (YzSimReader *sim, guint command, Fixture *f)
{
  f->n_asked[command]++;
  if (command == f->stop_at)
    yz_card_reader_stop (f->reader);
}

static void
on_card (YzCardReader *reader, YzCard *card, Fixture *f)
{
  f->n_cards++;
  g_clear_pointer (&f->card, yz_card_unref);
  f->card = yz_card_ref (card);
}

static void
on_removed (YzCardReader *reader, Fixture *f)
{
  f->n_removed++;
}

static void
on_trouble (YzCardReader *reader, int trouble, const GError *error, Fixture *f)
{
  f->n_troubles++;
  f->trouble = (YzCardTrouble)trouble;
  if (f->n_troubles == 1)
    f->first_trouble = f->trouble;
  g_clear_error (&f->error);
  f->error = g_error_copy (error);
}

static void
make_reader (Fixture *f, guint timeout_ms)
{
  g_autoptr (YzClock) clock = yz_sim_clock_new ("2026-11-21T09:30:00+08:00");

  g_clear_object (&f->reader);
  f->reader = yz_serial_card_reader_new (f->path, 115200, timeout_ms, clock);
  g_signal_connect (f->reader, "card", G_CALLBACK (on_card), f);
  g_signal_connect (f->reader, "removed", G_CALLBACK (on_removed), f);
  g_signal_connect (f->reader, "trouble", G_CALLBACK (on_trouble), f);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->dir = yz_test_folder_new ();
  f->path = g_build_filename (f->dir, "reader", NULL);
  f->sim = yz_sim_reader_new (f->path, &error);
  g_assert_no_error (error);
  g_signal_connect (f->sim, "asked", G_CALLBACK (on_asked), f);
  make_reader (f, TIMEOUT_MS);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->reader);
  g_assert_finalize_object (f->sim);
  yz_test_folder_remove (f->dir);
  g_free (f->path);
  g_clear_pointer (&f->card, yz_card_unref);
  g_clear_error (&f->error);
}

static gboolean
on_deadline (gpointer user_data)
{
  g_assert_not_reached ();
}

#define await(condition)                                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint deadline = g_timeout_add_seconds (DEADLINE_SECONDS, on_deadline, NULL);                  \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (deadline);                                                                    \
  }                                                                                                \
  G_STMT_END

/* So often the reader has looked since. */
static void
await_looks (Fixture *f, guint command, guint n)
{
  guint before = f->n_asked[command];

  await (f->n_asked[command] >= before + n);
}

static void
put (Fixture *f, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = yz_json_parse (json, -1, 10000, &error);
  YzSimCard card;

  g_assert_no_error (error);
  yz_sim_card_build (json_node_get_object (node), &card, &error);
  g_assert_no_error (error);
  yz_sim_reader_put (f->sim, &card);
}

static void
lift (Fixture *f)
{
  yz_sim_reader_lift (f->sim);
  f->n_looks = f->n_asked[YZ_SIM_READER_FIND];
}

/* Once it has been seen that it was lifted. */
static void
put_again (Fixture *f)
{
  await (f->n_asked[YZ_SIM_READER_FIND] >= f->n_looks + 2);
  put (f, CITIZEN);
}

static void
lift_and_put (Fixture *f)
{
  lift (f);
  put_again (f);
}

/* Good cards */

static void
test_card (Fixture *f, gconstpointer data)
{
  g_assert_true (yz_card_reader_get_available (f->reader));
  put (f, CITIZEN);
  yz_card_reader_start (f->reader);
  await (f->n_cards == 1);
  g_assert_cmpint (f->card->kind, ==, YZ_ID_CITIZEN);
  g_assert_cmpstr (f->card->name, ==, "张小明");
  g_assert_cmpstr (f->card->number, ==, "330105197810270025");
  g_assert_cmpstr (f->card->birth_date, ==, "1978-10-27");
  g_assert_cmpint (f->card->sex, ==, YZ_SEX_FEMALE);
  g_assert_cmpstr (f->card->address, ==, "某市1号");
  g_assert_cmpstr (f->card->valid_until, ==, "2040-01-01");

  /* Once, however long it lies there. */
  await_looks (f, YZ_SIM_READER_CHIP, 4);
  g_assert_cmpuint (f->n_cards, ==, 1);
  g_assert_cmpuint (f->n_asked[YZ_SIM_READER_READ], ==, 1);
  g_assert_cmpuint (f->n_removed, ==, 0);

  yz_sim_reader_lift (f->sim);
  await (f->n_removed == 1);
  await_looks (f, YZ_SIM_READER_FIND, 2);
  g_assert_cmpuint (f->n_removed, ==, 1);

  put (f, MOVED);
  await (f->n_cards == 2);
  g_assert_cmpstr (f->card->address, ==, "新地址9号");
  g_assert_null (f->card->valid_until);
  g_assert_cmpuint (f->n_troubles, ==, 0);

  yz_sim_reader_lift (f->sim);
  await (f->n_removed == 2);
  put (f, FOREIGN);
  await (f->n_cards == 3);
  g_assert_cmpstr (f->card->english_name, ==, "EXAMPLE, ANNA");
  g_assert_null (f->card->address);
}

/* Neither a stray byte nor a slow line keeps a card from being read. */
static void
test_tolerated (Fixture *f, gconstpointer data)
{
  yz_sim_reader_set_fault (f->sim, (YzSimFault)GPOINTER_TO_INT (data), 0);
  put (f, CITIZEN);
  yz_card_reader_start (f->reader);
  await (f->n_cards == 1 || f->n_troubles > 0);
  g_assert_cmpuint (f->n_troubles, ==, 0);
  g_assert_cmpstr (f->card->number, ==, "330105197810270025");
}

/* What looks like the beginning of something longer is waited for until the time limit. */
static void
test_noise (Fixture *f, gconstpointer data)
{
  make_reader (f, SHORT_TIMEOUT_MS);
  yz_sim_reader_set_fault (f->sim, YZ_SIM_FAULT_NOISE, 0);
  put (f, CITIZEN);
  yz_card_reader_start (f->reader);
  await (f->n_cards == 1);
  g_assert_cmpstr (f->card->number, ==, "330105197810270025");
}

/* A reader that finds the card again and again still tells it once. */
static void
test_finds_again (Fixture *f, gconstpointer data)
{
  yz_sim_reader_set_fault (f->sim, YZ_SIM_FAULT_FINDS_AGAIN, 0);
  yz_sim_reader_set_status (f->sim, YZ_SIM_READER_CHIP, 0x21);
  put (f, CITIZEN);
  yz_card_reader_start (f->reader);
  await (f->n_cards == 1);
  await_looks (f, YZ_SIM_READER_FIND, 4);
  g_assert_cmpuint (f->n_cards, ==, 1);
  g_assert_cmpuint (f->n_removed, ==, 0);
  g_assert_cmpuint (f->n_asked[YZ_SIM_READER_READ], ==, 1);
  g_assert_cmpuint (f->n_asked[YZ_SIM_READER_CHIP], ==, 1);
  yz_sim_reader_lift (f->sim);
  await (f->n_removed == 1);
  put (f, CITIZEN);
  await (f->n_cards == 2);
}

/* Where nothing tells whether the card still lies there, nothing is made up. */
static void
test_no_chip_number (Fixture *f, gconstpointer data)
{
  yz_sim_reader_set_status (f->sim, YZ_SIM_READER_CHIP, 0x21);
  put (f, CITIZEN);
  yz_card_reader_start (f->reader);
  await (f->n_cards == 1);
  await_looks (f, YZ_SIM_READER_FIND, 4);
  g_assert_cmpuint (f->n_removed, ==, 0);
  yz_sim_reader_lift (f->sim);
  put (f, MOVED);
  await (f->n_cards == 2);
  g_assert_cmpuint (f->n_removed, ==, 1);
}

/* Cards that are not used */

static void
test_contradiction (Fixture *f, gconstpointer data)
{
  put (f, CONTRADICTION);
  yz_card_reader_start (f->reader);
  await (f->n_troubles == 1);
  g_assert_cmpint (f->trouble, ==, YZ_CARD_TROUBLE_REFUSED);
  g_assert_error (f->error, YZ_ERROR, YZ_ERROR_DAMAGED);
  g_assert_null (strstr (f->error->message, "3301"));
  await_looks (f, YZ_SIM_READER_CHIP, 3);
  g_assert_cmpuint (f->n_troubles, ==, 1);
  g_assert_cmpuint (f->n_cards, ==, 0);
  g_assert_true (yz_card_reader_get_available (f->reader));

  yz_sim_reader_lift (f->sim);
  await (f->n_removed == 1);
  put (f, CITIZEN);
  await (f->n_cards == 1);
}

static void
test_other_card (Fixture *f, gconstpointer data)
{
  YzSimCard card = { 0 };

  card.text[248] = 'Z';
  yz_sim_reader_put (f->sim, &card);
  yz_card_reader_start (f->reader);
  await (f->n_troubles == 1);
  g_assert_cmpint (f->trouble, ==, YZ_CARD_TROUBLE_OTHER_CARD);
  g_assert_error (f->error, YZ_ERROR, YZ_ERROR_INVALID);
}

typedef struct {
  guint command;
  guint8 status;
  YzCardTrouble trouble;
} StatusCase;

static const StatusCase status_cases[] = {
  { YZ_SIM_READER_SELECT, 0x81, YZ_CARD_TROUBLE_AGAIN },
  { YZ_SIM_READER_SELECT, 0x40, YZ_CARD_TROUBLE_OTHER_CARD },
  { YZ_SIM_READER_SELECT, 0x66, YZ_CARD_TROUBLE_READER },
  { YZ_SIM_READER_READ, 0x10, YZ_CARD_TROUBLE_AGAIN },
  { YZ_SIM_READER_READ, 0x41, YZ_CARD_TROUBLE_AGAIN },
  { YZ_SIM_READER_READ, 0x31, YZ_CARD_TROUBLE_REFUSED },
  { YZ_SIM_READER_READ, 0x32, YZ_CARD_TROUBLE_REFUSED },
  { YZ_SIM_READER_READ, 0x23, YZ_CARD_TROUBLE_READER },
  { YZ_SIM_READER_ADDRESS, 0x41, YZ_CARD_TROUBLE_AGAIN },
};

/* Each row with a reader of its own, all of them at the same time: most of it is waiting. */
static GPtrArray *
make_rigs (gsize n, guint timeout_ms)
{
  GPtrArray *rigs = g_ptr_array_new ();

  for (gsize i = 0; i < n; i++) {
    Fixture *f = g_new0 (Fixture, 1);

    set_up (f, NULL);
    make_reader (f, timeout_ms);
    g_ptr_array_add (rigs, f);
  }
  return rigs;
}

static void
free_rigs (GPtrArray *rigs)
{
  for (guint i = 0; i < rigs->len; i++) {
    tear_down (g_ptr_array_index (rigs, i), NULL);
    g_free (g_ptr_array_index (rigs, i));
  }
  g_ptr_array_unref (rigs);
}

#define for_each_rig(rigs, f)                                                                      \
  for (guint i = 0; i < (rigs)->len; i++)                                                          \
    for (Fixture *f = g_ptr_array_index (rigs, i); f != NULL; f = NULL)

/* Told once for a card; it is read when it has been lifted and put down again. */
static void
test_statuses (void)
{
  GPtrArray *rigs = make_rigs (G_N_ELEMENTS (status_cases), TIMEOUT_MS);

  for_each_rig (rigs, f)
  {
    yz_sim_reader_set_status (f->sim, status_cases[i].command, status_cases[i].status);
    put (f, CITIZEN);
    yz_card_reader_start (f->reader);
  }
  for_each_rig (rigs, f)
  {
    g_autofree char *number = g_strdup_printf ("answers %02X", status_cases[i].status);

    await (f->n_troubles == 1);
    g_assert_cmpint (f->trouble, ==, status_cases[i].trouble);
    g_assert_nonnull (strstr (f->error->message, number));
    await_looks (f, YZ_SIM_READER_FIND, 3);
    g_assert_cmpuint (f->n_troubles, ==, 1);
    g_assert_cmpuint (f->n_removed, ==, 0);
    g_assert_cmpuint (f->n_cards, ==, 0);
    yz_sim_reader_set_status (f->sim, status_cases[i].command, 0);
    put (f, CITIZEN);
  }
  for_each_rig (rigs, f)
  {
    await (f->n_cards == 1);
    g_assert_cmpuint (f->n_removed, ==, 1);
    g_assert_cmpuint (f->n_troubles, ==, 1);
  }
  free_rigs (rigs);
}

/* An old reader has no newest addresses: that keeps no card from being read. */
static void
test_no_newest_address (Fixture *f, gconstpointer data)
{
  yz_sim_reader_set_status (f->sim, YZ_SIM_READER_ADDRESS, 0x21);
  put (f, MOVED);
  yz_card_reader_start (f->reader);
  await (f->n_cards == 1);
  g_assert_cmpstr (f->card->address, ==, "旧地址");
}

/* A reader that is broken, and a line that is */

typedef struct {
  YzSimFault fault;
  guint command;
  YzCardTrouble trouble; /* told first where it stays; but a flood spoils all answers */
} FaultCase;

static const FaultCase fault_cases[] = {
  { YZ_SIM_FAULT_SILENT, 0, YZ_CARD_TROUBLE_READER },
  { YZ_SIM_FAULT_SILENT, YZ_SIM_READER_FIND, YZ_CARD_TROUBLE_READER },
  { YZ_SIM_FAULT_SILENT, YZ_SIM_READER_READ, YZ_CARD_TROUBLE_AGAIN },
  { YZ_SIM_FAULT_RUBBISH, 0, YZ_CARD_TROUBLE_READER },
  { YZ_SIM_FAULT_RUBBISH, YZ_SIM_READER_READ, YZ_CARD_TROUBLE_AGAIN },
  { YZ_SIM_FAULT_FLOOD, 0, YZ_CARD_TROUBLE_READER },
  { YZ_SIM_FAULT_FLOOD, YZ_SIM_READER_READ, YZ_CARD_TROUBLE_AGAIN },
  { YZ_SIM_FAULT_STALL, YZ_SIM_READER_READ, YZ_CARD_TROUBLE_AGAIN },
  { YZ_SIM_FAULT_XOR, 0, YZ_CARD_TROUBLE_READER },
  { YZ_SIM_FAULT_XOR, YZ_SIM_READER_READ, YZ_CARD_TROUBLE_AGAIN },
  { YZ_SIM_FAULT_LONG, YZ_SIM_READER_READ, YZ_CARD_TROUBLE_AGAIN },
  { YZ_SIM_FAULT_SHORT, YZ_SIM_READER_READ, YZ_CARD_TROUBLE_AGAIN },
  { YZ_SIM_FAULT_HUGE, YZ_SIM_READER_READ, YZ_CARD_TROUBLE_AGAIN },
  { YZ_SIM_FAULT_XOR, YZ_SIM_READER_ADDRESS, YZ_CARD_TROUBLE_AGAIN },
  { YZ_SIM_FAULT_XOR, YZ_SIM_READER_FIND, YZ_CARD_TROUBLE_READER },
  { YZ_SIM_FAULT_XOR, YZ_SIM_READER_SELECT, YZ_CARD_TROUBLE_AGAIN },
};

/* Nothing is taken for a card, and it works again when the fault has gone. */
static void
test_faults (void)
{
  GPtrArray *rigs = make_rigs (G_N_ELEMENTS (fault_cases), SHORT_TIMEOUT_MS);

  for_each_rig (rigs, f)
  {
    yz_sim_reader_set_fault (f->sim, fault_cases[i].fault, fault_cases[i].command);
    put (f, CITIZEN);
    yz_card_reader_start (f->reader);
  }
  for_each_rig (rigs, f)
  {
    await (f->n_troubles >= 1);
    g_assert_cmpint (f->first_trouble, ==,
                     fault_cases[i].fault == YZ_SIM_FAULT_FLOOD ? YZ_CARD_TROUBLE_READER
                                                                : fault_cases[i].trouble);
    g_assert_error (f->error, YZ_ERROR, YZ_ERROR_DEVICE);
    g_assert_cmpuint (f->n_cards, ==, 0);
    lift (f);
    yz_sim_reader_set_fault (f->sim, YZ_SIM_FAULT_NONE, 0);
  }
  for_each_rig (rigs, f)
  {
    await (yz_card_reader_get_available (f->reader));
    put_again (f);
  }
  for_each_rig (rigs, f) { await (f->n_cards == 1); }
  free_rigs (rigs);
}

static void
on_asked_spoil (YzSimReader *sim, guint command, Fixture *f)
{
  gboolean spoilt = f->fault_command == 0 || f->fault_command == command;

  yz_sim_reader_set_fault (sim, spoilt ? f->fault : YZ_SIM_FAULT_NONE, command);
  if (spoilt)
    f->fault = YZ_SIM_FAULT_NONE;
}

static void
on_available_changed (Fixture *f)
{
  f->n_changes++;
}

/* One answer that does not come over is nobody's matter but that of the card it was about, which is
 * put down again. */
static void
test_faults_once (void)
{
  GPtrArray *rigs = make_rigs (G_N_ELEMENTS (fault_cases), SHORT_TIMEOUT_MS);

  for_each_rig (rigs, f)
  {
    f->fault = fault_cases[i].fault;
    f->fault_command = fault_cases[i].command;
    g_signal_connect (f->sim, "asked", G_CALLBACK (on_asked_spoil), f);
    g_signal_connect_swapped (f->reader, "notify::available", G_CALLBACK (on_available_changed), f);
    put (f, CITIZEN);
    yz_card_reader_start (f->reader);
  }
  for_each_rig (rigs, f)
  {
    gboolean again = fault_cases[i].trouble == YZ_CARD_TROUBLE_AGAIN;

    await (f->n_cards + f->n_troubles > 0);
    g_assert_cmpuint (f->n_cards, ==, again ? 0 : 1);
    g_assert_cmpuint (f->n_troubles, ==, again ? 1 : 0);
    if (again) {
      g_assert_cmpint (f->trouble, ==, YZ_CARD_TROUBLE_AGAIN);
      g_assert_error (f->error, YZ_ERROR, YZ_ERROR_DEVICE);
      lift (f);
    }
  }
  for_each_rig (rigs, f)
  {
    if (f->n_troubles > 0)
      put_again (f);
  }
  for_each_rig (rigs, f)
  {
    await (f->n_cards == 1);
    g_assert_cmpuint (f->n_troubles, ==, f->n_removed);
    g_assert_cmpuint (f->n_changes, ==, 0);
  }
  free_rigs (rigs);
}

/* A card that does not come over twice in a row is the reader's matter; a good one in between
 * makes it chance. */
static void
test_unread_twice (Fixture *f, gconstpointer data)
{
  yz_sim_reader_set_fault (f->sim, YZ_SIM_FAULT_XOR, YZ_SIM_READER_READ);
  make_reader (f, SHORT_TIMEOUT_MS);
  put (f, CITIZEN);
  yz_card_reader_start (f->reader);
  await (f->n_troubles == 1);
  g_assert_cmpint (f->trouble, ==, YZ_CARD_TROUBLE_AGAIN);
  g_assert_true (yz_card_reader_get_available (f->reader));
  lift_and_put (f);
  await (f->n_troubles == 2);
  g_assert_cmpint (f->trouble, ==, YZ_CARD_TROUBLE_READER);
  g_assert_false (yz_card_reader_get_available (f->reader));

  yz_sim_reader_set_fault (f->sim, YZ_SIM_FAULT_NONE, 0);
  lift_and_put (f);
  await (f->n_cards == 1);
  g_assert_true (yz_card_reader_get_available (f->reader));
  yz_sim_reader_set_fault (f->sim, YZ_SIM_FAULT_XOR, YZ_SIM_READER_READ);
  lift_and_put (f);
  await (f->n_troubles == 3);
  g_assert_cmpint (f->trouble, ==, YZ_CARD_TROUBLE_AGAIN);
}

/* A reader that stays broken is told once, however often it is tried. */
static void
test_told_once (Fixture *f, gconstpointer data)
{
  make_reader (f, SHORT_TIMEOUT_MS);
  yz_sim_reader_set_fault (f->sim, YZ_SIM_FAULT_SILENT, YZ_SIM_READER_FIND);
  yz_card_reader_start (f->reader);
  await_looks (f, YZ_SIM_READER_FIND, 3);
  g_assert_cmpuint (f->n_troubles, ==, 1);
  g_assert_false (yz_card_reader_get_available (f->reader));
}

/* A chip number that never comes costs one time limit, and no more. */
static void
test_silent_to_chip (Fixture *f, gconstpointer data)
{
  make_reader (f, 2000);
  yz_sim_reader_set_fault (f->sim, YZ_SIM_FAULT_SILENT, YZ_SIM_READER_CHIP);
  put (f, CITIZEN);
  yz_card_reader_start (f->reader);
  await (f->n_cards == 1);
  await_looks (f, YZ_SIM_READER_FIND, 3);
  g_assert_cmpuint (f->n_asked[YZ_SIM_READER_CHIP], ==, 1);
  g_assert_cmpuint (f->n_troubles, ==, 0);
}

static void
test_module_broken (Fixture *f, gconstpointer data)
{
  yz_sim_reader_set_status (f->sim, YZ_SIM_READER_STATUS, 0x60);
  yz_card_reader_start (f->reader);
  await (f->n_troubles == 1);
  g_assert_cmpint (f->trouble, ==, YZ_CARD_TROUBLE_READER);
  g_assert_nonnull (strstr (f->error->message, "self-test"));
  g_assert_cmpuint (f->n_asked[YZ_SIM_READER_FIND], ==, 0);
}

static void
test_unplugged (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  put (f, CITIZEN);
  yz_card_reader_start (f->reader);
  await (f->n_cards == 1);
  yz_sim_reader_unplug (f->sim);
  await (f->n_troubles == 1 && f->n_removed == 1);
  g_assert_cmpint (f->trouble, ==, YZ_CARD_TROUBLE_READER);
  g_assert_error (f->error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
  g_assert_false (yz_card_reader_get_available (f->reader));

  yz_sim_reader_plug (f->sim, &error);
  g_assert_no_error (error);
  await (f->n_cards == 2);
  g_assert_true (yz_card_reader_get_available (f->reader));
  g_assert_cmpuint (f->n_troubles, ==, 1);
}

/* Pulled out while a card is being read: nothing of it is told. */
static void
on_asked_unplug (YzSimReader *sim, guint command, Fixture *f)
{
  if (command == YZ_SIM_READER_READ)
    yz_sim_reader_unplug (sim);
}

static void
test_unplugged_while_reading (Fixture *f, gconstpointer data)
{
  g_signal_connect (f->sim, "asked", G_CALLBACK (on_asked_unplug), f);
  put (f, CITIZEN);
  yz_card_reader_start (f->reader);
  await (f->n_troubles == 1);
  g_assert_error (f->error, YZ_ERROR, YZ_ERROR_NOT_FOUND);
  g_assert_cmpuint (f->n_cards, ==, 0);
}

/* Whether it is there is known without opening it. */
static void
test_available (Fixture *f, gconstpointer data)
{
  g_autoptr (YzClock) clock = yz_sim_clock_new ("2026-11-21T09:30:00+08:00");
  g_autoptr (YzCardReader) none = yz_serial_card_reader_new ("", 115200, TIMEOUT_MS, clock);
  g_autoptr (GError) error = NULL;

  g_assert_false (yz_card_reader_get_available (none));
  g_assert_true (yz_card_reader_get_available (f->reader));
  yz_sim_reader_unplug (f->sim);
  await (!yz_card_reader_get_available (f->reader));
  yz_sim_reader_plug (f->sim, &error);
  g_assert_no_error (error);
  await (yz_card_reader_get_available (f->reader));
  g_assert_cmpuint (f->n_asked[YZ_SIM_READER_STATUS], ==, 0);
}

/* A path that is no serial device. */
static void
test_no_terminal (Fixture *f, gconstpointer data)
{
  yz_sim_reader_unplug (f->sim);
  g_assert_true (g_file_set_contents (f->path, "x", 1, NULL));
  yz_card_reader_start (f->reader);
  await (f->n_troubles == 1);
  g_assert_error (f->error, YZ_ERROR, YZ_ERROR_DEVICE);
  g_assert_nonnull (strstr (f->error->message, "reader="));
}

/* Bytes by hand: what a reader may send that the one above does not. */

#define PREAMBLE "\xaa\xaa\xaa\x96\x69"
#define WELL PREAMBLE "\x00\x04\x00\x00\x90\x94"
#define FOUND PREAMBLE "\x00\x08\x00\x00\x9f\x00\x00\x00\x00\x97"
#define SELECTED PREAMBLE "\x00\x0c\x00\x00\x90\0\0\0\0\0\0\0\0\x9c"

static GBytes *
join (GBytes *first, GBytes *second)
{
  GByteArray *both = g_byte_array_new ();
  gsize size;
  const guint8 *bytes = g_bytes_get_data (first, &size);

  g_byte_array_append (both, bytes, (guint)size);
  bytes = g_bytes_get_data (second, &size);
  g_byte_array_append (both, bytes, (guint)size);
  g_bytes_unref (first);
  g_bytes_unref (second);
  return g_byte_array_free_to_bytes (both);
}

#define LITERAL(bytes) g_bytes_new_static (bytes, sizeof bytes - 1)
#define SIZES "\x01\x00\x04\x00"

static void
start_line (Fixture *f, YzTestLine *line, GBytes *find, GBytes *selected, GBytes *card)
{
  yz_sim_reader_unplug (f->sim);
  make_reader (f, SHORT_TIMEOUT_MS);
  line->answers[0] = LITERAL (WELL);
  line->answers[1] = find;
  line->answers[2] = selected;
  line->answers[3] = card;
  yz_test_line_open (line, f->path);
  yz_card_reader_start (f->reader);
}

/* The card of the one before, which comes late, is never taken for the one that lies there now. */
static void
test_late_card (Fixture *f, gconstpointer data)
{
  YzTestLine line = { 0 };

  start_line (f, &line, join (yz_test_line_make_card (CITIZEN, SIZES, 1024), LITERAL (FOUND)),
              join (yz_test_line_make_card (CITIZEN, SIZES, 1024), LITERAL (SELECTED)), NULL);
  await (f->n_troubles == 1);
  g_assert_cmpint (f->trouble, ==, YZ_CARD_TROUBLE_AGAIN);
  g_assert_cmpuint (f->n_cards, ==, 0);
  yz_test_line_close (&line);
}

typedef struct {
  const char *sizes;
  gsize n_photo;
} SizesCase;

static const SizesCase sizes_cases[] = {
  { "\x02\x00\x03\x00", 1024 },
  { "\x01\x00\x08\x00", 1024 },
  { SIZES, 1000 },
};

/* Neither what the sizes inside say nor the length outside is believed alone. */
static void
test_lying_sizes (Fixture *f, gconstpointer data)
{
  const SizesCase *c = data;
  YzTestLine line = { 0 };

  start_line (f, &line, LITERAL (FOUND), LITERAL (SELECTED),
              yz_test_line_make_card (CITIZEN, c->sizes, c->n_photo));
  await (f->n_troubles == 1);
  g_assert_cmpint (f->trouble, ==, YZ_CARD_TROUBLE_AGAIN);
  g_assert_cmpuint (f->n_cards, ==, 0);
  yz_test_line_close (&line);
}

/* Where a card is found and nothing is told of its newest address or its chip: it is not taken, for
 * its holder may have moved. */
static void
test_no_answer_for_address (Fixture *f, gconstpointer data)
{
  YzTestLine line = { 0 };

  start_line (f, &line, LITERAL (FOUND), LITERAL (SELECTED),
              yz_test_line_make_card (CITIZEN, SIZES, 1024));
  await (f->n_troubles == 1);
  g_assert_cmpint (f->trouble, ==, YZ_CARD_TROUBLE_AGAIN);
  g_assert_cmpuint (f->n_cards, ==, 0);
  yz_test_line_close (&line);
}

/* Pieces of real frames in any order, and anything else. */
static void
test_random_bytes (Fixture *f, gconstpointer data)
{
  static const char *const pieces[] = { PREAMBLE, "\xaa", "\x96\x69", "\x90", "\x9f", "\x01", "x" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);
  GByteArray *bytes = g_byte_array_new ();
  YzTestLine line = { 0 };

  while (bytes->len < 3000) {
    const char *piece = pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))];
    guint8 byte = (guint8)g_rand_int (rand);

    g_byte_array_append (bytes, (const guint8 *)piece, (guint)strlen (piece));
    g_byte_array_append (bytes, &byte, 1);
  }
  start_line (f, &line, g_byte_array_free_to_bytes (bytes), NULL, NULL);
  await (line.n_looked >= 3);
  g_assert_cmpuint (f->n_troubles, ==, 1);
  g_assert_cmpuint (f->n_cards, ==, 0);
  yz_test_line_close (&line);
}

/* The program */

static void
say (GSubprocess *program, const char *line)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (program), line, strlen (line), NULL, NULL,
                             &error);
  g_assert_no_error (error);
}

static void
test_program (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *cards = g_build_filename (f->dir, "cards.json", NULL);
  g_autoptr (GSubprocess) program = NULL;

  yz_sim_reader_unplug (f->sim);
  await (!yz_card_reader_get_available (f->reader));
  g_assert_true (g_file_set_contents (cards, "[" CITIZEN "," MOVED "]", -1, NULL));
  program = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                              &error, g_getenv ("YZ_SIM_READER"), "--link", f->path, "--cards",
                              cards, "--card", FOREIGN, NULL);
  g_assert_no_error (error);
  await (yz_card_reader_get_available (f->reader));
  yz_card_reader_start (f->reader);
  say (program, "put 1\n");
  await (f->n_cards == 1);
  g_assert_cmpstr (f->card->english_name, ==, "EXAMPLE, ANNA");
  say (program, "lift\n");
  await (f->n_removed == 1);
  say (program, "put 3\n");
  await (f->n_cards == 2);
  g_assert_cmpstr (f->card->address, ==, "新地址9号");
  say (program, "unplug\n");
  await (f->n_troubles == 1 && f->n_removed == 2);
  say (program, "plug\n");
  await (f->n_cards == 3);
  say (program, "lift\n");
  await (f->n_removed == 3);
  say (program, "status read 41\nput 2\n");
  await (f->n_troubles == 2);
  g_assert_cmpint (f->trouble, ==, YZ_CARD_TROUBLE_AGAIN);
  g_subprocess_send_signal (program, SIGTERM);
  g_assert_true (g_subprocess_wait_check (program, NULL, &error));
  g_assert_no_error (error);
}

/* Stopping */

static void
test_stop (Fixture *f, gconstpointer data)
{
  f->stop_at = YZ_SIM_READER_READ;
  put (f, CITIZEN);
  yz_card_reader_start (f->reader);
  await (f->n_asked[YZ_SIM_READER_READ] == 1);
  f->stop_at = 0;

  /* The thread before is waited for, so by now it could have told. */
  yz_sim_reader_lift (f->sim);
  yz_card_reader_start (f->reader);
  yz_card_reader_start (f->reader);
  await_looks (f, YZ_SIM_READER_FIND, 2);
  g_assert_cmpuint (f->n_cards, ==, 0);
  g_assert_cmpuint (f->n_troubles, ==, 0);
  g_assert_cmpuint (f->n_removed, ==, 0);

  put (f, CITIZEN);
  await (f->n_cards == 1);
  yz_card_reader_stop (f->reader);
  yz_card_reader_stop (f->reader);
  yz_sim_reader_lift (f->sim);
  g_assert_cmpuint (f->n_removed, ==, 0);
}

static void
on_card_stop (YzCardReader *reader, YzCard *card, Fixture *f)
{
  yz_card_reader_stop (reader);
}

static void
test_stop_when_told (Fixture *f, gconstpointer data)
{
  g_signal_connect (f->reader, "card", G_CALLBACK (on_card_stop), f);
  put (f, CITIZEN);
  yz_card_reader_start (f->reader);
  await (f->n_cards == 1);
  g_assert_cmpuint (f->n_troubles, ==, 0);
}

/* Nobody waits for a reader that does not answer. */
static void
test_stop_does_not_wait (Fixture *f, gconstpointer data)
{
  gint64 begin_us;

  yz_sim_reader_set_fault (f->sim, YZ_SIM_FAULT_SILENT, 0);
  yz_card_reader_start (f->reader);
  await (f->n_asked[YZ_SIM_READER_STATUS] == 1);
  begin_us = g_get_monotonic_time ();
  g_assert_finalize_object (g_steal_pointer (&f->reader));
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, TIMEOUT_MS * 1000 / 2);
  make_reader (f, TIMEOUT_MS);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/card-reader/card", NULL, test_card);
  ADD ("/card-reader/stray-byte", GINT_TO_POINTER (YZ_SIM_FAULT_STRAY), test_tolerated);
  ADD ("/card-reader/noise", NULL, test_noise);
  ADD ("/card-reader/slow", GINT_TO_POINTER (YZ_SIM_FAULT_SLOW), test_tolerated);
  ADD ("/card-reader/finds-again", NULL, test_finds_again);
  ADD ("/card-reader/no-chip-number", NULL, test_no_chip_number);
  ADD ("/card-reader/contradiction", NULL, test_contradiction);
  ADD ("/card-reader/other-card", NULL, test_other_card);
  ADD ("/card-reader/no-newest-address", NULL, test_no_newest_address);
  g_test_add_func ("/card-reader/statuses", test_statuses);
  g_test_add_func ("/card-reader/faults", test_faults);
  g_test_add_func ("/card-reader/faults-once", test_faults_once);
  ADD ("/card-reader/unread-twice", NULL, test_unread_twice);
  ADD ("/card-reader/told-once", NULL, test_told_once);
  ADD ("/card-reader/silent-to-chip", NULL, test_silent_to_chip);
  ADD ("/card-reader/module-broken", NULL, test_module_broken);
  ADD ("/card-reader/unplugged", NULL, test_unplugged);
  ADD ("/card-reader/unplugged-while-reading", NULL, test_unplugged_while_reading);
  ADD ("/card-reader/available", NULL, test_available);
  ADD ("/card-reader/no-terminal", NULL, test_no_terminal);
  ADD ("/card-reader/late-card", NULL, test_late_card);
  ADD ("/card-reader/lying-sizes/text", &sizes_cases[0], test_lying_sizes);
  ADD ("/card-reader/lying-sizes/photo", &sizes_cases[1], test_lying_sizes);
  ADD ("/card-reader/lying-sizes/length", &sizes_cases[2], test_lying_sizes);
  ADD ("/card-reader/no-answer-for-address", NULL, test_no_answer_for_address);
  ADD ("/card-reader/random-bytes", NULL, test_random_bytes);
  ADD ("/card-reader/program", NULL, test_program);
  ADD ("/card-reader/stop", NULL, test_stop);
  ADD ("/card-reader/stop-when-told", NULL, test_stop_when_told);
  ADD ("/card-reader/stop-does-not-wait", NULL, test_stop_does_not_wait);

  return g_test_run ();
}
