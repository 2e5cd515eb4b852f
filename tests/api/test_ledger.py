"""The ledger of seats: claims, releases, and plans that come in force."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from api.errors import ConflictError
from api.installation import Installation
from api.ledger import service as ledger
from api.ledger.check import disagreements
from api.store.tables import LedgerEntry, Region
from matcher.domain.ids import ParticipantId, PlaceId, SlotId
from matcher.domain.plan import Placement, PlacementStep
from matcher.domain.seat_weeks import PEOPLE_AT_ONCE, SeatWeek
from tests.api.plans import put_in_force
from tests.api.service import Service

REGION = "r"
MONDAY = SeatWeek(PlaceId("q1"), SlotId("man"), "2026-W34")
TUESDAY = SeatWeek(PlaceId("q1"), SlotId("tir"), "2026-W34")
AT_ONCE = SeatWeek(PlaceId("q1"), PEOPLE_AT_ONCE, "2026-W34")


@pytest.fixture
def one_seat(installation: Installation) -> Installation:
    """An installation with a place of one seat on Monday, two on Tuesday, one at once."""
    with installation.database.write() as session:
        session.add(Region(id=REGION, name=REGION))
        session.flush()
        for at, room in ((MONDAY, 1), (TUESDAY, 2), (AT_ONCE, 1)):
            session.add(LedgerEntry(region=REGION, **at._asdict(), room=room))
    return installation


def claim(installation: Installation, *seats: SeatWeek) -> None:
    with installation.database.write() as session:
        ledger.claim(session, REGION, seats)


def release(installation: Installation, *seats: SeatWeek) -> None:
    with installation.database.write() as session:
        ledger.release(session, REGION, seats)


def taken(installation: Installation, region: str = REGION) -> dict[SeatWeek, int]:
    with installation.database.read() as session:
        found = ledger.entries(session, region)
    return {at: n for at, (_, n) in found.items() if n}


def test_a_free_seat_is_claimed(one_seat: Installation):
    """All that is asked for is taken, one of each."""
    claim(one_seat, MONDAY, TUESDAY)
    assert taken(one_seat) == {MONDAY: 1, TUESDAY: 1}


def test_the_last_seat_is_not_given_twice(one_seat: Installation):
    """The second is refused, and takes nothing at all: not what is free either."""
    claim(one_seat, MONDAY)
    with pytest.raises(ConflictError):
        claim(one_seat, TUESDAY, MONDAY)
    assert taken(one_seat) == {MONDAY: 1}


def test_a_seat_that_is_given_back_can_be_claimed(one_seat: Installation):
    """After a release the seat is free."""
    claim(one_seat, MONDAY)
    release(one_seat, MONDAY)
    claim(one_seat, MONDAY)
    assert taken(one_seat) == {MONDAY: 1}


def test_people_at_once_are_claimed_with_the_seat(one_seat: Installation):
    """A person takes a seat and one of the people at once."""
    claim(one_seat, TUESDAY, AT_ONCE)
    assert taken(one_seat) == {TUESDAY: 1, AT_ONCE: 1}


def test_people_at_once_keep_others_out(one_seat: Installation):
    """There is a seat left on Tuesday, but the place follows up no more people."""
    claim(one_seat, TUESDAY, AT_ONCE)
    with pytest.raises(ConflictError):
        claim(one_seat, TUESDAY, AT_ONCE)


def test_other_weeks_are_free(one_seat: Installation):
    """What is taken in one week says nothing of the next: here it is not offered."""
    claim(one_seat, TUESDAY, AT_ONCE)
    with pytest.raises(ConflictError):
        claim(one_seat, AT_ONCE._replace(week="2026-W35"))
    claim(one_seat, TUESDAY)
    assert taken(one_seat)[TUESDAY] == 2


def test_one_of_two_hundred_gets_the_last_seat(one_seat: Installation):
    """Two hundred claims at once, in any order of the seats: one wins, 199 are told."""

    def outcome(number: int) -> bool:
        seats = [MONDAY, TUESDAY, AT_ONCE]
        try:
            claim(one_seat, *(seats if number % 2 else reversed(seats)))
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(24) as threads:
        won = list(threads.map(outcome, range(200)))
    assert sum(won) == 1
    assert taken(one_seat) == {MONDAY: 1, TUESDAY: 1, AT_ONCE: 1}


def placement(person: str = "D1", at: str = "P1", slots: str = "ons tor") -> Placement:
    names = tuple(SlotId(name) for name in slots.split())
    return Placement(
        ParticipantId(person),
        PlaceId(at),
        date(2026, 8, 17),
        date(2026, 8, 28),
        None,
        (PlacementStep(date(2026, 8, 17), names),),
    )


def test_a_plan_in_force_sets_the_ledger(service: Service):
    """What its placements take is taken, week by week, and no more."""
    put_in_force(service.installation, service.region, [placement()])
    found = taken(service.installation, service.region)
    assert set(found.values()) == {1}
    assert {(at.slot, at.week) for at in found} == {
        (slot, week) for slot in ("ons", "tor", "") for week in ("2026-W34", "2026-W35")
    }
    assert disagreements(service.installation.database) == []


def test_a_new_plan_takes_the_place_of_the_old(service: Service):
    """Seats of the plan before are free, and those of the new one taken."""
    put_in_force(service.installation, service.region, [placement()])
    put_in_force(service.installation, service.region, [placement(at="P2")])
    found = taken(service.installation, service.region)
    assert {at.place for at in found} == {"P2"}
    assert disagreements(service.installation.database) == []


def test_more_than_there_are_seats_is_no_room_for_others(service: Service):
    """A plan that gives a seat twice keeps both, and nobody is added."""
    both = [placement(), placement("D2")]
    put_in_force(service.installation, service.region, both)
    [ons, *_] = sorted(taken(service.installation, service.region))
    with (
        pytest.raises(ConflictError),
        service.installation.database.write() as session,
    ):
        ledger.claim(session, service.region, [ons])


def test_a_wrong_entry_is_found(service: Service):
    """A seat that nobody has is told with what is found and what it should be."""
    put_in_force(service.installation, service.region, [placement()])
    with service.installation.database.write() as session:
        at = sorted(taken(service.installation, service.region))[0]
        ledger.release(session, service.region, [at])
    [found] = disagreements(service.installation.database)
    assert (found.at, found.found, found.expected) == (at, (2, 0), (2, 1))
