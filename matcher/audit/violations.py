"""What the audit answers: violations, warnings, assumptions and recomputed values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from matcher.domain.groups import GroupOutcome
from matcher.domain.ids import EmployerId, ParticipantId, PlaceId, SectionId, SlotId
from matcher.domain.policy import Tier
from matcher.domain.rules import RuleCode

_RULE_ORDER = {rule: position for position, rule in enumerate(RuleCode)}


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule broken, by whom, where and when.

    Attributes
    ----------
    aspect
        Which side of the rule, where it has several, e.g. ``too-young``; the text is
        ``audit.<rule>.<aspect>`` in the catalogues. Empty: the rule has one side.
    participants
        Everybody involved, sorted.
    place, employer, section, slot
        Where; ``None`` where the rule is not about one.
    first, last
        The run of days in which the rule is broken by these people, both included;
        ``None`` where days play no part. Of a capacity rule, days on which nobody is
        there do not end a run.
    found, allowed
        What there is and what may be, in the rule's unit: people, slots, minutes,
        weeks, years, days outside a span, a level as its integer, or 1 and 0.
    details
        Further named parts of the message, e.g. ``sector``.
    excuse
        Why it is no violation but a warning: ``running`` or ``given`` where running
        placements or given classes alone are too many, ``given-up`` where the plan may
        give up what cannot be met. Empty: a violation.
    """

    rule: RuleCode
    participants: tuple[ParticipantId, ...] = ()
    aspect: str = ""
    place: PlaceId | None = None
    employer: EmployerId | None = None
    section: SectionId | None = None
    slot: SlotId | None = None
    first: date | None = None
    last: date | None = None
    found: int = 1
    allowed: int = 0
    details: Mapping[str, str] = field(default_factory=dict)
    excuse: str = ""

    @property
    def message(self) -> str:
        """The key of its text in the catalogues."""
        key = f"audit.{self.rule.value}"
        return f"{key}.{self.aspect}" if self.aspect else key


def _order(violation: Violation) -> tuple[object, ...]:
    return (
        _RULE_ORDER[violation.rule],
        violation.aspect,
        violation.place or "",
        violation.employer or "",
        violation.section or "",
        violation.first or date.min,
        violation.slot or "",
        violation.participants,
        sorted(violation.details.items()),
    )


def in_order(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """Return ``violations`` sorted by rule, place, day and people."""
    return tuple(sorted(violations, key=_order))


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something the plan or the scenario does not say and the audit took as well.

    ``code`` is ``class``, ``age`` or ``education``; the text is ``audit.assumed.<code>``.
    """

    code: str
    participants: tuple[ParticipantId, ...]


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The second reading of a plan.

    Attributes
    ----------
    violations
        Rules broken, sorted; empty for a sound plan.
    warnings
        What could not be met and is allowed to: pins given up, people without the class
        they need, and overloads made of running placements or given classes alone.
    values
        Recomputed value of every tier but the tie-break.
    metrics
        Counts of :mod:`matcher.domain.metrics` by name.
    covered
        People whose duty is met, sorted.
    groups
        What the plan gives each group, counted again.
    calendar
        What the plan's calendar lacks, by the name of the metric; ``None``: it was not
        at hand, and nothing of it is judged.
    """

    violations: tuple[Violation, ...]
    warnings: tuple[Violation, ...]
    assumptions: tuple[Assumption, ...]
    values: Mapping[Tier, int]
    metrics: Mapping[str, int]
    covered: tuple[ParticipantId, ...]
    groups: tuple[GroupOutcome, ...] = ()
    calendar: Mapping[str, int] | None = None
