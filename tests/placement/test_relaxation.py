"""Relaxation, place cuts and branch and bound on problems small enough to try out."""

import pytest

from tests.placement.in_host import (
    all_cuts_over_all,
    all_dives,
    all_hurried_scouts,
    all_idle_cuts,
    all_kernels,
    all_kernels_of_large_worth,
    all_left_open,
    all_neighbourhoods,
    all_relaxed,
    all_soft_dives,
    in_host,
    lucky,
    reached,
)


@pytest.fixture(scope="module")
def relaxed():
    return in_host(all_relaxed, range(40))


def test_no_cut_drops_a_plan(relaxed):
    """Every allowed choice keeps every cut, and there are cuts."""
    assert all(found["kept"] for found in relaxed)
    assert sum(found["cuts"] for found in relaxed) > 0


def test_the_bound_is_never_too_low(relaxed):
    """No plan is worth more than the relaxation's bound."""
    assert all(found["bound"] >= found["best"] for found in relaxed)


def test_no_column_of_a_best_plan_is_hopeless(relaxed):
    """Columns of best plans can reach their value by the bound."""
    assert all(found["reached"] for found in relaxed)


def test_branch_and_bound_finds_the_best_that_keeps_the_tier_before():
    """Value and bound of the second tier are what trying finds, the first one kept."""
    for found, tried in in_host(all_kernels, range(40)):
        assert found == tried


def test_branch_and_bound_finds_the_best_of_large_worth():
    """Worth beyond what the simplex can tell apart is scaled: the same choice and bound."""
    for value, best, bound in in_host(all_kernels_of_large_worth, range(20), 3 << 33):
        assert value == best == bound


def test_the_bounds_of_a_search_that_stays_open_hold():
    """Also where a plan that is better in an open tier is worth less in a later one.

    The last two seeds are those where the options dropped for the higher value were
    missed in the bounds after it.
    """
    found = in_host(all_left_open, [*range(25), 1616, 12480])
    assert any(values != bounds for values, bounds, _ in found)
    for values, bounds, most in found:
        assert all(
            value <= true <= bound
            for value, true, bound in zip(values, most, bounds, strict=True)
        )


def test_a_plan_with_dropped_columns_waits_until_its_tier_is_settled():
    """It may come from anywhere: no column of the best plan is ever missing."""
    found = in_host(all_left_open, [*range(10), 37], lucky)
    for values, bounds, most in found:
        assert all(
            value <= true <= bound
            for value, true, bound in zip(values, most, bounds, strict=True)
        )


def test_a_dive_backs_out_of_dead_ends():
    """Rounding that meets what does not fit takes it back, and still finds plans."""
    found = in_host(all_dives, range(70, 150))
    assert all(one["plan"] for one in found)
    assert any(not one["straight"] and one["found"] for one in found)


@pytest.fixture(scope="module")
def soft_dives():
    return in_host(all_soft_dives, range(40))


def test_a_soft_dive_keeps_every_row_and_can_be_completed(soft_dives):
    """Whoever went without gets what there is room for beside the others."""
    assert all(one["keeps rows"] for one in soft_dives)
    assert all(one["a plan"] for one in soft_dives)
    assert any(one["completed"] for one in soft_dives)


def test_a_soft_dive_leaves_the_relaxation_as_it_was(soft_dives):
    """Its optimum afterwards is the one before."""
    assert all(one["as before"] for one in soft_dives)


def test_a_soft_dive_of_a_large_relaxation_begins_at_its_optimum():
    """It keeps every row and leaves the relaxation as it was all the same."""
    found = in_host(all_soft_dives, range(40), 0)
    assert all(one["keeps rows"] and one["a plan"] for one in found)
    assert all(one["as before"] for one in found)


def test_a_scout_without_time_for_its_bound_still_improves_the_plan():
    """The clock of a large city may come before the first optimum does."""
    found = in_host(all_hurried_scouts, range(40), 10**12)
    assert all(after >= before for before, after in found)
    assert sum(after > before for before, after in found) > 10


def test_cuts_that_leave_the_optimum_wait_for_a_better_plan():
    """With patience they go on: some bounds become lower, and some never do."""
    found = in_host(all_idle_cuts, range(60))
    assert all(late <= early for _, early, late in found)
    assert any(late < early for is_idle, early, late in found if is_idle)
    assert any(late == early for is_idle, early, late in found if is_idle)
    assert any(not is_idle for is_idle, _, _ in found)


def test_cuts_found_on_some_columns_hold_over_all():
    """Every plan keeps them, and on the columns inside they weigh what they did."""
    found = in_host(all_cuts_over_all, range(40))
    assert all(kept for kept, _, _ in found)
    assert all(same for _, same, _ in found)
    assert sum(cuts for _, _, cuts in found) > 20


def test_a_neighbourhood_of_few_people_is_everybody():
    """People who hold nothing are in it too, so that one look finds the best."""
    for value, best, is_exhausted in in_host(all_neighbourhoods, range(60)):
        assert value == best
        assert is_exhausted


def test_neighbourhoods_widen_while_they_are_easy():
    """After little work the next has more people, after much fewer; within limits."""
    easy = in_host(reached, [0] * 40)
    assert easy == sorted(easy)
    assert easy[0] < easy[-1] == easy[-2]
    hard = in_host(reached, [10**6] * 40)
    assert hard == sorted(hard, reverse=True)
    assert easy[0] > hard[-1] == hard[-2] > 0
