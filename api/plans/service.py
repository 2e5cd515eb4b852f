"""Reads plan versions: figures, placements, people, files, and what differs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session, col, select

from api import audit_log
from api.errors import NotFoundError
from api.installation import Installation
from api.plans import store
from api.plans.people import Shown, shown_to
from api.security.access import Access
from api.store.columns import without
from api.store.database import Database
from api.store.tables import InForce, PlanVersion
from matcher.domain.activities import CalendarRow
from matcher.domain.ids import ParticipantId
from matcher.domain.plan import NotPlaced, Placement
from matcher.domain.plan_diff import PlanDiff, diff_plans, employers_of_places
from matcher.io import CALENDAR_FILE, calendar_of_bytes
from matcher.report.person import plain_text
from matcher.report.wording import Wording

Item = TypeVar("Item", Placement, NotPlaced)

FILES = {
    "plan.json": "application/json",
    "proof.json": "application/json",
    "replan.json": "application/json",
    "policy.toml": "application/toml",
    "placements.csv": "text/csv",
    "not_placed.csv": "text/csv",
    "shortages.csv": "text/csv",
    "calendar.csv": "text/csv",
    "visits.csv": "text/csv",
    "subject_groups.csv": "text/csv",
    "practice_hours.csv": "text/csv",
    "report.html": "text/html",
}
"""What can be fetched of a plan, and of which kind it is."""


def list_plans(
    database: Database, access: Access, after: int, most: int
) -> tuple[list[PlanVersion], str | None]:
    """Return versions below the number ``after`` (0: all), the newest first.

    One more than ``most``, and the id of the one in force.
    """
    with database.read() as session:
        statement = select(PlanVersion).where(PlanVersion.region == access.region)
        if after:
            statement = statement.where(col(PlanVersion.number) < after)
        found = session.exec(
            statement.options(without(PlanVersion.files))
            .order_by(col(PlanVersion.number).desc())
            .limit(most + 1)
        ).all()
        return list(found), _in_force(session, access.region)


def _in_force(session: Session, region: str) -> str | None:
    found = session.get(InForce, region)
    return found.plan if found else None


def read_plan(
    database: Database, access: Access, id: str
) -> tuple[PlanVersion, str | None]:
    """Return a version, and the id of the one in force."""
    with database.read() as session:
        version = store.version_of_region(session, access.region, id)
        return version, _in_force(session, access.region)


@dataclass(frozen=True, slots=True)
class SeenPlan:
    """A version, and how its people are shown to who asks."""

    loaded: store.LoadedPlan
    shown: Shown


def _seen(
    installation: Installation, access: Access, id: str
) -> tuple[PlanVersion, SeenPlan]:
    with installation.database.read() as session:
        version = store.version_of_region(session, access.region, id)
        shown = shown_to(session, installation, access)
    return version, SeenPlan(store.load(version), shown)


@dataclass(frozen=True, slots=True)
class Line:
    """A placement, or somebody without one, and how the person is shown."""

    name: str
    placement: Placement | None = None
    waiting: NotPlaced | None = None


def placements(
    installation: Installation, access: Access, id: str, after: int, most: int
) -> tuple[list[Line], int | None]:
    """Return placements after the first ``after``, and where the next page begins."""
    _, seen = _seen(installation, access, id)
    rows = seen.loaded.plan.placements
    page, left = _page(rows, after, most)
    return list(_lines(page, seen.shown, lambda n, p: Line(n, placement=p))), left


def not_placed(
    installation: Installation, access: Access, id: str, after: int, most: int
) -> tuple[list[Line], int | None]:
    """Return people without a placement, as :func:`placements`."""
    _, seen = _seen(installation, access, id)
    rows = seen.loaded.plan.not_placed
    page, left = _page(rows, after, most)
    return list(_lines(page, seen.shown, lambda n, p: Line(n, waiting=p))), left


def _page(
    rows: Sequence[Item], after: int, most: int
) -> tuple[Sequence[Item], int | None]:
    end = after + most
    return rows[after:end], end if end < len(rows) else None


def _lines(
    rows: Sequence[Item], shown: Shown, line: Callable[[str, Item], Line]
) -> Iterator[Line]:
    for row in rows:
        name = shown.name(row.participant)
        if name is not None:
            yield line(name, row)


def calendar(
    installation: Installation, access: Access, id: str, person: str
) -> list[CalendarRow]:
    """Return the weeks of one person, as the plan was stored."""
    version, seen = _seen(installation, access, id)
    _check_person(seen, person)
    data = store.file_of(version.files, CALENDAR_FILE)
    rows, _ = (None, ()) if data is None else calendar_of_bytes(data)
    assert rows is not None
    _note_read(installation, access, id, person)
    return [row for row in rows if row.participant == person]


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody has what the plan gives them.

    Attributes
    ----------
    lines
        For the person themself.
    placements, waiting
        With the engine's reasons.
    """

    lines: list[str]
    placements: tuple[Placement, ...]
    waiting: NotPlaced | None


def why(
    installation: Installation, access: Access, id: str, person: str, wording: Wording
) -> Why:
    """Return the reasons of one person's result."""
    _, seen = _seen(installation, access, id)
    _check_person(seen, person)
    plan = seen.loaded.plan
    lines = plain_text(seen.loaded.scenario, plan, ParticipantId(person), wording)
    _note_read(installation, access, id, person)
    return Why(
        lines,
        tuple(p for p in plan.placements if p.participant == person),
        next((p for p in plan.not_placed if p.participant == person), None),
    )


def _check_person(seen: SeenPlan, person: str) -> None:
    """Raise ``NotFoundError`` for somebody not in the plan, or not to be seen."""
    seen.shown.check_own(person)
    if person not in seen.loaded.scenario.participants_by_id():
        raise NotFoundError("no-row", kind="participants", key=person)


def _note_read(
    installation: Installation, access: Access, plan: str, person: str
) -> None:
    with installation.database.write() as session:
        audit_log.note(session, access, "read", f"participants/{person}", plan=plan)


def file(installation: Installation, access: Access, id: str, name: str) -> bytes:
    """Return a file of a plan, for those who see everybody in it.

    Raises
    ------
    NotFoundError, ForbiddenError
        The plan has no such file; somebody in it is not theirs to see.
    """
    version, seen = _seen(installation, access, id)
    seen.shown.check_sees_all(p.id for p in seen.loaded.scenario.participants)
    content = store.file_of(version.files, name) if name in FILES else None
    if content is None:
        raise NotFoundError("no-file", name=name)
    with installation.database.write() as session:
        audit_log.note(session, access, "downloaded", f"plans/{id}", file=name)
    return content


def differences(
    installation: Installation, access: Access, id: str, since: str
) -> tuple[PlanDiff, Shown]:
    """Return what is different in a version from another, and how people are shown."""
    _, before = _seen(installation, access, since)
    _, after = _seen(installation, access, id)
    employers = employers_of_places(before.loaded.scenario, after.loaded.scenario)
    diff = diff_plans(before.loaded.plan, after.loaded.plan, employers)
    return diff, after.shown
