/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-application-paper.h"

#include "yz-day.h"
#include "yz-division.h"
#include "yz-error.h"
#include "yz-form-state.h"
#include "yz-json.h"
#include "yz-sheet.h"

#include <string.h>

/* The application for legal aid as the Ministry of Justice has it on paper: the fields of the
 * 法律援助申请表 of 2013 in their order (司发通〔2013〕34号). The form is Chinese, whatever the
 * language in which it was filled in: it is for the office's files. */

#define TITLE "法律援助申请表"
#define NUMBER_LINE "[　　　　]援申字[　　　　]第　　　　号"
#define CASE_HEADING "案情及申请理由概述"

#define LABEL_WIDTH 52.0
#define DECLARATION_HEIGHT 112.0
#define SIGNATURE_WIDTH 110.0
#define SIGNATURE_HEIGHT 40.0

/* With less room for it the case begins on the next page. */
#define MIN_CASE_HEIGHT 100.0

/* All that stands on the paper, as text: a thread gets it and nothing else. */
typedef struct {
  char *name;
  char *sex;
  char *birth_date;
  char *ethnic_group;
  char *id_number;
  char *document; /* what it is of, where that is no ID card */
  char *household_address;
  char *residence_address;
  char *postcode;
  char *phone;
  char *employer;
  char *agent_name;
  char *agent_kind; /* the value, not its title */
  char *agent_id_number;
  char *filled_by;
  char *account; /* matter, facts and requests */
  char *photos;  /* how many pages of what were photographed; NULL where that is not asked */
  char *receipt_number;
  char *date;
  GBytes *signature; /* PNG; NULL to be signed at the window */
  GBytes *agent_signature;
  gboolean signs_at_window;
  gboolean agent_signs_at_window;
} Paper;

static void
paper_free (Paper *self)
{
  g_free (self->name);
  g_free (self->sex);
  g_free (self->birth_date);
  g_free (self->ethnic_group);
  g_free (self->id_number);
  g_free (self->document);
  g_free (self->household_address);
  g_free (self->residence_address);
  g_free (self->postcode);
  g_free (self->phone);
  g_free (self->employer);
  g_free (self->agent_name);
  g_free (self->agent_kind);
  g_free (self->agent_id_number);
  g_free (self->filled_by);
  g_free (self->account);
  g_free (self->photos);
  g_free (self->receipt_number);
  g_free (self->date);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_clear_pointer (&self->agent_signature, g_bytes_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Paper, paper_free)

/* From the answers to the paper */

static char *
get_text (JsonObject *answers, const char *id)
{
  const char *text = yz_json_get_string (answers, id);

  return g_strdup (text != NULL ? text : "");
}

/* The title of the option that was chosen. */
static char *
get_choice (YzForm *form, JsonObject *answers, const char *id)
{
  const YzField *field = yz_form_find_field (form, id);
  const char *value = yz_json_get_string (answers, id);

  for (guint i = 0; field != NULL && value != NULL && i < field->options->len; i++) {
    const YzOption *option = g_ptr_array_index (field->options, i);

    if (strcmp (option->value, value) == 0)
      return g_strdup (yz_text_get (&option->title, "zh"));
  }
  return g_strdup ("");
}

static char *
get_words (YzForm *form, JsonObject *answers, const char *id)
{
  const YzField *field = yz_form_find_field (form, id);

  const char *value = yz_json_get_string (answers, id);

  if (field != NULL && field->type == YZ_FIELD_CHOICE)
    return get_choice (form, answers, id);
  if (field != NULL && field->type == YZ_FIELD_REGION && value != NULL)
    return yz_division_describe (value);
  return get_text (answers, id);
}

static char *
get_birth_date (JsonObject *answers)
{
  const char *date = yz_json_get_string (answers, "birth_date");

  return date != NULL ? yz_day_to_text (date, "zh") : g_strdup ("");
}

/* How the person may be reached without danger stands where nobody who opens the file misses it. */
static char *
get_account (YzForm *form, JsonObject *answers)
{
  static const struct {
    const char *id;
    const char *before;
  } parts[] = {
    { "safe_time", "打电话的时间：" },
    { "safe_address", "只往这里寄信：" },
    { "matter", "案由：" },
    { "facts", "" },
    { "requests", "请求事项：" },
  };
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *part = get_words (form, answers, parts[i].id);

    if (*part == '\0')
      continue;
    if (text->len > 0)
      g_string_append_c (text, '\n');
    g_string_append_printf (text, "%s%s", parts[i].before, part);
  }
  return g_string_free (text, FALSE);
}

static gboolean
add_photos (GString *text, const YzField *field, JsonObject *answers)
{
  JsonArray *pages = yz_json_get_array (answers, field->id);

  if (field->type != YZ_FIELD_PHOTO)
    return FALSE;
  if (pages != NULL && json_array_get_length (pages) > 0)
    g_string_append_printf (text, "%s%s %u 页", text->len > 0 ? "；" : "随附自助机所拍材料：",
                            yz_text_get (&field->title, "zh"), json_array_get_length (pages));
  return TRUE;
}

/* Photographs lie in files beside the form: whoever files it sees here whether all are there. */
static char *
get_photos (YzForm *form, const YzFormState *state, JsonObject *answers)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GPtrArray *sections = yz_form_get_sections (form);
  gboolean asked = FALSE;

  for (guint s = 0; s < sections->len; s++) {
    const YzSection *section = g_ptr_array_index (sections, s);

    for (guint f = 0; f < section->fields->len; f++) {
      const YzField *field = g_ptr_array_index (section->fields, f);

      if (yz_form_state_is_relevant (state, field))
        asked |= add_photos (text, field, answers);
    }
  }
  if (!asked)
    return NULL;
  return g_strdup (text->len > 0 ? text->str : "没有在自助机上拍材料");
}

/* The check of the form bounds the picture before anything decodes it. */
static gboolean
get_signature (YzForm *form,
               JsonObject *answers,
               const char *id,
               GBytes **ret_png,
               gboolean *ret_at_window,
               GError **error)
{
  const YzField *field = yz_form_find_field (form, id);
  const char *value = yz_json_get_string (answers, id);
  g_autoptr (GPtrArray) problems = NULL;
  guchar *data;
  gsize length = 0;

  *ret_at_window = g_strcmp0 (value, "window") == 0;
  if (field == NULL || value == NULL || *ret_at_window)
    return TRUE;

  problems = yz_form_check_field (form, field, answers, "9999-12-31");
  if (yz_field_problems_block (problems)) {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                 "the signature is no picture that can be printed: sign again");
    return FALSE;
  }
  data = g_base64_decode (value, &length);
  *ret_png = g_bytes_new_take (data, length);
  return TRUE;
}

/* Who signs at the window also writes the date there. */
static char *
get_date (const Paper *paper, gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  if (paper->signature == NULL)
    return g_strdup ("　　　　年　　月　　日");
  return g_strdup_printf ("%d年%d月%d日", g_date_time_get_year (time), g_date_time_get_month (time),
                          g_date_time_get_day_of_month (time));
}

/* What is not asked, given the other answers, does not stand on the paper either. */
static Paper *
paper_new (YzForm *form,
           JsonObject *given,
           const char *receipt_number,
           gint64 time_us,
           GError **error)
{
  g_autoptr (Paper) paper = g_new0 (Paper, 1);
  g_autoptr (YzFormState) state = yz_form_state_new (form, given);
  g_autoptr (JsonObject) answers = yz_form_state_filter (state, given);

  paper->name = get_text (answers, "name");
  paper->sex = get_choice (form, answers, "sex");
  paper->birth_date = get_birth_date (answers);
  paper->ethnic_group = get_choice (form, answers, "ethnic_group");
  paper->id_number = get_text (answers, "id_number");
  paper->document = get_choice (form, answers, "id_kind");
  paper->household_address = get_words (form, answers, "household_address");
  paper->residence_address = get_words (form, answers, "residence_address");
  paper->postcode = get_text (answers, "postcode");
  paper->phone = get_text (answers, "phone");
  paper->employer = get_text (answers, "employer");
  paper->agent_name = get_text (answers, "agent_name");
  paper->agent_kind = get_text (answers, "agent_kind");
  paper->agent_id_number = get_text (answers, "agent_id_number");
  paper->filled_by = get_choice (form, answers, "filled_by");
  paper->account = get_account (form, answers);
  paper->photos = get_photos (form, state, answers);
  paper->receipt_number = g_strdup (receipt_number);
  if (!get_signature (form, answers, "signature", &paper->signature, &paper->signs_at_window, error)
      || !get_signature (form, answers, "agent_signature", &paper->agent_signature,
                         &paper->agent_signs_at_window, error))
    return NULL;
  paper->date = get_date (paper, time_us);
  return g_steal_pointer (&paper);
}

/* From the paper to the page */

static void
add_applicant (YzSheet *sheet, const Paper *paper)
{
  double top = yz_sheet_get_y (sheet);
  const YzCell person[] = {
    { YZ_CELL_LABEL, LABEL_WIDTH, "姓名" }, { YZ_CELL_VALUE, 0, paper->name },
    { YZ_CELL_LABEL, 38, "性别" },          { YZ_CELL_VALUE, 34, paper->sex },
    { YZ_CELL_LABEL, 58, "出生年月" },      { YZ_CELL_VALUE, 96, paper->birth_date },
    { YZ_CELL_LABEL, 38, "民族" },          { YZ_CELL_VALUE, 56, paper->ethnic_group },
  };
  const YzCell number[] = {
    { YZ_CELL_LABEL, 62, "身份证号" },
    { YZ_CELL_BOXES, 0, paper->id_number },
  };
  g_autofree char *named = g_strdup_printf ("%s　%s", paper->document, paper->id_number);
  const YzCell other_number[] = {
    { YZ_CELL_LABEL, 62, "证件号码" },
    { YZ_CELL_VALUE, 0, named },
  };
  const YzCell household[] = {
    { YZ_CELL_LABEL, 122, "户籍所在地" },
    { YZ_CELL_VALUE, 0, paper->household_address },
  };
  const YzCell residence[] = {
    { YZ_CELL_LABEL, 122, "住所地（经常居住地）" },
    { YZ_CELL_VALUE, 0, paper->residence_address },
  };
  const YzCell contact[] = {
    { YZ_CELL_LABEL, 122, "邮政编码" },
    { YZ_CELL_VALUE, 90, paper->postcode },
    { YZ_CELL_LABEL, 72, "联系电话" },
    { YZ_CELL_VALUE, 0, paper->phone },
  };
  const YzCell employer[] = {
    { YZ_CELL_LABEL, 122, "工作单位" },
    { YZ_CELL_VALUE, 0, paper->employer },
  };

  yz_sheet_add_row (sheet, person, G_N_ELEMENTS (person));
  yz_sheet_add_row (sheet, *paper->document == '\0' ? number : other_number, G_N_ELEMENTS (number));
  yz_sheet_add_row (sheet, household, G_N_ELEMENTS (household));
  yz_sheet_add_row (sheet, residence, G_N_ELEMENTS (residence));
  yz_sheet_add_row (sheet, contact, G_N_ELEMENTS (contact));
  yz_sheet_add_row (sheet, employer, G_N_ELEMENTS (employer));
  yz_sheet_add_group (sheet, "申请人", top);
}

static void
add_agent (YzSheet *sheet, const Paper *paper)
{
  double top = yz_sheet_get_y (sheet);
  g_autofree char *kinds
      = g_strdup_printf ("［%s］法定代理人　［%s］委托代理人",
                         strcmp (paper->agent_kind, "legal") == 0 ? "√" : "　",
                         strcmp (paper->agent_kind, "appointed") == 0 ? "√" : "　");
  const YzCell person[] = {
    { YZ_CELL_LABEL, LABEL_WIDTH, "姓名" },
    { YZ_CELL_VALUE, 0, paper->agent_name },
    { YZ_CELL_VALUE, 220, kinds },
  };
  const YzCell number[] = {
    { YZ_CELL_LABEL, 62, "身份证号" },
    { YZ_CELL_BOXES, 0, paper->agent_id_number },
  };

  yz_sheet_add_row (sheet, person, G_N_ELEMENTS (person));
  yz_sheet_add_row (sheet, number, G_N_ELEMENTS (number));
  yz_sheet_add_group (sheet, "代理人", top);
}

typedef struct {
  GBytes *bytes;
  gsize offset;
} PngReader;

static cairo_status_t
on_read (void *closure, unsigned char *data, unsigned int length)
{
  PngReader *reader = closure;
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (reader->bytes, &size);

  if (size - reader->offset < length)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, bytes + reader->offset, length);
  reader->offset += length;
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
draw_png (cairo_t *cr, GBytes *png, double x, double y, GError **error)
{
  PngReader reader = { png, 0 };
  cairo_surface_t *image = cairo_image_surface_create_from_png_stream (on_read, &reader);
  gboolean ok = cairo_surface_status (image) == CAIRO_STATUS_SUCCESS;

  if (ok) {
    double scale = MIN (SIGNATURE_WIDTH / cairo_image_surface_get_width (image),
                        SIGNATURE_HEIGHT / cairo_image_surface_get_height (image));

    cairo_save (cr);
    cairo_translate (cr, x, y);
    cairo_scale (cr, scale, scale);
    cairo_set_source_surface (cr, image, 0, 0);
    cairo_paint (cr);
    cairo_restore (cr);
  } else {
    g_set_error (error, YZ_ERROR, YZ_ERROR_INVALID,
                 "the signature is no picture that can be printed: sign again");
  }
  cairo_surface_destroy (image);
  return ok;
}

static void
draw_words (YzSheet *sheet, const char *text, double size, double x, double y)
{
  g_autoptr (PangoLayout) layout = yz_sheet_new_text (sheet, text, size, YZ_SHEET_RIGHT - x);

  cairo_move_to (yz_sheet_get_cairo (sheet), x, y);
  pango_cairo_show_layout (yz_sheet_get_cairo (sheet), layout);
}

static gboolean
draw_signature (YzSheet *sheet,
                const char *label,
                GBytes *png,
                gboolean at_window,
                double x,
                double y,
                GError **error)
{
  double right_of_label = x + 84;

  draw_words (sheet, label, YZ_SHEET_TEXT_SIZE, x, y + 12);
  if (at_window)
    draw_words (sheet, "（在窗口签名）", 8, x, y + 28);
  return png == NULL || draw_png (yz_sheet_get_cairo (sheet), png, right_of_label, y, error);
}

static gboolean
add_declaration (YzSheet *sheet, const Paper *paper, GError **error)
{
  double top = yz_sheet_get_y (sheet);
  double middle = (YZ_SHEET_LEFT + YZ_SHEET_RIGHT) / 2;

  yz_sheet_add_box (sheet, top + DECLARATION_HEIGHT);
  draw_words (sheet, "　　本人承诺以上所填内容和提交的证件、证明均真实。", YZ_SHEET_TEXT_SIZE,
              YZ_SHEET_LEFT + YZ_SHEET_PADDING, top + 10);
  if (!draw_signature (sheet, "申请人（签字）：", paper->signature, paper->signs_at_window,
                       YZ_SHEET_LEFT + 14, top + 36, error)
      || !draw_signature (sheet, "代理人（签字）：", paper->agent_signature,
                          paper->agent_signs_at_window, middle + 4, top + 36, error))
    return FALSE;
  {
    g_autoptr (PangoLayout) date = yz_sheet_new_text (sheet, paper->date, YZ_SHEET_TEXT_SIZE, 200);

    pango_layout_set_alignment (date, PANGO_ALIGN_RIGHT);
    cairo_move_to (yz_sheet_get_cairo (sheet), YZ_SHEET_RIGHT - 214, top + DECLARATION_HEIGHT - 24);
    pango_cairo_show_layout (yz_sheet_get_cairo (sheet), date);
  }
  yz_sheet_skip_to (sheet, top + DECLARATION_HEIGHT);
  return TRUE;
}

static void
add_footer (YzSheet *sheet, const Paper *paper, guint n_pages)
{
  g_autofree char *page
      = g_strdup_printf ("第 %u 页，共 %u 页", yz_sheet_get_n_pages (sheet), n_pages);
  g_autoptr (GString) source = g_string_new ("自助服务机按填写内容打印");

  if (paper->receipt_number != NULL)
    g_string_append_printf (source, "　回执号：%s", paper->receipt_number);
  if (*paper->filled_by != '\0')
    g_string_append_printf (source, "　填表：%s", paper->filled_by);
  yz_sheet_draw_text (sheet, source->str, 8.5, YZ_SHEET_BOTTOM + 10, PANGO_ALIGN_LEFT);
  yz_sheet_draw_text (sheet, page, 8.5, YZ_SHEET_BOTTOM + 10, PANGO_ALIGN_RIGHT);
}

static PangoLayout *
new_account (YzSheet *sheet, const Paper *paper)
{
  PangoLayout *layout = yz_sheet_new_text (sheet, paper->account, YZ_SHEET_TEXT_SIZE,
                                           YZ_SHEET_RIGHT - YZ_SHEET_LEFT - 2 * YZ_SHEET_PADDING);

  pango_layout_set_line_spacing (layout, 1.2f);
  pango_layout_set_indent (layout, (int)(2 * YZ_SHEET_TEXT_SIZE * PANGO_SCALE));
  return layout;
}

static void
add_heading (YzSheet *sheet, const char *heading)
{
  draw_words (sheet, heading, YZ_SHEET_TEXT_SIZE, YZ_SHEET_LEFT + YZ_SHEET_PADDING,
              yz_sheet_get_y (sheet));
  yz_sheet_skip_to (sheet, yz_sheet_get_y (sheet) + 20);
}

/* What does not fit between the table and the declaration goes on over as many pages as it needs.
 */
static void
add_continuation (YzSheet *sheet, const Paper *paper, PangoLayout *account, int line, guint n_pages)
{
  while (line < pango_layout_get_line_count (account)) {
    add_footer (sheet, paper, n_pages);
    yz_sheet_break_page (sheet);
    yz_sheet_draw_text (sheet, TITLE "（续页）", 15, yz_sheet_get_y (sheet), PANGO_ALIGN_CENTER);
    yz_sheet_skip_to (sheet, yz_sheet_get_y (sheet) + 36);
    yz_sheet_add_box (sheet, YZ_SHEET_BOTTOM);
    add_heading (sheet, CASE_HEADING "（续）");
    line = yz_sheet_add_lines (sheet, account, line, YZ_SHEET_BOTTOM - YZ_SHEET_PADDING);
  }
  add_footer (sheet, paper, n_pages);
}

/* At the foot of the case's box, whose lower edge is @bottom. Returns where the account above it
 * has to end. */
static double
add_photos_line (YzSheet *sheet, const Paper *paper, double bottom)
{
  g_autoptr (PangoLayout) layout = NULL;
  int height = 0;
  double y;

  if (paper->photos == NULL)
    return bottom;
  layout = yz_sheet_new_text (sheet, paper->photos, YZ_SHEET_TEXT_SIZE,
                              YZ_SHEET_RIGHT - YZ_SHEET_LEFT - 2 * YZ_SHEET_PADDING);
  pango_layout_get_size (layout, NULL, &height);
  y = bottom - YZ_SHEET_PADDING - (double)height / PANGO_SCALE;
  cairo_move_to (yz_sheet_get_cairo (sheet), YZ_SHEET_LEFT + YZ_SHEET_PADDING, y);
  pango_cairo_show_layout (yz_sheet_get_cairo (sheet), layout);
  return y;
}

/* The first page's part of the account, between the table and the declaration. Returns the first
 * line that there was no room for. */
static int
add_case (YzSheet *sheet, const Paper *paper, PangoLayout *account, double bottom)
{
  double room;
  int line;

  yz_sheet_add_box (sheet, bottom);
  add_heading (sheet, CASE_HEADING);
  room = add_photos_line (sheet, paper, bottom) - YZ_SHEET_PADDING - 16;
  line = yz_sheet_add_lines (sheet, account, 0, room);
  if (line < pango_layout_get_line_count (account)) {
    g_autoptr (PangoLayout) more
        = yz_sheet_new_text (sheet, "（接下页）", 8.5, YZ_SHEET_RIGHT - YZ_SHEET_LEFT - 12);

    pango_layout_set_alignment (more, PANGO_ALIGN_RIGHT);
    cairo_move_to (yz_sheet_get_cairo (sheet), YZ_SHEET_LEFT, room + 2);
    pango_cairo_show_layout (yz_sheet_get_cairo (sheet), more);
  }
  yz_sheet_skip_to (sheet, bottom);
  return line;
}

static gboolean
draw (YzSheet *sheet, const Paper *paper, guint n_pages, GError **error)
{
  g_autoptr (PangoLayout) account = NULL;
  double bottom = YZ_SHEET_BOTTOM - DECLARATION_HEIGHT;
  int line;

  yz_sheet_draw_text (sheet, TITLE, 20, YZ_SHEET_TOP, PANGO_ALIGN_CENTER);
  yz_sheet_draw_text (sheet, NUMBER_LINE, YZ_SHEET_TEXT_SIZE, YZ_SHEET_TOP + 36, PANGO_ALIGN_RIGHT);
  yz_sheet_skip_to (sheet, YZ_SHEET_TOP + 58);
  add_applicant (sheet, paper);
  add_agent (sheet, paper);
  if (bottom - yz_sheet_get_y (sheet) < MIN_CASE_HEIGHT) {
    add_footer (sheet, paper, n_pages);
    yz_sheet_break_page (sheet);
  }

  account = new_account (sheet, paper);
  line = add_case (sheet, paper, account, bottom);
  if (!add_declaration (sheet, paper, error))
    return FALSE;
  add_continuation (sheet, paper, account, line, n_pages);
  return TRUE;
}

/* The first time tells how many pages there are, which stands on each of them. */
static GBytes *
paper_render (const Paper *paper, GError **error)
{
  g_autoptr (YzSheet) sheet = yz_sheet_new (TITLE);
  guint n_pages;

  if (!draw (sheet, paper, 1, error))
    return NULL;
  n_pages = yz_sheet_get_n_pages (sheet);
  if (n_pages > 1) {
    g_clear_pointer (&sheet, yz_sheet_free);
    sheet = yz_sheet_new (TITLE);
    if (!draw (sheet, paper, n_pages, error))
      return NULL;
  }
  return yz_sheet_finish (sheet, error);
}

/**
 * yz_application_paper_render:
 * @form: the form `legal-aid-application`, for the titles of what can be chosen
 * @answers: what was filled in, which yz_form_check_answers() has passed; of photographs it is told
 *   on the paper how many there are
 * @receipt_number: (nullable): the number of the receipt, where there is one; never its code
 * @time_us: when it was signed, in microseconds since 1970-01-01 UTC
 * @error: %YZ_ERROR_INVALID where a signature cannot be read
 *
 * Draws the application on A4, black on white, laid out after the Ministry's form. A long account
 * goes on on further pages. Takes tens of milliseconds.
 *
 * Returns: (transfer full): the PDF
 */
GBytes *
yz_application_paper_render (YzForm *form,
                             JsonObject *answers,
                             const char *receipt_number,
                             gint64 time_us,
                             GError **error)
{
  g_autoptr (Paper) paper = NULL;

  g_return_val_if_fail (YZ_IS_FORM (form), NULL);
  g_return_val_if_fail (answers != NULL, NULL);

  paper = paper_new (form, answers, receipt_number, time_us, error);
  return paper != NULL ? paper_render (paper, error) : NULL;
}

static void
render_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  GBytes *pdf = paper_render (task_data, &error);

  if (pdf != NULL)
    g_task_return_pointer (task, pdf, (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_error (task, error);
}

/**
 * yz_application_paper_render_async:
 * @form: as in yz_application_paper_render()
 * @answers: as there; may change afterwards
 * @receipt_number: (nullable): as there
 * @time_us: as there
 * @cancellable: (nullable): to stop waiting
 * @callback: called on the main context of the caller
 * @user_data: passed to @callback
 *
 * Draws the application in another thread.
 */
void
yz_application_paper_render_async (YzForm *form,
                                   JsonObject *answers,
                                   const char *receipt_number,
                                   gint64 time_us,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (form, cancellable, callback, user_data);
  GError *error = NULL;
  Paper *paper;

  g_return_if_fail (YZ_IS_FORM (form));
  g_return_if_fail (answers != NULL);

  g_task_set_source_tag (task, yz_application_paper_render_async);
  paper = paper_new (form, answers, receipt_number, time_us, &error);
  if (paper == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, paper, (GDestroyNotify)paper_free);
  g_task_run_in_thread (task, render_worker);
}

/**
 * yz_application_paper_render_finish:
 * @result: the result
 * @error: as yz_application_paper_render()
 *
 * Returns: (transfer full): the PDF
 */
GBytes *
yz_application_paper_render_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, yz_application_paper_render_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
