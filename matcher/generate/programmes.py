"""The programmes people are in, and how many are in each."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from matcher.domain.ids import SectorCode, TemplateId
from matcher.domain.programme import (
    PatternStep,
    ProgrammeTemplate,
    ProgrammeType,
)
from matcher.domain.reference import templates as reference_templates

JOBBSJANSEN_2_2 = ProgrammeTemplate(
    TemplateId("jobbsjansen-2-2"),
    ProgrammeType.JOBBSJANSEN,
    steps=(PatternStep(2),),
    class_slots=2,
    work_duty=False,
    work_minutes_per_week=600,
)
"""Two days of class and two of practice: a week for those with small children."""

COMMON_SHARES = {
    TemplateId("intro-1-4"): 0.08,
    TemplateId("intro-2-3"): 0.62,
    TemplateId("intro-ramp-2-3"): 0.14,
    TemplateId("jobbsjansen-2-2"): 0.06,
    TemplateId("jobbsjansen-2-3"): 0.10,
}


@dataclass(frozen=True, slots=True)
class Programmes:
    """Programmes and how people are spread over them.

    Attributes
    ----------
    templates, shares
        The programmes, and the share of the people in each, in any unit.
    trains_for
        Sector that everybody in a programme wishes first; a programme named here has
        classes of its own.
    """

    templates: tuple[ProgrammeTemplate, ...]
    shares: tuple[float, ...]
    trains_for: Mapping[TemplateId, SectorCode] = field(default_factory=dict)


def lasting(template: ProgrammeTemplate, weeks: int) -> ProgrammeTemplate:
    """Return ``template`` with placements of ``weeks`` weeks."""
    return replace(template, lengths_weeks=(weeks,), min_weeks=min(8, weeks))


def known_templates() -> dict[TemplateId, ProgrammeTemplate]:
    """Return the reference templates and those of the generator, by id."""
    return {t.id: t for t in (*reference_templates(), JOBBSJANSEN_2_2)}


def common_programmes(weeks: int) -> Programmes:
    """Return the usual mix, each with placements of all the placement weeks."""
    known = known_templates()
    return Programmes(
        tuple(lasting(known[template], weeks) for template in COMMON_SHARES),
        tuple(COMMON_SHARES.values()),
    )
