"""What people and machines are told of the value of a seat."""

import pytest

from matcher.domain.ids import EmployerId, MunicipalityId, PlaceId, SectorCode, SlotId
from matcher.domain.language import CefrLevel
from matcher.domain.seat_values import (
    Call,
    Extra,
    GroupValue,
    SeatChange,
    SeatKind,
    SeatValue,
    SeatValues,
    best_of,
    with_change,
)
from matcher.report.seat_values import seat_values_document, seat_values_lines
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.helpers import builders as make

EN = Wording(translator(Language.EN), {"e1": "Bakery"})
SCENARIO = make.scenario(places=[make.place("q1"), make.place("q2")])


def value(kind, people, at_most=None, slot=None, place="q1"):
    extra = Extra(people, people if at_most is None else at_most)
    return SeatValue(SeatChange(PlaceId(place), kind, slot), extra)


def values(*places, calls=(), sectors=(), levels=(), areas=()):
    return SeatValues("test", 7, places, sectors, levels, areas, calls)


def told(**parts):
    places = parts.pop("places", ())
    return "\n".join(seat_values_lines(values(*places, **parts), SCENARIO, EN))


def test_each_kind_counts_what_helps_is_proved_and_open():
    """Of two places one helps and one is proved to help nobody."""
    both = [value(SeatKind.BOTH, 1), value(SeatKind.BOTH, 0, place="q2")]
    assert (
        "Covers more at 1 of 2 places; proved nobody at 1; not decided at 0."
        in told(places=both)
    )


def test_an_open_value_is_an_interval():
    """From what a plan covers to what is proved, and the reader is told so."""
    text = told(places=[value(SeatKind.SHARE, 1, 3)])
    assert "1–3 more" in text
    assert translator(Language.EN)("seats.open") in text


def test_a_seat_names_its_day():
    """Place and slot, then where it is."""
    assert "q1 Thu" in told(places=[value(SeatKind.SEAT, 1, slot=SlotId("tor"))])


def test_the_call_list_names_employers_by_their_label():
    """Who is to be called is told by the name people know."""
    call = Call(1, (EmployerId("e1"),), Extra(2, 2))
    assert "1 employer: 2 more (Bakery)" in told(calls=(call,))


def test_a_longer_list_that_adds_nothing_is_left_out():
    """Only lists that give more than the one before."""
    one = Call(1, (EmployerId("e1"),), Extra(2, 2))
    two = Call(2, (EmployerId("e1"),), Extra(2, 2))
    assert told(calls=(one, two)).count("Bakery") == 1


def test_what_more_calls_might_give_is_told():
    """Where the bound is higher than what was found."""
    call = Call(2, (EmployerId("e1"),), Extra(1, 3))
    assert "with 2 calls perhaps up to 3 more" in told(calls=(call,))


def test_groups_are_told_by_their_best_place():
    """Sector, level and municipality, each with its best place or none."""
    best = GroupValue(4, 3, PlaceId("q1"), Extra(2, 2))
    none = GroupValue(2, 0, None, Extra(0, 0))
    unknown = GroupValue(1, 0, None, Extra(0, 1))
    text = told(
        sectors=((SectorCode("renhold"), best),),
        levels=((CefrLevel.PRE_A1, none), (CefrLevel.A2, unknown)),
        areas=((MunicipalityId("4003"), best),),
    )
    assert "2 more at the best place (q1); it helps at 3 of 4 places." in text
    assert "no language floor: nobody more (places: 2)." in text
    assert "asks A2: not decided (places: 1)." in text
    assert "Skien" in text


@pytest.mark.parametrize("language", list(Language))
def test_every_kind_has_words_in_each_language(language):
    """No kind of room lacks its heading."""
    wording = Wording(translator(language))
    places = [value(kind, 1) for kind in SeatKind]
    assert list(seat_values_lines(values(*places), SCENARIO, wording))


def test_the_document_says_the_same():
    """Machines get people and at most for each place, and whether all is decided."""
    found = seat_values_document(values(value(SeatKind.BOTH, 1, 2)), EN)
    assert found["places"] == [
        {
            "place": "q1",
            "kind": "both",
            "slot": None,
            "extra_people": 1,
            "at_most": 2,
        }
    ]
    assert found["decided"] is False


@pytest.mark.parametrize(
    ("kind", "seats", "at_once"),
    [
        (SeatKind.SEAT, {"man": 2, "tir": 1}, 1),
        (SeatKind.PERSON, {"man": 1, "tir": 1}, 2),
        (SeatKind.BOTH, {"man": 2, "tir": 2}, 2),
        (SeatKind.SHARE, {"man": 1, "tir": 1}, 2),
    ],
)
def test_a_change_gives_the_room_it_says(kind, seats, at_once):
    """One more seat, person, place; or two people to a seat. A closed slot stays so."""
    place = make.place("q1", {"man": 1, "tir": 1, "ons": 0})
    slot = SlotId("man") if kind is SeatKind.SEAT else None
    after = with_change(place, SeatChange(place.id, kind, slot))
    assert dict(after.seats) == {**seats, "ons": 0}
    assert after.people_at_once == at_once


def test_sharing_never_takes_room_away():
    """A place with more people at once than two a seat stays as it is."""
    place = make.place("q1", people_at_once=5)
    assert with_change(place, SeatChange(place.id, SeatKind.SHARE)) == place


def test_the_best_of_none_is_nobody():
    """A group without places gives nobody, for sure."""
    assert best_of([]) == Extra(0, 0)
