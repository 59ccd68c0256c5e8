"""From a reviewer's answers to the data of an action: names resolved, foreign text removed, new firms added."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from tracker.models import Draft, Enterprise, Unit, User
from tracker.models.actions import FigureNature, ParticipantRole
from tracker.operations.actions import ActionData, CommitmentData, ParticipantData, PolicyData
from tracker.operations.answers import NAME_ONLY, NEW, Answers
from tracker.operations.enterprises import add_enterprise
from tracker.operations.figures import FigureData
from tracker.operations.matching import match_enterprise
from tracker.rules.errors import BadInput

DROP = "drop"
LARGEST = Decimal(10) ** 17
MOST_FIRMS = 10_000_000


def action_data(draft: Draft, answers: Answers, *, by: User, now: datetime) -> ActionData:
    """Everything an action needs; BadInput names the first answer that only a person can give."""
    reporter = (
        Unit.objects.visible_to(by).filter(pk=answers["reporter"]).first() if answers["reporter"] else None
    )
    if reporter is None:
        raise BadInput("required", field="reporter")
    day = _day(answers["day"])
    districts = list(Unit.objects.visible_to(by).districts().filter(pk__in=answers["districts"] or ()))
    return ActionData(
        kind=answers["kind"],
        title=_without_noise(answers["title"], answers["noise"]),
        summary=_without_noise(answers["summary"], answers["noise"]),
        reporter=reporter,
        reporter_sub_unit=answers["reporter_sub_unit"][:100],
        day=day,
        day_precision="day" if day else "vague",
        day_as_written=answers["day_as_written"][:50],
        listed_on=day or draft.bulletin.dated_on,
        outcome=answers["outcome"][:20],
        unnamed_enterprises=_whole(answers["unnamed"]),
        unnamed_is_approx=bool(answers["unnamed_approx"]),
        districts=districts,
        participants=[
            *_firms(answers["enterprises"], districts, by=by, now=now),
            *_organisations(answers["organisations"], by=by),
        ],
        figures=[_figure(row) for row in answers["figures"] if row["keep"]],
        policies=_policies(answers["policies"]),
        commitments=[_commitment(row, reporter) for row in answers["commitments"] if row["keep"]],
    )


def _without_noise(text: str, noise: list[dict[str, Any]]) -> str:
    for row in noise:
        if row["decision"] not in ("keep", "remove"):
            raise BadInput("foreign_text_open", text=row["text"])
        if row["decision"] == "remove":
            text = text.replace(row["text"], "")
    return text


def _firms(
    rows: list[dict[str, Any]], districts: list[Unit], *, by: User, now: datetime
) -> Iterator[ParticipantData]:
    home = districts[0] if len(districts) == 1 else None
    for row in rows:
        if row["role"] == DROP:
            continue
        if row["role"] not in ParticipantRole.values:
            raise BadInput("required", field="role")
        if row["link"] == NAME_ONLY:
            yield ParticipantData(role=row["role"], name=row["name"][:150])
            continue
        district = home if row["role"] == "assisted" else None
        yield ParticipantData(
            role=row["role"], enterprise=_firm(row, district, by=by, now=now), name=row["name"][:150]
        )


def _firm(row: dict[str, Any], district: Unit | None, *, by: User, now: datetime) -> Enterprise:
    if row["link"] == NEW:
        return add_enterprise(by=by, now=now, name=row["name"], district=district)
    if row["link"]:
        chosen = Enterprise.objects.visible_to(by).live().filter(public_id=row["link"]).first()
        if chosen is not None:
            return chosen
    found = match_enterprise(row["name"]).enterprise
    if found is None:
        raise BadInput("enterprise_open", name=row["name"])
    return found


def _organisations(rows: list[dict[str, Any]], *, by: User) -> Iterator[ParticipantData]:
    units = Unit.objects.visible_to(by).in_bulk([row["unit"] for row in rows if row["keep"] and row["unit"]])
    for row in rows:
        if row["keep"]:
            yield ParticipantData(role="other", unit=units.get(row["unit"]), name=row["name"][:150])


def _figure(row: dict[str, Any]) -> FigureData:
    try:
        value = Decimal(row["value"])
    except (InvalidOperation, TypeError, ValueError):
        raise BadInput("not_a_number", text=str(row["value"])) from None
    if not value.is_finite() or abs(value) >= LARGEST or row["nature"] not in FigureNature.values:
        raise BadInput("not_a_number", text=row["value"])
    return FigureData(
        value=value,
        unit=row["unit"][:20],
        measure=row["measure"][:60],
        approx=bool(row["approx"]),
        nature=row["nature"],
        text=row["text"][:60],
    )


def _policies(rows: list[dict[str, Any]]) -> list[PolicyData]:
    kept = [PolicyData(row["title"].strip()[:200], row["number"].strip()[:50]) for row in rows if row["keep"]]
    return [policy for policy in kept if policy.title or policy.number]


def _commitment(row: dict[str, Any], owner: Unit) -> CommitmentData:
    return CommitmentData(text=row["text"][:300], owner=owner, due_on=_day(row["due_on"]))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput("bad_date", text=text) from None


def _whole(value: Any) -> int | None:
    if value is None or (isinstance(value, int) and 0 <= value <= MOST_FIRMS):
        return value
    raise BadInput("not_a_number", text=value)
