"""Week patterns: which slots, step by step."""

from itertools import pairwise

import pytest

from matcher.domain.programme import PatternStep
from matcher.options.patterns import WeekPattern, week_patterns
from tests.helpers import builders as make

RAMP = make.template(steps=(PatternStep(2, 8), PatternStep(3)), min_practice_slots=2)
WHOLE_WEEK = 0b11111


def test_one_step_takes_every_set_of_its_size():
    """Three of five days are ten patterns."""
    masks = [p.masks for p in week_patterns(WHOLE_WEEK, make.template())]
    assert len(masks) == len(set(masks)) == 10
    assert all(mask.bit_count() == 3 for (mask,) in masks)


def test_later_steps_contain_earlier_ones():
    """Two days that become three: each of ten threes has three twos in it."""
    patterns = week_patterns(WHOLE_WEEK, RAMP)
    assert len(patterns) == 30
    for pattern in patterns:
        assert all(a & b == a for a, b in pairwise(pattern.masks))
        assert [mask.bit_count() for mask in pattern.masks] == [2, 3]
        assert pattern.from_weeks == (0, 8)


def test_a_step_is_cut_to_what_there_is():
    """Where two slots are usable, a step of three takes the two and is no new step."""
    assert week_patterns(0b101, RAMP) == [WeekPattern((0b101,), (0,))]


@pytest.mark.parametrize("usable", [0, 0b1, 0b10000])
def test_too_few_slots_give_no_pattern(usable):
    """Below the least practice of the template nothing is offered."""
    assert week_patterns(usable, RAMP) == []


def test_no_steps_give_no_pattern():
    """A programme without practice has no pattern."""
    template = make.template(steps=(), min_practice_slots=0)
    assert week_patterns(WHOLE_WEEK, template) == []


def test_only_usable_slots_are_taken():
    """Every mask lies in the usable slots."""
    usable = 0b11011
    assert all(not p.last_mask & ~usable for p in week_patterns(usable, RAMP))


@pytest.mark.parametrize(("weeks", "steps"), [(1, 1), (8, 1), (9, 2), (26, 2)])
def test_a_pattern_within_weeks_has_the_steps_that_begin(weeks, steps):
    """A step that would begin after the last week is left out."""
    pattern = WeekPattern((0b1, 0b11), (0, 8))
    assert len(pattern.within(weeks).masks) == steps
