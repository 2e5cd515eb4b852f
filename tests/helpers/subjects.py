"""Small scenarios with subjects in parallel groups."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from matcher.domain.ids import SectionId, SubjectCode, SubjectGroupId
from matcher.domain.scenario import Scenario
from matcher.domain.subject_groups import SubjectGroup
from tests.helpers import builders as make


def group(
    id: str, levels: tuple[int, int] = (1, 9), seats: int = 1, subject: str = "engelsk"
) -> SubjectGroup:
    """A group of class c1: English on Mondays, anything else on Tuesdays."""
    slots = make.slots("man" if subject == "engelsk" else "tir")
    return SubjectGroup(
        SubjectGroupId(id),
        SubjectCode(subject),
        frozenset({SectionId("c1")}),
        *levels,
        slots,
        seats,
    )


def school(
    levels: Sequence[Mapping[str, int]], *groups: SubjectGroup, **changes
) -> Scenario:
    """People p1, p2, … with these levels by subject, all in class c1."""
    people = [
        make.participant(
            f"p{i}",
            section="c1",
            subject_levels=tuple(
                sorted((SubjectCode(name), level) for name, level in own.items())
            ),
        )
        for i, own in enumerate(levels, start=1)
    ]
    return replace(make.scenario(people, **changes), subject_groups=groups)
