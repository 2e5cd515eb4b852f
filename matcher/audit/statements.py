"""Second reading of what a plan says about itself."""

from collections import Counter
from collections.abc import Iterator, Mapping

from matcher.audit.values import PersonValues, total
from matcher.audit.violations import AuditReport, Violation
from matcher.domain.groups import GroupOutcome
from matcher.domain.ids import QuotaId
from matcher.domain.metrics import fallbacks_made
from matcher.domain.plan import Fairness, Plan, Status, TierResult, open_aims
from matcher.domain.policy import Policy, Tier, left_of
from matcher.domain.rules import RuleCode


def _incomplete(
    plan: Plan, people: PersonValues, report: AuditReport
) -> Iterator[Violation]:
    """Yield people of whom not all is said.

    Who is not exactly once either placed or not, is not placed for no reason, or is to
    be followed by a job specialist and nobody says by whom.
    """
    unsaid = [a.participants for a in report.assumptions if a.code == "specialist"]
    named = Counter({placement.participant for placement in plan.placements})
    named.update(entry.participant for entry in plan.not_placed)
    faults = {
        "missing": [person for person in people if not named[person]],
        "twice": sorted(person for person, times in named.items() if times > 1),
        "no-reason": sorted(e.participant for e in plan.not_placed if not e.reasons),
        "specialist": [person for group in unsaid for person in group],
    }
    for aspect, guilty in faults.items():
        if guilty:
            yield Violation(
                RuleCode.INCOMPLETE, tuple(guilty), aspect=aspect, found=len(guilty)
            )


def absent(name: str) -> Violation:
    """Return the violation of a figure that the plan does not state."""
    details = {"name": name}
    return Violation(
        RuleCode.STATED_VALUE, aspect="absent", found=0, allowed=1, details=details
    )


def untrue(
    aspect: str, stated: int | None, true: int | None, **details: str
) -> Iterator[Violation]:
    """Yield where ``stated`` is not ``true``; nothing where either is not known."""
    if stated is not None and true is not None and stated != true:
        yield Violation(
            RuleCode.STATED_VALUE,
            aspect=aspect,
            found=stated,
            allowed=true,
            details=details,
        )


def _tiers(plan: Plan, policy: Policy, report: AuditReport) -> Iterator[Violation]:
    """Yield tiers that are missing, untrue, above their bound or no sum of their parts."""
    stated = {tier.name for tier in plan.tiers if tier.value is not None}
    yield from (absent(name) for name in policy.tiers if name not in stated)
    for tier in plan.tiers:
        name = tier.name.value
        yield from untrue("tier", tier.value, report.values.get(tier.name), name=name)
        yield from _above_bound(tier)
        parts = _sum_of_components(plan, tier.name)
        yield from untrue("components", tier.value, parts, name=name)


def _sum_of_components(plan: Plan, name: Tier) -> int:
    tiers = [tier for part in plan.components for tier in part.tiers]
    return sum(tier.value or 0 for tier in tiers if tier.name is name)


def _above_bound(tier: TierResult) -> Iterator[Violation]:
    if tier.gap is not None and tier.gap < 0:
        yield from untrue("bound", tier.value, tier.bound, name=tier.name.value)


def _components(
    plan: Plan, values: PersonValues, lacking: Mapping[QuotaId, int]
) -> Iterator[Violation]:
    """Yield component tiers that are untrue for its own people and quotas."""
    for number, component in enumerate(plan.components, start=1):
        short = [lacking.get(quota, 0) for quota in component.quotas]
        true = total(values, component.participants, short)
        for tier in component.tiers:
            parts = {"name": tier.name.value, "component": str(number)}
            yield from untrue("component", tier.value, true.get(tier.name), **parts)
            yield from _above_bound(tier)


def _missed_quotas(plan: Plan, lacking: Mapping[QuotaId, int]) -> Iterator[Violation]:
    """Yield lower quotas that have other people than stated, or are left out.

    A plan made by hand may state none of them.
    """
    stated = {missed.quota: missed for missed in plan.missed_quotas}
    if not stated:
        return
    for quota in sorted({*stated, *lacking}):
        true = lacking.get(quota, 0)
        missed = stated.get(quota)
        yield from untrue("quota", missed.lacking if missed else 0, true, quota=quota)
        if missed is not None and missed.found > missed.could:
            yield from untrue("quota", missed.could, missed.found, quota=quota)


def _status(plan: Plan) -> Iterator[Violation]:
    tiers = [*plan.tiers, *(t for part in plan.components for t in part.tiers)]
    if plan.status is Status.OPTIMAL:
        yield from untrue("status", len(open_aims(tiers)), 0)


def _metrics(plan: Plan, report: AuditReport) -> Iterator[Violation]:
    for name, true in report.metrics.items():
        if name not in plan.metrics and not (name in _NEWER and true == 0):
            yield absent(name)
        yield from untrue("metric", plan.metrics.get(name), true, name=name)
    missed = report.metrics.get("visits_missed")
    bound = plan.metrics.get("visits_missed_bound")
    if missed is not None and bound is None:
        yield absent("visits_missed_bound")
    elif missed is not None and bound is not None and bound > missed:
        yield from untrue("metric", bound, missed, name="visits_missed_bound")


_NEWER = frozenset({*fallbacks_made(()), "promised_hires"})
"""Counts that plans made before there was such a thing do not state."""


def _loss(plan: Plan, policy: Policy) -> Iterator[Violation]:
    """Yield parts that gave up more of the best fit than the policy allows."""
    loss = policy.loss_permille(Tier.FIT_REFERENCE)
    for number, component in enumerate(plan.components, start=1):
        value = {tier.name: tier.value for tier in component.tiers}
        best, kept = value.get(Tier.FIT_REFERENCE), value.get(Tier.FIT)
        if best is not None and kept is not None and kept < left_of(best, loss):
            yield Violation(
                RuleCode.STATED_VALUE,
                aspect="loss",
                found=kept,
                allowed=left_of(best, loss),
                details={"component": str(number)},
            )


def _fairness(plan: Plan, fairness: Fairness) -> Iterator[Violation]:
    if plan.fairness is None:
        return
    yield from untrue("fairness", plan.fairness.price, fairness.price, name="price")
    stated = plan.fairness.people_at_most
    yield from untrue(
        "fairness", len(stated), len(fairness.people_at_most), name="levels"
    )
    for k, (said, true) in enumerate(
        zip(stated, fairness.people_at_most, strict=False)
    ):
        yield from untrue("fairness", said, true, name=f"n_{k}")


_FIGURES = ("participants", "placed", "covered", "mean_fit", "mean_days_waiting")


def _groups(plan: Plan, report: AuditReport) -> Iterator[Violation]:
    """Yield figures of groups that are untrue; a group that is not there has none."""
    true = {(one.dimension, one.group): one for one in report.groups}
    for stated in plan.groups:
        yield from _group(stated, true.pop((stated.dimension, stated.group), None))
    for untold in true.values():
        yield from _group(None, untold)


def _group(
    stated: GroupOutcome | None, true: GroupOutcome | None
) -> Iterator[Violation]:
    one = stated or true
    for figure in _FIGURES:
        told, counted = getattr(stated, figure, None), getattr(true, figure, None)
        if one is not None and told != counted:
            yield Violation(
                RuleCode.STATED_VALUE,
                aspect="group",
                details={
                    "group": f"{one.dimension}.{one.group}",
                    "figure": figure,
                    "stated": "–" if told is None else str(told),
                    "true": "–" if counted is None else str(counted),
                },
            )


def statement_violations(
    plan: Plan,
    policy: Policy,
    report: AuditReport,
    values: PersonValues,
    lacking: Mapping[QuotaId, int],
    fairness: Fairness,
) -> Iterator[Violation]:
    """Yield what the plan says of itself and is not so.

    ``lacking`` is how many people each quota lacks that has too few.
    A plan that says it found no solution states no values and names nobody.
    """
    if plan.status is Status.NO_SOLUTION_IN_TIME:
        return
    yield from _incomplete(plan, values, report)
    yield from _tiers(plan, policy, report)
    yield from _components(plan, values, lacking)
    yield from _missed_quotas(plan, lacking)
    yield from _status(plan)
    yield from _metrics(plan, report)
    yield from _loss(plan, policy)
    yield from _fairness(plan, fairness)
    yield from _groups(plan, report)
