"""What other menus give, and what is proposed, against trying every combination."""

from dataclasses import replace

import pytest

from matcher.domain.ids import SubjectCode, SubjectGroupId
from matcher.domain.menu_values import MenuValues, Verdict
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.domain.subject_groups import SubjectGroup
from matcher.menus import measure_menus
from tests.menus.made import (
    GAINS_BY_TWO,
    GAINS_ONLY_HOURS,
    RUNNING_IN_THE_WAY,
    Made,
    made,
    make_all,
)
from tests.menus.oracle import covered


def measured(one: Made, **how) -> MenuValues:
    return measure_menus(one.scenario, one.policy, one.plan, one.proof, **how).values


def check_against_trying(one: Made) -> MenuValues:
    """Every change alone, and the proposal, are what trying finds."""
    values, in_force = measured(one), one.best[()]
    assert values.covered == covered(in_force)
    for value in values.singles:
        if value.changes not in one.best:
            assert value.verdict is Verdict.BREAKS_RULES
            continue
        found = one.best[value.changes]
        gained = tuple(a - b for a, b in zip(found, in_force, strict=True))
        assert tuple((value.tiers or {}).values()) == gained
        is_better = found > in_force
        assert value.verdict is (Verdict.BETTER if is_better else Verdict.NO_BETTER)
        assert not is_better or value.extra == value.at_most
    top = max(one.best.values())
    fewest = min(len(c) for c in one.best if one.best[c] == top)
    proposed = values.proposal.changes if values.proposal else ()
    assert (one.best[proposed], len(proposed)) == (top, fewest)
    return values


def test_a_second_change_is_proposed_where_it_gains_more():
    """Every change, and the best with one and with two, are what trying finds."""
    one = made()[GAINS_BY_TWO]
    values = check_against_trying(one)
    assert [len(value.changes) for value in values.proposals] == [1, 2]
    assert values.tried_all
    assert values.at_most == covered(max(one.best.values())) - values.covered


def test_fewer_hours_short_are_a_reason_too(monkeypatch):
    """Where no menu covers more people; and the search that climbs finds it as well."""
    monkeypatch.setattr("matcher.menus.search.AT_ONCE", 0)
    monkeypatch.setattr("matcher.menus.search.MOST_COMBINATIONS", 0)
    values = check_against_trying(made()[GAINS_ONLY_HOURS])
    assert values.proposal is not None
    assert values.proposal.extra == 0


def test_a_menu_that_meets_a_running_placement_cannot_be_chosen():
    """The placement stays: nobody is in class and practice at once."""
    one = made()[RUNNING_IN_THE_WAY]
    values = measured(one, seconds=0)
    impossible = [value.changes not in one.best for value in values.singles]
    assert any(impossible)
    assert impossible == [v.verdict is Verdict.BREAKS_RULES for v in values.singles]


def with_group(scenario: Scenario, section: ClassSection) -> Scenario:
    """``scenario`` with a group of a subject in all hours of ``section``."""
    group = SubjectGroup(
        SubjectGroupId("e1"),
        SubjectCode("engelsk"),
        frozenset({section.id}),
        1,
        3,
        section.menu,
        10,
    )
    return replace(scenario, subject_groups=(group,))


def test_no_class_leaves_the_hours_of_its_subject_groups():
    """The other class may still change, and only it is proposed."""
    one = made()[GAINS_BY_TWO]
    first, second = max((c for c in one.best if len(c) == 2), key=one.best.__getitem__)
    sections = one.scenario.sections_by_id()
    grouped = with_group(one.scenario, sections[first.section])
    values = measured(replace(one, scenario=grouped))
    assert {
        v.verdict for v in values.singles if v.changes[0].section == first.section
    } == {Verdict.GROUPS_OUTSIDE}
    best = max(
        v for c, v in one.best.items() if {x.section for x in c} <= {second.section}
    )
    assert values.proposal is not None
    assert one.best[values.proposal.changes] == best
    assert values.tried_all


def test_without_time_nothing_true_is_ruled_out():
    """With no seconds at all: no plan is promised, and every bound holds."""
    for one in made().values():
        values, in_force = measured(one, seconds=0), one.best[()]
        assert values.proposal is None
        better = [c for c in one.best if one.best[c] > in_force]
        for value in values.singles:
            if value.changes in better:
                assert value.verdict is Verdict.OPEN
                assert covered(one.best[value.changes]) - covered(in_force) <= (
                    value.at_most
                )
        top = covered(max(one.best.values()))
        assert top - covered(in_force) <= values.at_most


def test_no_more_classes_change_than_may():
    """With one change allowed, no combination of two is counted."""
    one = made()[GAINS_BY_TWO]
    values = measured(one, most_changes=1, seconds=0)
    assert values.combinations == len(values.singles)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 60, 10))
def test_changes_and_proposals_are_what_trying_finds_on_many(first):
    """The same on sixty scenarios."""
    for one in make_all(*range(first, first + 10)).values():
        check_against_trying(one)
