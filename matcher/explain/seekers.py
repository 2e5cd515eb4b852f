"""Who would look for another placement, and what limits them in it.

Somebody with two placements in a row may lose either: they seek one in place of the first,
and again, as a person of their own, one in place of the second.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.domain.chains import without_chains
from matcher.domain.decisions import EarlierPlacement
from matcher.domain.ids import EmployerId, ParticipantId, PlaceId, SectionId
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.domain.twins import with_participants

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Seekers:
    """Those who would look for another placement.

    Attributes
    ----------
    scenario
        Everybody once, in place of their first placement, and after them those with two
        once more, in place of the second. Every employer has withdrawn from its own
        people. Classes are full, so that everybody stays in theirs or without one.
    person
        Per participant of ``scenario``: their position in the scenario that was given.
    lost, kept
        What each seeks another placement for, and the other of two in a row.
    """

    scenario: Scenario
    person: Ints
    lost: tuple[Placement | None, ...]
    kept: tuple[Placement | None, ...]


def seekers_of(
    scenario: Scenario,
    policy: Policy,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
) -> Seekers:
    """Return who would seek another placement; two in a row in their order."""
    own: dict[ParticipantId, list[Placement]] = {}
    for placement in placements:
        own.setdefault(placement.participant, []).append(placement)
    both = [own.get(p.id, []) for p in scenario.participants]
    again = [i for i, rows in enumerate(both) if len(rows) > 1]
    person = [*range(len(both)), *again]
    lost = [rows[0] if rows else None for rows in both] + [both[i][1] for i in again]
    kept = [rows[1] if len(rows) > 1 else None for rows in both]
    kept += [both[i][0] for i in again]
    named = [p.id for p in scenario.participants]
    named += [ParticipantId(f"{named[i]} then") for i in again]
    limits = _Limits(scenario, policy, class_sections)
    people = [
        replace(limits.seeking(scenario.participants[i], *rows), id=name)
        for i, name, rows in zip(
            person, named, zip(lost, kept, strict=True), strict=True
        )
    ]
    twins = {named[i]: [named[len(both) + n]] for n, i in enumerate(again)}
    seeking = with_participants(
        replace(without_chains(scenario), running=(), pins=()), people, twins
    )
    been = [
        limits.been_at(name, first)
        for name, first in zip(named[len(both) :], kept[len(both) :], strict=True)
        if first is not None
    ]
    return Seekers(
        replace(
            seeking,
            sections=tuple(replace(one, seats=0) for one in scenario.sections),
            earlier=(*seeking.earlier, *been),
        ),
        np.array(person, dtype=np.int64),
        tuple(lost),
        tuple(kept),
    )


class _Limits:
    """What limits people who seek another placement."""

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        class_sections: Mapping[ParticipantId, SectionId],
    ) -> None:
        self._scenario, self._policy = scenario, policy
        self._classes = class_sections
        self._places = scenario.places_by_id()
        self._menus = {one.id: one.menu for one in scenario.sections}

    def been_at(self, name: ParticipantId, first: Placement) -> EarlierPlacement:
        """Return the first of two placements as one that is over."""
        place = self._places[first.place]
        return EarlierPlacement(
            name, place.employer, first.start_date, first.end_date, place.step_level
        )

    def seeking(
        self, person: Participant, lost: Placement | None, kept: Placement | None
    ) -> Participant:
        """Return ``person`` who seeks another placement for ``lost``, beside ``kept``.

        It is over when the one that is lost would have been, where there is another.
        """
        if lost is None:
            return person
        section = self._classes.get(person.id)
        away = person.employer_vetoes | {self._employer(lost)}
        person = replace(person, section=section, employer_vetoes=away)
        if kept is None:
            return person
        person = replace(
            person,
            employer_vetoes=away | {self._employer(kept)},
            latest_end=_earlier(person.latest_end, lost.end_date),
        )
        if kept.start_date < lost.start_date:
            return person
        days = frozenset(kept.steps[0].slots)
        days |= frozenset() if section is None else self._menus[section]
        free = person.available_slots
        return replace(
            person,
            available_slots=days if free is None else days & free,
            place_vetoes=person.place_vetoes | self._too_high(person, kept),
        )

    def _employer(self, placement: Placement) -> EmployerId:
        return self._places[placement.place].employer

    def _too_high(self, person: Participant, after: Placement) -> frozenset[PlaceId]:
        """Return the places from which ``after`` would be no step that may follow."""
        step, most = self._places[after.place].step_level, self._policy.most_on_step
        if step is None:
            return frozenset()
        times = sum(
            earlier.participant == person.id and earlier.step_level == step
            for earlier in self._scenario.earlier
        )
        often = bool(most) and times + 2 > most and not person.may_stay_on_step

        def too_high(place: PracticePlace) -> bool:
            own = place.step_level
            return own is not None and (own > step or (own == step and often))

        return frozenset(p.id for p in self._scenario.places if too_high(p))


def _earlier(one: date | None, other: date) -> date:
    return other if one is None else min(one, other)
