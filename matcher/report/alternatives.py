"""Near-optimal plans side by side, as text in the reader's language."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcher.alternatives import Alternative, Alternatives, CurvePoint
from matcher.audit import Comparison
from matcher.domain.alternative_policies import served_first
from matcher.domain.plan import open_aims
from matcher.domain.policy import Tier
from matcher.domain.satisfaction import LEVELS
from matcher.report.summary import LOSSES
from matcher.report.wording import Wording


@dataclass(frozen=True, slots=True)
class Lines:
    """A heading, and a row per figure with a cell per plan; or per plan and figure."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """All that is shown.

    Attributes
    ----------
    aims
        What each plan is called and aims for.
    plans
        A column per plan.
    open
        A sentence per plan about its first aim that is not proved; those after it hold
        only given what it reached.
    curve
        A row per plan, those that no other beats marked in the last column.
    notes
        How the curve is read.
    """

    title: str
    aims: tuple[tuple[str, str], ...]
    plans: Lines
    open: tuple[str, ...]
    curve: Lines
    notes: tuple[str, ...]


def plan_name(name: str, wording: Wording) -> str:
    """Return what the plan ``name`` is called; those of the curve by their loss."""
    kind, _, loss = name.rpartition("-")
    if not loss.isdecimal():
        return wording.say(f"alternatives.name.{name}")
    return f"{wording.say(f'alternatives.name.{kind}')}, {_share(int(loss), wording)}"


def _share(permille: int, wording: Wording) -> str:
    whole = permille % 10 == 0
    return f"{wording.number(permille / 10, 0 if whole else 1)} %"


def side_by_side(found: Alternatives, wording: Wording) -> SideBySide:
    """Return the plans and the curve as text."""
    plans, say = found.plans, wording.say
    names = tuple(plan_name(plan.name, wording) for plan in plans)
    return SideBySide(
        title=say("alternatives.title", scenario=plans[0].outcome.plan.scenario),
        aims=tuple((plan_name(p.name, wording), _aim(p, wording)) for p in plans),
        plans=Lines(("", *names), tuple(_rows(plans, wording))),
        open=tuple(line for plan in plans for line in _open(plan, wording)),
        curve=_curve(found.curve, wording),
        notes=tuple(_notes(found.curve, wording)),
    )


def _aim(plan: Alternative, wording: Wording) -> str:
    loss = _share(plan.policy.fairness_loss_permille, wording)
    return wording.say(f"alternatives.aim.{plan.name}", loss=loss)


def _rows(plans: Sequence[Alternative], wording: Wording) -> Iterator[tuple[str, ...]]:
    """Yield a row per figure; tiers in which nobody has anything are left out."""
    for tier in served_first(plans[0].policy):
        sign = -1 if tier in LOSSES else 1
        values = [sign * plan.figures.values[tier] for plan in plans]
        if any(values):
            yield (wording.tier(tier), *map(wording.number, values))
    for level in reversed(LEVELS):
        people = [plan.figures.people_at_level[level] for plan in plans]
        name = wording.say(f"alternatives.level.{level}")
        yield (name, *map(wording.number, people))
    for key in ("fit", "travel"):
        yield _row(key, plans, wording)
    for key, differing in _DIFFERENCES.items():
        name = wording.say(f"alternatives.{key}")
        cells = (wording.number(len(differing(p.difference))) for p in plans[1:])
        yield (name, "", *cells)
    for key in ("open", "violations"):
        yield _row(key, plans, wording)


def _row(key: str, plans: Sequence[Alternative], wording: Wording) -> tuple[str, ...]:
    cells = (wording.number(_FIGURES[key](plan)) for plan in plans)
    return (wording.say(f"alternatives.{key}"), *cells)


_FIGURES: Mapping[str, Callable[[Alternative], int]] = {
    "fit": lambda plan: plan.figures.values[Tier.FIT],
    "travel": lambda plan: plan.figures.travel_minutes,
    "open": lambda plan: len(open_aims(plan.outcome.plan.tiers)),
    "violations": lambda plan: plan.outcome.plan.metrics["violations"],
}
_DIFFERENCES: Mapping[str, Callable[[Comparison], Sequence[object]]] = {
    "moved": lambda difference: difference.moved,
    "newly-placed": lambda difference: difference.only_b,
    "no-longer-placed": lambda difference: difference.only_a,
    "rescheduled": lambda difference: difference.rescheduled,
}
"""Against the given plan, which has none of them."""


def _open(plan: Alternative, wording: Wording) -> Iterator[str]:
    """Yield a sentence about the first aim that is not proved, if there is one."""
    for tier in open_aims(plan.outcome.plan.tiers)[:1]:
        yield wording.say(
            "alternatives.open-aim",
            plan=plan_name(plan.name, wording),
            aim=wording.tier(tier.name),
            gap="–" if tier.gap is None else wording.number(tier.gap),
            unit=wording.say(f"report.unit.{tier.unit}"),
        )


def _is_proved(point: CurvePoint) -> bool:
    return not open_aims(point.tiers)


def _notes(points: Sequence[CurvePoint], wording: Wording) -> Iterator[str]:
    yield wording.say("alternatives.curve.note")
    if not all(map(_is_proved, points)):
        yield wording.say("alternatives.curve.open")


def _curve(points: Sequence[CurvePoint], wording: Wording) -> Lines:
    say = wording.say
    columns = ("plan", "covered", "n0", "n1", "n2", "n3", "fit", "travel", "efficient")
    return Lines(
        tuple(say(f"alternatives.curve.{column}") for column in columns),
        tuple(
            (
                plan_name(point.name, wording) + ("" if _is_proved(point) else " *"),
                wording.number(point.figures.covered),
                *map(wording.number, point.figures.people_at_most),
                wording.number(point.figures.values[Tier.FIT]),
                wording.number(point.figures.travel_minutes),
                say("alternatives.curve.mark") if point.efficient else "",
            )
            for point in points
        ),
    )
