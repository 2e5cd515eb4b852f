"""Conflicts and their repairs as lines of text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby

from matcher.domain.conflicts import (
    Change,
    ChangeKind,
    Conflict,
    Demand,
    DemandKind,
    Repair,
)
from matcher.domain.ids import ParticipantId
from matcher.domain.language import CefrLevel
from matcher.domain.rules import RuleCode
from matcher.explain.telling import Teller

MOST_PEOPLE_NAMED = 8


@dataclass(frozen=True, slots=True)
class ConflictText:
    """One conflict in words: for whom it was given up, the demands, and the ways out.

    ``notes`` hold for the whole; they may be none.
    """

    head: str
    demands: tuple[str, ...]
    repairs_head: str
    repairs: tuple[str, ...]
    notes: tuple[str, ...]


def conflict_text(
    tell: Teller, conflict: Conflict, about: ParticipantId | None = None
) -> ConflictText:
    """Return ``conflict`` in words.

    Where it is told to one person, ``about``, nobody else is named.
    """
    words = _Words(tell, about)
    repairs = tuple(words.repair(repair) for repair in conflict.repairs)
    return ConflictText(
        tell.say("conflicts.given-up", people=words.people(conflict.given_up[:1])),
        tuple(words.demands(conflict.demands)),
        tell.say("conflicts.repairs" if repairs else "conflicts.no-repair"),
        repairs,
        tuple(words.notes(conflict)),
    )


def conflict_lines(
    tell: Teller, conflict: Conflict, about: ParticipantId
) -> Iterator[str]:
    """Yield ``conflict`` line by line, as it is told to one person."""
    mine = _with_first(conflict, about)
    text = conflict_text(tell, mine, about)
    yield text.head
    yield from (f"  {demand}" for demand in text.demands)
    yield from text.notes
    yield text.repairs_head
    yield from (f"  {repair}" for repair in text.repairs)


def _with_first(conflict: Conflict, person: ParticipantId) -> Conflict:
    """Return the conflict with ``person`` in the place of the first who gave up."""
    first = conflict.given_up[0]
    others = tuple(p for p in conflict.given_up if p != person)
    demands = tuple(
        replace(d, participant=person) if d.participant == first else d
        for d in conflict.demands
    )
    return replace(conflict, given_up=(person, *others), demands=demands)


class _Words:
    def __init__(self, tell: Teller, about: ParticipantId | None) -> None:
        self._tell, self._say, self._about = tell, tell.say, about

    def people(self, people: Sequence[ParticipantId | None]) -> str:
        """Return names; where others are not to be named, that they are others."""
        named = [self._name(p) for p in people if p is not None]
        if self._about is not None:
            named = list(dict.fromkeys(named))
        shown = ", ".join(named[:MOST_PEOPLE_NAMED])
        rest = len(named) - MOST_PEOPLE_NAMED
        if rest <= 0:
            return shown
        return self._say.plural("conflicts.and-more", rest, people=shown)

    def _name(self, person: ParticipantId) -> str:
        if self._about in (None, person):
            return self._tell.name(person)
        return self._say("conflicts.another")

    def notes(self, conflict: Conflict) -> Iterator[str]:
        if len(conflict.given_up) > 1 and self._about is None:
            others = self.people(conflict.given_up[1:])
            yield self._say("conflicts.others-too", people=others)
        if not conflict.shrunk:
            yield self._say("conflicts.not-shrunk")

    def demands(self, demands: Sequence[Demand]) -> Iterator[str]:
        """Yield a line for those of several people that ask the same, and of one."""
        for _, group in groupby(sorted(demands, key=_alike), _alike):
            same = list(group)
            if same[0].kind in (DemandKind.RULE, DemandKind.LIMIT):
                yield from (self._stands(demand) for demand in same)
            else:
                yield self._asked(same)

    def _asked(self, same: Sequence[Demand]) -> str:
        people = [demand.participant for demand in same]
        key = f"conflicts.{same[0].kind.value}"
        if same[0].kind is DemandKind.RUNNING and same[0].section is not None:
            key = "conflicts.running-in-class"
        parts = self._parts(same[0]) | {"people": self.people(people)}
        return self._say.plural(key, len(same), **parts)

    def _stands(self, demand: Demand) -> str:
        """Return what a rule or a limit says, with its code."""
        code, parts = demand.rule.value if demand.rule else "", self._parts(demand)
        if demand.kind is DemandKind.RULE:
            sentence = self._say(_rule_key(demand), **parts)
        else:
            key = f"conflicts.limit.{code}"
            sentence = self._say.plural(key, demand.count or 0, **parts)
        return f"{sentence} [{code}]"

    def repair(self, repair: Repair) -> str:
        changes = reduce(
            lambda first, second: self._say(
                "conflicts.and", first=first, second=second[:1].lower() + second[1:]
            ),
            (self._change(change) for change in repair.changes),
        )
        return self._say.plural("conflicts.repair", repair.gain, changes=changes)

    def _change(self, change: Change) -> str:
        key = f"conflicts.{change.kind.value}.{_subject(change)}"
        if key not in self._say:
            key = "conflicts.exception"
        return self._say.plural(key, change.amount, **self._parts(change.demand))

    def _parts(self, demand: Demand) -> dict[str, object]:
        """Return all that a sentence about ``demand`` may name."""
        tell, name = self._tell, self._tell.name
        start = demand.start_date
        return {
            "people": self.people([demand.participant]),
            "other": self.people([demand.other]),
            "place": name(demand.place or ""),
            "section": name(demand.section or ""),
            "employer": name(demand.employer or ""),
            "owner": name(demand.place or demand.employer or ""),
            "quota": name(demand.quota or ""),
            "specialist": name(demand.specialist or ""),
            "slot": tell.slots([demand.slot] if demand.slot else []),
            "week": f"{tell.week(start)} ({tell.on(start)})" if start else "",
            "rule": tell.say(f"rule.{demand.rule.value}") if demand.rule else "",
            "count": _figure(demand.rule, demand.count),
            "needed": _figure(demand.rule, demand.needed),
        }


def _figure(rule: RuleCode | None, figure: int | None) -> int | str | None:
    """Return a figure of a demand as people know it: levels by their names."""
    if figure is None or rule is not RuleCode.CEFR_FLOOR:
        return figure
    return CefrLevel(figure).label


def _alike(demand: Demand) -> tuple[int, str, str, str]:
    """Return what demands of several people have in common, in the order of kinds."""
    kinds = list(DemandKind)
    return (
        kinds.index(demand.kind),
        demand.place or "",
        demand.section or "",
        str(demand.start_date or ""),
    )


def _rule_key(demand: Demand) -> str:
    if demand.rule is RuleCode.SECTION_FIT:
        named = demand.section is not None
        return "conflicts.rule.section-fit" if named else "conflicts.rule-no-class"
    if demand.place is None:
        return "conflicts.rule-anywhere"
    if demand.section is not None:
        return "conflicts.rule-in-class"
    if demand.rule is not None and demand.needed is not None:
        return f"conflicts.rule.{demand.rule.value}"
    return "conflicts.rule"


def _subject(change: Change) -> str:
    demand = change.demand
    if change.kind is ChangeKind.GIVE_UP or demand.rule is None:
        return demand.kind.value
    seat_week = demand.rule is RuleCode.SEAT_DAY and demand.slot is None
    return "seat-week" if seat_week else demand.rule.value
