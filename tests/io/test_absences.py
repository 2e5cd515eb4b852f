"""The table of absences: to people whose last day is moved, or to what is wrong."""

from datetime import date

import pytest

from matcher.domain.absences import ComputedEnd, ProgrammeEnd
from matcher.domain.finding import Severity, finding_text
from matcher.domain.ids import ParticipantId
from matcher.domain.policy import Policy
from matcher.domain.programme import EducationLevel, EndGoal
from matcher.domain.programme_length import with_programme_ends
from matcher.io import doubts_about, read_rows, scenario_sha256
from matcher.io.canonical import _plain as hashed_text_of
from matcher.io.programme_ends_json import programme_end_documents, read_programme_ends
from matcher.text import Language, translator
from tests.helpers import builders as make
from tests.helpers.absences import absence

PERSON = {
    "Deltaker": "D-1",
    "Norsknivå": "A2",
    "Ønsker": "it",
    "Bosted": "3724",
    "Programstart": "01.02.2027",
    "Programslutt": "31.01.2028",
}
PLACE = {"Praksisplass": "P-1", "Sted": "59.21, 9.61", "Bransje": "it", "Plasser": "2"}
AWAY = ("absences-not-counted", None, "")
"""Told of everybody who is away, without a row."""


def row(kind="permisjon", first="01.03.2027", last="19.03.2027", person="D-1"):
    return {"Deltaker": person, "Type": kind, "Fra dato": first, "Til dato": last}


def read(*absences, **person):
    tables = {"deltakere": [PERSON | person], "praksisplasser": [PLACE]}
    return read_rows(tables | ({"fravær": list(absences)} if absences else {}), "prøve")


def the_person(found):
    assert found.scenario is not None, found.findings
    (person,) = found.scenario.participants
    return person


def errors(found):
    assert found.scenario is None
    return [
        (f.code, f.row, f.column)
        for f in found.findings
        if f.severity is Severity.ERROR
    ]


def told(found):
    """What is told of ends and absences: code, row and heading."""
    known = ("absence", "end-", "no-extension")
    return [
        (f.code, f.row, f.column) for f in found.findings if f.code.startswith(known)
    ]


def test_no_table_neutral():
    """Without the table nobody is away, and nothing is told of ends."""
    found = read()
    assert the_person(found).absences == ()
    assert the_person(found).programme_end == date(2028, 1, 31)
    assert told(found) == []


def test_absence_forced_wrong():
    """Fifteen working days move the end by five, and that is told at its cell."""
    found = read(row())
    person = the_person(found)
    assert person.absences == (absence("leave", "2027-03-01", "2027-03-19"),)
    assert person.programme_end == date(2028, 2, 7)
    assert told(found) == [("end-moved", 2, "Programslutt"), AWAY]
    assert {f.severity for f in found.findings if f.code in ("end-moved", AWAY[0])} == {
        Severity.ASSUMPTION
    }


def test_absence_forced_right():
    """Ten working days move nothing; that the days do not count is told."""
    found = read(row(last="12.03.2027"))
    assert the_person(found).programme_end == date(2028, 1, 31)
    assert told(found) == [AWAY]


def test_the_move_is_told_with_both_days():
    """From when to when, and by how many working days, in each language."""
    (moved,) = (f for f in read(row()).findings if f.code == "end-moved")
    for language in Language:
        text = finding_text(moved, translator(language))
        assert all(part in text for part in ("2028-01-31", "2028-02-07", "5"))


@pytest.mark.parametrize(
    ("absences", "expected"),
    [
        ([row(person="D-9")], [("unknown-reference", 2, "Deltaker")]),
        ([row(kind="ferie")], [("unknown-choice", 2, "Type")]),
        ([row(kind="")], [("missing-value", 2, "Type")]),
        ([row(last="")], [("missing-value", 2, "Til dato")]),
        ([row(last="28.02.2027")], [("end-before-start", 2, "Til dato")]),
        (
            [row(), row("pause", "19.03.2027", "26.03.2027")],
            [("absences-overlap", 3, "Fra dato")],
        ),
        (
            [row(first="04.01.2027", last="29.01.2027")],
            [("absence-before-programme", 2, "Til dato")],
        ),
    ],
    ids=["unknown", "kind", "no kind", "no end", "reversed", "overlap", "before"],
)
def test_an_impossible_row_is_named_at_its_spot(absences, expected):
    """Unknown people, kinds and days, overlaps, and absence before the programme."""
    assert errors(read(*absences)) == expected


def test_absences_that_follow_each_other_do_not_overlap():
    """The day after the last day is free for another."""
    found = read(row(), row("pause", "20.03.2027", "26.03.2027"))
    assert len(the_person(found).absences) == 2


def test_an_absence_after_the_programme_is_told():
    """It begins when even the moved end is over."""
    found = read(row(), row(first="08.02.2028", last="09.02.2028"))
    assert ("absence-after-programme", 3, "Fra dato") in told(found)
    assert the_person(found).programme_end == date(2028, 2, 7)


def test_without_a_known_end_nothing_is_moved():
    """Neither a stated end nor a goal: that nothing is moved is told."""
    found = read(row(), Programslutt="")
    assert the_person(found).programme_end is None
    assert told(found) == [AWAY, ("absences-without-end", None, "")]


LAW = {"Utdanning": "grunnskole", "Tilbudt dato": "04.01.2027", "Sluttmål": "arbeid"}


def test_a_goal_gives_the_latest_end_by_law():
    """Two years towards work, where no end is stated."""
    found = read(Programslutt="", **LAW)
    assert the_person(found).programme_end == date(2029, 1, 31)
    assert told(found) == [("end-by-law", 2, "Programslutt")]


def test_an_end_after_the_law_neutral():
    """Without a goal the law is not asked, however late the end."""
    assert told(read(Programslutt="31.01.2037")) == []


def test_an_end_after_the_law_forced_wrong():
    """A day more than two years towards work is more than the law allows."""
    found = read(Programslutt="01.02.2029", **LAW)
    assert told(found) == [("end-after-law", 2, "Programslutt")]
    assert the_person(found).programme_end == date(2029, 2, 1)


def test_an_end_after_the_law_forced_right():
    """The last day of the two years is allowed, and what is made up for comes on top."""
    found = read(row(), Programslutt="31.01.2029", **LAW)
    assert told(found) == [("end-moved", 2, "Programslutt"), AWAY]


PARTS = LAW | {"Sluttmål": "deler av videregående"}


@pytest.mark.parametrize(
    ("end", "extended", "expected"),
    [
        ("31.01.2030", "", []),
        ("01.02.2030", "", ["end-needs-extension"]),
        ("31.01.2031", "ja", []),
        ("01.02.2031", "ja", ["end-after-law"]),
        ("01.02.2031", "", ["end-after-law"]),
    ],
)
def test_an_extension_allows_a_year_more(end, extended, expected):
    """Three years towards parts of upper secondary, a fourth by decision."""
    found = read(Programslutt=end, Forlenget=extended, **PARTS)
    assert [code for code, *_ in told(found)] == expected


def test_an_extension_the_law_does_not_know_is_told():
    """Programmes towards work offered in 2027 cannot be extended."""
    found = read(Forlenget="ja", **LAW)
    assert told(found) == [("no-extension-by-law", 2, "Forlenget")]


def test_a_scenario_that_never_was_a_file_is_looked_at_too():
    """Ends worked out in code are told the same way."""
    person = make.participant(
        education=EducationLevel.HIGHER,
        end_goal=EndGoal.WORK,
        programme_end=date(2027, 3, 1),
    )
    scenario = with_programme_ends(make.scenario([person]))
    codes = [finding.code for finding in doubts_about(scenario, Policy())]
    assert codes == ["end-after-law"]


def test_an_absence_changes_the_hash_and_no_absence_does_not():
    """Blank, what is said of ends is no part of the hashed text, as before there was any."""
    blank = make.participant()
    paused = make.participant(absences=(absence("pause", "2026-09-07", "2026-09-08"),))
    hashes = {scenario_sha256(make.scenario([one])) for one in (blank, paused)}
    assert len(hashes) == 2
    assert {"end_goal", "extended", "absences", "computed_end"}.isdisjoint(
        hashed_text_of(blank)
    )


STATED = date(2027, 2, 12)
ENDS = (
    ProgrammeEnd(ParticipantId("p1"), STATED, ComputedEnd(STATED, STATED, 2)),
    ProgrammeEnd(ParticipantId("p2"), STATED, ComputedEnd(None, STATED, 0)),
)


def test_ends_are_the_same_after_writing_and_reading():
    """Stated ones and those by law."""
    assert read_programme_ends(programme_end_documents(ENDS)) == ENDS


def test_a_plan_without_moved_ends_does_not_speak_of_them():
    """There is no key, as in plans from before."""
    assert programme_end_documents(()) == {}
    assert read_programme_ends({}) == ()


def warned(*absences, **changes):
    """Codes of warnings of somebody who could begin on Monday 17 August 2026."""
    person = make.participant(absences=absences, **changes)
    found = doubts_about(make.scenario([person]), Policy())
    return [f.code for f in found if f.severity is Severity.WARNING]


def test_away_at_the_start_neutral():
    """Whoever is away later is not warned of."""
    assert warned(absence("pause", "2026-08-24", "2026-09-30")) == []


def test_away_at_the_start_forced_wrong():
    """Away for the whole first week: a placement could begin then."""
    assert warned(absence("pause", "2026-08-03", "2026-08-23")) == ["away-at-start"]


def test_away_at_the_start_forced_right():
    """Where the earliest start is the day they are back nothing is told."""
    pause = absence("pause", "2026-08-03", "2026-08-23")
    assert warned(pause, earliest_start=date(2026, 8, 24)) == []
