/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-card-status.h"

#include "yz-error.h"

/* What a reader says in the third byte of a reply, for those who look after it. Citizens are told
 * what to do by yz_card_trouble_get_text(). */

typedef struct {
  guint8 status;
  YzCardTrouble trouble;
  const char *zh;
  const char *en;
} Status;

static const Status statuses[] = {
  { YZ_CARD_STATUS_DONE, YZ_CARD_TROUBLE_READER, "操作成功。", "Done." },
  { YZ_CARD_STATUS_NO_ITEM, YZ_CARD_TROUBLE_AGAIN, "证件里没有这一项。",
    "The card has no such item." },
  { YZ_CARD_STATUS_FOUND, YZ_CARD_TROUBLE_READER, "找到证件。", "A card was found." },
  { 0x10, YZ_CARD_TROUBLE_AGAIN, "读卡器收到的数据校验不对，请检查数据线和波特率设置。",
    "What the reader received has a wrong checksum: check its cable and reader-baud=." },
  { 0x11, YZ_CARD_TROUBLE_AGAIN, "读卡器收到的数据长度不对，请检查数据线和波特率设置。",
    "What the reader received has a wrong length: check its cable and reader-baud=." },
  { YZ_CARD_STATUS_UNKNOWN_COMMAND, YZ_CARD_TROUBLE_READER,
    "读卡器不认识这条命令，请确认它是居民身份证阅读器。",
    "The reader does not know the command: make sure that it reads identity cards." },
  { YZ_CARD_STATUS_NO_PRIVILEGE, YZ_CARD_TROUBLE_READER, "读卡器没有读证件的权限，请联系供应商。",
    "The reader has no privilege to read cards: ask its supplier." },
  { YZ_CARD_STATUS_UNKNOWN_ERROR, YZ_CARD_TROUBLE_READER,
    "读卡器报告不明错误，请拔下再插上；还不行，请联系供应商。",
    "The reader reports an error without a name: unplug it and plug it in again, then ask its "
    "supplier." },
  { 0x31, YZ_CARD_TROUBLE_REFUSED, "证件没有认可读卡器的安全模块。其他证件也这样，请联系供应商。",
    "The card did not accept the reader's security module: if other cards do not either, ask the "
    "supplier." },
  { 0x32, YZ_CARD_TROUBLE_REFUSED, "安全模块没有认可这张证件，请到窗口人工核对。",
    "The security module did not accept the card: look at it at the window." },
  { 0x33, YZ_CARD_TROUBLE_REFUSED, "证件信息没有通过验证，请到窗口人工核对。",
    "What is on the card did not pass verification: look at it at the window." },
  { 0x37, YZ_CARD_TROUBLE_REFUSED, "证件里的指纹信息没有通过验证，请到窗口人工核对。",
    "The fingerprints on the card did not pass verification: look at it at the window." },
  { 0x3f, YZ_CARD_TROUBLE_AGAIN, "证件信息长度不对，请拿开证件重新放。",
    "What is on the card has a wrong length: lift it and put it down again." },
  { 0x40, YZ_CARD_TROUBLE_OTHER_CARD, "不认识这种卡，请确认是居民身份证等可读的证件。",
    "The reader does not know this type of card: make sure that it is an identity card." },
  { 0x41, YZ_CARD_TROUBLE_AGAIN, "读证件失败，请拿开证件重新放。",
    "Reading the card failed: lift it and put it down again." },
  { 0x47, YZ_CARD_TROUBLE_AGAIN, "取随机数失败，请拿开证件重新放。",
    "Getting a random number failed: lift the card and put it down again." },
  { 0x60, YZ_CARD_TROUBLE_READER, "安全模块自检失败，读卡器不能用，请联系供应商。",
    "The security module failed its self-test and the reader cannot be used: ask its supplier." },
  { 0x66, YZ_CARD_TROUBLE_READER, "安全模块没有授权，读卡器不能用，请联系供应商。",
    "The security module is not authorised and the reader cannot be used: ask its supplier." },
  { YZ_CARD_STATUS_NO_CARD, YZ_CARD_TROUBLE_AGAIN, "没有找到证件，请把证件放在读卡区。",
    "No card was found: put it on the reader." },
  { 0x81, YZ_CARD_TROUBLE_AGAIN, "选取证件失败，请拿开证件重新放，一次只放一张。",
    "Selecting the card failed: lift it and put it down again, one card at a time." },
};

static const Status unknown
    = { 0, YZ_CARD_TROUBLE_READER, "读卡器报告的状态没有说明，请联系供应商。",
        "The reader reports a status that is not described: ask its "
        "supplier." };

static const Status *
find (guint8 status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return &statuses[i];
  return &unknown;
}

/**
 * yz_card_status_get_trouble:
 * @status: what a reader has answered where it should have done something
 *
 * Returns: what it means for citizens
 */
YzCardTrouble
yz_card_status_get_trouble (guint8 status)
{
  return find (status)->trouble;
}

/**
 * yz_card_status_get_text:
 * @status: what a reader has answered
 * @chinese: whether to say it in Chinese, else in English
 *
 * Returns: (transfer none): a sentence for staff
 */
const char *
yz_card_status_get_text (guint8 status, gboolean chinese)
{
  return chinese ? find (status)->zh : find (status)->en;
}

/**
 * yz_card_status_to_error:
 * @status: what a reader has answered where it should have done something
 *
 * Returns: (transfer full): %YZ_ERROR_DEVICE with the number and the English sentence
 */
GError *
yz_card_status_to_error (guint8 status)
{
  return g_error_new (YZ_ERROR, YZ_ERROR_DEVICE, "the card reader answers %02X: %s", status,
                      yz_card_status_get_text (status, FALSE));
}
