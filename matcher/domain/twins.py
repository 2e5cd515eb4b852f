"""People who stand in a scenario more than once, to be looked at in several ways."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from matcher.domain.ids import ParticipantId
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.scenario import Scenario


def with_participants(
    scenario: Scenario,
    people: Sequence[Participant],
    twins: Mapping[ParticipantId, Sequence[ParticipantId]],
) -> Scenario:
    """Return ``scenario`` with ``people``; what is decided for one holds for twins too."""

    def places(place: PracticePlace) -> PracticePlace:
        more = {t for p in place.participant_vetoes for t in twins.get(p, ())}
        unwanted = place.participant_vetoes | more
        return replace(place, participant_vetoes=unwanted) if more else place

    return replace(
        scenario,
        participants=tuple(people),
        places=tuple(places(place) for place in scenario.places),
        pins=scenario.pins
        + tuple(
            replace(pin, participant=twin)
            for pin in scenario.pins
            for twin in twins.get(pin.participant, ())
        ),
        bans=scenario.bans
        + tuple(
            replace(ban, participant=twin)
            for ban in scenario.bans
            for twin in twins.get(ban.participant, ())
        ),
        earlier=scenario.earlier
        + tuple(
            replace(earlier, participant=twin)
            for earlier in scenario.earlier
            for twin in twins.get(earlier.participant, ())
        ),
        pairs=scenario.pairs
        + tuple(
            pair_with
            for pair in scenario.pairs
            for pair_with in (
                *(
                    replace(pair, participant=t)
                    for t in twins.get(pair.participant, ())
                ),
                *(replace(pair, other=t) for t in twins.get(pair.other, ())),
            )
        ),
        travel={
            **scenario.travel,
            **{
                (twin, place, mode): minutes
                for (home, place, mode), minutes in scenario.travel.items()
                for twin in twins.get(ParticipantId(home), ())
            },
        },
    )
