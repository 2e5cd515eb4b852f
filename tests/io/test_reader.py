"""The one door: rows of text to a scenario or to all that is wrong."""

import random

import pytest

from matcher.domain.agreements import Counted, Pair, Quota
from matcher.domain.finding import Severity
from matcher.domain.geography import Location
from matcher.domain.ids import (
    EmployerId,
    MunicipalityId,
    ParticipantId,
    QuotaId,
    SpecialistId,
)
from matcher.domain.language import CefrLevel, CefrProfile
from matcher.domain.place import Employer
from matcher.domain.programme import ProgrammeType
from matcher.domain.reference import find_municipality
from matcher.domain.specialists import JobSpecialist
from matcher.io import read_rows, scenario_sha256

PERSON = {"Deltaker": "D-1", "Norsknivå": "A2", "Ønsker": "it", "Bosted": "3724"}
PLACE = {"Praksisplass": "P-1", "Sted": "59.21, 9.61", "Bransje": "it", "Plasser": "2"}


def rows(people=None, places=None, **tables):
    return read_rows(
        {
            "deltakere": [PERSON] if people is None else people,
            "praksisplasser": [PLACE] if places is None else places,
            **tables,
        },
        "prøve",
    )


def sound(read):
    assert read.scenario is not None, read.findings
    return read.scenario


def assumptions(read):
    return [f for f in read.findings if f.severity is Severity.ASSUMPTION]


def errors(read):
    assert read.scenario is None
    return [(f.code, f.source, f.row, f.column) for f in read.findings]


def test_ids_a_level_wishes_homes_and_seats_are_enough():
    """A minimal input becomes a scenario with one class and a full week."""
    scenario = sound(rows())
    assert scenario.name == "prøve"
    assert scenario.participants[0].template == "intro-2-3"
    assert scenario.places[0].people_at_once == 2
    assert [s.seats for s in scenario.sections] == [1]
    assert scenario.sections[0].menu == {"man", "tir"}


def test_every_assumption_is_listed_once_with_its_count():
    """What is missing in many rows is one finding that counts them."""
    people = [PERSON | {"Deltaker": f"D-{n}"} for n in range(5)]
    told = [f for f in assumptions(rows(people)) if f.column == "travel_mode"]
    assert [(f.code, f.value, f.details["n"]) for f in told] == [
        ("assumed", "transit", "5")
    ]


def test_what_is_given_is_not_assumed():
    """A filled column tells nothing; a half filled one counts the blanks."""
    people = [PERSON | {"Reisemåte": "bil"}, PERSON | {"Deltaker": "D-2"}]
    (told,) = [f for f in assumptions(rows(people)) if f.column == "Reisemåte"]
    assert told.details["n"] == "1"


def test_a_skill_that_is_missing_is_the_lowest_given():
    """Three skills given: the fourth is not guessed better than the weakest."""
    person = {"Deltaker": "D-1", "Bosted": "3724", "Lytting": "B1", "Lesing": "A2"}
    level = sound(rows([person])).participants[0].level
    assert level == CefrProfile(CefrLevel.B1, *[CefrLevel.A2] * 3)


def test_a_skill_goes_before_the_overall_level():
    """The overall level fills in only what is not said."""
    level = sound(rows([PERSON | {"Muntlig": "B1"}])).participants[0].level
    assert (level.speaking, level.writing) == (CefrLevel.B1, CefrLevel.A2)


def test_no_level_at_all_is_assumed_and_told():
    """Without any level, A1 is assumed."""
    person = {"Deltaker": "D-1", "Bosted": "3724"}
    read = rows([person])
    assert sound(read).participants[0].level == CefrProfile.same(CefrLevel.A1)
    assert "level" in {f.column for f in assumptions(read)}


def test_a_home_without_municipality_lies_in_the_nearest():
    """A bare position gets the municipality whose centre is nearest."""
    person = PERSON | {"Bosted": "59.126, 9.75"}
    assert sound(rows([person])).participants[0].municipality == "4001"


def test_a_municipality_without_home_is_its_centre():
    """The centre stands in, and has no travel key of its own."""
    person = {"Deltaker": "D-1", "Norsknivå": "A2", "Kommune": "Skien"}
    read = rows([person])
    skien = find_municipality("Skien")
    assert skien is not None
    assert sound(read).participants[0].home == skien.centre
    assert sound(read).participants[0].home_key == ""
    assert "home" in {f.column for f in assumptions(read)}


def test_the_number_of_ones_own_municipality_is_not_a_postcode():
    """4003 is Skien for someone in Skien, though it is a postcode elsewhere."""
    person = PERSON | {"Bosted": "4003", "Kommune": "4003"}
    skien = find_municipality("Skien")
    assert skien is not None
    assert sound(rows([person])).participants[0].home == skien.centre


def test_neither_home_nor_municipality_is_an_error():
    """A person who is nowhere cannot be sent anywhere."""
    person = {"Deltaker": "D-1", "Norsknivå": "A2"}
    assert ("missing-value", "deltakere", 2, "home") in errors(rows([person]))


def test_a_municipality_of_ones_own_needs_a_centre():
    """A made-up municipality can be used where the table says where it is."""
    own = {"Kommunenummer": "9901", "Navn": "Ingensteds", "Midtpunkt": "60.0, 10.0"}
    person = PERSON | {"Kommune": "ingensteds", "Bosted": ""}
    scenario = sound(rows([person], kommuner=[own]))
    assert scenario.participants[0].municipality == "9901"
    assert scenario.participants[0].home == Location(60.0, 10.0)
    without = rows([person], kommuner=[own | {"Midtpunkt": ""}])
    assert "municipality-without-location" in {f.code for f in without.findings}


def test_several_calendars_and_no_choice_is_assumed_and_told():
    """A municipality that names no calendar gets the first."""
    calendars = [{"Skolerute": name} for name in ("b", "a")]
    read = rows(skoleruter=calendars)
    assert sound(read).municipalities[0].calendar == "a"
    assert "assumed-municipal-calendar" in {f.code for f in assumptions(read)}


def test_seats_per_slot_go_before_the_one_number():
    """The table of seats replaces the column for the places it names."""
    seats = [{"Praksisplass": "P-1", "Økt": "ons-fre", "Plasser": "1"}]
    (place,) = sound(rows(**{"plasser per økt": seats})).places
    assert place.seats == (("ons", 1), ("tor", 1), ("fre", 1))


def test_the_same_slot_twice_for_a_place_is_an_error():
    """Two numbers of seats for one Wednesday cannot both hold."""
    seats = [
        {"Praksisplass": "P-1", "Økt": "ons-fre", "Plasser": "1"},
        {"Praksisplass": "P-1", "Økt": "ons", "Plasser": "2"},
    ]
    assert errors(rows(seats=seats))[0] == ("duplicate-id", "seats", 3, "Økt")


def test_an_employer_table_makes_other_names_an_error():
    """With a list of employers, a name that is not in it is a slip."""
    place = PLACE | {"Arbeidsgiver": "A-2"}
    read = rows(places=[place], arbeidsgivere=[{"Arbeidsgiver": "A-1"}])
    (finding,) = [f for f in read.findings if f.severity is Severity.ERROR]
    assert (finding.code, finding.details["suggestion"]) == ("unknown-reference", "A-1")


def test_without_an_employer_table_the_places_make_them():
    """Every named employer is there, and a place without one is its own."""
    places = [PLACE | {"Arbeidsgiver": "A-1"}, PLACE | {"Praksisplass": "P-2"}]
    assert [e.id for e in sound(rows(places=places)).employers] == ["A-1", "P-2"]


def test_a_lone_hyphen_says_that_there_are_no_classes():
    """Then none are assumed."""
    read = rows(sections=[{"section": "-"}])
    assert read.scenario is None or read.scenario.sections == ()


def test_a_calendar_row_needs_kind_first_and_last_day():
    """A period with only a start is told."""
    row = {"Skolerute": "a", "Fra dato": "01.09.2026"}
    found = {f.column for f in rows(skoleruter=[row]).findings if f.severity == "error"}
    assert found == {"kind"}


def test_a_pin_of_nothing_is_an_error():
    """A row that locks nothing was not meant so."""
    read = rows(låser=[{"Deltaker": "D-1"}])
    assert "pins-nothing" in {f.code for f in read.findings}


PEOPLE = [PERSON, PERSON | {"Deltaker": "D-2"}]


def test_a_pair_may_be_written_either_way_round():
    """Two rows that name the same two people are one pair, kept apart."""
    both = [
        {"Deltaker": "D-2", "Den andre": "D-1"},
        {"Deltaker": "D-1", "Den andre": "D-2", "Forhold": "fra hverandre"},
    ]
    read = sound(rows(PEOPLE, par=both))
    assert read.pairs == (Pair(ParticipantId("D-1"), ParticipantId("D-2")),)


def test_a_pair_of_one_is_an_error():
    """Nobody can be kept apart from themselves."""
    read = rows(par=[{"Deltaker": "D-1", "Den andre": "D-1"}])
    assert ("pair-of-one", "par", 2, "Den andre") in errors(read)


def test_a_quota_without_a_word_on_it_counts_at_once():
    """Blank cells agree with all, and a municipality may be named."""
    row = {"Kvote": "K", "Høyst": "3", "Plassens kommune": "Skien"}
    (quota,) = sound(rows(kvoter=[row])).quotas
    skien = MunicipalityId("4003")
    assert quota == Quota(QuotaId("K"), 3, place_municipality=skien)


def test_a_quota_about_nobody_is_doubted():
    """A sector that no place is in looks like a misspelling; the plan is made."""
    read = rows(kvoter=[{"Kvote": "K", "Høyst": "3", "Bransje": "heltse"}])
    sound(read)
    (found,) = [f for f in read.findings if f.severity is Severity.WARNING]
    assert (found.code, found.row, found.value) == ("quota-counts-nothing", 2, "K")


def test_a_quota_may_have_a_lower_side():
    """It counts the whole period."""
    row = {"Kvote": "K", "Høyst": "3", "Minst": "2", "Telles": "hele perioden"}
    (quota,) = sound(rows(kvoter=[row])).quotas
    assert quota == Quota(QuotaId("K"), 3, Counted.PERIOD, least=2)


def test_a_lower_side_at_once_is_an_error():
    """Nobody could say for which day."""
    read = rows(kvoter=[{"Kvote": "K", "Høyst": "3", "Minst": "2"}])
    assert ("least-at-once", "kvoter", 2, "Minst") in errors(read)


def test_a_lower_side_above_the_upper_is_an_error():
    """No plan could keep both."""
    row = {"Kvote": "K", "Høyst": "3", "Minst": "4", "Telles": "hele perioden"}
    assert ("least-above-most", "kvoter", 2, "Minst") in errors(rows(kvoter=[row]))


def test_a_place_opens_for_anybody_unless_told():
    """A number of people it opens with is read where there is one."""
    two = [PLACE, PLACE | {"Praksisplass": "P-2", "Åpner med": "4"}]
    read = sound(rows([PERSON], two))
    assert [place.opens_with for place in read.places] == [1, 4]


def test_a_place_gives_an_earlier_placement_its_employer_and_step():
    """What the row says itself goes before; a step alone is enough."""
    days = {"Deltaker": "D-1", "Fra dato": "2025-01-06", "Til dato": "2025-06-20"}
    places = [PLACE | {"Praksisplass": "P-1", "Arbeidsgiver": "A", "Trinn": "2"}]
    rows_of = [{"Plass": "P-1"}, {"Plass": "P-1", "Trinn": "3"}, {"Trinn": "1"}]
    read = sound(
        rows(PEOPLE, places, tidligere_praksis=[days | row for row in rows_of])
    )
    found = sorted((e.step_level, e.employer) for e in read.earlier)
    assert found == [(1, None), (2, "A"), (3, "A")]


def test_a_template_may_allow_two_placements_in_a_row():
    """The weeks of the first say so; blank is one placement."""
    names = {"Mal": "kjede"}, {"Mal": "en"}
    both = [names[0] | {"Uker i første praksis": "10"}, names[1]]
    people = [PERSON | {"Programmal": name["Mal"]} for name in names]
    people[1]["Deltaker"] = "D-2"
    one, chain = sound(rows(people, programmaler=both)).templates
    assert (one.chain_first_weeks, one.chain_gap_weeks) == (None, 0)
    assert (chain.chain_first_weeks, chain.chain_gap_weeks) == (10, 0)


def test_an_earlier_placement_says_something():
    """And the employer of its place is the one it names."""
    days = {"Deltaker": "D-1", "Fra dato": "2025-01-06", "Til dato": "2025-06-20"}
    places = [PLACE | {"Praksisplass": "P-1", "Arbeidsgiver": "A"}]
    places += [PLACE | {"Praksisplass": "P-2", "Arbeidsgiver": "B"}]
    other = days | {"Plass": "P-1", "Arbeidsgiver": "B"}
    found = errors(rows(PEOPLE, places, tidligere_praksis=[days, other]))
    assert ("earlier-says-nothing", "tidligere_praksis", 2, "Arbeidsgiver") in found
    assert ("earlier-other-employer", "tidligere_praksis", 3, "Plass") in found


def test_mentor_hours_are_kept_as_minutes():
    """Of people, places and employers alike; blank is not nothing."""
    hours = {"Mentortimer i uka": "7,5"}
    read = sound(
        rows(
            [PERSON | {"Trenger mentortimer i uka": "0"}],
            [PLACE | hours | {"Arbeidsgiver": "A"}],
            arbeidsgivere=[{"Arbeidsgiver": "A", "Ansatte": "9", "Hvileuker": "2"}],
        )
    )
    assert read.participants[0].mentor_minutes_per_week == 0
    assert read.places[0].mentor_minutes_per_week == 450
    (employer,) = read.employers
    assert employer == Employer(EmployerId("A"), staff=9, rest_weeks=2)


def test_a_slot_counts_at_most_its_clock_length():
    """Three hours cannot be four hours of programme."""
    slot = {
        "Økt": "man",
        "Ukedag": "man",
        "Fra kl.": "8",
        "Til kl.": "11",
        "Minutter": "240",
    }
    read = rows(økter=[slot])
    assert ("out-of-range", "økter", 2, "Minutter") in errors(read)


def test_the_order_of_rows_never_changes_the_scenario():
    """Shuffled rows give an equal scenario and an equal hash."""
    people = [PERSON | {"Deltaker": f"D-{n}"} for n in range(9)]
    places = [PLACE | {"Praksisplass": f"P-{n}"} for n in range(5)]
    first = sound(rows(people, places))
    mixed = random.Random(1)
    mixed.shuffle(people)
    mixed.shuffle(places)
    second = sound(rows(people, places))
    assert second == first
    assert scenario_sha256(second) == scenario_sha256(first)


def test_another_wish_gives_another_hash():
    """The hash tells contents apart."""
    other = sound(rows([PERSON | {"Ønsker": "utdanning"}]))
    assert scenario_sha256(other) != scenario_sha256(sound(rows()))


def test_labels_are_read_beside_the_scenario():
    """Display names are no part of it."""
    read = rows(labels=[{"id": "P-1", "label": "Kafé"}])
    assert read.labels == {"P-1": "Kafé"}
    assert scenario_sha256(sound(read)) == scenario_sha256(sound(rows()))


def test_an_unknown_table_of_rows_is_told():
    """A misspelt table of an interface is not dropped in silence."""
    read = rows(ukjent=[{"a": "1"}])
    assert "unknown-table" in {f.code for f in read.findings}


@pytest.mark.parametrize("missing", ["deltakere", "praksisplasser"])
def test_people_and_places_are_needed(missing):
    """Without either there is nothing to plan."""
    tables = {"deltakere": [PERSON], "praksisplasser": [PLACE]}
    del tables[missing]
    read = read_rows(tables)
    assert read.scenario is None
    assert [f.code for f in read.findings if f.severity is Severity.ERROR] == [
        "missing-table"
    ]


SPECIALIST = {"Jobbspesialist": "J-1"}


def test_a_specialist_without_a_word_has_the_usual_caseload():
    """Fifteen people, nobody from before, all municipalities and programmes; it is told."""
    read = rows(jobbspesialister=[SPECIALIST])
    (found,) = sound(read).specialists
    assert found == JobSpecialist(SpecialistId("J-1"), 15)
    assert ("assumed", "caseload_limit") in {
        (f.code, f.column) for f in assumptions(read)
    }


def test_a_specialist_may_be_for_some():
    """Municipalities by name, programmes by word, and templates by id."""
    row = SPECIALIST | {
        "Kan følge opp": "20",
        "Følger fra før": "3",
        "Kommuner": "Skien",
        "Ordninger": "introduksjonsprogram, jobbsjansen",
        "Programmaler": "intro-2-3",
    }
    people = [PERSON | {"Jobbspesialist": "J-1"}, PERSON | {"Deltaker": "D-2"}]
    read = sound(rows(people, jobbspesialister=[row]))
    (found,) = read.specialists
    assert (found.caseload_limit, found.already, found.room) == (20, 3, 17)
    assert found.municipalities == {"4003"}
    assert found.programmes == {ProgrammeType.INTRO, ProgrammeType.JOBBSJANSEN}
    assert found.templates == {"intro-2-3"}
    assert [p.specialist for p in read.participants][:2] == ["J-1", None]


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"Kommuner": "Skein"}, "unknown-municipality", "Kommuner"),
        ({"Kan følge opp": "-1"}, "out-of-range", "Kan følge opp"),
        ({"Programmaler": "finnes-ikke"}, "unknown-reference", "Programmaler"),
    ],
)
def test_a_specialist_that_cannot_be_read(changes, code, column):
    """Each fault is told at its cell."""
    read = rows(jobbspesialister=[SPECIALIST | changes])
    assert (code, "jobbspesialister", 2, column) in errors(read)


def test_a_specialist_is_named_once():
    """Two rows with one id would leave open which limit holds."""
    read = rows(jobbspesialister=[SPECIALIST, SPECIALIST])
    assert ("duplicate-id", "jobbspesialister", 3, "Jobbspesialist") in errors(read)
