import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from matcher.domain.group_facts import Sex
from matcher.domain.scenario import Scenario
from matcher.generate import GeneratorSettings, generate
from matcher.io import read_scenario, write_folder

SETTINGS = GeneratorSettings(participants=200, places=120, seed=7)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return generate(SETTINGS)


def written(scenario: Scenario, folder) -> dict[str, bytes]:
    write_folder(scenario, folder)
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def most_wanted(scenario: Scenario) -> list[int]:
    templates = scenario.templates_by_id()
    return [templates[p.template].max_practice_slots for p in scenario.participants]


def test_same_seed_gives_the_same_scenario(scenario):
    """The same settings and seed give an equal scenario."""
    assert generate(SETTINGS) == scenario


def test_same_seed_gives_the_same_bytes(scenario, tmp_path):
    """Two scenarios of the same settings and seed are written to the same bytes."""
    first = written(scenario, tmp_path / "first")
    assert written(generate(SETTINGS), tmp_path / "second") == first


def test_another_seed_gives_another_scenario(scenario):
    """Another seed gives other people at other places."""
    other = generate(replace(SETTINGS, seed=8))
    assert other.participants != scenario.participants
    assert other.places != scenario.places


def test_scenario_has_the_size_asked_for(scenario):
    """There are as many participants and places as the settings say."""
    assert len(scenario.participants) == SETTINGS.participants
    assert len(scenario.places) == SETTINGS.places


def test_horizon_is_the_one_asked_for():
    """Start, placement weeks and calendar weeks are those of the settings."""
    horizon = generate(replace(SETTINGS, weeks=12, calendar_weeks=20)).horizon
    assert horizon.start == SETTINGS.start
    assert (horizon.placement_weeks, horizon.calendar_weeks) == (12, 20)


def test_placements_last_as_long_as_the_horizon_asks():
    """Every programme offers placements of all the placement weeks."""
    made = generate(replace(SETTINGS, weeks=12))
    assert {t.lengths_weeks for t in made.templates} == {(12,)}


def test_scenario_reads_back_as_it_was(scenario, tmp_path):
    """What is written reads back equal, so every reference resolves."""
    write_folder(scenario, tmp_path)
    assert read_scenario(tmp_path).scenario == scenario


def test_ids_are_in_order_and_unique(scenario):
    """Every sequence of a scenario is sorted by id, and no id stands twice."""
    for part in ("participants", "places", "employers", "sections", "templates"):
        ids = [one.id for one in getattr(scenario, part)]
        assert ids == sorted(set(ids)), part


def test_no_text_looks_like_a_national_id(scenario, tmp_path):
    """Nothing that is written has eleven digits in a row, spaced or not."""
    for name, content in written(scenario, tmp_path).items():
        assert not re.search(rb"(?<![\d.])\d{6} ?\d{5}(?!\d)", content), name


@pytest.mark.parametrize("tightness", [0.6, 1.0, 1.5, 2.0, 3.5])
def test_tightness_is_slots_wanted_by_slots_filled(tightness):
    """Slots wanted by the slots that whole weekly patterns can fill is the tightness."""
    made = generate(replace(SETTINGS, tightness=tightness))
    wanted = most_wanted(made)
    pattern = round(sum(wanted) / len(wanted))
    last = made.horizon.placement_span.last
    offered = sum(
        pattern * min(p.people_at_once, sum(seats for _, seats in p.seats) // pattern)
        for p in made.places
        if p.open_from is None or p.open_from <= last
    )
    assert sum(wanted) / offered == pytest.approx(tightness, rel=0.03)


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_share_agreed_is_the_share_of_places_that_share(share):
    """That share of the places follow up twice as many people as they have seats."""
    made = generate(replace(SETTINGS, share_agreed=share))
    shared = [p for p in made.places if p.shares_seats]
    assert len(shared) == round(share * SETTINGS.places)
    assert all(p.people_at_once == 2 * p.most_seats for p in shared)


def test_people_are_spread_by_refugees_settled(scenario):
    """Skien settled 118 and Siljan 6 in 2024: participants follow."""
    people = Counter(p.municipality for p in scenario.participants)
    assert people["4003"] / people["4010"] == pytest.approx(118 / 6, rel=0.35)
    assert people["4003"] > people["4001"] > people["4012"] > people["4010"]


def test_half_have_a_given_class(scenario):
    """About half of the people have a given class, and the rest are free to choose."""
    given = sum(p.section is not None for p in scenario.participants)
    assert given / SETTINGS.participants == pytest.approx(0.5, abs=0.1)


def test_class_seats_suffice_with_a_little_slack(scenario):
    """There are from 1 to 1.4 class seats for each person who needs one."""
    needing = sum(slots > 0 for slots in most_class_slots(scenario))
    seats = sum(section.seats for section in scenario.sections)
    assert needing <= seats <= 1.4 * needing


def most_class_slots(scenario: Scenario) -> list[int]:
    templates = scenario.templates_by_id()
    return [templates[p.template].class_slots for p in scenario.participants]


def test_given_classes_are_not_overfull(scenario):
    """No class has more people who were given it than it has seats."""
    given = Counter(p.section for p in scenario.participants)
    assert all(given[section.id] <= section.seats for section in scenario.sections)


def test_classes_run_on_differing_weekdays(scenario):
    """At least four menus are in force, so that seats can be shared."""
    assert len({section.menu for section in scenario.sections}) >= 4


def test_people_can_attend_their_class(scenario):
    """Nobody is unavailable on a day of the class they were given."""
    menus = {section.id: section.menu for section in scenario.sections}
    for person in scenario.participants:
        if person.section and person.available_slots is not None:
            assert menus[person.section] <= person.available_slots


def test_nobody_vetoes_a_sector_they_wish(scenario):
    """A vetoed sector is not among the wishes of the same person."""
    for person in scenario.participants:
        assert all(person.wish_rank(s) is None for s in person.sector_vetoes)


def test_running_placements_do_not_clash_with_class():
    """A running placement lies outside the class menu and within the place's seats."""
    made = generate(replace(SETTINGS, running_share=0.2))
    menus = {section.id: section.menu for section in made.sections}
    places = made.places_by_id()
    assert len(made.running) >= 20
    for one in made.running:
        assert one.section is not None
        assert not one.slots & menus[one.section]
        assert all(places[one.place].seats_in(slot) for slot in one.slots)


def test_no_two_decisions_are_about_the_same_person():
    """Pins, bans, running and earlier placements are about different people."""
    settings = replace(
        SETTINGS, running_share=0.1, pin_share=0.1, ban_share=0.1, earlier_share=0.1
    )
    made = generate(settings)
    people = [
        *(pin.participant for pin in made.pins),
        *(ban.participant for ban in made.bans),
        *(one.participant for one in made.running),
        *(one.participant for one in made.earlier),
    ]
    assert len(people) > 50
    assert len(people) == len(set(people))


def test_decisions_can_be_left_out():
    """With all shares 0 nothing is decided beforehand."""
    settings = replace(
        SETTINGS, running_share=0, pin_share=0, ban_share=0, earlier_share=0
    )
    made = generate(settings)
    assert (made.pins, made.bans, made.running, made.earlier) == ((), (), (), ())


def test_one_person_and_one_place_are_enough():
    """The smallest scenario can be made and read."""
    made = generate(GeneratorSettings(1, 1, municipalities=("0301",)))
    assert len(made.participants) == len(made.places) == 1


def test_impossible_settings_are_all_told_at_once():
    """Each impossible setting is named in the one error."""
    wrong = GeneratorSettings(0, 0, tightness=0, share_agreed=2, calendar_weeks=1)
    with pytest.raises(ValueError, match=r"participants.*places.*share.*weeks.*tight"):
        generate(wrong)


def test_start_and_region_are_checked():
    """A start that is no Monday and an empty region are both told."""
    wrong = replace(
        SETTINGS, start=SETTINGS.start + timedelta(days=1), municipalities=()
    )
    with pytest.raises(ValueError, match=r"name at least one.*must be a Monday"):
        generate(wrong)


def test_unknown_municipality_is_told():
    """A municipality that does not exist is named in the error."""
    with pytest.raises(ValueError, match="Atlantis"):
        generate(replace(SETTINGS, municipalities=("Skien", "Atlantis")))


def test_whole_country_has_every_municipality():
    """``all`` is the 357 municipalities of 2024, each with people when there are many."""
    made = generate(GeneratorSettings(4000, 1500, municipalities=("all",)))
    assert len(made.municipalities) == 357
    assert len({p.municipality for p in made.participants}) > 300


@pytest.mark.slow
def test_country_of_full_size_reads_back(tmp_path):
    """40 000 people and 17 000 places are written and read without a fault."""
    made = generate(GeneratorSettings(40_000, 17_000, municipalities=("all",)))
    write_folder(made, tmp_path)
    assert read_scenario(tmp_path).scenario == made


def test_sex_is_drawn_apart_from_everything_else():
    """Everybody has one, 56 % are women, and it follows nothing else drawn."""
    scenario = generate(GeneratorSettings(participants=250, places=20))
    women = [f for f in scenario.group_facts if f.sex is Sex.FEMALE]
    people = [person.id for person in scenario.participants]
    assert [fact.participant for fact in scenario.group_facts] == people
    assert len(women) == 140
