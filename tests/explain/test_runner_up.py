"""The best other place and why it is not theirs, against a slow look at every option."""

from collections import Counter, defaultdict
from random import Random

import numpy as np
import pytest

from matcher.domain.agreements import Counted, Pair, PairKind, Quota
from matcher.domain.ids import EmployerId, ParticipantId, PlaceId, QuotaId, SectorCode
from matcher.domain.policy import Policy, Tier
from matcher.domain.reasons import RunnerUp, WhyNot
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.explain.joint_limits import limits_of_moving
from matcher.explain.runner_up import runner_ups
from matcher.options import NO_NEXT, NO_PLACE, Options, build_options
from matcher.placement.rows import capacity_rows
from tests.explain.left_behind import broken_by_moving
from tests.helpers import builders as make
from tests.placement.tiny_chains import chained_scenario
from tests.placement.tiny_scenarios import tiny_scenario

POLICY = Policy()
CHAINED = (*range(20), 62)
P1, P2 = ParticipantId("p1"), ParticipantId("p2")


def options_of(scenario: Scenario, policy: Policy = POLICY) -> Options:
    return build_options(scenario, policy, find_candidates(scenario, policy))


def best_at(scenario: Scenario, options: Options, *places: str | None):
    """The best option of each person at the place named for them."""
    chosen = []
    number = {p.id: i for i, p in enumerate(scenario.places)}
    for person, place in enumerate(places):
        wanted = NO_PLACE if place is None else number[PlaceId(place)]
        columns = options.columns
        here = (columns.participant_idx == person) & (columns.place_idx == wanted)
        rows = np.flatnonzero(here)
        worth = zip(*(options.values[t][rows] for t in POLICY.tiers), strict=True)
        chosen.append(int(rows[max(enumerate(worth), key=lambda e: e[1])[0]]))
    return np.array(chosen, dtype=np.int64)


def found(scenario: Scenario, *places: str | None) -> dict[int, RunnerUp]:
    options = options_of(scenario)
    chosen = best_at(scenario, options, *places)
    return runner_ups(scenario, POLICY, options, chosen)


def wishing(*people: str, **changes):
    """People whose first wish is health care, the second cleaning."""
    wished = make.wishes("helse", "renhold")
    return [make.participant(id, sector_wishes=wished, **changes) for id in people]


def own(id: str, **changes):
    return make.place(id, employer=EmployerId(f"e-{id}"), **changes)


def test_without_another_place_there_is_no_runner_up():
    """Nor has anybody one who is not placed."""
    assert found(make.scenario(), "q1") == {}
    assert found(make.scenario(), None) == {}


def test_a_worse_place_is_told_with_the_tier_that_decides():
    """225 points of wish are what the other place would cost."""
    scenario = make.scenario(wishing("p1"), [own("q1", sector="helse"), own("q2")])
    (runner_up,) = found(scenario, "q1").values()
    assert runner_up.place == "q2"
    assert runner_up.why_not is WhyNot.WORSE
    assert (runner_up.tier, runner_up.by) == (Tier.FIT, -225)
    assert runner_up.limits == ()


def test_a_better_place_that_is_taken_is_full():
    """The limit that keeps the person out is named."""
    scenario = make.scenario(
        wishing("p1", "p2"), [own("q1"), own("q2", sector="helse", people_at_once=1)]
    )
    runner_up = found(scenario, "q1", "q2")[0]
    assert (runner_up.place, runner_up.why_not) == ("q2", WhyNot.FULL)
    assert runner_up.limits == (RuleCode.PEOPLE_AT_ONCE,)
    assert (runner_up.tier, runner_up.by) == (Tier.FIT, 225)


def test_a_place_that_shares_is_full_by_its_seats():
    """With room for a second person but on no other days: seat-day."""
    scenario = make.scenario(
        wishing("p1", "p2"), [own("q1"), own("q2", sector="helse", people_at_once=2)]
    )
    assert found(scenario, "q1", "q2")[0].limits == (RuleCode.SEAT_DAY,)


def test_a_better_place_with_room_is_admitted():
    """A plan that could be better says so."""
    scenario = make.scenario(wishing("p1"), [own("q1"), own("q2", sector="helse")])
    (runner_up,) = found(scenario, "q1").values()
    assert runner_up.why_not is WhyNot.ROOM_LEFT
    assert runner_up.by > 0


def test_who_would_leave_a_quota_short_stays():
    """A better place elsewhere is kept from those whom a quota needs where they are."""
    needed = Quota(
        QuotaId("k"), 9, Counted.PERIOD, sector=SectorCode("renhold"), least=1
    )
    scenario = make.scenario(
        wishing("p1"), [own("q1"), own("q2", sector="helse")], quotas=(needed,)
    )
    (runner_up,) = found(scenario, "q1").values()
    assert (runner_up.place, runner_up.why_not) == ("q2", WhyNot.FULL)
    assert runner_up.limits == (RuleCode.QUOTA_LEAST,)


def test_a_place_that_would_not_open_for_one_is_kept_from_them():
    """A better place that opens only for two is none for one alone."""
    scenario = make.scenario(
        wishing("p1"), [own("q1"), own("q2", sector="helse", opens_with=2)]
    )
    (runner_up,) = found(scenario, "q1").values()
    assert runner_up.limits == (RuleCode.OPENS_WITH,)


def test_who_would_leave_too_few_behind_stays():
    """Two opened the place together: neither can leave the other."""
    for_two = own("q1", seats_each_slot=2, people_at_once=2, opens_with=2)
    scenario = make.scenario(wishing("p1", "p2"), [for_two, own("q2", sector="helse")])
    told = found(scenario, "q1", "q1")
    assert [one.limits for one in told.values()] == [(RuleCode.OPENS_WITH,)] * 2


def test_who_goes_together_does_not_leave_the_other():
    """A better place for one is none while the other stays."""
    pair = Pair(P1, P2, PairKind.TOGETHER)
    scenario = make.scenario(
        wishing("p1", "p2"),
        [own("q1", seats_each_slot=2, people_at_once=2), own("q2", sector="helse")],
        pairs=(pair,),
    )
    told = found(scenario, "q1", "q1")
    assert [one.limits for one in told.values()] == [(RuleCode.TOGETHER,)] * 2


def test_one_s_own_room_at_the_employer_is_free():
    """Who leaves a place of the employer makes room at the other."""
    scenario = make.scenario(
        wishing("p1"),
        [make.place("q1"), make.place("q2", sector="helse")],
        employers=[make.employer(people_at_once=1, starts_per_week=1)],
    )
    (runner_up,) = found(scenario, "q1").values()
    assert runner_up.why_not is WhyNot.ROOM_LEFT


def test_days_dates_and_fit_are_those_of_the_option():
    """What is told of the runner-up is one option, the best there."""
    scenario = make.scenario(wishing("p1"), [own("q1", sector="helse"), own("q2")])
    (runner_up,) = found(scenario, "q1").values()
    assert runner_up.start_date == make.START
    assert runner_up.section == "c1"
    assert runner_up.slots == ("ons", "tor", "fre")
    options = options_of(scenario)
    row = best_at(scenario, options, "q2")[0]
    assert runner_up.fit == options.values[Tier.FIT][row]


def in_a_row(
    *places, **changes
) -> tuple[Scenario, Options, dict[tuple[int, ...], int]]:
    """p1 may have two placements in a row; the first option at each place or pair."""
    template = make.template(chain_first_weeks=12)
    scenario = make.scenario(wishing("p1"), places, templates=[template], **changes)
    options = options_of(scenario)
    ways = {
        tuple(places_of(options, o)): o for o in range(len(options.columns) - 1, -1, -1)
    }
    return scenario, options, ways


def test_two_in_a_row_have_a_runner_up_and_are_one():
    """Both in the wished sector are better than one of them, and the other way round."""
    scenario, options, ways = in_a_row(
        own("q1", sector="helse"), own("q2", sector="helse"), own("q3")
    )
    for mine, other in (((0, 2), (0, 1)), ((2,), (0, 1))):
        chosen = np.array([ways[mine]])
        (told,) = runner_ups(scenario, POLICY, options, chosen).values()
        assert told.after is not None
        assert told.after.start_date > told.end_date
        assert {told.place, told.after.place} == {f"q{i + 1}" for i in other}
        assert told.why_not is WhyNot.ROOM_LEFT


def test_a_second_place_that_would_not_open_is_none():
    """A place that opens only for two is none to go on to for one alone."""
    scenario, options, ways = in_a_row(
        own("q1", sector="helse"), own("q2", sector="helse", opens_with=2), own("q3")
    )
    everywhere = np.flatnonzero(options.columns.place_idx != NO_PLACE)
    chosen = np.array([ways[2,]])
    limits = limits_of_moving(scenario, options, everywhere, chosen)
    closed = [1 in places_of(options, o) for o in everywhere.tolist()]
    assert (limits > 0).tolist() == closed


def member_rows(scenario: Scenario, policy: Policy, options: Options):
    rows = capacity_rows(scenario, policy, options)
    by_column: dict[int, Counter[int]] = defaultdict(Counter)
    for row, column, weight in zip(
        rows.member_row.tolist(),
        rows.member_column.tolist(),
        rows.member_weight.tolist(),
        strict=True,
    ):
        by_column[column][row] = weight
    return rows.capacity.tolist(), by_column


def fits(capacity, by_column, taken: list[int], option: int) -> bool:
    return all(
        sum(by_column[other][row] for other in taken) + weight <= capacity[row]
        for row, weight in by_column[option].items()
    )


def feasible(
    scenario: Scenario, policy: Policy, options: Options, seed: int
) -> list[int]:
    """A random plan that keeps all limits, person by person."""
    rng = Random(seed)
    capacity, by_column = member_rows(scenario, policy, options)
    taken: list[int] = []
    for person in range(len(scenario.participants)):
        own = np.flatnonzero(options.columns.participant_idx == person).tolist()
        rng.shuffle(own)
        placed = [o for o in own if options.columns.place_idx[o] != NO_PLACE]
        rest = [o for o in own if options.columns.place_idx[o] == NO_PLACE]
        taken.append(
            next(o for o in placed + rest if fits(capacity, by_column, taken, o))
        )
    return taken


def oracle(scenario: Scenario, policy: Policy, options: Options, chosen: list[int]):
    """Per person with a runner-up: its place, why not, and its tier values."""
    capacity, by_column = member_rows(scenario, policy, options)
    columns = options.columns
    worth = [
        tuple(int(options.values[t][o]) for t in policy.tiers)
        for o in range(len(columns))
    ]
    told = {}
    for person, own in enumerate(chosen):
        here = places_of(options, own)
        others = [
            o
            for o in np.flatnonzero(columns.participant_idx == person).tolist()
            if places_of(options, o) not in ([], here)
        ]
        if not here or not others:
            continue
        best = max(others, key=lambda o: (worth[o], -o))
        place = places_of(options, best)
        there = [o for o in others if places_of(options, o) == place]
        better = [o for o in there if worth[o] > worth[own]]
        rest = [o for o in chosen if o != own]
        with_room = [
            o
            for o in better
            if fits(capacity, by_column, rest, o)
            and not any(broken_by_moving(scenario, options, chosen, o))
        ]
        why = WhyNot.ROOM_LEFT if with_room else WhyNot.FULL if better else WhyNot.WORSE
        differs = next(
            (
                (tier, theirs - mine)
                for tier, theirs, mine in zip(
                    policy.tiers,
                    worth[max(with_room, key=lambda o: (worth[o], -o))]
                    if with_room
                    else worth[best],
                    worth[own],
                    strict=True,
                )
                if theirs != mine
            ),
            (None, 0),
        )
        told[person] = ([scenario.places[i].id for i in place], why, differs)
    return told


def places_of(options: Options, option: int) -> list[int]:
    """Where it is: nowhere, at one place, or at two in a row."""
    first, after = options.columns.place_idx[option], options.columns.next_idx[option]
    second = [] if after == NO_NEXT else [int(options.second.place_idx[after])]
    return [] if first == NO_PLACE else [int(first), *second]


CASES = [
    *(tiny_scenario(seed) for seed in range(60)),
    *(chained_scenario(seed, joint=False) for seed in CHAINED),
]


@pytest.mark.parametrize("seed", range(len(CASES)))
def test_runner_ups_are_those_of_a_slow_look(seed):
    """Place, verdict and the deciding tier, over random scarce scenarios."""
    scenario, policy = CASES[seed]
    options = options_of(scenario, policy)
    try:
        chosen = feasible(scenario, policy, options, seed)
    except StopIteration:
        return  # facts alone leave this draw no way
    told = runner_ups(scenario, policy, options, np.array(chosen))
    expected = oracle(scenario, policy, options, chosen)
    assert told.keys() == expected.keys()
    for person, (place, why, differs) in expected.items():
        runner_up = told[person]
        after = () if runner_up.after is None else (runner_up.after.place,)
        assert ([runner_up.place, *after], runner_up.why_not) == (place, why)
        assert (len(runner_up.limits) > 0) == (why is WhyNot.FULL)
        if why is not WhyNot.FULL:
            assert (runner_up.tier, runner_up.by) == differs
