"""The order of those without a placement, and whom a freed seat helps first."""

from collections.abc import Iterator
from dataclasses import replace

from matcher.domain.ids import ParticipantId
from matcher.domain.law import duty_of
from matcher.domain.policy import Policy, Tier
from matcher.domain.waiting_list import FreedSeat, Helped, Waiting, with_freed
from matcher.live.session import PlanSession
from matcher.live.suggest import Effects, suggestion_at
from matcher.live.suggest_room import nobody_moves
from matcher.options.values import URGENCY_TIER


def waiting_list(session: PlanSession) -> tuple[Waiting, ...]:
    """Return everybody without a placement, the first in turn first.

    By what it is worth to the plan to cover them, tier by tier of the policy: their
    urgency, the hours they lack, the days they have waited. Of equals by id.
    """
    people = session.scenario.participants_by_id()
    found = [
        _waiting(session, people[one.participant].id) for one in session.plan.not_placed
    ]
    return tuple(
        sorted(found, key=lambda one: (_turn(session.policy, one), one.participant))
    )


def _waiting(session: PlanSession, participant: ParticipantId) -> Waiting:
    scenario = session.scenario
    person = scenario.participants_by_id()[participant]
    template = scenario.templates_by_id()[person.template]
    duty = duty_of(person, template, scenario.calendar_of(person), scenario.horizon)
    since = person.waiting_since
    days = 0 if since is None else (scenario.horizon.start - since).days
    missing = duty.missing_minutes
    return Waiting(
        participant, duty.urgency, not missing, -(-missing // 60), max(0, days)
    )


def _turn(policy: Policy, one: Waiting) -> list[int]:
    """Return what orders people: what they add to the tiers, the most first."""
    adds = {tier: int(one.urgency is urgency) for tier, urgency in URGENCY_TIER.items()}
    adds |= {Tier.HOURS_SHORT: one.hours_short, Tier.WAITING: one.days}
    return [0 if one.is_covered else -adds.get(tier, 0) for tier in policy.tiers]


def helped_by(session: PlanSession, freed: FreedSeat) -> Iterator[Helped]:
    """Yield whom ``freed`` helps, in their turn, each by their best option there.

    All others keep what they have; one seat is enough for the first of them only.
    """
    scenario = session.scenario
    places = tuple(
        with_freed(place, freed) if place.id == freed.place else place
        for place in scenario.places
    )
    here = [place.id for place in places].index(freed.place)
    with_room = replace(scenario, places=places)
    for waiting in waiting_list(session):
        standing = replace(session.standing_of(waiting.participant), scenario=with_room)
        effects = Effects(standing, nobody_moves(standing), None)
        columns = standing.options.columns
        there = columns.place_idx[standing.own] == here
        there |= standing.options.place_after()[standing.own] == here
        best = effects.best_of_each_place(effects.alone.fits & there)
        if best:
            yield Helped(waiting, suggestion_at(effects, best[0]))
