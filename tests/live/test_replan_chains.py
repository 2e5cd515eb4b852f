"""Two placements in a row that are in force: the second goes on after a first that runs."""

from datetime import date, timedelta

import pytest

from matcher.audit import audit_plan
from matcher.domain.chains import going_on
from matcher.domain.events import Event, EventKind
from matcher.domain.ids import ParticipantId
from matcher.domain.mending import least_change
from matcher.domain.plan import Placement
from matcher.domain.policy import LEAST_CHANGE
from matcher.live.events import apply_events
from tests.live.test_replan import ORDER, best_by_trying
from tests.live.tiny_events import tiny_events
from tests.placement.batch import plan_all
from tests.placement.tiny_chains import chained_scenario

SEEDS = (49, 65, 70)
"""Some in whose plans somebody has two placements."""

ACCEPTED = 70
"""The one in which two placements in a row are accepted before they begin."""


@pytest.fixture(scope="module")
def mended():
    """Of each seed the scenario after events in the middle of a chain, and the plan."""
    given = [chained_scenario(seed, joint=False) for seed in SEEDS]
    with pytest.MonkeyPatch.context() as patch:
        before = plan_all(given, patch, with_conflicts=False)
        after = []
        for seed, (scenario, policy), made in zip(SEEDS, given, before, strict=True):
            first = next(rows[0] for rows in in_a_row(made).values())
            events = tiny_events(seed, scenario, made.plan)
            freeze: date | None = first.start_date + timedelta(days=7)
            if seed == ACCEPTED:
                events = (Event(EventKind.ACCEPTED, first.participant), *events)
                freeze = None
            applied = apply_events(scenario, made.plan, events, freeze)
            after.append((seed, applied.scenario, least_change(policy)))
        planned = plan_all([one[1:] for one in after], patch, with_conflicts=False)
    return [(*one, outcome) for one, outcome in zip(after, planned, strict=True)]


def in_a_row(outcome) -> dict[ParticipantId, list[Placement]]:
    """The placements of those who have two."""
    found: dict[ParticipantId, list[Placement]] = {}
    for placement in outcome.plan.placements:
        found.setdefault(placement.participant, []).append(placement)
    return {person: rows for person, rows in found.items() if len(rows) == 2}


def test_no_plan_changes_less(mended):
    """Brute force over all that may follow what runs finds nothing better."""
    for seed, scenario, policy, outcome in mended:
        found = {t.name: t.value for t in outcome.plan.tiers if t.name in ORDER}
        assert found == best_by_trying(scenario, policy), seed


def test_what_it_changes_is_proved_without_a_solver(mended):
    """The proof alone gives the bound of each tier of the change."""
    for seed, *_, outcome in mended:
        tiers = [tier for tier in outcome.plan.tiers if tier.name in LEAST_CHANGE]
        assert [t.name for t in tiers if t.bound_checked != t.value] == [], seed


def test_the_audit_finds_nothing(mended):
    """No rule is broken, and what runs is kept."""
    for seed, scenario, policy, outcome in mended:
        assert audit_plan(scenario, policy, outcome.plan).violations == (), seed


def test_the_second_goes_on_after_a_first_that_runs(mended):
    """Somebody has it as it was, and somebody whom the events hit has another or none."""
    kept = []
    for _, scenario, _, outcome in mended:
        rows = in_a_row(outcome)
        for person, second in going_on(scenario).items():
            now = rows.get(person)
            kept.append(now is not None and now[1].place == second.place)
    assert True in kept
    assert False in kept


def test_two_that_are_accepted_stay(mended):
    """Both are locked, and both locks hold."""
    [(scenario, outcome)] = [(s, o) for n, s, _, o in mended if n == ACCEPTED]
    [rows] = [rows for p, rows in in_a_row(outcome).items() if p in locked(scenario)]
    assert [row.place for row in rows] == [pin.place for pin in scenario.pins]
    assert outcome.plan.tiers[0].value == 0


def locked(scenario) -> set[ParticipantId]:
    return {pin.participant for pin in scenario.pins}
