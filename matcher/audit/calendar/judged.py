"""The entries beside what must stand: what is missing, and what comes besides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.audit.calendar.entries import Entries
from matcher.audit.calendar.standing import Standing
from matcher.audit.calendar.telling import violations_by_person
from matcher.audit.reading import Person
from matcher.audit.violations import Violation
from matcher.domain.activities import OFFERED, Activity
from matcher.domain.rules import RuleCode
from matcher.domain.visits import PracticeDays, practice_days

Bools = NDArray[np.bool_]
Ints = NDArray[np.integer[Any]]

HOLIDAYS = (Activity.HOLIDAY, Activity.PUBLIC_HOLIDAY)


@dataclass(frozen=True, slots=True)
class Judged:
    """The entries, and what each of them is.

    Attributes
    ----------
    missing
        ``(participants, moments)``: what must stand and does not.
    outside
        Per entry whether it is outside the person's programme and must not stand.
    added
        Per entry whether it is neither what must stand nor outside, nor on a holiday:
        what fills a slot that was free, or stands where it must not.
    """

    standing: Standing
    entries: Entries
    missing: Bools
    outside: Bools
    added: Bools

    @property
    def people(self) -> Sequence[Person]:
        """Everybody, by position."""
        return self.standing.reading.people

    def added_as(self, *activities: Activity) -> Bools:
        """Tell which entries are added as one of ``activities``."""
        return self.added & np.isin(self.entries.activity, activities)

    def practice(self) -> PracticeDays:
        """Return when people are at practice, by person and place."""
        entries, places = self.entries, self.standing.reading.scenario.places
        when = [(day, slot.id) for day, slot in self.standing.moments.all()]
        there = entries.activity == Activity.PRACTICE
        return practice_days(
            (self.people[person].id, places[where].id, *when[moment])
            for person, moment, where in zip(
                entries.person[there].tolist(),
                entries.moment[there].tolist(),
                entries.where[there].tolist(),
                strict=True,
            )
        )

    def days(self, entries: Bools | Ints) -> Ints:
        """Return the days of some entries, told apart or by position."""
        return self.standing.moments.day[self.entries.moment[entries]]

    def told(
        self,
        rule: RuleCode,
        aspect: str,
        wrong: Bools,
        parts: Sequence[Mapping[str, Any]] = ({},),
        part: Ints | None = None,
    ) -> Iterator[Violation]:
        """Yield the entries that break ``rule``, by person and part."""
        return violations_by_person(
            self.standing.reading.scenario,
            rule,
            self.entries.person[wrong],
            self.days(wrong),
            aspect,
            parts,
            None if part is None else part[wrong],
        )

    def told_missing(
        self,
        rule: RuleCode,
        aspect: str,
        kinds: tuple[Activity, ...],
        parts: Sequence[Mapping[str, Any]] | None = None,
    ) -> Iterator[Violation]:
        """Yield what must stand of ``kinds`` and does not, by person and where."""
        standing = self.standing
        person, moment = np.nonzero(self.missing & np.isin(standing.activity, kinds))
        return violations_by_person(
            standing.reading.scenario,
            rule,
            person,
            standing.moments.day[moment],
            aspect,
            ({},) if parts is None else parts,
            None if parts is None else standing.where[person, moment],
        )


def judge(standing: Standing, entries: Entries) -> Judged:
    """Return the entries beside what must stand."""
    cell = (entries.person, entries.moment)
    expected = standing.activity[cell]
    right = (
        (expected != Activity.FREE)
        & (expected == entries.activity)
        & (standing.where[cell] == entries.where)
    )
    missing = standing.activity != Activity.FREE
    missing[entries.person[right], entries.moment[right]] = False
    outside = ~right & ~standing.inside[cell]
    added = ~right & ~outside & ~np.isin(expected, HOLIDAYS)
    return Judged(standing, entries, missing, outside, added)


def day_violations(judged: Judged) -> Iterator[Violation]:
    """Yield entries outside programmes, and holidays that are none or are not kept."""
    rule = RuleCode.CALENDAR_DAY
    yield from judged.told(rule, "outside", judged.outside)
    yield from judged.told(rule, "no-holiday", judged.added_as(*HOLIDAYS))
    yield from judged.told_missing(rule, "holiday", HOLIDAYS)


def class_violations(judged: Judged) -> Iterator[Violation]:
    """Yield class that is missing, and class where the section has none."""
    sections = judged.standing.reading.scenario.sections
    parts = [{"section": section.id} for section in sections]
    rule = RuleCode.CALENDAR_CLASS
    yield from judged.told_missing(rule, "missing", (Activity.CLASS,), parts)
    wrong, where = judged.added_as(Activity.CLASS), judged.entries.where
    yield from judged.told(rule, "none", wrong, parts, where)


def availability_violations(judged: Judged) -> Iterator[Violation]:
    """Yield what fills slots in which the person is not available."""
    fills = judged.added_as(Activity.PRACTICE, Activity.SELF_STUDY, *OFFERED)
    slots = judged.standing.moments.slots
    able = np.array(
        [
            [_is_available(person, slot.id) for slot in slots]
            for person in judged.people
        ],
        dtype=np.bool_,
    ).reshape(-1, len(slots))
    slot = judged.standing.moments.slot[judged.entries.moment]
    wrong = fills & ~able[judged.entries.person, slot]
    yield from judged.told(RuleCode.CALENDAR_AVAILABILITY, "", wrong)


def _is_available(person: Person, slot: str) -> bool:
    own = person.participant.available_slots
    return own is None or slot in own
