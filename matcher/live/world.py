"""A scenario and the plan in force while events change them."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from matcher.domain.decisions import EarlierPlacement
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.in_force import RowInForce, by_person
from matcher.domain.participant import Participant
from matcher.domain.scenario import Scenario


class World:
    """The parts of a scenario that events change.

    Attributes
    ----------
    today
        The first day that is not frozen.
    in_force
        Everybody's rows of the plan in force, by start.
    """

    def __init__(
        self, scenario: Scenario, in_force: Iterable[RowInForce], today: date
    ) -> None:
        self._scenario, self.today = scenario, today
        self.all_slots = frozenset(slot.id for slot in scenario.grid.slots)
        self.people = scenario.participants_by_id()
        self.places = scenario.places_by_id()
        self.employers = scenario.employers_by_id()
        self.pins = list(scenario.pins)
        self.bans = list(scenario.bans)
        self.earlier = list(scenario.earlier)
        self.running = {r.participant: r for r in scenario.running}
        self.in_force = dict(by_person(in_force))

    def remove(self, person: ParticipantId) -> None:
        """Take the person out of the scenario, with all that is said of them."""
        del self.people[person]
        self.running.pop(person, None)
        self.in_force.pop(person, None)

    def unpin(self, person: ParticipantId, but: Collection[PlaceId] = ()) -> None:
        """Take the locks off the person's placements, ``but`` those to some places."""
        self.pins = [
            pin for pin in self.pins if pin.participant != person or pin.place in but
        ]

    def finish(self, rows: Iterable[RowInForce]) -> None:
        """Note placements in force that are over as earlier ones."""
        for row in (row.placement for row in rows):
            if row is not None:
                at = self.places[row.place]
                self.earlier.append(
                    EarlierPlacement(
                        row.participant,
                        at.employer,
                        row.start_date,
                        row.end_date,
                        at.step_level,
                    )
                )

    def not_before_today(self, person: Participant) -> Participant:
        """Return the person, whose placement starts no earlier than today."""
        earliest = max(person.earliest_start or self.today, self.today)
        if earliest <= self._scenario.horizon.start:
            return person
        return replace(person, earliest_start=earliest)

    def release(self, person: ParticipantId, day: date) -> None:
        """End the person's running placement before ``day``: another may follow.

        The step it was on counts as one the person has been on.
        """
        running = self.running.pop(person)
        step = self.places[running.place].step_level
        if step is not None and running.start_date < day:
            self.earlier.append(
                EarlierPlacement(person, None, running.start_date, day, step)
            )
        freed = self.people[person]
        earliest = max(freed.earliest_start or day, day)
        self.people[person] = replace(freed, earliest_start=earliest)
        self.unpin(person)

    def scenario(self) -> Scenario:
        """Return the scenario as it is now; nothing speaks of people who are gone."""
        before, people = self._scenario, self.people
        gone = {p.id for p in before.participants} - people.keys()
        places = tuple(
            replace(place, participant_vetoes=place.participant_vetoes - gone)
            for place in self.places.values()
        )
        return replace(
            before,
            participants=tuple(people.values()),
            places=places,
            employers=tuple(self.employers.values()),
            pins=tuple(p for p in self.pins if p.participant in people),
            bans=tuple(b for b in self.bans if b.participant in people),
            running=tuple(self.running.values()),
            earlier=tuple(e for e in self.earlier if e.participant in people),
            pairs=tuple(
                p for p in before.pairs if {p.participant, p.other} <= people.keys()
            ),
            travel={k: v for k, v in before.travel.items() if k[0] not in gone},
            group_facts=tuple(f for f in before.group_facts if f.participant in people),
            in_force=tuple(row for rows in self.in_force.values() for row in rows),
        )
