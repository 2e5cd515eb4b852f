"""What a plan is to aim for: tiers in order, weights and limits, all editable."""

from dataclasses import dataclass, field, fields, replace
from enum import StrEnum

from matcher.domain.geography import TravelSpeed
from matcher.domain.participant import TravelMode
from matcher.domain.place import Employer, PracticePlace


class Tier(StrEnum):
    """An aim; the policy lists them in order and each is met before the next counts.

    All are maximised and integer. Units: people for ``repair`` (minus the people whose
    pin, or need of a class, had to be given up) and the coverage tiers; hours for
    ``hours-short`` (minus; each person's shortage rounded up); days for ``waiting``;
    people for fairness and rank profiles; points for the rest.

    ``fit-reference`` is fit itself, of which the tiers after it may give up the policy's
    ``fairness_loss_permille``. ``fairness-k`` is minus the people whose satisfaction
    level (:mod:`matcher.domain.satisfaction`) is k or lower: one after another they are
    the discrete leximin. ``greedy-k`` are the people placed in their k-th wish, and
    ``generous-k`` minus those placed in their k-th wish or a later one.

    Where there is a plan in force: ``still-placed`` is minus the people who had a
    placement and have none, ``same-place`` minus those of them who are not at their
    place, ``same-times`` minus those whose weeks, slots or class are others,
    ``days-moved`` minus the slots of practice, week by week, that are practice no more,
    and ``newly-placed`` are the people who had no placement and have one
    (:class:`matcher.domain.in_force.Change`).
    """

    REPAIR = "repair"
    STILL_PLACED = "still-placed"
    SAME_PLACE = "same-place"
    SAME_TIMES = "same-times"
    DAYS_MOVED = "days-moved"
    NEWLY_PLACED = "newly-placed"
    COVERAGE_OVERDUE = "coverage-overdue"
    COVERAGE_DUE = "coverage-due"
    COVERAGE_MATCH_LATE = "coverage-match-late"
    COVERAGE_OTHER = "coverage-other"
    HOURS_SHORT = "hours-short"
    WAITING = "waiting"
    FIT_REFERENCE = "fit-reference"
    FAIRNESS_0 = "fairness-0"
    FAIRNESS_1 = "fairness-1"
    FAIRNESS_2 = "fairness-2"
    FAIRNESS_3 = "fairness-3"
    GREEDY_1 = "greedy-1"
    GREEDY_2 = "greedy-2"
    GREEDY_3 = "greedy-3"
    GREEDY_4 = "greedy-4"
    GENEROUS_5 = "generous-5"
    GENEROUS_4 = "generous-4"
    GENEROUS_3 = "generous-3"
    GENEROUS_2 = "generous-2"
    FIT = "fit"
    RHYTHM = "rhythm"
    TIE_BREAK = "tie-break"


TIER_UNITS = {
    Tier.REPAIR: "people",
    Tier.STILL_PLACED: "people",
    Tier.SAME_PLACE: "people",
    Tier.SAME_TIMES: "people",
    Tier.DAYS_MOVED: "days",
    Tier.NEWLY_PLACED: "people",
    Tier.COVERAGE_OVERDUE: "people",
    Tier.COVERAGE_DUE: "people",
    Tier.COVERAGE_MATCH_LATE: "people",
    Tier.COVERAGE_OTHER: "people",
    Tier.HOURS_SHORT: "hours",
    Tier.WAITING: "days",
    Tier.FIT_REFERENCE: "points",
    Tier.FIT: "points",
    Tier.RHYTHM: "points",
    Tier.TIE_BREAK: "points",
}
"""The unit each tier is counted in."""

FAIRNESS = (Tier.FAIRNESS_0, Tier.FAIRNESS_1, Tier.FAIRNESS_2, Tier.FAIRNESS_3)
"""Minus the people at level 0, at level 1 or lower, …: fewest at the bottom first."""

GREEDY = (Tier.GREEDY_1, Tier.GREEDY_2, Tier.GREEDY_3, Tier.GREEDY_4)
"""People in their first wish, in their second, …: most at the top first."""

GENEROUS = (Tier.GENEROUS_5, Tier.GENEROUS_4, Tier.GENEROUS_3, Tier.GENEROUS_2)
"""Minus the people in their fifth wish or later (or none of them), fourth or later, …"""

TIER_UNITS |= dict.fromkeys((*FAIRNESS, *GREEDY, *GENEROUS), "people")

COVERAGE_TIERS = (
    Tier.COVERAGE_OVERDUE,
    Tier.COVERAGE_DUE,
    Tier.COVERAGE_MATCH_LATE,
    Tier.COVERAGE_OTHER,
)
"""People covered, one tier for each urgency."""

SAME_AS_IN_FORCE = (Tier.SAME_PLACE, Tier.SAME_TIMES, Tier.DAYS_MOVED)
"""What stays as it is in the plan in force: places, then times, then days."""

LEAST_CHANGE = (Tier.STILL_PLACED, *SAME_AS_IN_FORCE, Tier.NEWLY_PLACED)
"""As little as possible is taken from people, and then somebody more is placed."""

TIER_CLASSES: dict[str, tuple[Tier, ...]] = {
    "least-change": LEAST_CHANGE,
    "coverage": COVERAGE_TIERS,
    "fairness": (Tier.FIT_REFERENCE, *FAIRNESS),
    "greedy": GREEDY,
    "generous": GENEROUS,
}
"""Several tiers under one name, for the list of a policy."""

STANDARD_TIERS = (
    Tier.REPAIR,
    *COVERAGE_TIERS,
    Tier.HOURS_SHORT,
    Tier.WAITING,
    Tier.FIT,
    Tier.RHYTHM,
    Tier.TIE_BREAK,
)


def left_of(value: int, loss_permille: int) -> int:
    """Return what must be left of ``value`` (at least 0) when the loss is taken."""
    return value - value * loss_permille // 1000


@dataclass(frozen=True, slots=True)
class FitWeights:
    """Points for each part of fit; together at most 1000.

    Attributes
    ----------
    wish
        Full for a sector of the first rank, falling evenly to the last rank; 0 for a
        sector that is not wished. People without wishes get it everywhere.
    language
        Full where the level predicted at the start reaches the place's wish in all
        four skills, a quarter per skill.
    travel
        Full at no travel, 0 at the person's limit both ways every school and practice
        day.
    hire
        Times the place's hire rate, shrunk towards the common rate.
    support_language
        Where a colleague speaks a language of the person's.
    step_up
        Not beside the others: so many of the points for the wish, all of them at most,
        are at a place that states its step for being a step up. Where no step is stated
        nothing is judged by one, and the wish has them all.
    """

    wish: int = 450
    language: int = 150
    travel: int = 250
    hire: int = 100
    support_language: int = 50
    step_up: int = 50

    @property
    def most(self) -> int:
        """The points of the best placement that there can be."""
        others = self.language + self.travel + self.hire + self.support_language
        return self.wish + others

    def at(self, place: PracticePlace) -> "FitWeights":
        """Return the weights at ``place``, in which the step up is beside the others."""
        if place.step_level is None:
            return replace(self, step_up=0)
        step_up = min(self.step_up, self.wish)
        return replace(self, wish=self.wish - step_up, step_up=step_up)


@dataclass(frozen=True, slots=True)
class MentorNeed:
    """Minutes of a mentor's week that a person takes: our assumption, none is official.

    Attributes
    ----------
    base
        Of a person whose own need is not known.
    skill_below_wish
        For each of the four skills below the place's wish.
    no_common_language
        Where nobody at the place speaks a language of the person's.
    """

    base: int = 120
    skill_below_wish: int = 30
    no_common_language: int = 60


@dataclass(frozen=True, slots=True)
class SolverLimits:
    """How long to search. Work limits keep the same bytes; the clock only stops.

    Attributes
    ----------
    nodes
        Branch-and-bound nodes per component and tier.
    neighbourhoods
        Times that everybody, on average, is looked at again around a good plan.
    kernel_columns
        Branch and bound is tried where at most so many options could still improve the
        plan.
    seconds
        Wall clock for the whole placement step; when it stops the search the plan says
        ``stopped_by: clock`` and promises no repeatability.
    """

    nodes: int = 100
    neighbourhoods: int = 4
    kernel_columns: int = 20_000
    seconds: float = 600.0


@dataclass(frozen=True, slots=True)
class Policy:
    """The aims and assumptions of a run. Immutable; change it with ``replace``.

    Attributes
    ----------
    fairness_loss_permille
        Of the best fit, what the tiers after ``fit-reference`` may give up.
    start_every_weeks, latest_start_week
        The start grid: placements start in weeks 0, n, 2n, … up to the latest.
    weeks_per_level
        Weeks of programme after which a CEFR level is expected to have risen by one;
        0: levels are not predicted.
    staff_per_unpaid
        People in paid work behind each unpaid placement, where the employer's staff is
        known. No law has a number: participants may not cover the staffing and always
        work beside somebody, so that an employer with staff may have one at least.
    most_on_step
        Most placements of a person on one step of the ladder, earlier ones and the next
        together; 0: no limit. Practice asks for a limit (no measure after measure on
        the same step, unless there is a reason), but none has a number.
    fallback_lead_weeks
        Weeks from the day an employer withdraws until a fallback can start.
    hire_prior_hosted, hire_prior_hired
        Pseudo-record that shrinks an employer's own: with no record the rate is
        ``hired / hosted`` of these two.
    """

    name: str = "standard"
    tiers: tuple[Tier, ...] = STANDARD_TIERS
    fit: FitWeights = field(default_factory=FitWeights)
    fairness_loss_permille: int = 20
    start_every_weeks: int = 4
    latest_start_week: int = 12
    weeks_per_level: int = 40
    mentor_need: MentorNeed = field(default_factory=MentorNeed)
    staff_per_unpaid: int = 5
    most_on_step: int = 0
    fallback_lead_weeks: int = 4
    hire_prior_hosted: int = 5
    hire_prior_hired: int = 2
    walk: TravelSpeed = TravelSpeed(5.0, 0)
    bicycle: TravelSpeed = TravelSpeed(15.0, 2)
    transit: TravelSpeed = TravelSpeed(30.0, 10)
    car: TravelSpeed = TravelSpeed(50.0, 5)
    limits: SolverLimits = field(default_factory=SolverLimits)

    @property
    def coverage(self) -> tuple[Tier, ...]:
        """The coverage tiers among its aims, in its order; perhaps none."""
        return tuple(tier for tier in self.tiers if tier in COVERAGE_TIERS)

    def speed(self, mode: TravelMode) -> TravelSpeed:
        """Return the travel assumption of ``mode``."""
        speed: TravelSpeed = getattr(self, mode.value)
        return speed

    @property
    def mends(self) -> bool:
        """Whether the plan in force is to be changed as little as can be."""
        return Tier.STILL_PLACED in self.tiers

    def loss_permille(self, tier: Tier) -> int:
        """Return what later tiers may give up of the value of ``tier``."""
        return self.fairness_loss_permille if tier is Tier.FIT_REFERENCE else 0

    def most_unpaid(self, employer: Employer) -> int | None:
        """Return how many unpaid placements ``employer`` may have at once.

        Its staff divided by ``staff_per_unpaid``, rounded down, but one at least;
        without staff there is nobody to work beside. ``None``: no limit.
        """
        if employer.staff is None:
            return None
        return min(employer.staff, max(1, employer.staff // self.staff_per_unpaid))

    def faults(self) -> list[str]:
        """Return what is impossible in the policy, a sentence each; empty if sound."""
        found = []
        points = [getattr(self.fit, f.name) for f in fields(self.fit)]
        if min(points) < 0 or self.fit.most > 1000:
            found.append("fit: weights must be 0 or more and at most 1000 together")
        if len(set(self.tiers)) != len(self.tiers) or not self.tiers:
            found.append("tiers: name each tier once, and at least one")
        if self.fairness_loss_permille > 1000:
            found.append("fairness_loss_permille: must be at most 1000")
        if self.start_every_weeks < 1:
            found.append("start_every_weeks: must be at least 1")
        if self.latest_start_week < 0:
            found.append("latest_start_week: must be 0 or more")
        if self.staff_per_unpaid < 1:
            found.append("staff_per_unpaid: must be at least 1")
        if self.most_on_step < 0:
            found.append("most_on_step: must be 0 or more")
        if self.fallback_lead_weeks < 0:
            found.append("fallback_lead_weeks: must be 0 or more")
        if self.hire_prior_hosted < 1:
            found.append("hire_prior_hosted: must be at least 1")
        return found
