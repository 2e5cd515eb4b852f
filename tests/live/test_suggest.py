"""What is suggested: in which order, and what is told where nothing fits."""

from matcher.domain.decisions import Pin, RunningPlacement
from matcher.domain.ids import EmployerId, ParticipantId, PlaceId
from matcher.domain.plan import NotPlaced
from matcher.domain.policy import Policy, Tier
from matcher.domain.rules import RuleCode
from matcher.domain.suggestions import Suggestions, TierChange
from matcher.live.session import PlanSession
from matcher.live.suggest import suggest
from tests.helpers import builders as make

P1, P2 = ParticipantId("p1"), ParticipantId("p2")


def own(id: str, **changes):
    return make.place(id, employer=EmployerId(f"e-{id}"), **changes)


def waiting(*people: str):
    return [
        NotPlaced(ParticipantId(person), (), make.section().id) for person in people
    ]


def suggested(scenario, plan, person=P1, most=5) -> Suggestions:
    return suggest(PlanSession(scenario, Policy(), plan), person, most)


def places(suggestions) -> list[tuple[PlaceId, ...]]:
    return [tuple(p.place for p in one.placements) for one in suggestions]


WISHING = make.participant("p1", sector_wishes=make.wishes("helse", "renhold"))
OTHER = make.participant("p2")


def test_the_best_for_the_plan_comes_first():
    """A first wish goes before a second; each place is told once, by its best option."""
    scenario = make.scenario([WISHING], [own("q1"), own("q2", sector="helse")])
    told = suggested(scenario, make.plan(not_placed=waiting("p1")))
    assert places(told.fitting) == [("q2",), ("q1",)]
    assert told.if_others_move == ()
    changes = told.fitting[0].nobody_moves
    assert changes is not None
    assert TierChange(Tier.FIT, told.fitting[0].fit) in changes


def test_no_more_are_told_than_asked_for():
    """The best one alone."""
    scenario = make.scenario([WISHING], [own("q1"), own("q2", sector="helse")])
    told = suggested(scenario, make.plan(not_placed=waiting("p1")), most=1)
    assert places(told.fitting) == [("q2",)]


def test_what_somebody_has_is_no_suggestion():
    """Other weeks at the same place are, as a change for the worse."""
    scenario = make.scenario([WISHING], [own("q1")])
    told = suggested(scenario, make.plan([make.placement()]))
    assert [p.place for p in told.now] == ["q1"]
    [other] = told.fitting
    assert other.placements[0].start_date > make.START
    assert other.nobody_moves is not None
    assert min(change.by for change in other.nobody_moves) < 0


def test_a_taken_place_is_told_apart_with_its_limit():
    """The other has the only seat: there is room only if they move."""
    scenario = make.scenario([WISHING, OTHER], [own("q1"), own("q2", sector="helse")])
    plan = make.plan([make.placement("p2", at="q2")], waiting("p1"))
    told = suggested(scenario, plan)
    assert places(told.fitting) == [("q1",)]
    assert places(told.if_others_move) == [("q2",)]
    assert told.if_others_move[0].limits == (RuleCode.PEOPLE_AT_ONCE,)
    assert told.if_others_move[0].nobody_moves is None


def test_where_nothing_fits_it_is_told_why_and_what_would_help():
    """The place that lacks only room, and the sector they have said no to."""
    picky = make.participant("p1", sector_vetoes=frozenset({make.SECTOR}))
    scenario = make.scenario([picky, OTHER], [own("q1"), own("q2", sector="helse")])
    plan = make.plan([make.placement("p2", at="q2")], waiting("p1"))
    told = suggested(scenario, plan)
    assert told.fitting == ()
    assert [seat.place for seat in told.seats] == ["q2"]
    assert RuleCode.PEOPLE_AT_ONCE in [reason.rule for reason in told.reasons]
    [veto] = told.relaxations
    assert veto.changes[0].rule is RuleCode.SECTOR_VETO
    assert veto.with_room == 1


def test_what_is_pinned_comes_before_what_is_wished():
    """To give a pin up costs the plan's first aim."""
    pin = Pin(P1, PlaceId("q1"), None, None)
    scenario = make.scenario(
        [WISHING], [own("q1"), own("q2", sector="helse")], pins=(pin,)
    )
    told = suggested(scenario, make.plan(not_placed=waiting("p1")))
    assert places(told.fitting) == [("q1",), ("q2",)]
    gains = [one.nobody_moves or () for one in told.fitting]
    assert next(changes[0] for changes in gains) == TierChange(Tier.REPAIR, 1)


def test_a_placement_that_runs_stays():
    """Nothing is suggested to somebody who is there already."""
    running = RunningPlacement(
        P1, PlaceId("q1"), make.START, make.placement().end_date,
        make.slots("ons tor fre"), make.section().id,
    )  # fmt: skip
    scenario = make.scenario([WISHING], [own("q1"), own("q2")], running=(running,))
    told = suggested(scenario, make.plan([make.placement()]))
    assert told.is_running
    assert told.fitting == told.if_others_move == ()


def test_a_newcomer_is_measured_against_class_only():
    """The free place is told with all that it adds to the plan."""
    scenario = make.scenario([OTHER], [own("q1"), own("q2", sector="helse")])
    plan = make.plan([make.placement("p2", at="q2")])
    told = suggested(scenario, plan, WISHING)
    assert told.is_newcomer
    assert told.now == ()
    assert places(told.fitting) == [("q1",)]
    assert told.fitting[0].nobody_moves
    assert places(told.if_others_move) == [("q2",)]
