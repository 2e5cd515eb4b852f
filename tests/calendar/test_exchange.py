"""Seats that change hands so that fewer weeks are nearly empty."""

from collections import Counter
from random import Random

import numpy as np

from matcher.calendar import build_calendar, summarise_hours
from matcher.calendar.exchange import Balance, exchange_seats
from matcher.calendar.fair_flow import NO_SESSION
from matcher.calendar.sessions import find_sessions
from matcher.domain.activities import Activity
from tests.calendar.activities import offer, offering
from tests.calendar.tiny import classes_in, placements_in, tiny
from tests.helpers import builders as make

ALL_DAYS = "man tir ons tor fre"
NO_DUTY = make.template("free", work_minutes_per_week=0, work_duty=False)
BOTH = [make.template(), NO_DUTY]


class Desk:
    """A calendar with sessions that are given out by hand, and then exchanged."""

    def __init__(self, scenario, placements=(), classes=None):
        self.calendar = build_calendar(scenario, placements, classes or {})
        self.sessions = find_sessions(self.calendar, placements)
        self.hours = summarise_hours(self.calendar)
        self.chosen = np.full(len(self.calendar.free), NO_SESSION, dtype=np.int64)

    def give(self, person, *days):
        """Let a person have the first session there is on each of the days."""
        free = self.calendar.free
        for cell, session in zip(
            self.sessions.cell, self.sessions.session, strict=True
        ):
            if free.participant_idx[cell] == person and free.day[cell] in days:
                self.chosen[cell] = session

    def days(self, person):
        free = self.calendar.free
        mine = (free.participant_idx == person) & (self.chosen != NO_SESSION)
        return free.day[mine].tolist()

    def exchange(self):
        movable = np.ones(len(self.sessions.seats), dtype=np.bool_)
        parts = self.calendar, self.sessions, self.hours
        exchange_seats(*parts, self.chosen, movable)
        return self

    def balance(self):
        return Balance.of(self.calendar, self.sessions, self.hours, self.chosen)


def two(*templates, weeks=1, **changes):
    """One seat on each weekday; the first person has all days of the first week."""
    people = [
        make.participant(f"p{i}", template=template)
        for i, template in enumerate(templates)
    ]
    scenario = offering(
        offer(slots=ALL_DAYS, seats=1, **changes),
        weeks=weeks,
        participants=people,
        templates=BOTH,
    )
    desk = Desk(scenario)
    desk.give(0, *range(5))
    return desk


def test_who_has_more_than_enough_gives_to_who_lacks():
    """Two days of five make a week of 15 led hours."""
    desk = two("intro", "intro", kind=Activity.VOLUNTEERING).exchange()
    assert (len(desk.days(0)), len(desk.days(1))) == (3, 2)


def test_nobody_gives_away_what_their_duty_lacks():
    """Six days are asked of the first, who has five; the other has no duty to gain."""
    desk = two("intro", "free", weeks=3)
    desk.sessions.seats[desk.sessions.day >= 7] = 0
    before = desk.chosen.copy()
    assert desk.balance().lack[0] == 450
    assert (desk.exchange().chosen == before).all()


def test_what_one_duty_loses_another_gains():
    """Both lack work-oriented hours: the sum stays, and one week less is empty."""
    desk = two("intro", "intro", weeks=3)
    desk.sessions.seats[desk.sessions.day >= 7] = 0
    lacked = int(np.maximum(0, desk.balance().lack).sum())
    desk.exchange()
    assert len(desk.days(1)) == 2
    assert int(np.maximum(0, desk.balance().lack).sum()) == lacked


def test_who_gives_has_it_in_another_week():
    """The duty of two weeks is met by four days of the first; two move to the second."""
    desk = two("intro", "free", weeks=2)
    desk.chosen[desk.calendar.free.day == 4] = NO_SESSION
    desk.sessions.seats[desk.sessions.day == 4] = 0
    assert desk.balance().lack[0] == 0
    desk.exchange()
    assert desk.balance().lack[0] == 0
    assert len([day for day in desk.days(1) if day < 7]) == 2


def test_others_go_to_another_session_instead():
    """Who can come on two days only gets them, though who has them lacks none to give."""
    people = [
        make.participant("p0"),
        make.participant("p1"),
        make.participant("p2", available_slots=make.slots("man")),
    ]
    club = offer(slots=ALL_DAYS, seats=1, kind=Activity.VOLUNTEERING)
    desk = Desk(offering(club, weeks=1, participants=people))
    desk.give(0, 2, 3, 4)
    desk.give(1, 0, 1)
    desk.exchange()
    assert desk.days(2) == [0]
    assert (len(desk.days(0)), len(desk.days(1))) == (2, 2)
    assert (desk.balance().short <= 0).all()


def test_an_exchange_breaks_nothing():
    """From any calendar: seats hold, duties lack no more, no more weeks are empty."""
    better = 0
    for seed in range(60):
        rng = Random(seed)
        scenario = tiny(seed)
        classes = classes_in(scenario, seed)
        desk = Desk(scenario, placements_in(scenario, classes, seed), classes)
        pairs = list(
            zip(
                desk.sessions.cell.tolist(), desk.sessions.session.tolist(), strict=True
            )
        )
        left = Counter(dict(enumerate(desk.sessions.seats.tolist())))
        for cell, session in rng.sample(pairs, len(pairs)):
            if left[session] > 0 and desk.chosen[cell] == NO_SESSION:
                desk.chosen[cell] = session
                left[session] -= 1
        before = desk.balance()
        lack, empty = before.lack.copy(), (before.short > 0).sum()
        after = desk.exchange().balance()
        assert (after.seats >= 0).all()
        assert {(c, s) for c, s in enumerate(desk.chosen.tolist()) if s >= 0} <= {
            *pairs
        }
        assert np.maximum(0, after.lack).sum() <= np.maximum(0, lack).sum()
        assert after.lack.max() <= max(0, lack.max())
        assert (after.short > 0).sum() <= empty
        better += (after.short > 0).sum() < empty
    assert better > 3
