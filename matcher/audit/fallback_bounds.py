"""Second reading of what a plan says about how many fallbacks there could be."""

from collections.abc import Iterator

from matcher.audit.ladders import Employers, needing, read_ladders
from matcher.audit.reading import Reading
from matcher.audit.statements import absent, untrue
from matcher.audit.violations import Violation
from matcher.domain.metrics import fallbacks_at_most
from matcher.domain.plan import Plan


def bound_violations(reading: Reading, plan: Plan) -> Iterator[Violation]:
    """Yield bounds that are missing, untrue or below what the plan itself reaches.

    A plan that states none, and no fallbacks, was not asked for them.
    """
    stated = {bound.withdrawn: bound for bound in plan.fallback_bounds}
    if not stated and not any(p.fallbacks for p in plan.placements):
        return
    true = _true_counts(reading)
    for withdrawn in sorted(true.keys() | stated.keys()):
        name = f"fallback_bounds {', '.join(withdrawn)}"
        people, value = true.get(withdrawn, (0, 0))
        if withdrawn not in stated:
            yield absent(name)
            continue
        bound = stated[withdrawn]
        yield from untrue("metric", bound.people, people, name=f"{name}: people")
        yield from untrue("metric", bound.value, value, name=f"{name}: value")
        if bound.bound < bound.value:
            yield from untrue("bound", bound.value, bound.bound, name=name)
    for name, most in fallbacks_at_most(plan.fallback_bounds).items():
        if name not in plan.metrics:
            yield absent(name)
        yield from untrue("metric", plan.metrics.get(name), most, name=name)


def _true_counts(reading: Reading) -> dict[Employers, tuple[int, int]]:
    """Return how many need a fallback, and how many have one, by who withdraws."""
    ladders, _ = read_ladders(reading)
    return {
        withdrawn: (len(people), sum(rank in one.rungs for one in people))
        for rank, withdrawals in needing(ladders).items()
        for withdrawn, people in withdrawals.items()
    }
