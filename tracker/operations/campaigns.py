"""Which campaign new records belong to."""

from tracker.models import Campaign
from tracker.rules.errors import BadInput


def current_campaign() -> Campaign:
    """The one marked as current; a city without one cannot record anything."""
    campaign = Campaign.objects.filter(is_current=True).first()
    if campaign is None:
        raise BadInput("no_campaign")
    return campaign
