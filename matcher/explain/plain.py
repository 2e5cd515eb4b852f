"""A short text for the person themself: simple words, short sentences, nobody else."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from babel.dates import format_date

from matcher.domain.absences import ProgrammeEnd
from matcher.domain.alternation import Alternation
from matcher.domain.certificates import Certificate, certificate_about
from matcher.domain.ids import ParticipantId, SectionId, SlotId
from matcher.domain.language import SKILLS
from matcher.domain.plan import NotPlaced, Placement, Plan
from matcher.domain.programme_length import programme_ends
from matcher.domain.reasons import Criterion, CriterionShare, Decided, PlacedReason
from matcher.domain.scenario import Scenario
from matcher.domain.subject_groups import SubjectSeat
from matcher.explain.reason_sentences import change_phrase
from matcher.explain.telling import Teller
from matcher.text import Language, Translator

DATE_PATTERN = {
    Language.NB: "d. MMMM y",
    Language.NN: "d. MMMM y",
    Language.EN: "d MMMM y",
}


def plain_texts(
    scenario: Scenario,
    plan: Plan,
    say: Translator,
    labels: Mapping[str, str] | None = None,
) -> dict[ParticipantId, list[str]]:
    """Return what to say to each person, a sentence each.

    Where, when, which days, what counted and whom to talk to; or why there is no
    placement, and what could help most. Before the last: groups in the subjects of the
    class, a programme that ends later than stated, since days away are added, and a school
    that starts.
    """
    tell = _PlainTeller(scenario, say, labels or {})
    texts: dict[ParticipantId, list[str]] = {}
    for placement in plan.placements:
        before = texts.get(placement.participant)
        texts[placement.participant] = (
            list(tell.placed(placement))
            if before is None
            else [*before[:-1], *tell.placed_then(placement)]
        )
    for waiting in plan.not_placed:
        crowd = certificate_about(plan.certificates, waiting.participant)
        texts[waiting.participant] = list(tell.not_placed(waiting, crowd))
    for practice in plan.practice_hours:
        if practice.participant in texts:
            *before, last = texts[practice.participant]
            hours = practice.minutes // 60
            texts[practice.participant] = [
                *before,
                say("plain.practice-hours", hours=hours),
                last,
            ]
    for seat in plan.subject_seats:
        if seat.participant in texts:
            *before, last = texts[seat.participant]
            texts[seat.participant] = [*before, tell.subject(seat), last]
    for end in programme_ends(scenario.participants):
        told = end.computed.working_days or end.computed.school_start
        if told and end.participant in texts:
            *before, last = texts[end.participant]
            texts[end.participant] = [*before, *tell.programme_end(end), last]
    return texts


class _PlainTeller:
    def __init__(
        self, scenario: Scenario, say: Translator, labels: Mapping[str, str]
    ) -> None:
        self._grid, self._start = scenario.grid, scenario.horizon.start
        self._places = scenario.places_by_id()
        self._sections = scenario.sections_by_id()
        self._teachers_of = scenario.teachers_of
        names = {m.id: m.name for m in scenario.municipalities}
        self._municipality = {
            p.id: names[p.municipality] for p in scenario.participants
        }
        self._say = say
        self._tell = Teller(say, labels)

    def placed(self, placement: Placement) -> Iterator[str]:
        say = self._say
        yield say("plain.proposal")
        yield say("plain.placed", place=self._tell.name(placement.place))
        yield from self._stay(placement)
        yield from self._school(placement.section)
        if self._alternates(placement.section):
            yield say("plain.alternation.practice")
        if placement.specialist is not None:
            name = self._tell.name(placement.specialist)
            yield say("plain.specialist", specialist=name)
        for teacher in self._teachers_of(placement.section):
            yield say("plain.teacher", teacher=self._tell.name(teacher.id))
        yield from self._counted(placement)
        yield say("plain.talk")

    def subject(self, seat: SubjectSeat) -> str:
        """Return which group the person has in a subject, or that there is none yet."""
        subject = self._tell.name(seat.subject)
        if seat.group is None:
            return self._say("plain.no-subject-group", subject=subject)
        group = self._tell.name(seat.group)
        return self._say("plain.subject-group", subject=subject, group=group)

    def programme_end(self, end: ProgrammeEnd) -> Iterator[str]:
        start = end.computed.school_start
        if start is not None:
            yield self._say("plain.school-starts", day=self._day(start))
            yield self._say("plain.end-moved", day=self._day(end.last))
            return
        yield self._say("plain.end-moved", day=self._day(end.last))
        yield self._say("plain.end-moved.why")

    def placed_then(self, placement: Placement) -> Iterator[str]:
        """Yield what to say of a placement that follows another."""
        yield self._say("plain.placed-then", place=self._tell.name(placement.place))
        yield from self._stay(placement)
        yield from self._counted(placement)
        yield self._say("plain.talk")

    def _stay(self, placement: Placement) -> Iterator[str]:
        say = self._say
        place = self._places[placement.place]
        yield say("plain.sector", sector=self._tell.sector(place.sector).lower())
        yield say("plain.first", day=self._day(placement.start_date))
        yield say("plain.last", day=self._day(placement.end_date))
        yield from self._practice(placement)

    def _counted(self, placement: Placement) -> Iterator[str]:
        counted = [
            sentence for reason in placement.reasons for sentence in self._why(reason)
        ]
        if counted:
            yield self._say("plain.counted")
            yield from counted

    def not_placed(
        self, waiting: NotPlaced, crowd: Certificate | None
    ) -> Iterator[str]:
        say = self._say
        yield say("plain.not-placed")
        yield from self._school(waiting.section)
        for reason in waiting.reasons[:1]:
            key = f"plain.why.{reason.rule.value}"
            yield say("plain.why")
            key = key if key in say else "plain.why.full"
            yield say(key, municipality=self._municipality[waiting.participant])
        if crowd is not None and crowd.at_most:
            yield say.plural("plain.crowd", len(crowd.participants) - 1)
            yield say(f"plain.crowd.{crowd.kind.value}", at_most=crowd.at_most)
        single = [r for r in waiting.relaxations or () if len(r.changes) == 1]
        for relaxation in single[:1]:
            room = relaxation.with_room
            yield say("plain.help")
            yield change_phrase(self._tell, relaxation.changes[0], "plain")
            yield say.plural("plain.opens", room) if room else say("plain.opens-full")
        yield say("plain.talk")

    def _school(self, section: SectionId | None) -> Iterator[str]:
        """Yield the days of class, where the person has a class."""
        if section is not None:
            own = self._sections[section]
            yield self._say("plain.class", days=self._days(own.menu))
            if own.alternation is not None:
                yield from self._alternation(own.alternation)

    def _alternates(self, section: SectionId | None) -> bool:
        own = None if section is None else self._sections[section]
        return own is not None and own.alternation is not None

    def _alternation(self, alternation: Alternation) -> Iterator[str]:
        """Yield in which weeks there is class."""
        first = alternation.first_class_day(self._start)
        yield self._say("plain.alternation", blocks=self._tell.blocks(alternation))
        yield self._say("plain.alternation.first", week=first.isocalendar().week)

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

    def _why(self, reason: PlacedReason) -> Iterator[str]:
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
            case Criterion.STEP_UP if share.points:
                yield say("plain.step-up")
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
        grid = self._grid
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
