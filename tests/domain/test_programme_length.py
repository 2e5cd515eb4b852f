"""How long a programme may last by law, and whose last day is worked out."""

import re
from datetime import date
from pathlib import Path

import pytest

from matcher.domain.absences import ComputedEnd, ProgrammeEnd
from matcher.domain.ids import ParticipantId
from matcher.domain.programme import EducationLevel, EndGoal, ProgrammeType
from matcher.domain.programme_length import (
    LENGTH_RULES,
    latest_end_by_law,
    length_rule,
    programme_ends,
    with_programme_end,
    with_programme_ends,
)
from tests.helpers import builders as make
from tests.helpers.absences import absence

SCHOOLED = EducationLevel.UPPER_SECONDARY
UNSCHOOLED = EducationLevel.LOWER_SECONDARY
OLD, NEW_EDUCATION, NEW = date(2024, 12, 31), date(2025, 1, 1), date(2026, 1, 1)
PARTS, WHOLE, TRADE = (
    EndGoal.UPPER_SECONDARY_PARTS,
    EndGoal.UPPER_SECONDARY,
    EndGoal.TRADE_TRAINING,
)


OLD_EDUCATION = {PARTS, WHOLE, TRADE}
"""Goals of one length before; the page has a row for each."""


def person(education=UNSCHOOLED, goal=EndGoal.WORK, offered=NEW, **changes):
    facts = {"education": education, "end_goal": goal, "offer_date": offered}
    return make.participant(**(facts | changes))


def months(*facts, **changes):
    rule = length_rule(person(*facts, **changes), make.template())
    return None if rule is None else (rule.months, rule.extension_months)


@pytest.mark.parametrize(
    ("education", "goal", "offered", "expected"),
    [
        # The act as it was: § 13, § 14.
        *((SCHOOLED, goal, date(2025, 12, 31), (6, 6)) for goal in EndGoal),
        (UNSCHOOLED, EndGoal.WORK, date(2025, 12, 31), (24, 12)),
        *((UNSCHOOLED, goal, OLD, (36, 12)) for goal in (PARTS, WHOLE, TRADE)),
        # The act as it is.
        *((SCHOOLED, goal, NEW, (12, 0)) for goal in EndGoal),
        (UNSCHOOLED, EndGoal.WORK, NEW, (24, 0)),
        (UNSCHOOLED, PARTS, NEW_EDUCATION, (36, 12)),
        (UNSCHOOLED, WHOLE, NEW_EDUCATION, (48, 12)),
        (UNSCHOOLED, TRADE, NEW_EDUCATION, (60, 0)),
        (UNSCHOOLED, PARTS, NEW, (36, 12)),
        (UNSCHOOLED, WHOLE, NEW, (48, 12)),
        (UNSCHOOLED, TRADE, NEW, (60, 0)),
    ],
)
def test_the_law_of_the_offer_gives_the_length(education, goal, offered, expected):
    """Longest programme and extension in months, by schooling, goal and offer."""
    assert months(education, goal, offered) == expected


@pytest.mark.parametrize(
    "unknown",
    [
        {"end_goal": None},
        {"education": None},
        {"offer_date": None, "programme_start": None},
        {"offer_date": date(2020, 12, 31)},
        {"end_goal": EndGoal.HIGHER_EDUCATION},
    ],
    ids=["goal", "education", "dates", "an act before", "goal not for them"],
)
def test_what_is_not_known_sets_no_length(unknown):
    """Where a fact is lacking, or the law names no such programme, nothing is said."""
    assert months(**unknown) is None


def test_other_programmes_have_no_length_here():
    """The act speaks of introduction programmes."""
    template = make.template(programme=ProgrammeType.KVP)
    assert length_rule(person(), template) is None


def test_without_an_offer_the_first_day_chooses_the_law():
    """Whoever began in 2025 is under the lengths of then."""
    assert months(offered=None, programme_start=date(2025, 11, 3)) == (24, 12)


@pytest.mark.parametrize(
    ("extended", "expected"), [(False, date(2029, 2, 1)), (True, date(2030, 2, 1))]
)
def test_the_latest_end_is_the_day_before_the_months_are_over(extended, expected):
    """Three years from 2 February 2026 end on 1 February 2029, extended a year on."""
    found = latest_end_by_law(person(goal=PARTS), make.template(), extended=extended)
    assert found == expected


def ended(**changes):
    return with_programme_end(person(**changes), make.template(), make.calendar())


def test_programme_end_neutral():
    """A stated end without absences stays, also where the law allows less."""
    stated = date(2031, 5, 2)
    found = ended(programme_end=stated)
    assert (found.programme_end, found.computed_end) == (stated, None)


def test_programme_end_forced_wrong():
    """A stated end is moved by what is made up for, and where from is kept."""
    pause = absence("pause", "2026-09-07", "2026-09-08")
    found = ended(programme_end=date(2027, 2, 12), absences=(pause,))
    assert found.programme_end == date(2027, 2, 16)
    assert found.computed_end == ComputedEnd(date(2027, 2, 12), date(2027, 2, 12), 2)
    assert found.stated_end == date(2027, 2, 12)


def test_programme_end_forced_right():
    """Absence that is not made up for leaves the stated end as it is."""
    away = absence("absence", "2026-09-07", "2026-09-08")
    found = ended(programme_end=date(2027, 2, 12), absences=(away,))
    assert (found.programme_end, found.computed_end) == (date(2027, 2, 12), None)


def test_where_none_is_stated_the_latest_by_law_is_the_end():
    """Two years towards work from 2 February 2026; a pause comes on top."""
    pause = absence("pause", "2026-09-07", "2026-09-08")
    by_law = date(2028, 2, 1)
    assert ended().computed_end == ComputedEnd(None, by_law, 0)
    assert ended().programme_end == by_law
    assert ended(absences=(pause,)).programme_end == date(2028, 2, 3)


def test_where_nothing_is_known_the_end_stays_unknown():
    """Without a stated end and a goal, an absence moves nothing."""
    pause = absence("pause", "2026-09-07", "2026-09-08")
    found = ended(goal=None, absences=(pause,))
    assert (found.programme_end, found.computed_end) == (None, None)


def test_working_it_out_again_changes_nothing():
    """The stated end is what is moved, never the moved one."""
    pause = absence("pause", "2026-09-07", "2026-09-08")
    once = ended(programme_end=date(2027, 2, 12), absences=(pause,))
    assert with_programme_end(once, make.template(), make.calendar()) == once


def test_only_ends_that_are_not_stated_are_told():
    """Of two people the one with a pause is told of."""
    pause = absence("pause", "2026-09-07", "2026-09-08")
    stated = date(2027, 2, 12)
    people = [
        make.participant("p1", programme_end=stated),
        make.participant("p2", programme_end=stated, absences=(pause,)),
    ]
    (found,) = programme_ends(with_programme_ends(make.scenario(people)).participants)
    assert found == ProgrammeEnd(
        ParticipantId("p2"), date(2027, 2, 16), ComputedEnd(stated, stated, 2)
    )


def test_the_page_has_the_lengths_of_the_code():
    """docs/absence.md lists every rule with its date and months."""
    page = Path(__file__).parents[2] / "docs" / "absence.md"
    rows = re.findall(
        r"\| (\d{4}-\d\d-\d\d) \| (\d+) \| (\w+) \|$",
        page.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    told = sorted(
        (day, int(n), int(more.replace("none", "0"))) for day, n, more in rows
    )
    rules = [
        (str(rule.offered_from), rule.months, rule.extension_months)
        for rule in LENGTH_RULES
        for _ in (rule.goals if rule.goals == OLD_EDUCATION else [rule])
    ]
    assert told == sorted(rules)
