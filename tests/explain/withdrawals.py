"""Plans B and C by trying: every withdrawal acted out, nothing shared with the engine."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from random import Random

from matcher.domain.agreements import PairKind
from matcher.domain.fallbacks import FallbackRank
from matcher.domain.ids import EmployerId, ParticipantId, PlaceId
from matcher.domain.metrics import step_spans
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.plan import Placement, Plan
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from tests.placement.tiny_scenarios import tiny_scenario
from tests.placement.uses import Use, limit, uses
from tests.placement.ways import Way, ways

Taken = dict[Use, int]
"""How much of each thing somebody takes."""

NO_END = 1 << 30


def roomy_scenario(seed: int) -> tuple[Scenario, Policy]:
    """A tiny scenario with more places, some of them at employers of their own."""
    rng = Random(seed)
    scenario, policy = tiny_scenario(seed)
    more = [
        replace(
            place,
            id=PlaceId(f"r{i}"),
            employer=EmployerId(rng.choice(["f0", "f1", "f2"])),
            open_from=None,
            open_to=None,
        )
        for i, place in enumerate(scenario.places)
    ]
    known = scenario.employers[0]
    employers = [
        replace(known, id=EmployerId(f"f{i}"), people_at_once=rng.choice([None, 1, 2]))
        for i in range(3)
    ]
    return (
        replace(
            scenario,
            places=(*scenario.places, *more),
            employers=(*scenario.employers, *employers),
        ),
        replace(policy, fallback_lead_weeks=rng.choice([0, 1, 2, 4])),
    )


class Withdrawals:
    """A plan's placements, and what its people could have instead, written out."""

    def __init__(self, scenario: Scenario, policy: Policy, plan: Plan) -> None:
        self._scenario, self._policy = scenario, policy
        self._limits: dict[Use, int] = {}
        self._placed = {p.participant: p for p in plan.placements}
        self._employer = {p.id: p.employer for p in scenario.places}
        self._own = {
            person: self._instead(placement)
            for person, placement in self._placed.items()
        }

    def at(self, employers: Iterable[EmployerId]) -> list[ParticipantId]:
        """Those with plan A at any of ``employers``."""
        return [
            person
            for person, placement in self._placed.items()
            if self._employer[placement.place] in employers
        ]

    def plan_b(self, person: ParticipantId) -> Placement | None:
        for fallback in self._placed[person].fallbacks:
            if fallback.rank is FallbackRank.B:
                return fallback.placement
        return None

    def employers(self, person: ParticipantId) -> set[EmployerId]:
        """Those of plan A and, if there is one, plan B."""
        b = self.plan_b(person)
        places = [self._placed[person].place, *([b.place] if b else [])]
        return {self._employer[place] for place in places}

    def most(self, withdrawn: Sequence[EmployerId]) -> int:
        """How many of those who need a fallback then can have one."""
        gone = self.at(withdrawn)
        asked = [
            person
            for person in gone
            if len(withdrawn) == 1 or self.employers(person) == set(withdrawn)
        ]
        stay = [p for person, p in self._placed.items() if person not in gone]
        if len(withdrawn) == 2:
            others = [self.plan_b(person) for person in gone if person not in asked]
            stay += [b for b in others if b is not None]
        taken: Counter[Use] = Counter()
        for placement in stay:
            taken.update(self._uses(placement))
        own = [
            [
                way
                for way in self._own[person]
                if not {use[1] for use in way if use[0] == "employer"} & set(withdrawn)
            ]
            for person in asked
        ]
        return _most(own, taken, self._limit)

    def _instead(self, placement: Placement) -> list[Taken]:
        """What each way to place the person later, class unchanged, takes up."""
        horizon, policy = self._scenario.horizon, self._policy
        begins = max(0, horizon.week_of(placement.start_date))
        begins += policy.fallback_lead_weeks
        every = policy.start_every_weeks
        later = -(-policy.fallback_lead_weeks // every) * every
        free = replace(self._scenario, running=(), pins=())
        person = replace(
            self._scenario.participants_by_id()[placement.participant],
            section=placement.section,
        )
        latest = policy.latest_start_week + later
        found = ways(free, replace(policy, latest_start_week=latest), person)
        return [
            self._without_class(uses(free, self._policy, way))
            for way in found
            if way.place is not None
            and way.start_week >= begins
            and (way.section and way.section.id) == placement.section
            and self._is_open(way.place)
            and self._goes_alone(person)
        ]

    def _goes_alone(self, person: Participant) -> bool:
        kept = {one.participant for one in self._scenario.running}
        return not any(
            pair.kind is PairKind.TOGETHER
            and person.id in (pair.participant, pair.other)
            and not kept & {pair.participant, pair.other}
            for pair in self._scenario.pairs
        )

    def _is_open(self, place: PracticePlace) -> bool:
        there = {one.place for one in self._placed.values()}
        running = {one.place for one in self._scenario.running}
        return place.opens_with == 1 or place.id in there | running

    def _uses(self, placement: Placement) -> Taken:
        steps = tuple((s.first, s.last, frozenset(t)) for s, t in step_spans(placement))
        way = Way(
            self._scenario.participants_by_id()[placement.participant],
            self._scenario.places_by_id()[placement.place],
            None,
            0,
            placement.start_date,
            placement.end_date,
            steps,
        )
        return self._without_class(uses(self._scenario, self._policy, way))

    def _without_class(self, used: Taken) -> Taken:
        return {
            use: amount
            for use, amount in used.items()
            if use[0] == "employer" or (use[0] != "class" and self._limit(use) < NO_END)
        }

    def _limit(self, use: Use) -> int:
        if use not in self._limits:
            most = limit(self._scenario, self._policy, use)
            self._limits[use] = NO_END if most is None else most
        return self._limits[use]


def _most(
    own: list[list[Taken]], taken: Counter[Use], most: Callable[[Use], int]
) -> int:
    """Depth first: the most people who can be somewhere beside what is ``taken``."""
    if not own:
        return 0
    best = _most(own[1:], taken, most)
    for way in own[0]:
        if best == len(own):
            break
        if all(taken[use] + amount <= most(use) for use, amount in way.items()):
            best = max(best, 1 + _most(own[1:], taken + Counter(way), most))
    return best
