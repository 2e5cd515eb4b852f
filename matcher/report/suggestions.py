"""What can be offered to one person, for people and for machines."""

from collections.abc import Iterator, Mapping
from typing import Any

from matcher.domain.plan import Placement
from matcher.domain.policy import FAIRNESS, GENEROUS, TIER_UNITS, Tier
from matcher.domain.reasons import CriterionShare
from matcher.domain.suggestions import Changes, OthersMove, Suggestion, Suggestions
from matcher.explain import Teller
from matcher.explain.reason_sentences import relaxation_lines
from matcher.io.reasons_json import relaxation_documents, why_placed_document
from matcher.report.wording import Wording

Document = Mapping[str, Any]

LACKS = frozenset({Tier.HOURS_SHORT, *FAIRNESS, *GENEROUS})
"""Tiers that count, below 0, what should be little: it is told above 0."""


def suggestion_lines(told: Suggestions, wording: Wording) -> Iterator[str]:
    """Yield what the person has, what fits, what fits if others move, and why not."""
    say = wording.say
    yield say("suggest.title", participant=wording.label(told.participant))
    yield from _now_lines(told, wording)
    if told.is_running:
        yield say("suggest.running")
        return
    yield ""
    yield say("suggest.fitting" if told.fitting else "suggest.nothing-fits")
    for number, one in enumerate(told.fitting, start=1):
        yield from _suggestion_lines(number, one, wording)
    yield from _help_lines(told, wording)
    if told.if_others_move:
        yield ""
        yield say("suggest.if-others-move")
    for number, one in enumerate(told.if_others_move, start=len(told.fitting) + 1):
        yield from _suggestion_lines(number, one, wording)


def _now_lines(told: Suggestions, wording: Wording) -> Iterator[str]:
    say = wording.say
    if told.is_newcomer:
        yield say("suggest.newcomer")
    elif not told.now:
        yield say("suggest.now-nothing")
    for placement in told.now:
        yield say("suggest.now", stay=_stay(placement, wording))
    yield _class(told.section, wording)


def _class(section: str | None, wording: Wording) -> str:
    if section is None:
        return wording.say("explain.no-section")
    return wording.say("explain.section", section=wording.label(section))


def _stay(placement: Placement, wording: Wording) -> str:
    steps = [wording.slots(step.slots) for step in placement.steps]
    return wording.say(
        "suggest.stay",
        place=wording.label(placement.place),
        first=wording.day(placement.start_date),
        last=wording.day(placement.end_date),
        slots=" → ".join(steps),
    )


def _suggestion_lines(number: int, one: Suggestion, wording: Wording) -> Iterator[str]:
    say = wording.say
    yield f"{number}. {suggestion_line(one, wording)}"
    yield f"   {_class(one.section, wording)} {say('explain.fit', points=one.fit)}"
    for placement in one.placements:
        yield "   " + say("suggest.shares", shares=_shares(placement, wording))
    if one.nobody_moves is None:
        limits = ", ".join(say(f"rule.{rule.value}") for rule in one.limits)
        yield "   " + say("suggest.full", limits=limits)
    elif one.nobody_moves:
        changes = changes_told(one.nobody_moves, wording)
        yield "   " + say("suggest.nobody-moves", changes=changes)
    else:
        yield "   " + say("suggest.nobody-moves-same")
    if one.others_move is not None:
        yield "   " + changes_if_others_move(one.others_move, wording)


def suggestion_line(one: Suggestion, wording: Wording) -> str:
    """Return where and when a suggestion is."""
    stays = [_stay(placement, wording) for placement in one.placements]
    return wording.say("suggest.and-then").join(stays)


def _shares(placement: Placement, wording: Wording) -> str:
    shares = [r for r in placement.reasons if isinstance(r, CriterionShare)]
    return ", ".join(
        wording.say(
            "explain.fit-part",
            part=wording.say(f"explain.fit.{share.criterion.value.replace('-', '_')}"),
            points=share.points,
            most=share.of,
        )
        for share in shares
    )


def changes_told(changes: Changes, wording: Wording) -> str:
    """Return by how much tiers change, or that none does."""
    if not changes:
        return wording.say("suggest.no-change")
    return "; ".join(
        wording.say(
            "suggest.change",
            tier=wording.tier(change.tier).lower(),
            by=_signed(change.tier, change.by, wording),
            unit=wording.say(f"report.unit.{TIER_UNITS[change.tier]}"),
        )
        for change in changes
    )


def _signed(tier: Tier, by: int, wording: Wording) -> str:
    """Return a change of a tier with its sign; where the tier names a lack, of that."""
    by = -by if tier in LACKS else by
    number = wording.number(abs(by))
    return number if by == 0 else f"+{number}" if by > 0 else f"−{number}"


def changes_if_others_move(effect: OthersMove, wording: Wording) -> str:
    """Return what the best plan with the option is, in a sentence."""
    say, most = wording.say, changes_told(effect.most, wording)
    if effect.confirmed and effect.least is not None:
        least = changes_told(effect.least, wording)
        return say("suggest.others-move.confirmed", changes=least)
    if effect.least is None:
        return say("suggest.others-move.at-best", most=most)
    if effect.is_exact:
        return say("suggest.others-move.exact", changes=most)
    least = changes_told(effect.least[:1], wording)
    return say("suggest.others-move.between", least=least, most=most)


def _help_lines(told: Suggestions, wording: Wording) -> Iterator[str]:
    """Yield why nothing fits, and what would help."""
    if told.fitting:
        return
    for reason in told.reasons:
        yield f"  {wording.reason(reason)} [{reason.rule.value}]"
    for seat in told.seats:
        limits = ", ".join(wording.say(f"rule.{rule.value}") for rule in seat.limits)
        place = wording.label(seat.place)
        yield "  " + wording.say("suggest.seat", place=place, limits=limits)
    if told.relaxations:
        yield from relaxation_lines(
            Teller(wording.say, wording.labels), told.relaxations
        )


def suggestions_document(told: Suggestions) -> Document:
    """Return all of it for machines."""
    return {
        "participant": told.participant,
        "now": [_placement(placement) for placement in told.now],
        "section": told.section,
        "is_newcomer": told.is_newcomer,
        "is_running": told.is_running,
        "fitting": [suggestion_document(one) for one in told.fitting],
        "if_others_move": [suggestion_document(one) for one in told.if_others_move],
        "reasons": [
            {
                "rule": reason.rule.value,
                "kind": reason.kind.value,
                "fails": reason.fails,
                "fails_only": reason.fails_only,
            }
            for reason in told.reasons
        ],
        "relaxations": relaxation_documents(told.relaxations),
        "seats": [
            {"place": seat.place, "limits": [rule.value for rule in seat.limits]}
            for seat in told.seats
        ],
    }


def suggestion_document(one: Suggestion) -> Document:
    """Return one suggestion for machines."""
    return {
        "placements": [_placement(placement) for placement in one.placements],
        "section": one.section,
        "fit": one.fit,
        "nobody_moves": None
        if one.nobody_moves is None
        else _changes(one.nobody_moves),
        "limits": [rule.value for rule in one.limits],
        "others_move": _others_move_document(one.others_move),
    }


def _others_move_document(effect: OthersMove | None) -> Document | None:
    if effect is None:
        return None
    return {
        "least": None if effect.least is None else _changes(effect.least),
        "most": _changes(effect.most),
        "confirmed": effect.confirmed,
    }


def _changes(changes: Changes) -> Document:
    return {change.tier.value: change.by for change in changes}


def _placement(placement: Placement) -> Document:
    told = why_placed_document(placement)
    return {
        "place": placement.place,
        "start_date": placement.start_date.isoformat(),
        "end_date": placement.end_date.isoformat(),
        "steps": [
            {"first_day": step.first_day.isoformat(), "slots": list(step.slots)}
            for step in placement.steps
        ],
        "level": told["level"],
        "reasons": told["reasons"],
    }
