"""Suggestions to a person, without what is held for others or was declined."""

import hashlib
import json
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from api.errors import NotFoundError
from api.ledger.service import full_at
from api.registry.ground import as_tables, read_tables, region_rows
from api.requests.open_plans import OpenPlan, Suggested
from api.requests.reasons import EFFECTS, Effect, Party, Reason
from api.store.database import Database
from api.store.tables import Decision, Hold, PlacementRequest
from matcher.domain.ids import ParticipantId
from matcher.domain.participant import Participant
from matcher.domain.plan import Placement
from matcher.domain.suggestions import Suggestion, Suggestions
from matcher.io.plan_json import placement_document

MOST = 20
"""More suggestions than these nobody reads."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion, and the word by which it can be held.

    Attributes
    ----------
    id
        Empty for what cannot be held: there is no room, or two placements in a row.
    """

    id: str
    suggestion: Suggestion


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be offered to somebody now, by a version of the plan."""

    plan: str
    told: Suggestions
    fitting: tuple[Offer, ...]
    if_others_move: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Declined:
    """Places and employers that a person is not sent to again."""

    places: frozenset[str] = frozenset()
    employers: frozenset[str] = frozenset()


def offers_to(
    database: Database,
    plan: OpenPlan,
    request: PlacementRequest,
    most: int,
    *,
    explained: bool = False,
) -> Offers:
    """Return what can be offered to the person of ``request``, ``most`` at most.

    The engine is asked for more where the ledger has no room for all it tells: what fits
    beside the plan may be held for somebody else.
    """
    person = _person(database, plan, request)
    with database.read() as session:
        declined = declined_by(session, request)
    asked = most + len(declined.places) + len(declined.employers)
    while True:
        found = plan.suggest(person, asked, explained)
        told = found.told
        fitting = _left(database, plan, request, declined, found)
        if len(fitting) >= most or len(told.fitting) < asked:
            break
        asked *= 4
    others = [s for s in told.if_others_move if not _is_declined(s, plan, declined)]
    return Offers(
        plan.id,
        replace(told, fitting=tuple(fitting)),
        tuple(Offer(_id(plan, s), s) for s in fitting[:most]),
        tuple(Offer("", s) for s in others[:most]),
    )


def _left(
    database: Database,
    plan: OpenPlan,
    request: PlacementRequest,
    declined: Declined,
    found: Suggested,
) -> list[Suggestion]:
    """Return those for which the ledger has room, and that were not declined."""
    with database.read() as session:
        places = (p.place for one, _ in found.fitting for p in one.placements)
        full = full_at(session, request.region, places)
    return [
        one
        for one, seats in found.fitting
        if full.isdisjoint(seats) and not _is_declined(one, plan, declined)
    ]


def _is_declined(one: Suggestion, plan: OpenPlan, declined: Declined) -> bool:
    return any(
        p.place in declined.places or plan.employer_of[p.place] in declined.employers
        for p in one.placements
    )


def declined_by(session: Session, request: PlacementRequest) -> Declined:
    """Return what was declined of the holds of a request, by whomever."""
    found = session.exec(
        select(Hold, Decision)
        .join(Decision, col(Decision.object) == "holds/" + col(Hold.id))
        .where(Hold.request == request.id, Decision.verdict == "declined")
    ).all()
    effects = [(hold, effect_of(decision)) for hold, decision in found]
    return Declined(
        frozenset(h.place for h, e in effects if e is Effect.OTHER_PLACE),
        frozenset(h.employer for h, e in effects if e is Effect.OTHER_EMPLOYER),
    )


def effect_of(decision: Decision) -> Effect:
    """Return what a no leads to."""
    party = Party(decision.party.removeprefix("for-"))
    return EFFECTS[party][Reason(decision.reason)]


def _person(
    database: Database, plan: OpenPlan, request: PlacementRequest
) -> ParticipantId | Participant:
    """Return the person of the plan, or the newcomer that the registry has."""
    if request.person in plan.people:
        return ParticipantId(request.person)
    with database.read() as session:
        tables = as_tables(region_rows(session, request.region))
    scenario = read_tables(tables, request.region).scenario
    people = {} if scenario is None else scenario.participants_by_id()
    newcomer = people.get(ParticipantId(request.person))
    if newcomer is None:
        raise NotFoundError("not-in-plan", key=request.person)
    return newcomer


def _id(plan: OpenPlan, one: Suggestion) -> str:
    """Return a word for a suggestion that is another in every plan; empty for a chain."""
    if len(one.placements) > 1:
        return ""
    told = json.dumps([plan.id, held(one.placements[0])], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def held(placement: Placement) -> dict[str, object]:
    """Return a placement as a hold keeps it: where, when and in which class."""
    plain = Placement(
        placement.participant,
        placement.place,
        placement.start_date,
        placement.end_date,
        placement.section,
        placement.steps,
    )
    return dict(placement_document(plain))
