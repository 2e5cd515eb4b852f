"""What people could widen, and the twins it is tried on."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.domain.decisions import Ban, EarlierPlacement, Pin
from matcher.domain.ids import EmployerId, ParticipantId, PlaceId, SectorCode
from matcher.domain.participant import WorkingWindow
from matcher.domain.risk import WideningKind
from matcher.eligibility import find_candidates
from matcher.risk.widenings import widened, widenings_of, with_twins
from tests.helpers import builders as make
from tests.placement.tiny_scenarios import tiny_scenario

NARROW = make.participant(
    sector_vetoes=frozenset({SectorCode("helse"), SectorCode("lager")}),
    employer_vetoes=frozenset({EmployerId("e1")}),
    place_vetoes=frozenset({PlaceId("q1")}),
    available_slots=make.slots("ons tor"),
    working_window=WorkingWindow(540, 900),
)


def test_everything_that_is_the_person_s_own_is_tried():
    """Two longer ways, hours, slots and each refusal apart; wishes are no limit."""
    kinds = [w.kind for w in widenings_of(replace(NARROW, sector_wishes=()))]
    assert kinds == [
        WideningKind.TRAVEL_LIMIT,
        WideningKind.TRAVEL_LIMIT,
        WideningKind.WORKING_HOURS,
        WideningKind.AVAILABILITY,
        WideningKind.PLACE_VETO,
        WideningKind.EMPLOYER_VETO,
        WideningKind.SECTOR_VETO,
        WideningKind.SECTOR_VETO,
    ]


def test_who_has_no_limits_can_only_travel_farther():
    """Limits that there are not cannot be widened."""
    assert {w.kind for w in widenings_of(make.participant())} == {
        WideningKind.TRAVEL_LIMIT
    }


@pytest.mark.parametrize("tried", list(widenings_of(NARROW)))
def test_a_widening_changes_one_thing(tried):
    """Everything but the limit at hand stays as it was."""
    before, after = NARROW, widened(NARROW, tried)
    changed = [
        name
        for name in type(before).__dataclass_fields__
        if getattr(before, name) != getattr(after, name)
    ]
    assert len(changed) == 1


def test_what_is_decided_for_a_person_holds_for_twins():
    """Bans, pins, earlier employers, the employer's no and travel times go with them."""
    person = ParticipantId("p1")
    scenario = make.scenario(
        places=[make.place(participant_vetoes=frozenset({person}))],
        bans=(Ban(person),),
        pins=(Pin(person, place=PlaceId("q1")),),
        earlier=(EarlierPlacement(person, make.EMPLOYER, make.START, make.START),),
        travel={("p1", PlaceId("q1"), make.participant().travel_mode): 7},
    )
    both = with_twins(scenario)
    everybody = {p.id for p in both.scenario.participants}
    assert len(everybody) == 3
    assert {ban.participant for ban in both.scenario.bans} == everybody
    assert {pin.participant for pin in both.scenario.pins} == everybody
    assert {one.participant for one in both.scenario.earlier} == everybody
    assert both.scenario.places[0].participant_vetoes == everybody
    assert {home for home, _, _ in both.scenario.travel} == everybody


@pytest.mark.parametrize("seed", range(10))
def test_a_twin_can_go_wherever_the_person_can(seed):
    """Widening opens pairs and closes none."""
    scenario, policy = tiny_scenario(seed)
    both = with_twins(scenario)
    found = find_candidates(both.scenario, policy)
    reach: dict[int, set[int]] = {i: set() for i in range(len(both.original))}
    for person, place in zip(found.participant_idx, found.place_idx, strict=True):
        reach[int(person)].add(int(place))
    people = {o: i for i, o in enumerate(both.original) if both.widening[i] is None}
    assert all(reach[people[o]] <= reach[i] for i, o in enumerate(both.original))


@pytest.mark.parametrize("seed", range(5))
def test_people_are_as_they_were_beside_their_twins(seed):
    """Twins change nobody's candidates."""
    scenario, policy = tiny_scenario(seed)
    both = with_twins(scenario)
    alone = find_candidates(scenario, policy)
    beside = find_candidates(both.scenario, policy)
    kept = [both.widening[i] is None for i in beside.participant_idx]
    owner = np.array(both.original)[beside.participant_idx[kept]]
    assert owner.tolist() == alone.participant_idx.tolist()
    assert beside.place_idx[kept].tolist() == alone.place_idx.tolist()
