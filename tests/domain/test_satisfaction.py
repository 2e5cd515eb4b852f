"""How far a person got what they wished for: levels 0 to 4."""

import pytest

from matcher.domain.satisfaction import LEVELS, satisfaction_level, wish_number
from tests.helpers import builders as make

SEVEN = ("a", "b", "c", "d", "e", "f", "renhold")


def level(*wished, at="renhold"):
    person = make.participant(sector_wishes=make.wishes(*wished))
    return satisfaction_level(person, make.place(sector=at))


def test_without_a_placement_the_level_is_0():
    """Also where nothing is wished."""
    assert satisfaction_level(make.participant(), None) == 0


def test_a_sector_that_is_not_wished_is_1():
    """Any placement is above none."""
    assert level("helse") == 1


def test_without_known_wishes_every_sector_is_the_first():
    """Who wished for nothing is never worse off for it."""
    assert level() == 4


@pytest.mark.parametrize(
    ("wished", "expected"),
    [
        (("renhold",), 4),
        (("renhold", "helse"), 4),
        (("helse", "renhold"), 2),
        (("helse", "renhold", "butikk"), 3),
        (("helse", "butikk", "renhold"), 2),
        (("a", "renhold", "c", "d"), 3),
        (("a", "b", "renhold", "d"), 2),
        (("a", "b", "renhold", "d", "e"), 3),
        (SEVEN, 2),
    ],
)
def test_a_wished_sector_is_rated_by_its_rank(wished, expected):
    """First rank 4, else 3 where twice the rank is below the ranks, else 2."""
    assert level(*wished) == expected


def test_tied_wishes_have_the_same_level():
    """A rank is an inner tuple, not a position in the list."""
    assert level("helse renhold", "butikk") == level("renhold helse", "butikk") == 4


def test_the_levels_are_0_to_4():
    """What a vector of counts by level is indexed with."""
    assert LEVELS == (0, 1, 2, 3, 4)


def test_wishes_are_numbered_from_one_to_five():
    """The fifth number stands for all later wishes and for what is not wished."""
    assert [wish_number(rank, 7) for rank in (0, 1, 3, 4, 6, None)] == [
        1,
        2,
        4,
        5,
        5,
        5,
    ]
    assert wish_number(None, 0) == 1
