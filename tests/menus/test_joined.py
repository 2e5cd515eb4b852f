"""A few scenarios in place of every combination of menus."""

from dataclasses import fields, replace

from matcher.domain.ids import SectionId
from matcher.domain.menu_values import MenuChange, with_menus
from matcher.domain.policy import Tier
from matcher.eligibility import find_candidates
from matcher.menus.joined import (
    crowds,
    every_combination,
    joined_combinations,
    num_combinations,
)
from matcher.options import Columns, build_options
from tests.helpers import builders as make
from tests.menus.menu_scenarios import menu_scenario
from tests.menus.oracle import combinations


def options_of(scenario, policy):
    """Everybody's options, each with its slots rather than numbers of this scenario."""
    options = build_options(scenario, policy, find_candidates(scenario, policy), 0)
    names = [f.name for f in fields(Columns)]
    kept = [n for n in names if n not in ("choice_idx", "pattern_idx", "next_idx")]
    columns = [getattr(options.columns, name).tolist() for name in kept]
    patterns = [
        options.patterns[number].masks if number >= 0 else ()
        for number in options.columns.pattern_idx.tolist()
    ]
    drawn = Tier.TIE_BREAK
    values = [worth.tolist() for t, worth in options.values.items() if t is not drawn]
    return set(zip(*columns, patterns, *values, strict=True))


def all_options(scenario, policy, wanted):
    return set().union(*(options_of(with_menus(scenario, c), policy) for c in wanted))


def test_joined_scenarios_have_every_option_of_any_combination():
    """The same options as all combinations together, from no more scenarios."""
    fewer = 0
    for seed in (0, 2, 5, 8):
        scenario, policy = menu_scenario(seed)
        joined = joined_combinations(scenario)
        assert joined is not None
        every = combinations(scenario)
        assert all_options(scenario, policy, joined) == all_options(
            scenario, policy, every
        )
        fewer += len(joined) < len(every)
    assert fewer > 0


def two_classes(**changes):
    """Two classes with two menus each."""
    menus = (make.slots("man tir"), make.slots("ons tor"))
    sections = [make.section(f"c{i}", menus=menus, **changes) for i in (1, 2)]
    return make.scenario(sections=sections)


def test_classes_that_somebody_could_be_in_both_of_are_one_crowd():
    """One person may join either: their menus are combined."""
    scenario = two_classes()
    assert crowds(scenario) == [("c1", "c2")]
    assert len(joined_combinations(scenario) or ()) == 4


def test_classes_that_nobody_shares_are_crowds_of_their_own():
    """The person is given one of them: two scenarios have all there is."""
    scenario = two_classes()
    [person] = scenario.participants
    given = replace(person, section=SectionId("c1"))
    scenario = replace(scenario, participants=(given,))
    assert crowds(scenario) == [("c1",), ("c2",)]
    assert len(joined_combinations(scenario) or ()) == 2


def test_combinations_are_counted_without_going_through_them():
    """As many as there are with 1 change, and with 2; a menu told twice is one."""
    again = make.slots("man tir")
    three = (again, make.slots("ons tor"), again, make.slots("tor fre"))
    scenario = two_classes()
    more = make.section("c3", menus=three)
    scenario = replace(scenario, sections=(*scenario.sections, more))
    for most in (1, 2, 3):
        every = list(every_combination(scenario, most))
        assert num_combinations(scenario, most) == len(every) == len(set(every))
    assert MenuChange(SectionId("c3"), 2) not in {c for one in every for c in one}
