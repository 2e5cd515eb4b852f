"""Which class sections admit a person (rule ``section-fit``)."""

from matcher.domain.participant import Participant
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection


def admits(
    section: ClassSection, person: Participant, template: ProgrammeTemplate
) -> bool:
    """Tell whether ``person`` may join ``section``."""
    right_programme = (
        person.template in section.templates
        if section.templates is not None
        else len(section.menu) == template.class_slots
    )
    return (
        right_programme
        and person.municipality in section.municipalities
        and section.level_from <= person.level.overall <= section.level_to
        and (person.available_slots is None or section.menu <= person.available_slots)
    )


def admitting_sections(scenario: Scenario) -> list[list[ClassSection]]:
    """Return, per participant, the sections they can be in, in the scenario's order.

    A given section is a fact and the only one. A programme without class has none.
    """
    templates, sections = scenario.templates_by_id(), scenario.sections_by_id()
    known: dict[object, list[ClassSection]] = {}
    found = []
    for person in scenario.participants:
        template = templates[person.template]
        # People alike in these four are admitted alike.
        kind = (
            person.municipality,
            person.template,
            person.level.overall,
            person.available_slots,
        )
        if person.section is not None:
            found.append([sections[person.section]])
        elif template.class_slots == 0:
            found.append([])
        else:
            if kind not in known:
                known[kind] = [
                    s for s in scenario.sections if admits(s, person, template)
                ]
            found.append(known[kind])
    return found
