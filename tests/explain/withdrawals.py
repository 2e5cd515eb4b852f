"""Plans B and C by trying: every withdrawal acted out, nothing shared with the engine."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from random import Random

from matcher.domain.agreements import PairKind
from matcher.domain.decisions import EarlierPlacement
from matcher.domain.fallbacks import FallbackRank
from matcher.domain.ids import EmployerId, ParticipantId, PlaceId
from matcher.domain.metrics import step_spans
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.plan import Placement, Plan
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from tests.placement.tiny_chains import chained_scenario
from tests.placement.tiny_scenarios import tiny_scenario
from tests.placement.uses import Use, limit, uses
from tests.placement.ways import Way, steps_fall, ways

Taken = dict[Use, int]
"""How much of each thing somebody takes."""

NO_END = 1 << 30


def roomy_scenario(seed: int) -> tuple[Scenario, Policy]:
    """A tiny scenario with more places, some of them at employers of their own."""
    return _roomy(seed, *tiny_scenario(seed), (0, 1, 2, 4))


def roomy_chained_scenario(seed: int) -> tuple[Scenario, Policy]:
    """The same with two placements in a row."""
    return _roomy(seed, *chained_scenario(seed), (0, 0, 1, 2))


def _roomy(
    seed: int, scenario: Scenario, policy: Policy, leads: Sequence[int]
) -> tuple[Scenario, Policy]:
    rng = Random(seed)
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
        replace(policy, fallback_lead_weeks=rng.choice(leads)),
    )


Unit = tuple[ParticipantId, int]
"""A person's first placement, 0, or the second of two in a row, 1."""


class Withdrawals:
    """A plan's placements, and what its people could have instead, written out."""

    def __init__(self, scenario: Scenario, policy: Policy, plan: Plan) -> None:
        self._scenario, self._policy = scenario, policy
        self._limits: dict[Use, int] = {}
        self._placed: dict[Unit, Placement] = {}
        for row in plan.placements:
            nth = int((row.participant, 0) in self._placed)
            self._placed[row.participant, nth] = row
        self._employer = {p.id: p.employer for p in scenario.places}
        self._own = {unit: self._instead(unit) for unit in self._placed}

    def at(self, employers: Iterable[EmployerId]) -> list[Unit]:
        """The placements of plan A at any of ``employers``."""
        return [
            unit
            for unit, placement in self._placed.items()
            if self._employer[placement.place] in employers
        ]

    def units(self) -> list[Unit]:
        return list(self._placed)

    def plan_b(self, unit: Unit) -> Placement | None:
        for fallback in self._placed[unit].fallbacks:
            if fallback.rank is FallbackRank.B:
                return fallback.placement
        return None

    def employers(self, unit: Unit) -> set[EmployerId]:
        """Those of plan A and, if there is one, plan B."""
        b = self.plan_b(unit)
        places = [self._placed[unit].place, *([b.place] if b else [])]
        return {self._employer[place] for place in places}

    def _kept(self, unit: Unit) -> Placement | None:
        """The other of two placements in a row."""
        return self._placed.get((unit[0], 1 - unit[1]))

    def most(self, withdrawn: Sequence[EmployerId]) -> int:
        """How many of the placements that need a fallback then can have one."""
        gone = self.at(withdrawn)
        losses = Counter(person for person, _ in gone)
        asked = [
            unit
            for unit in gone
            if len(withdrawn) == 1 or self.employers(unit) == set(withdrawn)
        ]
        taken: Counter[Use] = Counter()
        for person in {person for person, _ in self._placed}:
            rows = [self._placed.get((person, nth)) for nth in (0, 1)]
            lost = [unit for unit in gone if unit[0] == person]
            if losses[person] == 1:
                is_asked = lost[0] in asked or len(withdrawn) == 1
                rows[lost[0][1]] = None if is_asked else self.plan_b(lost[0])
            if losses[person] < 2:
                taken.update(self._together(rows))
        own = []
        for unit in asked:
            kept = self._together([self._kept(unit)])
            own.append(
                [
                    {use: n for use, n in way.items() if use not in kept}
                    for way in self._own[unit]
                    if not {use[1] for use in way if use[0] == "employer"}
                    & set(withdrawn)
                ]
            )
        return _most(own, taken, self._limit)

    def _together(self, rows: Iterable[Placement | None]) -> Taken:
        return {
            use: n
            for row in rows
            if row is not None
            for use, n in self._uses(row).items()
        }

    def _instead(self, unit: Unit) -> list[Taken]:
        """What each way to place the person later, class unchanged, takes up."""
        lost, kept = self._placed[unit], self._kept(unit)
        horizon, policy = self._scenario.horizon, self._policy
        begins = max(0, horizon.week_of(lost.start_date))
        begins += policy.fallback_lead_weeks
        every = policy.start_every_weeks
        later = -(-policy.fallback_lead_weeks // every) * every
        latest = policy.latest_start_week + later
        free = replace(self._scenario, running=(), pins=())
        person = replace(
            self._scenario.participants_by_id()[lost.participant], section=lost.section
        )
        if kept is not None:
            end = min(person.latest_end or lost.end_date, lost.end_date)
            person = replace(person, latest_end=end)
        if unit[1] == 0 and kept is not None:
            sections = self._scenario.sections_by_id()
            menu = sections[lost.section].menu if lost.section else frozenset()
            days = frozenset(kept.steps[0].slots) | menu
            free_days = person.available_slots
            days = days if free_days is None else days & free_days
            person = replace(person, available_slots=days)
        if unit[1] == 1 and kept is not None:
            latest = max(latest, -(-begins // every) * every)
            before = self._scenario.places_by_id()[kept.place]
            been = EarlierPlacement(
                person.id,
                before.employer,
                kept.start_date,
                kept.end_date,
                before.step_level,
            )
            free = replace(free, earlier=(*free.earlier, been))
        found = ways(free, replace(policy, latest_start_week=latest), person)
        return [
            self._without_class(uses(free, policy, way))
            for way in found
            if way.place is not None
            and way.second is None
            and way.start_week >= begins
            and (way.section and way.section.id) == lost.section
            and self._is_open(way.place)
            and self._goes_alone(person)
            and (kept is None or self._goes_with(way, kept))
        ]

    def _goes_with(self, way: Way, kept: Placement) -> bool:
        """Whether it may be in a row with the other placement, as far as ways know."""
        other, own = self._scenario.places_by_id()[kept.place], way.place
        assert own is not None
        assert way.last is not None
        if own.employer == other.employer:
            return False
        if way.last > kept.start_date:
            return True
        falls = steps_fall(self._scenario, self._policy, way.person, own, other)
        return way.last_slots <= set(kept.steps[0].slots) and not falls

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
