from datetime import date

from matcher.calendar import build_calendar, summarise_hours
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import Placement
from matcher.domain.weeks import Horizon
from matcher.report.hours import HoursTables, hours_tables
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.helpers.builders import START, participant, placement, scenario

NB = Wording(translator(Language.NB), {"p2": "Bok 2"})
KNOWN = scenario(
    [participant("p1"), participant("p2")],
    horizon=Horizon(START, placement_weeks=4, calendar_weeks=6),
)


def tables(*placements: Placement) -> HoursTables:
    section = SectionId("c1")
    classes = {ParticipantId("p1"): section, ParticipantId("p2"): section}
    calendar = build_calendar(KNOWN, placements, classes)
    return hours_tables(KNOWN, summarise_hours(calendar), NB)


def test_every_calendar_week_is_told() -> None:
    """From the first week of the plan to the last of the calendar, by ISO week."""
    weeks = [row.week for row in tables().weeks]
    assert weeks == ["34", "35", "36", "37", "38", "39"]


def test_class_and_practice_are_summed_over_people() -> None:
    """Two people in class 15 hours each, one of them at practice 22.5 more."""
    first = tables(placement("p1", last=date(2026, 9, 11))).weeks[0]
    assert (first.taught, first.practised) == ("30", "22")


def test_a_full_week_lacks_nothing() -> None:
    """Two class days and three practice days are 37.5 hours; class alone is 15."""
    first = tables(placement("p1", last=date(2026, 9, 11))).weeks[0]
    assert (first.full_time_short, first.people_below_full_time) == ("22", "1")


def test_whose_duty_is_not_met_is_listed_by_label() -> None:
    """The one with practice meets the duty, the one in class only does not."""
    (lacking,) = tables(placement("p1", last=date(2026, 9, 11))).lacking
    assert (lacking.participant.id, lacking.participant.label) == ("p2", "Bok 2")
    assert int(lacking.hours) > 0
