"""Groups of subjects as people read them: files, summary, explanation and calendars."""

from dataclasses import replace

import pytest

from matcher.calendar.subject_groups import share_groups
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.policy import Policy
from matcher.explain import explain, explanation_lines, plain_texts
from matcher.export import calendar_of
from matcher.export.entries import Owner, entries_of
from matcher.export.events import plan_events
from matcher.export.words import Words
from matcher.report.plan_files import calendar_text
from matcher.report.subject_groups import subject_groups_text
from matcher.report.summary import summarise
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.helpers import builders as make
from tests.helpers.readability import lix
from tests.helpers.subjects import group, school

NB = Wording(translator(Language.NB), {})
SCENARIO = school(
    [{"engelsk": 1}, {"engelsk": 1}, {"engelsk": 3}, {}], group("e1", (1, 2))
)
CLASSES = {p.id: SectionId("c1") for p in SCENARIO.participants}
SHARED = share_groups(SCENARIO, CLASSES)
ROWS = [make.placement(p.id) for p in SCENARIO.participants]
PLAN = replace(make.plan(ROWS), subject_seats=SHARED.seats)
SEATED, FULL = sorted(SHARED.seats[:2], key=lambda one: one.group is None)


def test_every_seat_is_a_row():
    """Who, subject, level, group and hours, or why there is none."""
    heading, *rows = subject_groups_text(SCENARIO, PLAN, NB).splitlines()
    assert heading == "Deltaker;Fag;Nivå;Gruppe;Økter;Hvorfor ingen gruppe"
    assert f"{SEATED.participant};engelsk;1;e1;man;" in rows
    assert f"{FULL.participant};engelsk;1;;;gruppene er fulle" in rows
    assert "p3;engelsk;3;;;ingen gruppe på nivået" in rows
    assert "p4;engelsk;;;;nivået er ikke kjent" in rows


def test_hours_of_class_show_the_group():
    """In calendar.csv, on the group's days only, and not where there are no groups."""
    calendar = calendar_of(SCENARIO, PLAN)
    heading, *rows = calendar_text(calendar, NB, PLAN.subject_seats).splitlines()
    assert heading.endswith(";Faggruppe")
    shown = {tuple(r.split(";"))[0::3][0] for r in rows if r.endswith(";e1")}
    assert shown == {SEATED.participant}
    assert {r.split(";")[3] for r in rows if r.endswith(";e1")} == {"man"}
    assert "Faggruppe" not in calendar_text(calendar, NB).splitlines()[0]


def test_calendars_show_the_group():
    """A participant sees their own, the class who is in which."""
    calendar = calendar_of(SCENARIO, PLAN)
    entries = entries_of(plan_events(PLAN, calendar), PLAN.placements, Words(NB))
    own = {e.summary for e in entries[Owner("participants", SEATED.participant)]}
    assert "Klasse: c1, e1" in own
    others = {e.summary for e in entries[Owner("participants", "p3")]}
    assert "Klasse: c1" in others
    assert "Klasse: c1, e1" not in others
    of_class = {e.description for e in entries[Owner("sections", "c1")]}
    rest = sorted({"p1", "p2", "p3", "p4"} - {SEATED.participant})
    assert f"{', '.join(rest)}\ne1: {SEATED.participant}" in of_class


@pytest.mark.parametrize("language", [Language.NB, Language.NN])
def test_the_person_is_told_in_plain_words(language):
    """Which group, or that there is none yet."""
    texts = plain_texts(SCENARIO, PLAN, translator(language))
    assert any("e1" in line for line in texts[SEATED.participant])
    assert "gruppe" in " ".join(texts[FULL.participant])
    assert lix(texts[FULL.participant]) <= 30


def test_causes_are_explained_with_numbers():
    """How many need a seat, and how many there are."""
    lines = {
        person: "\n".join(
            explanation_lines(explain(SCENARIO, Policy(), PLAN, person), NB.say)
        )
        for person in CLASSES
    }
    full = "2 deltakere trenger en plass i e1, som har 1 plasser"
    assert full in lines[FULL.participant]
    assert "engelsk: gruppe e1, man." in lines[SEATED.participant]
    assert "ingen gruppe på nivå 3" in lines[ParticipantId("p3")]
    assert "Nivået i faget er ikke kjent" in lines[ParticipantId("p4")]


@pytest.mark.parametrize(
    ("missing", "bound", "note"),
    [(0, 0, ""), (3, 3, "3 mangler gruppe i et fag, bevist best")],
)
def test_the_summary_says_how_many_have_a_group(plan, missing, bound, note):
    """What is given, what lacks, and whether that is proved."""
    counts = {
        "subject_seats_asked": 4,
        "subject_seats_missing": missing,
        "subject_seats_missing_bound": bound,
    }
    summary = summarise(replace(plan, metrics={**plan.metrics, **counts}), 1, NB)
    fact = next(f for f in summary.facts if f.name == "Plasser i faggrupper")
    assert (fact.value, fact.note) == (str(4 - missing), note)
