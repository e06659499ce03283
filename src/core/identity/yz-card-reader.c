/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-card-reader.h"

enum { SIGNAL_CARD, SIGNAL_REMOVED, SIGNAL_TROUBLE, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (YzCardReader, yz_card_reader, G_TYPE_OBJECT)

static void
yz_card_reader_default_init (YzCardReaderInterface *iface)
{
  /**
   * YzCardReader:available:
   *
   * Whether there is a reader that is not known to be broken. It may come and go at any time.
   */
  g_object_interface_install_property (iface, g_param_spec_boolean ("available", NULL, NULL, FALSE,
                                                                    G_PARAM_READABLE
                                                                        | G_PARAM_EXPLICIT_NOTIFY
                                                                        | G_PARAM_STATIC_STRINGS));

  /**
   * YzCardReader::card:
   * @self: the reader
   * @card: a #YzCard
   *
   * A card has been put down and read. It is told once; the card is to be shown to its holder
   * before it is used.
   */
  signals[SIGNAL_CARD] = g_signal_new ("card", YZ_TYPE_CARD_READER, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, YZ_TYPE_CARD);

  /**
   * YzCardReader::removed:
   * @self: the reader
   *
   * What lay on the reader, whether it was read or not, is gone.
   */
  signals[SIGNAL_REMOVED] = g_signal_new ("removed", YZ_TYPE_CARD_READER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * YzCardReader::trouble:
   * @self: the reader, which goes on looking
   * @trouble: a #YzCardTrouble; yz_card_trouble_get_text() says it to citizens
   * @error: a #GError that says it to staff, without anything that the card says
   *
   * A card could not be read, or the reader itself has failed. It is told once for each card, and
   * once until the reader has come back.
   */
  signals[SIGNAL_TROUBLE]
      = g_signal_new ("trouble", YZ_TYPE_CARD_READER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_ERROR);
}

/**
 * yz_card_reader_get_available:
 * @self: a reader
 *
 * Returns: whether it is there and not known to be broken
 */
gboolean
yz_card_reader_get_available (YzCardReader *self)
{
  gboolean available = FALSE;

  g_return_val_if_fail (YZ_IS_CARD_READER (self), FALSE);

  g_object_get (self, "available", &available, NULL);
  return available;
}

/**
 * yz_card_reader_start:
 * @self: a reader
 *
 * Begins to look for cards, without waiting for the device: all is told by the signals, on the main
 * context of the caller. Does nothing where it looks already.
 */
void
yz_card_reader_start (YzCardReader *self)
{
  g_return_if_fail (YZ_IS_CARD_READER (self));

  YZ_CARD_READER_GET_IFACE (self)->start (self);
}

/**
 * yz_card_reader_stop:
 * @self: a reader
 *
 * Ends it. Nothing is told after it, not even what has been read already; the device is free a
 * moment later.
 */
void
yz_card_reader_stop (YzCardReader *self)
{
  g_return_if_fail (YZ_IS_CARD_READER (self));

  YZ_CARD_READER_GET_IFACE (self)->stop (self);
}

/**
 * yz_card_reader_tell_card:
 * @self: a reader
 * @card: what it has read
 *
 * Emits #YzCardReader::card; for implementations.
 */
void
yz_card_reader_tell_card (YzCardReader *self, YzCard *card)
{
  g_return_if_fail (YZ_IS_CARD_READER (self));
  g_return_if_fail (card != NULL);

  g_signal_emit (self, signals[SIGNAL_CARD], 0, card);
}

/**
 * yz_card_reader_tell_removed:
 * @self: a reader
 *
 * Emits #YzCardReader::removed; for implementations.
 */
void
yz_card_reader_tell_removed (YzCardReader *self)
{
  g_return_if_fail (YZ_IS_CARD_READER (self));

  g_signal_emit (self, signals[SIGNAL_REMOVED], 0);
}

/**
 * yz_card_reader_tell_trouble:
 * @self: a reader
 * @trouble: what citizens are to do
 * @error: what staff are to know
 *
 * Emits #YzCardReader::trouble; for implementations.
 */
void
yz_card_reader_tell_trouble (YzCardReader *self, YzCardTrouble trouble, const GError *error)
{
  g_return_if_fail (YZ_IS_CARD_READER (self));
  g_return_if_fail (error != NULL);

  g_signal_emit (self, signals[SIGNAL_TROUBLE], 0, (int)trouble, error);
}

/**
 * yz_card_trouble_get_text:
 * @trouble: a trouble
 * @chinese: whether to say it in Chinese, else in English
 *
 * Returns: (transfer none): sentences for citizens that say what has happened and what to do
 */
const char *
yz_card_trouble_get_text (YzCardTrouble trouble, gboolean chinese)
{
  switch (trouble) {
  case YZ_CARD_TROUBLE_READER:
    return chinese
               ? "读卡器现在用不了。您可以自己填写，也可以到窗口办理。"
               : "The card reader does not work just now. You can type the details in, or go to "
                 "the window.";
  case YZ_CARD_TROUBLE_AGAIN:
    return chinese ? "没有读出来。请把证件拿开，再放回读卡区，放平，不要移动。"
                   : "The card could not be read. Lift it, lay it flat on the reader again, and do "
                     "not move it.";
  case YZ_CARD_TROUBLE_OTHER_CARD:
    return chinese
               ? "这张卡在这里读不了。可以读居民身份证、港澳台居民居住证和外国人永久居留身份证。"
                 "您也可以自己填写，或者到窗口办理。"
               : "This card cannot be read here. Resident identity cards, residence permits for "
                 "Hong Kong, Macao and Taiwan residents and foreign permanent resident ID cards "
                 "can. You can also type the details in, or go to the window.";
  case YZ_CARD_TROUBLE_REFUSED:
    return chinese
               ? "这张证件没有通过核对，里面的信息没有使用。您可以自己填写，也可以带证件到窗口办理"
                 "。"
               : "This card did not pass the check, and nothing was taken from it. You can type "
                 "the details in, or take the card to the window.";
  default:
    g_assert_not_reached ();
  }
}
