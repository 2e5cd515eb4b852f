"""The audit's own reading of who is in which group of a subject."""

from dataclasses import replace

import pytest

from matcher.audit.reading import read
from matcher.audit.subject_groups import subject_group_violations, subject_seat_counts
from matcher.audit.wording import violation_line
from matcher.calendar.subject_groups import share_groups
from matcher.domain.ids import ParticipantId, SectionId, SubjectCode, SubjectGroupId
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.subject_groups import NoGroup, SubjectSeat
from matcher.text import Language, translator
from tests.helpers import builders as make
from tests.helpers.subjects import group, school

SCENARIO = school(
    [{"engelsk": 1}, {"engelsk": 2}, {"engelsk": 1}, {"engelsk": 7}, {}],
    group("e1", (1, 1)),
    group("e2", (2, 4)),
)
CLASSES = {p.id: SectionId("c1") for p in SCENARIO.participants}
SEATS = share_groups(SCENARIO, CLASSES).seats


def found(seats) -> list[tuple[RuleCode, str, tuple[str, ...]]]:
    reading = read(SCENARIO, Policy(), (), dict(CLASSES))
    plan = replace(make.plan(), subject_seats=seats)
    told = list(subject_group_violations(reading, plan))
    for language in Language:
        for violation in told:
            assert "{" not in violation_line(violation, translator(language))
    return [(v.rule, v.aspect, v.participants) for v in told]


def seat(person: str, name: str | None, cause: NoGroup | None = None) -> SubjectSeat:
    which = None if name is None else SubjectGroupId(name)
    return SubjectSeat(ParticipantId(person), SubjectCode("engelsk"), which, cause)


def changed(nth: int, other: SubjectSeat) -> tuple[SubjectSeat, ...]:
    return (*SEATS[:nth], other, *SEATS[nth + 1 :])


def test_what_the_engine_gives_is_right():
    """Seats and causes of a school in which some fit, some are too many, some nowhere."""
    assert found(SEATS) == []
    full = NoGroup.FULL
    causes = [one.cause for one in SEATS]
    assert sorted(filter(None, causes)) == sorted(
        [full, NoGroup.NO_LEVEL, NoGroup.LEVEL_UNKNOWN]
    )


@pytest.mark.parametrize(
    ("seats", "aspect"),
    [
        (changed(1, seat("p2", "e1")), "unfit"),
        (changed(1, seat("p2", "e9")), "unfit"),
        (changed(3, seat("p4", None, NoGroup.FULL)), "cause"),
        (SEATS[:-1], "missing"),
        ((*SEATS, replace(SEATS[1], subject=SubjectCode("matte"))), "not-asked"),
        ((*SEATS, seat("p9", "e1")), "not-asked"),
    ],
)
def test_a_wrong_seat_is_told(seats, aspect):
    """A group of another level, a cause that is not true, silence, and what nobody asked."""
    assert aspect in {one for _, one, _ in found(seats)}


def test_more_people_than_seats_are_told():
    """Both who want the one seat of a group are in it."""
    both = tuple(
        seat(one.participant, "e1") if one.participant in ("p1", "p3") else one
        for one in SEATS
    )
    assert (RuleCode.SUBJECT_GROUP, "seats", ("p1", "p3")) in found(both)


def test_two_groups_in_one_subject_are_told():
    """Nobody can be in two groups at the same time."""
    assert {aspect for _, aspect, _ in found((*SEATS, SEATS[0]))} >= {"twice"}


def test_the_bound_is_counted_from_the_crowd():
    """Those who fit only in the crowd less its seats, and those who fit nowhere."""
    reading = read(SCENARIO, Policy(), (), dict(CLASSES))
    asked = {"subject_seats_asked": 5, "subject_seats_missing": 3}
    counts = subject_seat_counts(reading, SEATS)
    assert counts == {**asked, "subject_seats_missing_bound": 3}
    silent = tuple(replace(one, crowd=()) for one in SEATS)
    counts = subject_seat_counts(reading, silent)
    assert counts == {**asked, "subject_seats_missing_bound": 2}
