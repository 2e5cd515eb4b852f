"""What the engine answers: placements, bounds, reasons and findings. Immutable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from matcher.domain.absences import ProgrammeEnd
from matcher.domain.agreements import MissedQuota
from matcher.domain.certificates import Certificate
from matcher.domain.conflicts import Conflict
from matcher.domain.fallbacks import Fallback, FallbackBound
from matcher.domain.finding import Finding
from matcher.domain.groups import GroupOutcome
from matcher.domain.ids import (
    ParticipantId,
    PlaceId,
    QuotaId,
    SectionId,
    SlotId,
    SpecialistId,
)
from matcher.domain.policy import Tier
from matcher.domain.practice_hours import PracticeHours
from matcher.domain.reasons import PlacedReason, Relaxation, RunnerUp
from matcher.domain.rules import RuleCode
from matcher.domain.subject_groups import SubjectSeat
from matcher.domain.visit import Visit

PLAN_SCHEMA_VERSION = 1


class Status(StrEnum):
    """How a search ended. Each is an answer, none an exception.

    ``OPTIMAL``: every gap of every tier is 0. ``FEASIBLE``: a valid plan with gaps.
    ``CANCELLED``: stopped by a person, best plan so far. ``NO_SOLUTION_IN_TIME``: the
    limit came before the first plan.
    """

    OPTIMAL = "OPTIMAL"
    FEASIBLE = "FEASIBLE"
    CANCELLED = "CANCELLED"
    NO_SOLUTION_IN_TIME = "NO_SOLUTION_IN_TIME"


class StoppedBy(StrEnum):
    """What ended the search; whatever it was, the best plan and bound are kept.

    The proof, a work limit, the clock, a person, or the loss of a solver process.
    ``decision``: nothing was searched, somebody chose.
    """

    PROOF = "proof"
    DECISION = "decision"
    WORK_LIMIT = "work-limit"
    CLOCK = "clock"
    CANCEL = "cancel"
    HOST_LOST = "host-lost"


@dataclass(frozen=True, slots=True)
class TierResult:
    """How well one aim was met.

    Attributes
    ----------
    value
        Reached, in the tier's unit; ``None`` without a solution.
    bound
        Nobody can reach more, given the values of the tiers before; always kept.
    given
        Tiers before this one whose gap is open: the bound holds given their values.
    bound_checked
        The bound as the proof gives it without a solver, never below ``bound``;
        ``None``: not worked out.
    """

    name: Tier
    value: int | None
    bound: int
    unit: str
    given: tuple[Tier, ...] = ()
    bound_checked: int | None = None

    @property
    def gap(self) -> int | None:
        """Bound minus value; 0 is a proof, ``None`` without a solution."""
        return None if self.value is None else self.bound - self.value


def open_aims(tiers: Iterable[TierResult]) -> list[TierResult]:
    """Return those that are not proved.

    The tie-break is none of them: the calendar may choose before it (see
    :mod:`matcher.calendar.among_equals`), and what it then leaves of it is no fault.
    """
    return [t for t in tiers if t.gap != 0 and t.name is not Tier.TIE_BREAK]


class Method(StrEnum):
    """How a component was solved."""

    FLOW = "flow"
    BRANCH_AND_BOUND = "branch-and-bound"
    TRIVIAL = "trivial"


@dataclass(frozen=True, slots=True)
class ComponentResult:
    """One independent part: people and places that share no capacity with the rest.

    Attributes
    ----------
    quotas
        Those with a lower side among these people: what they lack counts in this part's
        tier ``repair``.
    problem_sha256
        The same in two plans: so is all that the best plan of this part depends on;
        empty where the plan does not say.
    """

    participants: tuple[ParticipantId, ...]
    places: tuple[PlaceId, ...]
    method: Method
    tiers: tuple[TierResult, ...]
    stopped_by: StoppedBy = StoppedBy.PROOF
    quotas: tuple[QuotaId, ...] = ()
    problem_sha256: str = ""


@dataclass(frozen=True, slots=True)
class PlacementStep:
    """From ``first_day`` on, practice is in these slots every week."""

    first_day: date
    slots: tuple[SlotId, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """One person at one place: from, to (last day), with which class, on which slots.

    ``steps`` are in order of time, the first on ``start_date``. ``section`` is ``None``
    for programmes without class, or where the hand-made plan does not say.

    Attributes
    ----------
    level
        :func:`matcher.domain.satisfaction.satisfaction_level`; ``None`` where the plan
        does not say, as in those made by hand.
    reasons
        Decisions, each criterion's share, and the rules that kept the person from other
        places; empty where the plan does not say.
    runner_up
        ``None`` where the person could go nowhere else, has two placements in a row, or
        the plan does not say.
    fallbacks
        Plan B, or plans B and C, of a person who has them.
    specialist
        The job specialist who follows the person; ``None``: nobody who is known of, or
        the plan does not say.
    """

    participant: ParticipantId
    place: PlaceId
    start_date: date
    end_date: date
    section: SectionId | None
    steps: tuple[PlacementStep, ...]
    level: int | None = None
    reasons: tuple[PlacedReason, ...] = ()
    runner_up: RunnerUp | None = None
    fallbacks: tuple[Fallback, ...] = ()
    specialist: SpecialistId | None = None


class NotPlacedKind(StrEnum):
    """Why a person has no placement: no place passes, or others need the seats."""

    ELIGIBILITY = "eligibility"
    CROWDED_OUT = "crowded-out"


@dataclass(frozen=True, slots=True)
class NotPlacedReason:
    """One rule's part in a person having no placement.

    Attributes
    ----------
    fails
        Examined places that fail this rule for the person.
    fails_only
        Examined places that fail this rule and no other: those a change would open.
    """

    rule: RuleCode
    kind: NotPlacedKind
    fails: int
    fails_only: int


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """A person without a placement, their class, and why; reasons are never empty.

    ``relaxations`` are the smallest changes that would open places to them, the most
    helpful first; empty where more than two rules stand in the way everywhere, ``None``
    where the plan does not say.
    """

    participant: ParticipantId
    reasons: tuple[NotPlacedReason, ...]
    section: SectionId | None = None
    relaxations: tuple[Relaxation, ...] | None = None


@dataclass(frozen=True, slots=True)
class Fairness:
    """The people at the lower satisfaction levels of a plan.

    Attributes
    ----------
    people_at_most
        How many people are at level 0, at level 1 or lower, …, at level 3 or lower:
        the fewer the better, the first first.
    price
        Points of fit that were given up for it; ``None`` where the policy has no
        ``fit-reference``.
    """

    people_at_most: tuple[int, ...]
    price: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A semester plan. A proposal: people decide.

    Attributes
    ----------
    scenario
        Name of the scenario; ``scenario_sha256`` ties the plan to its exact content.
    seed
        Feeds the tie-break only.
    metrics
        Counts by name; ``docs/format.md`` lists them.
    calendar_sha256
        Ties the calendar file beside the plan to it.
    fairness
        ``None`` in files of before there was any.
    groups
        What the plan gives groups of people, counted when it was done.
    fallback_bounds
        By employers withdrawn, one before two; empty: fallbacks were not asked for.
    certificates
        Why people have no placement though places suit them.
    conflicts
        Why pins or needs of a class were given up; empty where none was.
    missed_quotas
        Lower quotas that have too few people, in the order of the scenario.
    programme_ends
        Last days of programmes that are not the stated ones, in the order of people.
    visits
        Of job specialists and teachers, by who comes and time; ``None``: the plan does not say.
    subject_seats
        The group of everybody in each subject that their class has in parallel groups,
        by person and subject.
    practice_hours
        Of the people whose practice is added up across placements.
    version
        Which plan for the same period it is, 1 for the first; a new plan that is to
        take the place of one that people have been told of has a higher.
    """

    scenario: str
    scenario_sha256: str
    policy: str
    seed: int
    status: Status
    stopped_by: StoppedBy
    tiers: tuple[TierResult, ...]
    components: tuple[ComponentResult, ...]
    placements: tuple[Placement, ...]
    not_placed: tuple[NotPlaced, ...]
    findings: tuple[Finding, ...] = ()
    metrics: Mapping[str, int] = field(default_factory=dict)
    calendar_sha256: str = ""
    fairness: Fairness | None = None
    groups: tuple[GroupOutcome, ...] = ()
    fallback_bounds: tuple[FallbackBound, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    missed_quotas: tuple[MissedQuota, ...] = ()
    programme_ends: tuple[ProgrammeEnd, ...] = ()
    visits: tuple[Visit, ...] | None = None
    subject_seats: tuple[SubjectSeat, ...] = ()
    practice_hours: tuple[PracticeHours, ...] = ()
    version: int = 1
