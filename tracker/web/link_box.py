"""What the office sees of the link of its case, and what came back by it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from tracker.models import Case, EnterpriseLink, User
from tracker.operations.links import may_make_link
from tracker.web.dates import day

LATEST = 10


def link_box(user: User, case: Case) -> dict[str, Any] | None:
    """For the case's own office, None for everybody else; one query."""
    if not may_make_link(user, case):
        return None
    seen = EnterpriseLink.objects.visible_to(user).filter(case=case).select_related("created_by")
    links, today = list(seen.order_by("-id")[:LATEST]), localdate()
    current = next((link for link in links if link.is_live(localtime())), None)
    return {
        "url": reverse("case_link", args=[case.number]),
        "current": _standing(current, today) if current else "",
        "ratings": [
            {
                "rating": link.get_rating_display(),
                "code": "overdue" if link.rating in ("dissatisfied", "unsolved") else "done",
                "day": day(localdate(link.rated_at), today),
                "remark": link.remark,
            }
            for link in links
            if link.rated_at
        ],
    }


def _standing(link: EnterpriseLink, today: Any) -> str:
    return _("Valid until %(day)s · made by %(person)s") % {
        "day": day(localdate(link.expires_at), today),
        "person": link.created_by,
    }
