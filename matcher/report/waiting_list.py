"""The waiting list, for people and for machines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from matcher.domain.waiting_list import FreedSeat, Helped, Waiting
from matcher.report.suggestions import suggestion_document, suggestion_line
from matcher.report.wording import Wording

Document = Mapping[str, Any]


def waiting_lines(
    waiting: Sequence[Waiting],
    freed: FreedSeat | None,
    helped: Sequence[Helped],
    wording: Wording,
) -> Iterator[str]:
    """Yield the list in its order, and whom the freed seat helps, if one is."""
    say = wording.say
    yield say.plural("waiting.title", len(waiting))
    for number, one in enumerate(waiting, start=1):
        yield f"{number}. {wording.label(one.participant)}: {_why(one, wording)}"
    if waiting:
        yield say("waiting.order")
    if freed is None:
        return
    yield ""
    seat = {"place": wording.label(freed.place), "slots": wording.slots(freed.slots)}
    yield say("waiting.helps" if helped else "waiting.helps-nobody", **seat)
    for number, other in enumerate(helped, start=1):
        person = wording.label(other.waiting.participant)
        yield f"{number}. {person}: {suggestion_line(other.suggestion, wording)}"


def _why(one: Waiting, wording: Wording) -> str:
    """Return what somebody's turn rests on."""
    say = wording.say
    if one.is_covered:
        return say("waiting.covered")
    parts = [say(f"explain.urgency.{one.urgency.value}")]
    parts.append(say("explain.hours-short", missing=wording.number(one.hours_short)))
    if one.days:
        parts.append(say.plural("waiting.days", one.days))
    return " ".join(parts)


def waiting_document(
    waiting: Sequence[Waiting], freed: FreedSeat | None, helped: Sequence[Helped]
) -> Document:
    """Return all of it for machines."""
    return {
        "waiting": [_waiting(one) for one in waiting],
        "freed": None
        if freed is None
        else {"place": freed.place, "slots": list(freed.slots)},
        "helped": [
            {
                "participant": one.waiting.participant,
                "suggestion": suggestion_document(one.suggestion),
            }
            for one in helped
        ],
    }


def _waiting(one: Waiting) -> Document:
    return {
        "participant": one.participant,
        "urgency": one.urgency.value,
        "is_covered": one.is_covered,
        "hours_short": one.hours_short,
        "days": one.days,
    }
