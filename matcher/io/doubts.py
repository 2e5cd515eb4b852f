"""Input that can be read and is planned, but that someone should look at."""

from collections.abc import Iterator

from matcher.domain.finding import Finding
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.io.doubts_decisions import doubts_about_decisions
from matcher.io.doubts_ends import doubts_about_ends
from matcher.io.doubts_people import doubts_about_people
from matcher.io.doubts_places import doubts_about_places
from matcher.io.doubts_reach import doubts_about_reach
from matcher.io.doubts_visits import doubts_about_visits
from matcher.io.subject_groups import doubts_about_subjects
from matcher.io.teachers import doubts_about_teachers


def doubts_about(scenario: Scenario, policy: Policy) -> Iterator[Finding]:
    """Yield a warning for everything poor in a sound scenario.

    ``source`` and ``column`` of the findings are declared names, so that a scenario
    that never was a file can be looked at too.
    """
    yield from doubts_about_people(scenario, policy)
    yield from doubts_about_ends(scenario)
    yield from doubts_about_places(scenario)
    yield from doubts_about_reach(scenario, policy)
    yield from doubts_about_decisions(scenario)
    yield from doubts_about_subjects(scenario)
    yield from doubts_about_teachers(scenario)
    yield from doubts_about_visits(scenario, policy)
