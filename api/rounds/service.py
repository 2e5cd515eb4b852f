"""Planning rounds, and what is decided in them: which plan, by whom, when and why."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import uuid4

from sqlmodel import Session, col, select

from api import audit_log
from api.errors import ChangedMeanwhileError, ConflictError, InvalidError
from api.ledger.plan_seats import PlanSeats, plan_seats
from api.ledger.service import put_in_force
from api.plans import store
from api.registry.findings import shown_findings
from api.registry.ground import as_tables, read_tables, region_rows
from api.runs.orders import mark_taken_in, round_of
from api.security.access import Access
from api.store.columns import now
from api.store.database import Database
from api.store.tables import Decision, PlanVersion, Round, Run
from matcher.domain.finding import Finding
from matcher.io import policy_of_text


class RoundState(StrEnum):
    """Where a round stands.

    ``open``: rows are collected, runs made and compared. ``accepted``: a plan is chosen.
    ``published``: it holds. ``closed``: nothing more comes.
    """

    OPEN = "open"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    CLOSED = "closed"


class Step(StrEnum):
    """What is decided of a round."""

    ACCEPT = "accept"
    REOPEN = "reopen"
    PUBLISH = "publish"
    CLOSE = "close"


S = RoundState

STEPS: dict[Step, tuple[frozenset[RoundState], RoundState]] = {
    # From published a mended plan is accepted.
    Step.ACCEPT: (frozenset({S.OPEN, S.ACCEPTED, S.PUBLISHED}), S.ACCEPTED),
    Step.REOPEN: (frozenset({S.ACCEPTED}), S.OPEN),
    Step.PUBLISH: (frozenset({S.ACCEPTED}), S.PUBLISHED),
    Step.CLOSE: (frozenset({S.OPEN, S.ACCEPTED, S.PUBLISHED}), S.CLOSED),
}
"""From which states a step is taken, and where it leads."""

VERDICTS = {
    Step.ACCEPT: "accepted",
    Step.REOPEN: "reopened",
    Step.PUBLISH: "published",
    Step.CLOSE: "closed",
}

PARTY = "planner"


@dataclass(frozen=True, slots=True)
class Draft:
    """What people decide of a round before any plan: its name and aims."""

    name: str
    policy: str = ""


def create_round(database: Database, access: Access, draft: Draft) -> Round:
    """Begin a round; raises ``InvalidError`` for aims that cannot be read."""
    _check_policy(draft.policy)
    round_ = Round(
        id=uuid4().hex,
        region=access.region,
        name=draft.name,
        policy=draft.policy,
        created=now(),
        created_by=access.account,
    )
    with database.write() as session:
        session.add(round_)
        audit_log.note(session, access, "added", f"rounds/{round_.id}")
    return round_


def _check_policy(text: str) -> None:
    policy, findings = policy_of_text(text, store.POLICY)
    if policy is None:
        raise InvalidError("policy-invalid", findings=findings)


def list_rounds(database: Database, access: Access) -> list[Round]:
    """Return the rounds of the region, the newest first."""
    with database.read() as session:
        return list(
            session.exec(
                select(Round)
                .where(Round.region == access.region)
                .order_by(col(Round.created).desc(), col(Round.id))
            ).all()
        )


def change_round(
    database: Database, access: Access, id: str, draft: Draft, version: int
) -> Round:
    """Change name and aims of an open round, if it is still at ``version``."""
    _check_policy(draft.policy)
    with database.write() as session:
        round_ = _locked(session, access.region, id, version)
        if round_.state != RoundState.OPEN:
            raise ConflictError("round-not-open", state=round_.state)
        round_.name, round_.policy = draft.name, draft.policy
        round_.version += 1
        audit_log.note(session, access, "changed", f"rounds/{id}")
        return round_


def _locked(session: Session, region: str, id: str, version: int) -> Round:
    round_of(session, region, id)
    round_ = session.get_one(Round, id, with_for_update=True, populate_existing=True)
    if round_.version != version:
        raise ChangedMeanwhileError("changed-meanwhile", version=round_.version)
    return round_


@dataclass(frozen=True, slots=True)
class Checked:
    """What the engine finds in the rows.

    Attributes
    ----------
    findings
        Those that the person may see.
    others
        How many are about people whom the person does not see.
    """

    is_plannable: bool
    findings: tuple[Finding, ...]
    others: int


def check_rows(database: Database, access: Access, id: str) -> Checked:
    """Return what is wrong, poor or assumed in the rows that a run would be made of."""
    with database.read() as session:
        round_of(session, access.region, id)
        rows = region_rows(session, access.region)
        session.expunge_all()
    read = read_tables(as_tables(rows), access.region)
    shown = shown_findings(read.findings, rows, access)
    others = len(read.findings) - len(shown)
    return Checked(read.scenario is not None, shown, others)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A step that somebody takes, why, and from which version of the round."""

    step: Step
    reason: str
    version: int
    plan: str | None = None


def decide(database: Database, access: Access, id: str, verdict: Verdict) -> Round:
    """Take a step with a round and write down who decided it, when and why.

    Raises
    ------
    ConflictError
        It does not go with the state of the round, or with the plan in force.
    ChangedMeanwhileError, NotFoundError
        The round is another by now; there is no such round or plan.
    """
    seats = None
    if verdict.step is Step.PUBLISH:
        seats = _seats_of_accepted(database, access.region, id)
    with database.write() as session:
        round_ = _locked(session, access.region, id, verdict.version)
        begun, reached = STEPS[verdict.step]
        if round_.state not in begun:
            raise ConflictError("round-step", step=verdict.step, state=round_.state)
        about = f"rounds/{id}"
        if verdict.step is Step.ACCEPT:
            about = _accept(session, round_, verdict.plan)
        elif verdict.step is Step.PUBLISH:
            about = _publish(session, round_, seats)
        elif verdict.step is Step.REOPEN:
            round_.accepted = None
        round_.state = reached
        round_.version += 1
        _write_down(session, access, about, verdict)
        return round_


def _accept(session: Session, round_: Round, plan: str | None) -> str:
    if plan is None:
        raise InvalidError("which-plan")
    version = store.version_of_region(session, round_.region, plan)
    if version.round != round_.id:
        raise ConflictError("plan-of-other-round")
    if round_.state == RoundState.PUBLISHED:
        _check_follows(session, version)
    round_.accepted = plan
    return f"plans/{plan}"


def _seats_of_accepted(database: Database, region: str, id: str) -> PlanSeats | None:
    """Return what the accepted plan takes of the places: a second of a large region."""
    with database.read() as session:
        accepted = round_of(session, region, id).accepted
        if accepted is None:
            return None
        version = store.version_of_region(session, region, accepted)
        session.expunge_all()
    return plan_seats(store.load(version))


def _publish(session: Session, round_: Round, seats: PlanSeats | None) -> str:
    assert round_.accepted is not None
    version = store.version_of_region(session, round_.region, round_.accepted)
    if version.before is not None:
        _check_follows(session, version)
    put_in_force(session, version, seats)
    if version.run is not None:
        mark_taken_in(session, session.get_one(Run, version.run), version.id)
    return f"plans/{version.id}"


def _check_follows(session: Session, version: PlanVersion) -> None:
    """Refuse a mended plan where another than the one it was made from holds by now."""
    if version.before != store.in_force(session, version.region):
        raise ConflictError("plan-in-force-changed")


def _write_down(session: Session, access: Access, about: str, verdict: Verdict) -> None:
    word = VERDICTS[verdict.step]
    decision = Decision(
        id=uuid4().hex,
        region=access.region,
        object=about,
        party=PARTY,
        verdict=word,
        reason=verdict.reason,
        at=now(),
        account=access.account,
    )
    session.add(decision)
    audit_log.note(session, access, word, about, reason=verdict.reason)


def decisions_of(database: Database, access: Access, id: str) -> list[Decision]:
    """Return what was decided of a round and its plans, in the order of time."""
    with database.read() as session:
        round_of(session, access.region, id)
        plans = session.exec(select(PlanVersion.id).where(PlanVersion.round == id))
        about = [f"rounds/{id}", *(f"plans/{plan}" for plan in plans)]
        return list(
            session.exec(
                select(Decision)
                .where(
                    Decision.region == access.region, col(Decision.object).in_(about)
                )
                .order_by(col(Decision.at), col(Decision.id))
            ).all()
        )
