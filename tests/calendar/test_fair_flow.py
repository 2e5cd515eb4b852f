"""Scarce seats: as many as can be, and fairly; and minutes that no sharing exceeds."""

from collections import Counter
from itertools import product
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from matcher.calendar.fair_flow import (
    NO_SESSION,
    Network,
    fairest,
    most_minutes,
    most_people,
    share_seats,
)


def network(person, pairs, num_sessions):
    """Slots by their person, and (slot, session) pairs."""
    slot, session = np.array(sorted(pairs), np.int64).reshape(-1, 2).T
    return Network(np.array(person, np.int64), slot, session, num_sessions)


def shared(net, wanted, seats):
    return share_seats(
        net, fairest(np.array(wanted), np.ones_like(wanted)), np.array(seats)
    ).tolist()


def lacks(net, wanted, chosen):
    """What each person still wants, largest first."""
    had = Counter(
        person for person, to in zip(net.person, chosen, strict=True) if to >= 0
    )
    return sorted((w - had[i] for i, w in enumerate(wanted)), reverse=True)


def random_case(seed):
    """Up to three people with five slots in all, and three sessions."""
    rng = Random(seed)
    people = rng.randrange(1, 4)
    person = [*range(people), *(rng.randrange(people) for _ in range(rng.randrange(3)))]
    sessions = rng.randrange(1, 4)
    pairs = [
        (slot, session)
        for slot in range(len(person))
        for session in range(sessions)
        if rng.random() < 0.5
    ]
    wanted = [rng.randrange(4) for _ in range(people)]
    seats = [rng.randrange(3) for _ in range(sessions)]
    return network(sorted(person), pairs, sessions), wanted, seats


def ways(net, wanted, seats):
    """Every way to share the seats."""
    could = [[NO_SESSION] for _ in net.person]
    for slot, session in zip(net.slot.tolist(), net.session.tolist(), strict=True):
        could[slot].append(session)
    for chosen in product(*could):
        had = Counter(p for p, to in zip(net.person, chosen, strict=True) if to >= 0)
        came = Counter(to for to in chosen if to >= 0)
        if all(had[p] <= w for p, w in enumerate(wanted)) and all(
            came[s] <= most for s, most in enumerate(seats)
        ):
            yield chosen


@pytest.mark.parametrize("tens", range(30))
def test_no_way_to_share_is_better(tens):
    """Most slots are filled, and among those ways the lacks are the fairest."""
    for seed in range(10 * tens, 10 * tens + 10):
        net, wanted, seats = random_case(seed)
        found = tuple(shared(net, wanted, seats))
        every = list(ways(net, wanted, seats))
        assert found in every
        best = min((sum(lacks(net, wanted, w)), lacks(net, wanted, w)) for w in every)
        assert (sum(lacks(net, wanted, found)), lacks(net, wanted, found)) == best


def test_who_lacks_most_goes_first():
    """One seat, and two people who want one slot and three: the second has it."""
    net = network([0, 1], [(0, 0), (1, 0)], 1)
    assert shared(net, [1, 3], [1]) == [NO_SESSION, 0]


def test_who_can_go_elsewhere_does():
    """Both are filled: who has two sessions to choose from leaves the one they share."""
    net = network([0, 1], [(0, 0), (0, 1), (1, 0)], 2)
    assert shared(net, [3, 1], [1, 1]) == [1, 0]


def whole_people(person, lack, seats):
    """How many lack nothing when slots are worth 450 minutes and all may go anywhere."""
    pairs = [(slot, to) for slot in range(len(person)) for to in range(len(seats))]
    net = network(person, pairs, len(seats))
    wanted = np.array(lack)
    rounds = most_people(wanted, np.full_like(wanted, 450))
    found = share_seats(net, rounds, np.array(seats))
    had = np.bincount(net.person[found != NO_SESSION], minlength=len(lack))
    return int((450 * had >= wanted).sum())


def test_who_lacks_least_goes_first_where_people_are_counted():
    """Two seats help two who need one each, not one who needs two."""
    assert whole_people([0, 0, 1, 2], [900, 270, 450], [2]) == 2


def test_people_are_helped_one_after_another_where_each_needs_two():
    """Four seats make two of four people whole, instead of all four half."""
    assert whole_people([0, 0, 1, 1, 2, 2, 3, 3], [900] * 4, [1, 1, 1, 1]) == 2


def test_the_last_slot_of_a_person_is_worth_what_they_still_lack():
    """Ten minutes that are left of 460 come after a whole slot of another."""
    rounds = fairest(np.array([460, 450]), np.array([450, 450]))
    assert [most.tolist() for most in rounds] == [[1, 0], [1, 1], [2, 1]]


def test_nobody_has_more_than_they_want():
    """Two free slots and seats enough: who wants one has one."""
    net = network([0, 0], [(0, 0), (1, 1)], 2)
    assert sorted(shared(net, [1], [5, 5])) in ([NO_SESSION, 0], [NO_SESSION, 1])


def test_without_a_seat_every_slot_stays_free():
    """A session without seats fills nothing."""
    net = network([0], [(0, 0)], 1)
    assert shared(net, [1], [0]) == [NO_SESSION]


def test_more_seats_than_32_bits_hold_are_enough_for_all():
    """A session for three milliard people has room for two."""
    net = network([0, 1], [(0, 0), (1, 0)], 1)
    assert shared(net, [1, 1], [3_000_000_000]) == [0, 0]


def _linear_programme(net, wanted, slot_minutes, worth, room):
    """The same question, asked of a solver that knows nothing of flows."""
    pairs = len(net.slot)
    rows = np.zeros((len(wanted) + len(slot_minutes) + len(room), pairs))
    for pair, (slot, session) in enumerate(zip(net.slot, net.session, strict=True)):
        rows[net.person[slot], pair] = 1
        rows[len(wanted) + slot, pair] = 1
        rows[len(wanted) + len(slot_minutes) + session, pair] = 1
    if not pairs:
        return 0
    answer = linprog(
        -np.ones(pairs),
        A_ub=rows,
        b_ub=[*wanted, *slot_minutes, *room],
        bounds=[(0, w) for w in worth],
        method="highs",
    )
    assert answer.fun is not None
    return round(-answer.fun)


@pytest.mark.parametrize("seed", range(60))
def test_most_minutes_are_those_of_the_linear_programme(seed):
    """Slots and seats that may be split give as many minutes as an LP says."""
    net, _, seats = random_case(seed)
    rng = Random(f"minutes {seed}")
    minutes = [rng.choice([90, 225, 450]) for _ in seats]
    worth = np.array([minutes[s] for s in net.session], np.int64)
    wanted = np.array([rng.randrange(900) for _ in range(net.num_people)])
    whole = np.array([rng.choice([225, 450]) for _ in net.person])
    room = np.array(minutes) * np.array(seats)
    asked = (wanted, whole, worth, room)
    assert most_minutes(net, *asked) == _linear_programme(net, *asked)


def test_minutes_of_a_person_count_up_to_what_they_want():
    """A session of 450 minutes gives 100 to who lacks 100."""
    net = network([0], [(0, 0)], 1)
    arrays = map(np.array, ([100], [450], [450], [450]))
    assert most_minutes(net, *arrays) == 100


def test_room_beyond_32_bits_is_no_limit():
    """Room of three milliard minutes and an odd want leave the want the limit."""
    net = network([0], [(0, 0)], 1)
    arrays = map(np.array, ([101], [450], [450], [3_000_000_000]))
    assert most_minutes(net, *arrays) == 101
