"""How well a placement suits: the definition, part by part."""

from datetime import date

import pytest

from matcher.domain.decisions import EarlierPlacement
from matcher.domain.fit import criterion_shares, fit_parts, wish_points
from matcher.domain.ids import LanguageCode, ParticipantId, SlotId
from matcher.domain.language import CefrLevel, CefrProfile
from matcher.domain.participant import TravelMode
from matcher.domain.policy import FitWeights, Policy
from matcher.domain.reasons import Criterion, CriterionShare
from matcher.domain.weeks import Slot, WeekGrid
from tests.helpers import builders as make

CLASS, STANDARD = make.section(), Policy()
ARABIC = frozenset({LanguageCode("ar")})


def parts(
    person,
    place,
    *,
    section=CLASS,
    practice="ons tor fre",
    policy=STANDARD,
    **rest,
):
    scenario = make.scenario([person], [place], **rest)
    return fit_parts(
        scenario, policy, person, place, section, make.START, make.slots(practice)
    )


@pytest.mark.parametrize(
    ("wished", "points"),
    [((), 450), (("renhold",), 450), (("helse", "renhold"), 225), (("helse",), 0)],
)
def test_wish_falls_with_the_rank(wished, points):
    """Full for the first rank or no wishes, half for the second of two, 0 unwished."""
    person = make.participant(sector_wishes=make.wishes(*wished))
    assert wish_points(person, make.place(), 450) == points


def test_tied_wishes_are_equal():
    """Sectors in one rank give the same points."""
    person = make.participant(sector_wishes=make.wishes("helse renhold", "butikk"))
    assert wish_points(person, make.place(), 450) == 450


def test_language_is_a_quarter_a_skill():
    """Each skill that reaches the wish at the start gives a quarter of the weight."""
    levels = CefrProfile(CefrLevel.B1, CefrLevel.B1, CefrLevel.A2, CefrLevel.A2)
    place = make.place(level_wish=make.level("B1"))
    assert parts(make.participant(level=levels), place).language == 75


def test_language_is_predicted_at_the_start():
    """A level expected by the start counts; without prediction it does not."""
    person = make.participant(level_date=date(2025, 6, 2))
    place = make.place(level_wish=make.level("B1"))
    assert parts(person, place).language == 150
    assert parts(person, place, policy=Policy(weeks_per_level=0)).language == 0


def test_travel_counts_school_and_practice_days():
    """Minutes of three practice days and two class days against the limit of all five."""
    # 5 km: 23 minutes by the estimate; to class it is no way at all.
    person = make.participant(travel_limit_minutes=46)
    place = make.place(location=make.north_of(make.HERE, 5))
    # 2 * 3 * 23 of 2 * 46 * 5 minutes: 250 * (460 - 138) // 460.
    assert parts(person, place).travel == 175


def test_given_travel_goes_before_the_estimate():
    """Minutes of travel.csv are those that count."""
    person = make.participant()
    travel = {(person.id, make.place().id, TravelMode.TRANSIT): 60}
    found = parts(person, make.place(), section=None, travel=travel)
    assert found.travel == 0


def test_travel_beyond_the_limit_is_not_negative():
    """A running placement beyond the limit, or a limit of 0, gives no points."""
    far = make.place(location=make.north_of(make.HERE, 300))
    assert parts(make.participant(), far).travel == 0
    assert parts(make.participant(travel_limit_minutes=0), make.place()).travel == 0


def test_half_days_on_one_day_are_one_trip():
    """Travel counts weekdays, not slots: two slots on a day are one way there and back."""
    slot = make.scenario().grid.slots[2]
    grid = WeekGrid((slot, Slot(SlotId("kveld"), 2, 960, 1080, 120)))
    place = make.place(seats_each_slot={"ons": 1}, location=make.north_of(make.HERE, 5))
    one = parts(make.participant(), place, section=None, practice="ons", grid=grid)
    two = parts(
        make.participant(), place, section=None, practice="ons kveld", grid=grid
    )
    assert one.travel == two.travel == 154


def test_hire_rate_is_shrunk():
    """No record gives the common rate; a record moves it towards its own."""
    person = make.participant()
    assert parts(person, make.place()).hire == 40
    assert parts(person, make.place(hired=10, hosted=10)).hire == 80


def test_support_language_needs_a_common_one():
    """Points where a colleague speaks a language of the person's."""
    place = make.place(support_languages=ARABIC)
    assert parts(make.participant(languages=ARABIC), place).support_language == 50
    assert parts(make.participant(), place).support_language == 0


def earlier(*levels):
    return {
        "earlier": tuple(
            EarlierPlacement(ParticipantId("p1"), None, make.START, make.START, level)
            for level in levels
        )
    }


def test_a_place_without_a_step_is_judged_by_none():
    """The wish has all its points where no step is stated."""
    found = parts(make.participant(), make.place(), **earlier(1))
    assert (found.wish, found.step_up) == (450, 0)


def test_a_step_that_is_no_higher_gives_nothing():
    """On the step that the person was on already, and on one below an even higher one."""
    same = parts(make.participant(), make.place(step_level=2), **earlier(2, 1, None))
    assert (same.wish, same.step_up) == (400, 0)
    assert (
        parts(make.participant(), make.place(step_level=1), **earlier(2)).step_up == 0
    )


def test_a_higher_step_gives_all():
    """One step or several, also where no step is known of before."""
    for levels in ((1,), (), (None,)):
        found = parts(make.participant(), make.place(step_level=3), **earlier(*levels))
        assert (found.wish, found.step_up) == (400, 50)


def test_a_step_up_is_told_where_a_step_is_stated():
    """With the place's step and the highest before; nothing of it elsewhere."""
    person, scenario = make.participant(), make.scenario(**earlier(1))
    told = {
        step: criterion_shares(
            scenario,
            STANDARD,
            person,
            make.place(step_level=step),
            CLASS,
            make.START,
            (),
        )
        for step in (None, 2)
    }
    assert Criterion.STEP_UP not in {share.criterion for share in told[None]}
    assert told[2][-1] == CriterionShare(Criterion.STEP_UP, 50, 50, 2, 1)


def test_a_step_up_has_no_more_than_the_wish():
    """Where wishes count nothing, steps count nothing; weights stay within a thousand."""
    weights = FitWeights(30, 0, 970, 0, 0, step_up=50)
    assert weights.at(make.place(step_level=1)) == FitWeights(0, 0, 970, 0, 0, 30)
    assert Policy(fit=weights).faults() == []


def test_total_is_the_sum_within_a_thousand():
    """The best possible placement has all points of the weights."""
    person = make.participant(languages=ARABIC)
    place = make.place(support_languages=ARABIC, hired=3, hosted=0)
    found = parts(person, place)
    weights = FitWeights()
    assert found.hire == weights.hire
    assert found.total == 1000
