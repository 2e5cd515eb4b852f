"""Reasons, runner-up and relaxations as lines of text."""

from collections.abc import Iterator, Sequence

from matcher.domain.ids import SectorCode
from matcher.domain.plan import Placement
from matcher.domain.policy import TIER_UNITS
from matcher.domain.reasons import (
    Change,
    Decided,
    Relaxation,
    RuledOut,
    RunnerUp,
    WhyNot,
)
from matcher.domain.rules import RuleCode
from matcher.explain.telling import Teller


def why_here_lines(
    tell: Teller, placement: Placement, *, is_second: bool = False
) -> Iterator[str]:
    """Yield level, decisions, the rules that mattered and the runner-up.

    Nothing where the plan does not say. The runner-up to two placements in a row is told
    with the first, and not with the one that ``is_second``.
    """
    if placement.level is None:
        return
    yield tell.say("explain.level", level=placement.level)
    for reason in placement.reasons:
        if isinstance(reason, Decided):
            code = reason.rule.value
            yield f"{tell.say(f'explain.decided.{code}')} [{code}]"
    ruled_out = [r for r in placement.reasons if isinstance(r, RuledOut)]
    if ruled_out:
        yield tell.say("explain.ruled-out")
    for out in ruled_out:
        yield "  " + _ruled_out(tell, out)
    if is_second:
        return
    if placement.runner_up is None:
        yield tell.say("explain.no-runner-up")
    else:
        yield from _runner_up(tell, placement.runner_up)


def _ruled_out(tell: Teller, out: RuledOut) -> str:
    sentence = tell.say(
        f"rule.{out.rule.value}.failed", fails=out.fails, fails_only=out.fails_only
    )
    return f"{sentence} [{out.rule.value}]"


def _runner_up(tell: Teller, runner_up: RunnerUp) -> Iterator[str]:
    after = runner_up.after
    yield tell.say(
        "explain.runner-up",
        place=tell.name(runner_up.place),
        first=tell.on(runner_up.start_date),
        slots=tell.slots(runner_up.slots),
        fit=runner_up.fit,
    )
    if after is not None:
        yield "  " + tell.say(
            "explain.runner-up-after",
            place=tell.name(after.place),
            first=tell.on(after.start_date),
            slots=tell.slots(after.slots),
        )
    tier, why = runner_up.tier, runner_up.why_not
    if tier is None:
        yield "  " + tell.say("explain.why-not.same")
        return
    limits = ", ".join(tell.say(f"rule.{rule.value}") for rule in runner_up.limits)
    code = "" if why is not WhyNot.FULL else f" [{' '.join(runner_up.limits)}]"
    sentence = tell.say(
        f"explain.why-not.{why.value}",
        tier=tell.say(f"report.tier.{tier.value}"),
        unit=tell.say(f"report.unit.{TIER_UNITS[tier]}"),
        by=abs(runner_up.by),
        limits=limits,
    )
    yield f"  {sentence}{code}"


def relaxation_lines(tell: Teller, relaxations: Sequence[Relaxation]) -> Iterator[str]:
    """Yield what would open places, or that nothing as small as two changes would."""
    if not relaxations:
        yield tell.say("explain.no-relaxations")
        return
    yield tell.say("explain.relaxations")
    for relaxation in relaxations:
        changes = [change_phrase(tell, change) for change in relaxation.changes]
        yield "  " + tell.say.plural(
            "explain.relaxation",
            relaxation.places,
            changes=changes[0]
            if len(changes) == 1
            else tell.say("explain.and-change", first=changes[0], second=changes[1]),
            with_room=relaxation.with_room,
        )


def change_phrase(tell: Teller, change: Change, topic: str = "explain") -> str:
    """Return ``change`` in the words of ``topic``."""
    levels = ", ".join(
        f"{tell.say(f'explain.skill.{skill}').lower()} {level.label}"
        for skill, level in change.levels
    )
    is_sector = change.rule is RuleCode.SECTOR_VETO
    subjects = ", ".join(
        tell.sector(SectorCode(subject)) if is_sector else tell.name(subject)
        for subject in change.subjects
    )
    return tell.say(
        f"{topic}.change.{change.rule.value}",
        minutes=change.minutes,
        levels=levels,
        subjects=subjects,
    )
