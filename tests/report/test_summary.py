from dataclasses import replace

import pytest

from matcher.domain.agreements import MissedQuota
from matcher.domain.ids import QuotaId
from matcher.domain.plan import Plan, Status, TierResult
from matcher.domain.policy import Tier
from matcher.report.summary import AimRow, Summary, summarise
from matcher.report.wording import Wording
from matcher.text import Language, translator

NB = Wording(translator(Language.NB))


def aim(summary: Summary, tier: Tier) -> AimRow:
    (row,) = [row for row in summary.aims if row.name == NB.tier(tier)]
    return row


def test_every_count_of_the_plan_is_told(plan: Plan) -> None:
    """The facts are the plan's own metrics, and the places of the scenario."""
    values = [fact.value for fact in summarise(plan, 2, NB).facts]
    counts = plan.metrics
    assert values == [
        "4",
        "2",
        NB.number(counts["seat_slots_offered"]),
        NB.number(counts["seat_slots_used"]),
        "2",
        "2",
        "1",
        "2",
    ]


def test_promised_hires_are_told_where_there_are_any(plan: Plan) -> None:
    """An employer's word counts for seven of those placed."""
    promised = replace(plan, metrics={**plan.metrics, "promised_hires": 7})
    told = {fact.name: fact.value for fact in summarise(promised, 2, NB).facts}
    assert told[NB.say("report.promised-hires")] == "7"


def test_the_gain_of_sharing_is_spelled_out(plan: Plan) -> None:
    """Two covered where one would be without sharing: sharing adds one."""
    notes = [fact.note for fact in summarise(plan, 2, NB).facts]
    assert "deling gir 1 til" in notes


def test_no_gain_of_sharing_is_not_spelled_out(plan: Plan) -> None:
    """Where sharing adds nobody, nothing is claimed."""
    alike = replace(plan, metrics={**plan.metrics, "covered_if_unshared": 2})
    assert not [f.note for f in summarise(alike, 2, NB).facts if "deling" in f.note]


def test_a_higher_count_of_seats_alone_is_explained(plan: Plan) -> None:
    """Without sharing more would be covered: only since other limits are left out."""
    fewer = replace(plan, metrics={**plan.metrics, "covered_if_unshared": 3})
    notes = [fact.note for fact in summarise(fewer, 2, NB).facts]
    assert "setene alene, uten andre grenser" in notes


def test_a_proved_aim_says_so(plan: Plan) -> None:
    """A gap of 0 is a proof and is told in words, not as a number."""
    row = aim(summarise(plan, 2, NB), Tier.COVERAGE_DUE)
    assert (row.proved, row.left) == (True, "bevist best")


def test_an_open_gap_of_points_is_told_per_person_placed(plan: Plan) -> None:
    """10 points over 2 people are at most 5 each."""
    row = aim(summarise(plan, 2, NB), Tier.FIT)
    assert not row.proved
    assert row.left == "10 (5,0 hver)"


def test_losses_are_told_as_counts(plan: Plan) -> None:
    """Minus 390 hours is read as 390 hours missing."""
    row = aim(summarise(plan, 2, NB), Tier.HOURS_SHORT)
    assert (row.reached, row.possible, row.unit) == ("390", "390", "timer")


def test_a_bound_that_rests_on_an_open_aim_says_so(plan: Plan) -> None:
    """An aim after an open aim tells that its bound is given what is reached there."""
    open_rhythm = TierResult(Tier.RHYTHM, 20, 22, "points", (Tier.FIT,))
    changed = replace(plan, tiers=(open_rhythm,))
    assert aim(summarise(changed, 2, NB), Tier.RHYTHM).given


def test_an_aim_after_proved_aims_is_given_nothing(plan: Plan) -> None:
    """Where nothing before is open, the bound holds without conditions."""
    assert not aim(summarise(plan, 2, NB), Tier.FIT).given


def test_an_aim_without_a_value_keeps_its_bound(plan: Plan) -> None:
    """Without a solution there is a dash, never a made-up number."""
    unsolved = replace(plan, tiers=(TierResult(Tier.FIT, None, 1410, "points"),))
    row = aim(summarise(unsolved, 2, NB), Tier.FIT)
    assert (row.reached, row.left, row.proved) == ("–", "–", False)
    assert row.possible == NB.number(1410)


def test_people_without_a_place_are_counted_by_main_reason(plan: Plan) -> None:
    """Each person counts once, under the first reason."""
    rows = summarise(plan, 2, NB).reasons
    assert sorted(row.people for row in rows) == [1, 1]
    assert {row.text for row in rows} == {
        "For lavt norsknivå",
        NB.say("report.crowded-out", rule=NB.say("rule.seat-day")),
    }


def test_the_commonest_reason_comes_first(plan: Plan) -> None:
    """A planner reads the largest group first."""
    crowded = replace(plan.not_placed[0], participant=plan.not_placed[1].participant)
    more = replace(plan, not_placed=(*plan.not_placed, crowded))
    assert [row.people for row in summarise(more, 2, NB).reasons] == [2, 1]


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("language", list(Language))
def test_every_status_has_a_sentence(
    plan: Plan, status: Status, language: Language
) -> None:
    """No status is printed as a code."""
    said = Wording(translator(language))
    verdict = summarise(replace(plan, status=status), 2, said).verdict
    assert verdict
    assert status.value not in verdict


def test_what_had_to_give_way_is_told_in_words(plan: Plan) -> None:
    """Tier repair as a sentence; nothing where nothing was given up."""
    assert summarise(plan, 2, NB).given_up == (
        "1 låsing eller behov for klasse måtte vike."
    )
    kept = tuple(
        replace(t, value=0, bound=0) if t.name is Tier.REPAIR else t for t in plan.tiers
    )
    assert summarise(replace(plan, tiers=kept), 2, NB).given_up == ""


SHORT = MissedQuota(QuotaId("k"), 3, 2, 4)


def test_a_missed_quota_is_no_lock_that_gave_way(plan: Plan) -> None:
    """What it lacks is in tier repair too, and is told in a sentence of its own."""
    summary = summarise(replace(plan, missed_quotas=(SHORT,)), 2, NB)
    assert summary.given_up == ""
    assert summary.missed_quotas == (
        "Kvoten k ber om minst 3 og har 2: 1 person mangler.",
    )


def test_a_quota_that_too_few_could_fill_says_so(plan: Plan) -> None:
    """Where places suit fewer than it asks for, that is the reason."""
    missed = MissedQuota(QuotaId("k"), 5, 1, 2)
    [told] = summarise(replace(plan, missed_quotas=(missed,)), 2, NB).missed_quotas
    assert told.endswith(
        "har 1: 4 personer mangler. Plassene der passer for 2 av dem den gjelder."
    )


@pytest.mark.parametrize("language", list(Language))
def test_a_missed_quota_has_its_label(plan: Plan, language: Language) -> None:
    """In every language, by the name that people know it by."""
    wording = Wording(translator(language), {"k": "Helse"})
    [told] = summarise(replace(plan, missed_quotas=(SHORT,)), 2, wording).missed_quotas
    assert "Helse" in told
