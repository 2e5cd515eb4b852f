"""What somebody could have while all others are pinned, by trying: nothing shared with the engine."""

from dataclasses import dataclass, replace
from random import Random

import numpy as np

from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import NotPlaced, Plan
from matcher.domain.policy import Policy, Tier
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.options import Options, build_options
from matcher.placement import placements_of
from tests.helpers import builders as make
from tests.placement.brute_force import marks_of
from tests.placement.plan_rules import NOBODY, Mark, people_lacking
from tests.placement.uses import Needs, written_out
from tests.placement.ways import Way
from tests.placement.worth import AIMS, values

TRIES = 20
"""Plans that are drawn at most, until one keeps the rules of a whole plan."""


@dataclass(frozen=True)
class Drawn:
    """A plan drawn at random, and what every option of everybody is as a way."""

    scenario: Scenario
    policy: Policy
    options: Options
    chosen: np.ndarray
    way_of: dict[int, int]
    ways: list[Way]
    needs: list[Needs]
    room: list[int]

    def plan(self) -> Plan:
        """The plan as one that stands in a file."""
        placements, sections = placements_of(self.scenario, self.options, self.chosen)
        placed = {placement.participant for placement in placements}
        return make.plan(
            placements,
            [
                NotPlaced(person.id, (), sections.get(person.id))
                for person in self.scenario.participants
                if person.id not in placed
            ],
        )

    def changes(self, option: int) -> dict[Tier, int] | None:
        """By how much each aim changes where the option's person takes it and all others
        are pinned; ``None`` where a rule forbids it.
        """
        person = int(self.options.columns.participant_idx[option])
        pinned = [int(o) for i, o in enumerate(self.chosen) if i != person]
        before, after = ([*pinned, o] for o in (int(self.chosen[person]), option))
        lacking = people_lacking(self.scenario, self._marks(after))
        if lacking is None or not self._has_room(after):
            return None
        more = lacking - (people_lacking(self.scenario, self._marks(before)) or 0)
        old, new = (
            values(self.scenario, self.policy, self.ways[self.way_of[o[-1]]])
            for o in (before, after)
        )
        return {t: new[t] - old[t] - more * (t is Tier.REPAIR) for t in AIMS}

    def _marks(self, chosen: list[int]) -> list[Mark]:
        ways = (self.ways[self.way_of[o]] for o in chosen)
        return [mark for way in ways for mark in marks_of(self.scenario, way)]

    def _has_room(self, chosen: list[int]) -> bool:
        left = list(self.room)
        for option in chosen:
            for use, amount in self.needs[self.way_of[option]]:
                left[use] -= amount
        return min(left, default=0) >= 0


def drawn_plan(scenario: Scenario, policy: Policy, seed: int) -> Drawn:
    """A plan in which people are given, in any order, some way there is still room for."""
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    every, needs, room = written_out(scenario, policy)
    ways = [way for _, way in every]
    way_of = dict(enumerate(ways_of(scenario, options, ways)))
    people = options.columns.participant_idx
    own = [np.flatnonzero(people == i) for i in range(len(scenario.participants))]
    drawn = Drawn(
        scenario, policy, options, np.array([o[0] for o in own]), way_of,
        ways, needs, room,
    )  # fmt: skip
    rng = Random(f"drawn {seed}")
    for _ in range(TRIES):
        found = replace(drawn, chosen=_draw(drawn, own, rng))
        given = found.chosen.tolist()
        lacking = people_lacking(scenario, found._marks(given), NOBODY)
        if lacking is not None and found._has_room(given):
            return found
    raise ValueError(f"no plan was drawn for seed {seed}")


def _draw(drawn: Drawn, own: list[np.ndarray], rng: Random) -> np.ndarray:
    """Everybody in some order has one of their first options that has room."""
    chosen = drawn.chosen.copy()
    given: list[int] = []
    running = {r.participant for r in drawn.scenario.running}
    ids = [p.id for p in drawn.scenario.participants]
    order = rng.sample(range(len(own)), len(own))
    for person in sorted(order, key=lambda i: ids[i] not in running):
        shy = rng.random() < 0.4
        tried = own[person].tolist()
        tried = tried if shy else rng.sample(tried, len(tried))
        for option in [*tried, *own[person].tolist()]:
            if drawn._has_room([*given, option]):
                break
        given.append(option)
        chosen[person] = option
    return chosen


def ways_of(scenario: Scenario, options: Options, ways: list[Way]) -> list[int]:
    """Which of the ways each option is."""
    number = {_key_of_way(way): n for n, way in enumerate(ways)}
    return [number[key] for key in keys(scenario, options)]


def keys(scenario: Scenario, options: Options):
    for option, person in enumerate(options.columns.participant_idx.tolist()):
        me = scenario.participants[person]
        alone = replace(scenario, participants=(me,))
        made, sections = placements_of(alone, options, np.array([option]))
        stays = tuple(
            (
                p.place,
                tuple((s.first_day, frozenset(s.slots)) for s in p.steps),
                p.end_date,
            )
            for p in made
        )
        yield _key(me.id, sections.get(me.id), stays)


def _key_of_way(way: Way):
    stays = tuple(
        (
            stay.place.id,
            tuple((first, slots) for first, _, slots in stay.steps),
            stay.last,
        )
        for stay in way.stays
        if stay.place
    )
    return _key(way.person.id, way.section.id if way.section else None, stays)


def _key(person: ParticipantId, section: SectionId | None, stays: object):
    return person, section, stays
