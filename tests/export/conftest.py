"""Two people at one place, one class, four weeks with a day off and a holiday."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.domain.ids import SpecialistId
from matcher.domain.plan import Placement, Plan
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import Horizon
from matcher.export import Event, Words, calendar_events, calendar_of
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.helpers import builders as make

SPECIALIST = SpecialistId("s1")
LABELS = {"q1": "Kafé Torget, avd. 2", "p1": "Deltaker Én"}
LAST = date(2026, 9, 13)
SEATS = dict.fromkeys(("ons", "tor", "fre"), 2)


def followed(placement: Placement) -> Placement:
    return replace(placement, specialist=SPECIALIST)


def words(language: Language = Language.NB) -> Words:
    return Words(Wording(translator(language), LABELS))


@pytest.fixture
def known() -> Scenario:
    """No class in week 36, and nothing else to do; holiday at the end of week 37."""
    school = make.calendar(
        no_teaching=(make.span("2026-08-31", "2026-09-04"),),
        programme_holiday=(make.span("2026-09-10", "2026-09-13"),),
    )
    return make.scenario(
        [make.participant("p1"), make.participant("p2")],
        [make.place("q1", SEATS, start_minute=10 * 60, end_minute=18 * 60)],
        calendars=(school,),
        templates=(make.template(self_study_minutes_per_week=0),),
        horizon=Horizon(make.START, placement_weeks=4, calendar_weeks=4),
        specialists=(make.specialist("s1", 5),),
    )


@pytest.fixture
def plan(known: Scenario) -> Plan:
    """The first is there on three days, the other on one."""
    placements = (
        followed(make.placement("p1", "q1", last=LAST)),
        followed(make.placement("p2", "q1", "ons", last=LAST)),
    )
    return make.plan(placements)


@pytest.fixture
def events(known: Scenario, plan: Plan) -> tuple[Event, ...]:
    return tuple(calendar_events(calendar_of(known, plan)))
