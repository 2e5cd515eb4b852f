"""A scenario with only some of its people and places."""

from collections.abc import Set as AbstractSet
from dataclasses import replace

from matcher.domain.ids import EmployerId, ParticipantId, PlaceId
from matcher.domain.participant import Participant
from matcher.domain.scenario import Scenario


def narrowed(
    scenario: Scenario, people: AbstractSet[ParticipantId], places: AbstractSet[PlaceId]
) -> Scenario:
    """Return ``scenario`` with only these people and places, and what is about them.

    Quotas stay: they are about kinds of people and places, not about these.
    """
    offered = tuple(
        replace(p, participant_vetoes=p.participant_vetoes & people)
        for p in scenario.places
        if p.id in places
    )
    employers = {p.employer for p in offered}
    return replace(
        scenario,
        participants=tuple(
            _only_of(p, places, employers)
            for p in scenario.participants
            if p.id in people
        ),
        places=offered,
        employers=tuple(e for e in scenario.employers if e.id in employers),
        pins=tuple(
            pin
            for pin in scenario.pins
            if pin.participant in people and (pin.place is None or pin.place in places)
        ),
        bans=tuple(
            ban
            for ban in scenario.bans
            if ban.participant in people
            and (ban.place is None or ban.place in places)
            and (ban.employer is None or ban.employer in employers)
        ),
        running=tuple(r for r in scenario.running if r.participant in people),
        earlier=tuple(
            e if e.employer in employers else replace(e, employer=None)
            for e in scenario.earlier
            if e.participant in people
        ),
        pairs=tuple(p for p in scenario.pairs if {p.participant, p.other} <= people),
        travel={key: n for key, n in scenario.travel.items() if key[1] in places},
    )


def _only_of(
    person: Participant,
    places: AbstractSet[PlaceId],
    employers: AbstractSet[EmployerId],
) -> Participant:
    return replace(
        person,
        place_vetoes=person.place_vetoes & places,
        employer_vetoes=person.employer_vetoes & employers,
    )
