"""Every table of the database.

Rows of the registry are kept as the text of their cells, since ``matcher.io`` declares
every column once and is the one door from text to a scenario. What people may know of
each other hangs on ``region`` and ``municipality``, which every table with personal data
has, and on :func:`api.store.scoped.scoped`, which every query goes through.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from api.store.columns import Moment

SHARED = ""
"""The municipality of what belongs to a region as a whole: places, classes, slots."""


def _moment(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_column=Column(Moment(), nullable=nullable))


class Region(SQLModel, table=True):
    """Municipalities that plan together; one alone is a region too."""

    __tablename__ = "region"

    id: str = Field(primary_key=True)
    name: str
    rows_version: int = Field(default=1)
    """Rises with every change of a row: what was computed from them hangs on it."""


class Row(SQLModel, table=True):
    """One row of one of the engine's tables.

    Attributes
    ----------
    key
        The cells of the table's identity, or a number where rows may be alike.
    cells
        Text by column key, as in a file; blank ones are left out.
    person
        Id of the participant whom it concerns; empty where it concerns none.
    protection
        ``address``: the address is protected (kode 7); ``strict``: strictly (kode 6).
    """

    __tablename__ = "row"
    __table_args__ = (
        UniqueConstraint("region", "sheet", "key"),
        Index("ix_row_person", "region", "person"),
    )

    id: int | None = Field(default=None, primary_key=True)
    region: str = Field(foreign_key="region.id")
    municipality: str = Field(default=SHARED)
    sheet: str
    key: str
    cells: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    person: str = Field(default="")
    protection: str = Field(default="")
    version: int = Field(default=1)
    changed: datetime = _moment()


class NamedStaff(SQLModel, table=True):
    """Who handles somebody under strict protection; nobody else sees that person."""

    __tablename__ = "named_staff"

    region: str = Field(primary_key=True, foreign_key="region.id")
    person: str = Field(primary_key=True)
    account: str = Field(primary_key=True, foreign_key="account.id")


class Account(SQLModel, table=True):
    """Somebody, or a machine, that can sign in.

    Attributes
    ----------
    password_hash
        Argon2; empty: no password, only one-time codes.
    failures, locked_until
        Wrong passwords in a row, and until when none is tried after too many.
    """

    __tablename__ = "account"

    id: str = Field(primary_key=True)
    login: str = Field(unique=True)
    password_hash: str = Field(default="")
    is_active: bool = Field(default=True)
    failures: int = Field(default=0)
    locked_until: datetime | None = _moment(nullable=True)
    created: datetime = _moment()


class Membership(SQLModel, table=True):
    """What an account is in a region.

    Attributes
    ----------
    municipality
        Whose people it may see; empty only for roles that see no people.
    subject
        The participant, employer, class or job specialist the account is; empty for
        roles that are about none.
    """

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("account", "role", "region", "municipality", "subject"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(foreign_key="account.id", index=True)
    role: str
    region: str = Field(foreign_key="region.id")
    municipality: str = Field(default="")
    subject: str = Field(default="")


class OneTimeCode(SQLModel, table=True):
    """A code that signs in once; only its hash is kept."""

    __tablename__ = "one_time_code"

    hash: str = Field(primary_key=True)
    account: str = Field(foreign_key="account.id")
    expires: datetime = _moment()
    used: datetime | None = _moment(nullable=True)


class SignIn(SQLModel, table=True):
    """A signed-in browser; only the hash of its cookie is kept."""

    __tablename__ = "sign_in"

    hash: str = Field(primary_key=True)
    account: str = Field(foreign_key="account.id", index=True)
    created: datetime = _moment()
    expires: datetime = _moment()


class ApiToken(SQLModel, table=True):
    """A key for a machine; only its hash is kept.

    Attributes
    ----------
    scopes
        Permissions it is confined to, of those that the account has.
    """

    __tablename__ = "api_token"

    id: str = Field(primary_key=True)
    hash: str = Field(unique=True)
    account: str = Field(foreign_key="account.id", index=True)
    name: str
    scopes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    created: datetime = _moment()
    expires: datetime = _moment()
    last_used: datetime | None = _moment(nullable=True)


class AuditEvent(SQLModel, table=True):
    """Who saw, decided or changed what, and why; never changed, chained by hashes.

    Attributes
    ----------
    object
        Kind and id of what it is about, without names.
    hash
        SHA-256 of the hash before and of everything in this row.
    """

    __tablename__ = "audit_event"

    number: int | None = Field(default=None, primary_key=True)
    at: datetime = _moment()
    account: str
    role: str = Field(default="")
    region: str = Field(default="")
    municipality: str = Field(default="")
    action: str
    object: str = Field(default="")
    reason: str = Field(default="")
    details: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    hash: str


class Round(SQLModel, table=True):
    """A planning round: collect, check, run, compare, adjust, accept, publish.

    Attributes
    ----------
    policy
        The aims as a policy file; empty: the standard ones.
    accepted
        The plan version that was accepted; it is published by ``published``.
    """

    __tablename__ = "round"

    id: str = Field(primary_key=True)
    region: str = Field(foreign_key="region.id", index=True)
    name: str
    state: str = Field(default="open")
    policy: str = Field(default="")
    version: int = Field(default=1)
    accepted: str | None = Field(default=None)
    created: datetime = _moment()
    created_by: str


class Run(SQLModel, table=True):
    """One run of the engine; its id is that of its workflow.

    Attributes
    ----------
    kind
        ``plan``, ``replan`` or ``confirm``.
    order
        What the run was asked for, as JSON: the engine's input beside the rows.
    rows_version
        Version of the region's rows that were read.
    scenario
        The rows it was started with, compressed: what is planned never changes under it.
    lease, beats
        Who carries it out now, a new word each time it is taken up, and how often that
        one has shown to be alive; empty: nobody.
    fault
        Why it failed: ``service.run-fault.<fault>`` of the catalogues.
    """

    __tablename__ = "run"
    __table_args__ = (Index("ix_run_state", "state"),)

    id: str = Field(primary_key=True)
    region: str = Field(foreign_key="region.id", index=True)
    round: str | None = Field(default=None, foreign_key="round.id", index=True)
    kind: str = Field(default="plan")
    state: str = Field(default="queued")
    order: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    rows_version: int
    scenario: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    cancel_asked: bool = Field(default=False)
    lease: str = Field(default="")
    beats: int = Field(default=0)
    fault: str = Field(default="")
    created: datetime = _moment()
    created_by: str
    started: datetime | None = _moment(nullable=True)
    ended: datetime | None = _moment(nullable=True)


class RunProgress(SQLModel, table=True):
    """A sign of life of a run: step, done, total, and a word on the way."""

    __tablename__ = "run_progress"

    run: str = Field(primary_key=True, foreign_key="run.id")
    number: int = Field(primary_key=True)
    at: datetime = _moment()
    step: str
    done: int
    total: int
    note: str = Field(default="")


class PlanVersion(SQLModel, table=True):
    """A plan, never changed once written.

    Attributes
    ----------
    number
        1, 2, … within the region.
    before
        The version that this one takes the place of; ``None`` for a plan made anew.
    files
        The plan's files by name, as one compressed archive.
    """

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("region", "number"),)

    id: str = Field(primary_key=True)
    region: str = Field(foreign_key="region.id", index=True)
    round: str | None = Field(default=None, foreign_key="round.id", index=True)
    run: str | None = Field(default=None, foreign_key="run.id", unique=True)
    number: int
    before: str | None = Field(default=None)
    summary: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    files: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created: datetime = _moment()


class InForce(SQLModel, table=True):
    """The plan that holds in a region now."""

    __tablename__ = "in_force"

    region: str = Field(primary_key=True, foreign_key="region.id")
    plan: str = Field(foreign_key="plan_version.id")
    since: datetime = _moment()


class PlacementRequest(SQLModel, table=True):
    """A job specialist's task: find a place for one person.

    Attributes
    ----------
    state
        ``open``, ``parked`` until somebody opens it again, ``placed`` or ``closed``.
    """

    __tablename__ = "placement_request"
    __table_args__ = (Index("ix_request_scope", "region", "municipality"),)

    id: str = Field(primary_key=True)
    region: str = Field(foreign_key="region.id")
    municipality: str
    person: str
    state: str = Field(default="open")
    version: int = Field(default=1)
    created: datetime = _moment()
    created_by: str


class Hold(SQLModel, table=True):
    """A seat kept for one person until both have answered, or its time is out.

    Attributes
    ----------
    option
        The placements held, as the engine told them.
    seats
        What it takes of the ledger beside what the person has in the plan in force:
        ``[place, slot or "", week]`` each.
    state
        ``held``; ``agreed`` by both, so that it is placed next; and in the end
        ``placed``, ``declined``, ``withdrawn``, ``expired``, or ``overtaken`` where it
        does not go beside a newer plan.
    participant_answer, employer_answer
        ``accepted``, ``declined`` or empty; the reason is of the closed list.
    """

    __tablename__ = "hold"
    __table_args__ = (Index("ix_hold_scope", "region", "municipality"),)

    id: str = Field(primary_key=True)
    region: str = Field(foreign_key="region.id")
    municipality: str
    request: str = Field(foreign_key="placement_request.id", index=True)
    person: str
    place: str = Field(index=True)
    employer: str = Field(index=True)
    plan: str = Field(foreign_key="plan_version.id")
    option: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    seats: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    state: str = Field(default="held", index=True)
    participant_answer: str = Field(default="")
    employer_answer: str = Field(default="")
    expires: datetime = _moment()
    created: datetime = _moment()
    created_by: str
    version: int = Field(default=1)


class Decision(SQLModel, table=True):
    """Who decided what, when and why; never changed."""

    __tablename__ = "decision"

    id: str = Field(primary_key=True)
    region: str = Field(foreign_key="region.id", index=True)
    municipality: str = Field(default="")
    object: str = Field(index=True)
    party: str
    verdict: str
    reason: str = Field(default="")
    at: datetime = _moment()
    account: str


class LedgerEntry(SQLModel, table=True):
    """How many of a place's seats are taken in a slot of a week.

    Attributes
    ----------
    slot
        Empty: people at once at the place in that week, whatever their days.
    week
        ISO week, ``2026-W34``.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("taken >= 0", name="none_given_back_twice"),
        # The last seat is never given twice, whatever the code above does.
        CheckConstraint("taken <= room", name="last_seat_once"),
    )

    region: str = Field(primary_key=True, foreign_key="region.id")
    place: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)
    week: str = Field(primary_key=True)
    room: int
    taken: int = Field(default=0)


class Event(SQLModel, table=True):
    """Something that happened to a plan in force, to be mended by the next re-plan.

    Attributes
    ----------
    cells
        A row of the engine's table ``events``.
    plan
        The version that has taken it in; ``None``: it waits.
    """

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_scope", "region", "municipality"),)

    id: str = Field(primary_key=True)
    region: str = Field(foreign_key="region.id")
    municipality: str = Field(default=SHARED)
    person: str = Field(default="")
    cells: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    plan: str | None = Field(default=None)
    at: datetime = _moment()
    account: str
