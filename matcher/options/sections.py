"""Which class sections each participant can be in."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.domain.travel import minutes_to_class
from matcher.eligibility import admitting_sections

NO_SECTION = -1


@dataclass(frozen=True, slots=True)
class SectionChoices:
    """The sections open to each participant, as ranges of one list.

    Attributes
    ----------
    first
        ``(participants + 1,)``; choices of ``p`` are ``first[p]:first[p + 1]``, never
        none.
    section_idx
        Index into ``scenario.sections``, or ``NO_SECTION``.
    menu_idx
        The section whose slots practice keeps free: the same, and for a person without
        a class the first that would admit them, since they wait for a seat there.
    travel_minutes
        One way from home to class; 0 for ``NO_SECTION``.
    lacks_class
        True where the programme needs a class and this choice has none.
    """

    first: NDArray[np.int64]
    section_idx: NDArray[np.int64]
    menu_idx: NDArray[np.int64]
    travel_minutes: NDArray[np.int64]
    lacks_class: NDArray[np.bool_]


def section_choices(scenario: Scenario, policy: Policy) -> SectionChoices:
    """Return the sections each participant can be in.

    A given section, or that of a running placement, is a fact and the only choice. Being without a class is a choice
    only where the programme has no class, no section admits the person, or those that
    do may be full: so that every input has a plan.
    """
    templates = scenario.templates_by_id()
    position = {s.id: i for i, s in enumerate(scenario.sections)}
    facts = {
        r.participant: scenario.sections[position[r.section]]
        for r in scenario.running
        if r.section is not None
    }
    open_to = [
        [facts[person.id]] if person.id in facts else sections
        for person, sections in zip(
            scenario.participants, admitting_sections(scenario), strict=True
        )
    ]
    wanted = Counter(section.id for sections in open_to for section in sections)
    may_be_full = {s.id for s in scenario.sections if wanted[s.id] > s.seats}
    first, section_idx, menu_idx, minutes, lacks = [0], [], [], [], []
    for person, sections in zip(scenario.participants, open_to, strict=True):
        for section in sections:
            section_idx.append(position[section.id])
            menu_idx.append(position[section.id])
            minutes.append(minutes_to_class(policy, person, section))
            lacks.append(False)
        given = person.section is not None or person.id in facts
        full = may_be_full.intersection(s.id for s in sections)
        if not sections or (full and not given):
            section_idx.append(NO_SECTION)
            menu_idx.append(position[sections[0].id] if sections else NO_SECTION)
            minutes.append(0)
            lacks.append(templates[person.template].class_slots > 0)
        first.append(len(section_idx))
    return SectionChoices(
        np.array(first, dtype=np.int64),
        np.array(section_idx, dtype=np.int64),
        np.array(menu_idx, dtype=np.int64),
        np.array(minutes, dtype=np.int64),
        np.array(lacks, dtype=np.bool_),
    )
