"""Minutes between a person's home and where they are to be: given, else estimated."""

from matcher.domain.geography import travel_minutes
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection


def given_minutes(
    scenario: Scenario, participant: Participant, place: PracticePlace
) -> int | None:
    """Return the minutes of ``travel.csv``, or ``None`` where it names no such trip.

    A row for the person goes before one for the home they share with others.
    """
    for home in (participant.id, participant.home_key):
        minutes = scenario.travel.get((home, place.id, participant.travel_mode))
        if minutes is not None:
            return minutes
    return None


def minutes_to_place(
    scenario: Scenario, policy: Policy, participant: Participant, place: PracticePlace
) -> int:
    """Return the minutes one way from home to ``place``."""
    given = given_minutes(scenario, participant, place)
    if given is not None:
        return given
    speed = policy.speed(participant.travel_mode)
    return travel_minutes(participant.home, place.location, speed)


def minutes_to_class(
    policy: Policy, participant: Participant, section: ClassSection | None
) -> int:
    """Return the estimated minutes one way to class; 0 without a class."""
    if section is None:
        return 0
    speed = policy.speed(participant.travel_mode)
    return travel_minutes(participant.home, section.location, speed)
