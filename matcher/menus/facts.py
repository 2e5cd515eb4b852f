"""What has been decided by others and may stand against a menu."""

from collections.abc import Mapping, Sequence

from matcher.audit import audit_placements
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.eligibility.sections import admits

Classes = Mapping[ParticipantId, SectionId | None]
"""The class of everybody who has one; who is not named has none."""


def num_breaches(
    scenario: Scenario,
    policy: Policy,
    placements: Sequence[Placement],
    classes: Classes,
) -> int:
    """Return how many rules the plan breaks, facts that no plan can mend among them.

    Neither plan nor audit judges a placement that runs, or a class that is given: they
    are facts. A menu is not, so that it must not be made to meet while somebody is in a
    placement that runs, or when somebody who is given the class cannot come.
    """
    everybody = {person.id: classes.get(person.id) for person in scenario.participants}
    report = audit_placements(scenario, policy, placements, everybody)
    clashes = _running_in_class(scenario, classes)
    return len(report.violations) + clashes + _given_in_vain(scenario)


def _running_in_class(scenario: Scenario, classes: Classes) -> int:
    menus = {section.id: section.menu for section in scenario.sections}
    held = ((r.slots, classes.get(r.participant)) for r in scenario.running)
    return sum(bool(own and slots & menus[own]) for slots, own in held)


def _given_in_vain(scenario: Scenario) -> int:
    sections, templates = scenario.sections_by_id(), scenario.templates_by_id()
    return sum(
        not admits(sections[person.section], person, templates[person.template])
        for person in scenario.participants
        if person.section is not None
    )
