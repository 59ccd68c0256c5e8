"""No page escapes: every address of the site is looked at, or is said here not to be a page."""

from django.urls import URLPattern, URLResolver

from tests.browser.pages import PAGES
from tracker.urls import urlpatterns

NO_PAGES = {
    "health",  # for machines
    "lookup_enterprises",  # JSON
    "lookup_cases",
    "lookup_units",
    "lookup_people",
    "bulletin_file",  # a download
    "file",
    "case_files",  # answers to a press of a button
    "action_files",
    "visit_files",
    "file_withdraw",
    "sign_out",
    "set_language",
    "theme",
    "list_columns",
    "notices_read",
    "notice_read",
    "notice_choices",
    "case_note",
    "case_draft",
    "case_link_revoke",
    "action_void",
    "action_keep",
    "closed_confirm",
    "closed_publish",
    "circular_make",
    "circular_approve",
    "circular_withdraw",
    "circular_export",  # downloads
    "circular_document_export",
    "ranking_export",
    "closed_export",
    "progress_export",
    "progress_unit_export",
    "work_export",
    "export_new",  # a download or a step on
    "export_file",
    "export_cancel",
    "view",  # leads to its list
    "view_new",
    "view_change",
    "view_delete",
    "view_tabs",  # a part of a list
    "duplicate_apart",
    "enterprise_name_end",
    "merge_undo",
    "mail_resend",
    "mail_test",
    "address_again",
    "mail_html",  # a frame of the mail's own page
    "mail_preview_html",
    "bulk_undo",
    "contact_reveal",
    "pairing_end",
    "bulletin_accept_section",
    "draft_save",
    "draft_decide",
}


def names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """Names of addresses, those of included files too; the admin's have tests of their own."""
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            found.add(str(pattern.name))
        elif pattern.app_name != "admin":
            found |= names(pattern.url_patterns)
    return found


def test_every_address_is_looked_at():
    looked_at = {shown.url for shown in PAGES if not shown.url.startswith("admin:")}
    assert names(urlpatterns) == looked_at | NO_PAGES
