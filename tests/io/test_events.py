"""The table of events: to events, or to all that is wrong with them."""

from pathlib import Path

import pytest

from matcher.domain.absences import AbsenceKind
from matcher.domain.events import EventKind
from matcher.domain.finding import finding_text
from matcher.domain.language import CefrLevel
from matcher.io import read_event_rows, read_events
from matcher.text import Language, translator
from tests.helpers import builders as make

SCENARIO = make.scenario(
    [make.participant("p1"), make.participant("p2")], [make.place("q1")]
)
HEAD = "Hendelse;Deltaker;Praksisplass;Arbeidsgiver;Fra dato;Til dato;Seter;Økter;Nivå;Muntlig"


def read(path: Path, *rows: str, head: str = HEAD, **tables: str):
    """What is read of rows of events, with tables beside them."""
    path.mkdir(exist_ok=True)
    text = "\n".join([head, *rows]) + "\n"
    (path / "hendelser.csv").write_text(text, "utf-8")
    for name, content in tables.items():
        (path / f"{name}.csv").write_text(content, "utf-8")
    return read_events(path if tables else path / "hendelser.csv", SCENARIO)


def errors(findings) -> list[tuple[str, int | None, str]]:
    return [(f.code, f.row, f.column) for f in findings if f.severity == "error"]


def test_every_kind_is_read(tmp_path):
    """Words in any language or codes, in the order of the rows."""
    events, findings = read(
        tmp_path,
        "slutter i programmet;p1",
        "place closed;;q1;;05.10.2026",
        "færre seter;;q1;;;;1;man tir",
        "employer-withdraws;;;e1",
        "nytt nivå;p2;;;;;;;;B1",
        "lengre fravær;p2;;;01.10.2026;30.10.2026",
        "nye økter;p2;;;;;;ons tor",
        "takka ja;p2",
        "declined;p2;q1",
        "fristen gikk ut;p2",
    )
    assert errors(findings) == []
    assert [event.kind for event in events] == [
        EventKind.DROPOUT,
        EventKind.PLACE_CLOSED,
        EventKind.SEATS_CUT,
        EventKind.EMPLOYER_WITHDRAWS,
        EventKind.NEW_LEVEL,
        EventKind.LONGER_ABSENCE,
        EventKind.NEW_AVAILABILITY,
        EventKind.ACCEPTED,
        EventKind.DECLINED,
        EventKind.HOLD_EXPIRED,
    ]
    assert events[2].slots == make.slots("man tir")
    assert events[5].absence is AbsenceKind.ABSENCE
    assert [event.row for event in events] == list(range(2, 12))


def test_a_skill_that_is_not_told_is_as_before(tmp_path):
    """Speaking alone has risen."""
    [event], _ = read(tmp_path, "nytt nivå;p1;;;;;;;;B1")
    before = SCENARIO.participants[0].level
    assert event.level.speaking is CefrLevel.B1
    assert event.level.listening is before.listening


def test_the_lowest_level_is_a_level(tmp_path):
    """Below A1 is told as any other."""
    [event], _ = read(tmp_path, "nytt nivå;p1;;;;;;;pre-A1;")
    assert set(event.level.levels) == {CefrLevel.PRE_A1}


def test_all_faults_are_told_at_once(tmp_path):
    """What a kind lacks, ids that are not there, dates in the wrong order, other words."""
    events, findings = read(
        tmp_path,
        "slutter i programmet;",
        "takket ja;p7",
        "lengre fravær;p1;;;30.10.2026;01.10.2026",
        "færre seter;;q1",
        "nytt nivå;p1",
        "flytter;p1",
    )
    assert events is None
    assert set(errors(findings)) == {
        ("missing-value", 2, "Deltaker"),
        ("unknown-reference", 3, "Deltaker"),
        ("end-before-start", 4, "Til dato"),
        ("missing-value", 5, "Seter"),
        ("missing-value", 6, "Nivå"),
        ("unknown-choice", 7, "Hendelse"),
    }


PEOPLE = "Deltaker;Kommune;Programmal;Bosted;Norsknivå\np9;4003;intro;59.21, 9.61;A2\n"
PLACES = "Praksisplass;Arbeidsgiver;Kommune;Sted;Bransje;Plasser\nq9;e9;4003;59.21, 9.61;renhold;2\n"


def test_newcomers_and_new_places_stand_beside_the_events(tmp_path):
    """In the tables they have in a scenario, read by the same rules."""
    events, findings = read(
        tmp_path,
        "ny deltaker;p9",
        "ny plass;;q9",
        "nytt nivå;p9;;;;;;;B1",
        deltakere=PEOPLE,
        praksisplasser=PLACES,
        arbeidsgivere="Arbeidsgiver\ne9\n",
    )
    assert errors(findings) == []
    assert events[0].newcomer.id == "p9"
    assert (events[1].new_place.people_at_once, events[1].new_employer.id) == (2, "e9")
    assert set(events[2].level.levels) == {CefrLevel.B1}


@pytest.mark.parametrize(
    ("row", "people", "code"),
    [
        ("ny deltaker;p9", PEOPLE.replace("p9", "p8"), "nothing-to-add"),
        ("ny deltaker;p1", PEOPLE.replace("p9", "p1"), "not-new"),
        ("ny deltaker;p9", PEOPLE.replace("4003", "0301"), "new-municipality"),
        ("ny deltaker;p9", PEOPLE.replace("intro", ""), "unknown-reference"),
    ],
)
def test_what_is_added_must_be_new_and_whole(tmp_path, row, people, code):
    """Known ids, missing rows, and what the scenario has no calendar or template for."""
    events, findings = read(tmp_path, row, deltakere=people)
    assert events is None
    assert code in [f[0] for f in errors(findings)]


@pytest.mark.parametrize("language", Language)
def test_every_fault_has_words(tmp_path, language):
    """Also those that only events have."""
    _, findings = read(tmp_path, "ny deltaker;p7", deltakere=PEOPLE)
    say = translator(language)
    assert all(finding_text(finding, say) for finding in findings)


def test_a_folder_without_events_is_told(tmp_path):
    """The table is missing."""
    (tmp_path / "deltakere.csv").write_text(PEOPLE, "utf-8")
    events, findings = read_events(tmp_path, SCENARIO)
    assert events is None
    assert "missing-table" in [f.code for f in findings]


def test_rows_of_text_are_read_as_a_file_is():
    """Events that come without a file, and the spot of what is wrong with one."""
    rows = [{"event": "declined", "participant": "p1", "place": "q1"}]
    events, _ = read_event_rows({"events": rows}, SCENARIO)
    assert events is not None
    assert [(e.kind, e.participant, e.place) for e in events] == [
        (EventKind.DECLINED, "p1", "q1")
    ]
    none, findings = read_event_rows({"events": [{"event": "declined"}]}, SCENARIO)
    assert none is None
    assert errors(findings) == [("missing-value", 2, "participant")]
