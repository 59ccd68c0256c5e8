"""Every address of the site. A new one comes with its row in the permission table of the tests."""

from django.contrib import admin
from django.urls import include, path

from tracker.web import (
    accounts,
    actions,
    acts,
    attaching,
    bulletins,
    calendar,
    case_edit,
    cases,
    converters,  # noqa: F401  # registers the shapes of ids in addresses
    enterprises,
    health,
    home,
    lookups,
)

handler400 = "tracker.web.errors.bad_request"
handler403 = "tracker.web.errors.forbidden"

urlpatterns = [
    path("", home.home, name="home"),
    path("health/", health.health, name="health"),
    path("sign-in/", accounts.sign_in, name="sign_in"),
    path("sign-out/", accounts.sign_out, name="sign_out"),
    path("language/", accounts.language, name="set_language"),
    path("theme/", accounts.theme, name="theme"),
    path("profile/", accounts.profile, name="profile"),
    path("cases/", cases.index, name="cases"),
    path("cases/new/", cases.new, name="case_new"),
    path("cases/<case_number:number>/", cases.show, name="case"),
    path("cases/<case_number:number>/notes/", cases.note, name="case_note"),
    path("cases/<case_number:number>/edit/", case_edit.edit, name="case_edit"),
    path("cases/<case_number:number>/draft/", cases.draft, name="case_draft"),
    path("cases/<case_number:number>/files/", attaching.case_files, name="case_files"),
    path("cases/<case_number:number>/acts/<slug:verb>/", acts.act, name="case_act"),
    path("actions/", actions.index, name="actions"),
    path("actions/new/", actions.new, name="action_new"),
    path("actions/<public_id:public_id>/", actions.show, name="action"),
    path("actions/<public_id:public_id>/edit/", actions.edit, name="action_edit"),
    path("actions/<public_id:public_id>/void/", actions.void, name="action_void"),
    path("actions/<public_id:public_id>/files/", attaching.action_files, name="action_files"),
    path("files/<public_id:public_id>/", attaching.file, name="file"),
    path("files/<public_id:public_id>/withdraw/", attaching.withdraw, name="file_withdraw"),
    path("enterprises/", enterprises.index, name="enterprises"),
    path("enterprises/new/", enterprises.new, name="enterprise_new"),
    path("enterprises/<public_id:public_id>/", enterprises.show, name="enterprise"),
    path("enterprises/<public_id:public_id>/edit/", enterprises.edit, name="enterprise_edit"),
    path("enterprises/<public_id:public_id>/contacts/", enterprises.reveal, name="contact_reveal"),
    path("bulletins/", bulletins.index, name="bulletins"),
    path("bulletins/", include("tracker.web.bulletin_urls")),
    path("calendar/", calendar.index, name="calendar"),
    path("calendar/days/", calendar.day, name="calendar_day"),
    path("calendar/notice/", calendar.notice, name="calendar_notice"),
    path("lookups/enterprises/", lookups.enterprises, name="lookup_enterprises"),
    path("lookups/cases/", lookups.cases, name="lookup_cases"),
    path("lookups/units/", lookups.units, name="lookup_units"),
    path("admin/", admin.site.urls),
]
