"""How often somebody is visited, as people write it."""

import pytest

from matcher.domain.programme import DEFAULT_VISIT_STEPS, VisitStep
from matcher.io.tables import TEMPLATES
from matcher.io.values import BadValue, Setting
from matcher.io.visit_steps import VisitSteps

SETTING = Setting()


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("1", (VisitStep(1),)),
        ("1x8 2", (VisitStep(1, 8), VisitStep(2))),
        ("1 × 8, 3", (VisitStep(1, 8), VisitStep(3))),
        ("2x4 1x4 3", (VisitStep(2, 4), VisitStep(1, 4), VisitStep(3))),
        ("0", ()),
    ],
)
def test_weeks_between_visits_are_read(text, steps):
    """Weeks from visit to visit, each for so many weeks, in any order."""
    assert VisitSteps().parse(text, SETTING) == steps


@pytest.mark.parametrize("text", ["weekly", "1x8", "1 2", "0x3 1", "-1"])
def test_what_says_no_rhythm_is_refused(text):
    """A step but the last has a length, the last has none, and no visit is endless."""
    with pytest.raises(BadValue) as caught:
        VisitSteps().parse(text, SETTING)
    assert caught.value.code == "not-steps"


@pytest.mark.parametrize("text", ["1x8 2", "3", "0"])
def test_what_is_written_is_read_back(text):
    """Reading and writing are inverse."""
    assert VisitSteps().write(VisitSteps().parse(text, SETTING), SETTING) == text


def test_a_blank_cell_is_the_programme_s_default():
    """The table and the template agree on what is taken where nothing is said."""
    column = TEMPLATES.column("visit_steps")
    assert column.type.parse(column.default, SETTING) == DEFAULT_VISIT_STEPS
