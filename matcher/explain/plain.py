"""A short text for the person themself: simple words, short sentences, nobody else."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from babel.dates import format_date

from matcher.domain.ids import SlotId
from matcher.domain.language import SKILLS
from matcher.domain.plan import Placement
from matcher.domain.reasons import Criterion, CriterionShare, Decided
from matcher.domain.scenario import Scenario
from matcher.explain.explanation import Explanation
from matcher.explain.reason_sentences import change_phrase
from matcher.explain.telling import Teller
from matcher.text import Language, Translator

DATE_PATTERN = {
    Language.NB: "d. MMMM y",
    Language.NN: "d. MMMM y",
    Language.EN: "d MMMM y",
}


def plain_text(
    scenario: Scenario,
    explanation: Explanation,
    say: Translator,
    labels: Mapping[str, str] | None = None,
) -> list[str]:
    """Return what to say to the person, a sentence each.

    Where, when, which days, what counted and whom to talk to; or why there is no
    placement, and what could help most.
    """
    tell = _PlainTeller(scenario, say, labels or {})
    if explanation.placed is None:
        parts = tell.not_placed(explanation)
    else:
        parts = tell.placed(explanation.placed.placement)
    return [*parts, *tell.school(explanation), say("plain.talk")]


class _PlainTeller:
    def __init__(
        self, scenario: Scenario, say: Translator, labels: Mapping[str, str]
    ) -> None:
        self._scenario = scenario
        self._say = say
        self._tell = Teller(say, labels)

    def placed(self, placement: Placement) -> Iterator[str]:
        say = self._say
        place = self._scenario.places_by_id()[placement.place]
        yield say("plain.proposal")
        yield say("plain.placed", place=self._tell.name(placement.place))
        yield say("plain.sector", sector=self._tell.sector(place.sector).lower())
        yield say("plain.first", day=self._day(placement.start_date))
        yield say("plain.last", day=self._day(placement.end_date))
        yield from self._practice(placement)
        counted = [
            sentence for reason in placement.reasons for sentence in self._why(reason)
        ]
        if counted:
            yield say("plain.counted")
            yield from counted

    def not_placed(self, explanation: Explanation) -> Iterator[str]:
        say = self._say
        yield say("plain.not-placed")
        for reason in explanation.reasons[:1]:
            key = f"plain.why.{reason.rule.value}"
            yield say("plain.why")
            yield say(key if key in say else "plain.why.full")
        single = [r for r in explanation.relaxations or () if len(r.changes) == 1]
        for relaxation in single[:1]:
            room = relaxation.with_room
            yield say("plain.help")
            yield change_phrase(self._tell, relaxation.changes[0], "plain")
            yield say.plural("plain.opens", room) if room else say("plain.opens-full")

    def school(self, explanation: Explanation) -> Iterator[str]:
        """Yield the days of class, where the person has a class."""
        if explanation.section is not None:
            section = self._scenario.sections_by_id()[explanation.section]
            yield self._say("plain.class", days=self._days(section.menu))

    def _practice(self, placement: Placement) -> Iterator[str]:
        if len(placement.steps) == 1:
            yield self._say("plain.days", days=self._days(placement.steps[0].slots))
            return
        for step in placement.steps:
            yield self._say(
                "plain.days-from",
                day=self._day(step.first_day),
                days=self._days(step.slots),
            )

    def _why(self, reason: object) -> Iterator[str]:
        if isinstance(reason, Decided):
            yield self._say(f"plain.decided.{reason.rule.value}")
        if isinstance(reason, CriterionShare):
            yield from self._criterion(reason)

    def _criterion(self, share: CriterionShare) -> Iterator[str]:
        """Yield what one criterion means to the person; hiring is no promise: nothing."""
        say = self._say
        match share.criterion:
            case Criterion.WISH:
                yield self._wish(share)
            case Criterion.TRAVEL:
                key = "plain.travel" if share.number else "plain.near"
                yield say(key, minutes=share.number)
            case Criterion.LANGUAGE:
                enough = share.number == len(SKILLS)
                yield say(f"plain.language.{'enough' if enough else 'practise'}")
            case Criterion.SUPPORT_LANGUAGE if share.number:
                yield say("plain.support-language")
            case _:
                pass

    def _wish(self, share: CriterionShare) -> str:
        if not share.out_of:
            return self._say("plain.wish.unknown")
        if share.number is None:
            return self._say("plain.wish.none")
        key = "plain.wish.first" if share.number == 1 else "plain.wish.later"
        return self._say(key, rank=share.number, ranks=share.out_of)

    def _days(self, slots: Iterable[SlotId]) -> str:
        grid = self._scenario.grid
        weekdays = sorted({grid.slots[grid.index(slot)].weekday for slot in slots})
        *before, last = (self._say(f"plain.weekday.{day}") for day in weekdays)
        if not before:
            return last
        return self._say("plain.and", days=", ".join(before), last=last)

    def _day(self, day: date) -> str:
        language = self._say.language
        return str(
            format_date(day, format=DATE_PATTERN[language], locale=language.value)
        )
