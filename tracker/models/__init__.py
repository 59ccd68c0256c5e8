"""The nouns: tables, constraints and queryset words. `visible_to(user)` decides who sees a row; nothing else does."""

from tracker.models.actions import AssistanceAction, Figure, Participant, PolicyDocument
from tracker.models.attachments import Attachment
from tracker.models.audit import AuditEntry
from tracker.models.bulk import BulkAct, BulkRow
from tracker.models.bulletins import Bulletin, Draft
from tracker.models.calendar import CalendarDay, DeadlinePreset
from tracker.models.cases import Case, Category
from tracker.models.circulars import Circular
from tracker.models.closings import ClosedCount, Closing, Confirmation
from tracker.models.commitments import Commitment
from tracker.models.disclosures import ContactDisclosure
from tracker.models.enterprises import (
    Contact,
    Enterprise,
    EnterpriseLabel,
    EnterpriseName,
    Pairing,
    Site,
)
from tracker.models.exports import Export
from tracker.models.firm_acts import EnterpriseAct
from tracker.models.follow_ups import CaseUnit, FollowUp, NoteDraft
from tracker.models.links import EnterpriseLink, LinkAttempt
from tracker.models.mail import OutgoingMail
from tracker.models.merges import DistinctFirms, Merge, MergedRow
from tracker.models.notices import Notice, NoticeChoice
from tracker.models.people import Membership, User
from tracker.models.places import Bureau, Campaign, District, Office, Unit, WorkingGroup
from tracker.models.requests import CaseRequest
from tracker.models.saved_views import SavedView
from tracker.models.search_texts import (
    ActionText,
    BulletinText,
    CaseText,
    FirmText,
    FollowUpText,
    VisitText,
)
from tracker.models.tags import CaseTag, Tag
from tracker.models.tallies import Tally, TallyChange
from tracker.models.visits import Visit

__all__ = [
    "ActionText",
    "AssistanceAction",
    "Attachment",
    "AuditEntry",
    "BulkAct",
    "BulkRow",
    "Bulletin",
    "BulletinText",
    "Bureau",
    "CalendarDay",
    "Campaign",
    "Case",
    "CaseRequest",
    "CaseTag",
    "CaseText",
    "CaseUnit",
    "Category",
    "Circular",
    "ClosedCount",
    "Closing",
    "Commitment",
    "Confirmation",
    "Contact",
    "ContactDisclosure",
    "DeadlinePreset",
    "DistinctFirms",
    "District",
    "Draft",
    "Enterprise",
    "EnterpriseAct",
    "EnterpriseLabel",
    "EnterpriseLink",
    "EnterpriseName",
    "Export",
    "Figure",
    "FirmText",
    "FollowUp",
    "FollowUpText",
    "LinkAttempt",
    "Membership",
    "Merge",
    "MergedRow",
    "NoteDraft",
    "Notice",
    "NoticeChoice",
    "Office",
    "OutgoingMail",
    "Pairing",
    "Participant",
    "PolicyDocument",
    "SavedView",
    "Site",
    "Tag",
    "Tally",
    "TallyChange",
    "Unit",
    "User",
    "Visit",
    "VisitText",
    "WorkingGroup",
]
