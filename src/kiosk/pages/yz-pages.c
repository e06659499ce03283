/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#include "config.h"

#include "yz-pages.h"

#include "yz-article-page.h"
#include "yz-articles-page.h"
#include "yz-camera-page.h"
#include "yz-choose-page.h"
#include "yz-event-page.h"
#include "yz-faq-page.h"
#include "yz-form-page.h"
#include "yz-home-page.h"
#include "yz-idle-page.h"
#include "yz-matters-page.h"
#include "yz-notice-page.h"
#include "yz-paper-page.h"
#include "yz-papers-page.h"
#include "yz-photo-page.h"
#include "yz-question-page.h"
#include "yz-receipt-page.h"
#include "yz-region-page.h"
#include "yz-result-page.h"
#include "yz-review-page.h"
#include "yz-services-page.h"
#include "yz-start-page.h"
#include "yz-summary-page.h"
#include "yz-ticket-page.h"

#include <string.h>

/* The pages by name: the only place that knows them all. What everybody may hear of one is the
 * same for all citizens. */
static const struct {
  const char *name;
  GType (*get_type) (void);
  YzHearing hearing;
} pages[] = {
  { "idle", yz_idle_page_get_type, YZ_HEARING_PAGE },
  { "home", yz_home_page_get_type, YZ_HEARING_PAGE },
  { "notice", yz_notice_page_get_type, YZ_HEARING_PAGE },
  { "start", yz_start_page_get_type, YZ_HEARING_PAGE },
  { "camera", yz_camera_page_get_type, YZ_HEARING_PAGE },
  { "form", yz_form_page_get_type, YZ_HEARING_NOTHING },
  { "choose", yz_choose_page_get_type, YZ_HEARING_NOTHING },
  { "review", yz_review_page_get_type, YZ_HEARING_NOTHING },
  { "receipt", yz_receipt_page_get_type, YZ_HEARING_NOTHING },
  { "services", yz_services_page_get_type, YZ_HEARING_PAGE },
  { "ticket", yz_ticket_page_get_type, YZ_HEARING_PAGE },
  { "faq", yz_faq_page_get_type, YZ_HEARING_TYPING },
  { "articles", yz_articles_page_get_type, YZ_HEARING_PAGE },
  { "article", yz_article_page_get_type, YZ_HEARING_PAGE },
  { "matters", yz_matters_page_get_type, YZ_HEARING_PAGE },
  { "question", yz_question_page_get_type, YZ_HEARING_NOTHING },
  { "result", yz_result_page_get_type, YZ_HEARING_NOTHING },
  { "summary", yz_summary_page_get_type, YZ_HEARING_NOTHING },
  { "event", yz_event_page_get_type, YZ_HEARING_NOTHING },
  { "region", yz_region_page_get_type, YZ_HEARING_NOTHING },
  { "papers", yz_papers_page_get_type, YZ_HEARING_PAGE },
  { "paper", yz_paper_page_get_type, YZ_HEARING_PAGE },
  { "photo", yz_photo_page_get_type, YZ_HEARING_PAGE },
};

/**
 * yz_pages_create:
 * @name: of the page
 * @session: what it shows
 * @argument: (nullable): which of its kind
 *
 * Returns: (transfer floating): the page
 */
YzPage *
yz_pages_create (const char *name, YzSession *session, const char *argument)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    if (strcmp (pages[i].name, name) == 0)
      return g_object_new (pages[i].get_type (), "session", session, "argument", argument, NULL);

  g_return_val_if_reached (NULL);
}

/**
 * yz_pages_get_hearing:
 * @name: of the page
 *
 * Returns: what of it may be said aloud, where everybody hears it
 */
YzHearing
yz_pages_get_hearing (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    if (strcmp (pages[i].name, name) == 0)
      return pages[i].hearing;

  g_return_val_if_reached (YZ_HEARING_NOTHING);
}
