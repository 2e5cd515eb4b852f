"""The changes of ``matcher what-if``: from a few words to what is tried."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace

from matcher.cli.faults import WrongUseError
from matcher.cli.language import SAY
from matcher.cli.reading import Ground, known_participant
from matcher.conflicts.exceptions import AT_A_PLACE
from matcher.domain.decisions import Ban, Pin
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.place import PracticePlace
from matcher.domain.policy import FitWeights, Policy
from matcher.domain.rules import RuleCode
from matcher.domain.seat_values import SeatChange, SeatKind
from matcher.domain.what_if import FitWeight, MoreRoom, Relaxed, TriedChange
from matcher.io.words import nearest
from matcher.live.relaxing import OWN_LIMITS, WITH_SIZES

VERBS = ("pin", "ban", "weight", "seat", "person", "share", "relax")


def read_changes(texts: Sequence[str], ground: Ground) -> list[TriedChange]:
    """Return what each of ``texts`` says is to be tried.

    Raises
    ------
    WrongUseError
        With a line for each that cannot be read as meant.
    """
    changes: list[TriedChange] = []
    faults = []
    for text in texts:
        try:
            changes.append(_change(text, ground))
        except WrongUseError as fault:
            faults.append(f"«{text}»: {fault}")
    if not faults:
        faults = _faults_of(ground.policy, changes)
    if faults:
        raise WrongUseError("cli.what-if.faults", faults="\n".join(faults))
    return changes


def _faults_of(policy: Policy, changes: Iterable[TriedChange]) -> list[str]:
    """Return what is impossible in the weights, all taken together."""
    weights = {c.name: c.value for c in changes if isinstance(c, FitWeight)}
    tried = replace(policy, fit=replace(policy.fit, **weights))
    return [SAY("cli.what-if.weights", most=tried.fit.most)] if tried.faults() else []


def _change(text: str, ground: Ground) -> TriedChange:
    try:
        verb, *words = shlex.split(text)
    except ValueError:  # nothing, or a quotation mark too few
        verb, words = "", []
    if verb not in VERBS:
        raise WrongUseError("cli.what-if.verb", verbs=", ".join(VERBS))
    try:
        match verb:
            case "pin":
                person, place = words
                return Pin(_free(person, ground), _place(place, ground).id)
            case "ban":
                person, place = words
                return Ban(_free(person, ground), _place(place, ground).id)
            case "weight":
                name, value = words
                return FitWeight(_weight(name), int(value))
            case "relax":
                return _relaxed(words, ground)
        return _more_room(verb, words, ground)
    except ValueError as fault:
        usage = SAY(f"cli.what-if.usage.{verb}")
        raise WrongUseError("cli.what-if.usage", usage=usage) from fault


def _free(text: str, ground: Ground) -> ParticipantId:
    """Return who is meant; nothing can be tried on those who are in a placement."""
    person = known_participant(text, ground)
    if any(running.participant == person for running in ground.scenario.running):
        raise WrongUseError("cli.what-if.running", participant=person)
    return person


def _place(text: str, ground: Ground) -> PracticePlace:
    places = ground.scenario.places_by_id()
    if PlaceId(text) not in places:
        raise _unknown("cli.what-if.place", text, places)
    return places[PlaceId(text)]


def _weight(text: str) -> str:
    names = [field.name for field in fields(FitWeights)]
    if text not in names:
        raise _unknown("cli.what-if.weight", text, names)
    return text


def _unknown(key: str, text: str, known: Iterable[str]) -> WrongUseError:
    """Return what is wrong, with the nearest of what there is, or else all."""
    names = list(known)
    near = nearest(text, names) or ", ".join(names[:MOST_NAMED])
    return WrongUseError(key, given=text, known=near)


MOST_NAMED = 20


def _more_room(verb: str, words: Sequence[str], ground: Ground) -> MoreRoom:
    """Return what ``PLACE [SLOT] [+N]`` asks for; slots only for seats."""
    times, rest = _amount(words)
    name, *slots = rest
    place = _place(name, ground)
    if verb != "seat" or not slots:
        if slots:
            raise ValueError(slots)
        kind = SeatKind.BOTH if verb == "seat" else SeatKind(verb)
        return MoreRoom(SeatChange(place.id, kind), times or 1)
    [named] = slots
    seats = {slot: number for slot, number in place.seats if number}
    slot = next((slot for slot in seats if slot == named), None)
    if slot is None:
        raise WrongUseError(
            "cli.what-if.slot", place=place.id, given=named, known=", ".join(seats)
        )
    return MoreRoom(SeatChange(place.id, SeatKind.SEAT, slot), times or 1)


def _amount(words: Sequence[str]) -> tuple[int | None, Sequence[str]]:
    """Return the ``+N`` at the end of ``words`` and the words before it."""
    if not words or not words[-1].startswith("+"):
        return None, words
    amount = int(words[-1])
    if amount < 1:
        raise ValueError(words[-1])
    return amount, words[:-1]


def _relaxed(words: Sequence[str], ground: Ground) -> Relaxed:
    amount, rest = _amount(words)
    code, name, *places = rest
    person = _free(name, ground)
    kinds: Mapping[str, object] = dict.fromkeys(sorted({*OWN_LIMITS, *AT_A_PLACE}))
    if code not in kinds:
        raise _unknown("cli.what-if.rule", code, kinds)
    rule = RuleCode(code)
    if not places:
        if rule not in OWN_LIMITS:
            raise WrongUseError("cli.what-if.only-at-a-place", rule=code)
        if amount is not None and rule not in WITH_SIZES:
            raise ValueError(amount)
        return Relaxed(rule, person, None, amount)
    if rule not in AT_A_PLACE:
        raise WrongUseError("cli.what-if.not-at-a-place", rule=code)
    [place] = places
    if amount is not None:
        raise ValueError(amount)
    return Relaxed(rule, person, _place(place, ground).id)
