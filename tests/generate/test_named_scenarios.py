import re
from collections import Counter
from pathlib import Path

import pytest

from matcher.domain.finding import Severity
from matcher.domain.scenario import Scenario
from matcher.generate.facts import employment, grenland_sites, settled
from matcher.generate.grenland import grenland
from matcher.generate.innherred import COURSES, innherred
from matcher.io import read_scenario, scenario_sha256

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = ("tiny", "grenland", "innherred")


def read(name: str) -> Scenario:
    scenario = read_scenario(SCENARIOS / name).scenario
    assert scenario is not None
    return scenario


@pytest.mark.parametrize("name", NAMES)
def test_named_scenario_reads_without_error(name):
    """A named scenario has no finding that is an error."""
    result = read_scenario(SCENARIOS / name)
    errors = [f for f in result.findings if f.severity is Severity.ERROR]
    assert errors == []


@pytest.mark.parametrize("name", NAMES)
def test_named_scenario_needs_no_assumption(name):
    """A named scenario says everything itself: the reader assumes nothing."""
    result = read_scenario(SCENARIOS / name)
    assumed = [f for f in result.findings if f.severity is Severity.ASSUMPTION]
    assert assumed == []


@pytest.mark.parametrize("name", NAMES)
def test_named_scenario_has_no_national_id(name):
    """No file of a named scenario has eleven digits in a row."""
    for file in (SCENARIOS / name).iterdir():
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\d.])\d{6} ?\d{5}(?!\d)", text), file.name


@pytest.mark.parametrize("make", [grenland, innherred])
def test_files_are_what_the_builder_makes(make):
    """The committed files hold the scenario that the builder describes."""
    made = make()
    assert scenario_sha256(read(made.name)) == scenario_sha256(made)


def test_grenland_has_the_size_it_promises():
    """About 300 people, 180 places, two seats for three people, sharing at four in ten."""
    scenario = read("grenland")
    seats = sum(place.most_seats for place in scenario.places)
    shared = sum(place.shares_seats for place in scenario.places)
    assert (len(scenario.participants), len(scenario.places)) == (300, 180)
    assert seats / 300 == pytest.approx(2 / 3, abs=0.03)
    assert shared / 180 == pytest.approx(0.4, abs=0.01)


def test_grenland_people_follow_the_refugees_settled():
    """Each municipality has its share of those settled in 2022–2024, within a person."""
    people = Counter(p.municipality for p in read("grenland").participants)
    facts = {number: settled()[number] for number in people}
    for number, count in people.items():
        assert count == pytest.approx(300 * facts[number] / sum(facts.values()), abs=1)


def test_grenland_places_lie_at_real_sites():
    """Every place lies within a kilometre or two of a point with workplaces."""
    sites = grenland_sites()
    for place in read("grenland").places:
        points = sites[place.municipality]
        here = (place.location.latitude, place.location.longitude)
        assert abs(points - here).max(axis=1).min() < 0.03


def test_grenland_has_a_job_specialist_for_everybody():
    """Fifteen people to each at most, in their own municipality, and no more than needed."""
    scenario = read("grenland")
    people = Counter(p.municipality for p in scenario.participants)
    teams = Counter(m for s in scenario.specialists for m in s.municipalities or ())
    assert {s.caseload_limit for s in scenario.specialists} == {15}
    assert sum(teams.values()) == len(scenario.specialists) == 22
    for municipality, count in people.items():
        assert 15 * (teams[municipality] - 1) < count <= 15 * teams[municipality]


def test_grenland_has_a_teacher_of_the_classes_of_a_day():
    """Those who are at work four days a week, in the two towns."""
    scenario = read("grenland")
    [teacher] = scenario.teachers
    own = [s for s in scenario.sections if s.id in teacher.sections]
    assert [len(section.menu) for section in own] == [1, 1]
    assert {m for s in own for m in s.municipalities} == {"4001", "4003"}
    assert teacher.base in {section.location for section in own}


def test_facts_name_the_same_municipalities():
    """Sites, employment and settlement are known for the same four municipalities."""
    assert (
        set(grenland_sites()) == set(employment()) == {"4001", "4003", "4010", "4012"}
    )
    assert set(employment()) < set(settled())


def test_innherred_teaches_together():
    """Every class takes people from all five municipalities."""
    scenario = read("innherred")
    everyone = {municipality.id for municipality in scenario.municipalities}
    assert everyone == {"5006", "5037", "5038", "5041", "5053"}
    assert all(section.municipalities == everyone for section in scenario.sections)


@pytest.mark.parametrize("course", COURSES)
def test_innherred_course_has_classes_people_and_places(course):
    """Each work-oriented course has a class of its own, people, and places to go to."""
    scenario = read("innherred")
    sector, _ = COURSES[course]
    taught = [s for s in scenario.sections if s.templates and course in s.templates]
    people = [p for p in scenario.participants if p.template == course]
    assert taught
    assert all(t.startswith(course) for s in taught for t in s.templates or ())
    assert people
    assert all(p.wish_rank(sector) == 0 for p in people)
    assert sum(place.sector == sector for place in scenario.places) >= 10
