/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-credential.h"

#include "yz-id-private.h"

#include <string.h>

/* Numbers of any kind, where nobody has said which. Beside ID numbers: those of the travel permits
 * to the mainland, which have no check digit (Hong Kong and Macao, after the rule that the Ministry
 * of Public Security published on 2010-03-10: H or M, eight digits for life, two that count the
 * issues and are often left out; Taiwan: eight or ten digits), and the unified social credit codes
 * of organizations (GB 32100-2015). */

#define DIGITS "0123456789"
#define LENGTH_PERMIT 8
#define LENGTH_PERMIT_LONG 10
#define LENGTH_18 18

/* GB 32100 leaves out the letters that look like digits, and S and V. */
#define SOCIAL_CREDIT_ALPHABET "0123456789ABCDEFGHJKLMNPQRTUWXY"
#define SOCIAL_CREDIT_MODULUS 31

static gboolean
is_permit (const char *digits)
{
  gsize n = strlen (digits);

  return (n == LENGTH_PERMIT || n == LENGTH_PERMIT_LONG) && strspn (digits, DIGITS) == n;
}

/* Authority, kind, six digits of a division, nine characters of the organization, one to check:
 * weights are the powers of 3. */
static YzIdProblem
check_social_credit (const char *code)
{
  guint sum = 0;
  guint weight = 1;

  if (strspn (code, SOCIAL_CREDIT_ALPHABET) != LENGTH_18 || strspn (code + 2, DIGITS) < 6)
    return YZ_ID_PROBLEM_CHARACTERS;
  for (guint i = 0; i < LENGTH_18 - 1; i++) {
    sum += (guint)(strchr (SOCIAL_CREDIT_ALPHABET, code[i]) - SOCIAL_CREDIT_ALPHABET) * weight;
    weight = weight * 3 % SOCIAL_CREDIT_MODULUS;
  }
  return code[LENGTH_18 - 1]
                 == SOCIAL_CREDIT_ALPHABET[(SOCIAL_CREDIT_MODULUS - sum % SOCIAL_CREDIT_MODULUS)
                                           % SOCIAL_CREDIT_MODULUS]
             ? YZ_ID_PROBLEM_NONE
             : YZ_ID_PROBLEM_CHECK;
}

/* Both have 18 characters. A code may have digits only, but what reads as an ID number with a birth
 * date is one: a wrong digit must not make a company of a person. */
static YzIdProblem
check_18 (YzIdNumber *number, const char *today)
{
  YzIdProblem id_problem = yz_id_number_check (number->number, today, number);
  YzIdProblem problem;

  if (id_problem == YZ_ID_PROBLEM_NONE || id_problem == YZ_ID_PROBLEM_CHECK)
    return id_problem;
  problem = check_social_credit (number->number);
  if (problem == YZ_ID_PROBLEM_NONE) {
    number->kind = YZ_ID_SOCIAL_CREDIT;
    yz_id_set_region (number, number->number + 2, 6);
  }
  return problem == YZ_ID_PROBLEM_NONE || id_problem == YZ_ID_PROBLEM_CHARACTERS ? problem
                                                                                 : id_problem;
}

/**
 * yz_credential_check:
 * @text: as yz_id_number_check()
 * @today: YYYY-MM-DD: nobody is born after it
 * @ret_number: (out) (optional): what the number says, set only where it is valid; a travel permit
 *   says nothing but its kind, a social credit code its region
 *
 * Tells what kind of number it is and checks it: ID numbers as yz_id_number_check(), travel permits
 * to the mainland of residents of Hong Kong, Macao and Taiwan by their form alone, and unified
 * social credit codes by the check character of GB 32100-2015.
 *
 * Returns: what is wrong with it, %YZ_ID_PROBLEM_NONE for nothing
 */
YzIdProblem
yz_credential_check (const char *text, const char *today, YzIdNumber *ret_number)
{
  YzIdNumber number = { 0 };
  YzIdProblem problem;

  g_return_val_if_fail (text != NULL, YZ_ID_PROBLEM_EMPTY);

  problem = yz_id_normalize (text, number.number);
  if (problem != YZ_ID_PROBLEM_NONE)
    return problem;
  if (strlen (number.number) == LENGTH_18)
    problem = check_18 (&number, today);
  else if ((*number.number == 'H' || *number.number == 'M') && is_permit (number.number + 1))
    number.kind = YZ_ID_HM_PERMIT;
  else if (is_permit (number.number))
    number.kind = YZ_ID_TAIWAN_PERMIT;
  else
    problem = yz_id_number_check (number.number, today, &number);
  if (problem == YZ_ID_PROBLEM_NONE && ret_number != NULL)
    *ret_number = number;
  return problem;
}

/**
 * yz_credential_problem_get_text:
 * @problem: what yz_credential_check() found
 * @chinese: whether to say it in Chinese, else in English
 *
 * Returns: (transfer none): a sentence for people that says what is wrong and what to do
 */
const char *
yz_credential_problem_get_text (YzIdProblem problem, gboolean chinese)
{
  if (problem == YZ_ID_PROBLEM_CHARACTERS)
    return chinese ? "号码里有不该出现的字符。请对照证件检查。"
                   : "A character does not belong in the number, or not in this place: compare it "
                     "with the document.";
  if (problem == YZ_ID_PROBLEM_LENGTH)
    return chinese
               ? "号码的位数不对。身份证、居住证和统一社会信用代码为 18 位，旧号码为 15 位；"
                 "港澳居民来往内地通行证为 H 或 M 加 8 位或 10 位数字，"
                 "台湾居民来往大陆通行证为 8 位或 10 位数字。"
               : "The length is wrong. ID cards, residence permits and social credit codes have "
                 "18 characters, old numbers 15; a travel permit to the mainland has H or M "
                 "and 8 or 10 digits (Hong Kong, Macao) or just the digits (Taiwan).";
  return yz_id_problem_get_text (problem, chinese);
}
