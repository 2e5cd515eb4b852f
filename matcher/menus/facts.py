"""What has been decided by others and may stand against a menu."""

from matcher.domain.scenario import Scenario
from matcher.eligibility import admitting_sections
from matcher.eligibility.sections import admits


def groups_fit(scenario: Scenario) -> bool:
    """Tell whether each class meets whenever groups of its subjects are taught.

    The hours of groups are given: a table of classes in which they lie outside their
    class cannot be read.
    """
    sections = scenario.sections_by_id()
    return all(
        group.slots <= sections[section].menu
        for group in scenario.subject_groups
        for section in group.sections
    )


def people_against(scenario: Scenario) -> int:
    """Return for how many people a decided fact stands against the menus in force.

    A placement that runs, and a class that is given, are facts that neither plan nor
    audit judges. A menu is none: no class may come to meet while somebody in it is in a
    placement that runs, or when somebody who is given the class cannot come.
    """
    return _running_in_class(scenario) + _given_in_vain(scenario)


def _running_in_class(scenario: Scenario) -> int:
    """Return how many are in a running placement while every class of theirs meets."""
    sections = scenario.sections_by_id()
    position = {person.id: i for i, person in enumerate(scenario.participants)}
    open_to = admitting_sections(scenario)
    found = 0
    for running in scenario.running:
        classes = open_to[position[running.participant]]
        if running.section is not None:
            classes = [sections[running.section]]
        found += bool(classes) and all(
            running.slots & s.slots_every_week for s in classes
        )
    return found


def _given_in_vain(scenario: Scenario) -> int:
    sections, templates = scenario.sections_by_id(), scenario.templates_by_id()
    return sum(
        not admits(sections[person.section], person, templates[person.template])
        for person in scenario.participants
        if person.section is not None
    )
