"""A plan on one screen: the counts, the aims and why people have no placement."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from matcher.domain.agreements import MissedQuota
from matcher.domain.plan import NotPlaced, NotPlacedKind, Plan, Status, TierResult
from matcher.domain.policy import SAME_AS_IN_FORCE, Tier
from matcher.domain.rules import RuleCode
from matcher.report.groups import group_tables
from matcher.report.shortages import ShortageRow, shortage_rows
from matcher.report.subject_groups import subject_seats_note
from matcher.report.visits import visits_note
from matcher.report.wording import Wording
from matcher.text import Translator

LOSSES = frozenset(
    {Tier.REPAIR, Tier.HOURS_SHORT, Tier.STILL_PLACED, *SAME_AS_IN_FORCE}
)
"""Tiers whose value is minus a count; people read the count."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A name, its value as text, and what to know about it (may be empty)."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class AimRow:
    """An aim as text: reached, best possible, and what is left between them.

    ``given`` tells that an aim before this one has an open gap: the bound then holds
    for what is reached there.
    """

    name: str
    unit: str
    reached: str
    possible: str
    left: str
    given: bool
    proved: bool


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """How many people stand without a placement for the same main reason."""

    people: int
    text: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything the summary shows, in the reader's language.

    ``groups``: how far apart the shares of covered lie, by what people are grouped by.
    ``given_up``: how much had to give way; empty where nothing had to.
    ``missed_quotas``: a sentence for each lower quota that has too few people.
    ``shortages``: what the calendar lacks; empty where the plan does not say.
    """

    title: str
    verdict: str
    proved: bool
    facts: tuple[Fact, ...]
    aims: tuple[AimRow, ...]
    reasons: tuple[ReasonRow, ...]
    groups: tuple[Fact, ...] = ()
    given_up: str = ""
    missed_quotas: tuple[str, ...] = ()
    shortages: tuple[ShortageRow, ...] = ()


def summarise(plan: Plan, places: int, wording: Wording) -> Summary:
    """Return the summary of ``plan``; ``places`` is how many the scenario has."""
    return Summary(
        title=wording.say("report.title", scenario=plan.scenario),
        verdict=wording.say(f"report.status.{plan.status.value}"),
        proved=plan.status is Status.OPTIMAL,
        facts=_facts(plan, places, wording),
        aims=tuple(_aim(tier, plan, wording) for tier in plan.tiers),
        reasons=reason_rows(plan.not_placed, wording),
        groups=tuple(
            Fact(table.name, table.covered_range)
            for table in group_tables(plan.groups, {}, wording)
        ),
        given_up=_given_up(plan, wording),
        missed_quotas=tuple(_missed(missed, wording) for missed in plan.missed_quotas),
        shortages=shortage_rows(plan, wording),
    )


def _given_up(plan: Plan, wording: Wording) -> str:
    """Return what pins and needs of a class gave way in words; empty where none did."""
    value = next((t.value for t in plan.tiers if t.name is Tier.REPAIR), None) or 0
    given_up = -value - sum(missed.lacking for missed in plan.missed_quotas)
    return wording.say.plural("conflicts.summary", given_up) if given_up else ""


def _missed(missed: MissedQuota, wording: Wording) -> str:
    say, number = wording.say, wording.number
    told = say.plural(
        "report.missed-quota",
        missed.lacking,
        quota=wording.labels.get(missed.quota, missed.quota),
        least=number(missed.least),
        found=number(missed.found),
    )
    if missed.could >= missed.least:
        return told
    return f"{told} {say('report.missed-quota.could', could=number(missed.could))}"


def _facts(plan: Plan, places: int, wording: Wording) -> tuple[Fact, ...]:
    say, number, metrics = wording.say, wording.number, plan.metrics
    offered, used = metrics["seat_slots_offered"], metrics["seat_slots_used"]
    gained = metrics["covered"] - metrics["covered_if_unshared"]
    share = wording.percent(used / offered) if offered else ""
    return (
        Fact(say("report.participants"), number(metrics["participants"])),
        Fact(say("report.places"), number(places)),
        Fact(say("report.seat-slots-offered"), number(offered)),
        Fact(say("report.seat-slots-used"), number(used), share),
        Fact(say("report.placed"), number(metrics["placed"])),
        Fact(say("report.covered"), number(metrics["covered"])),
        Fact(
            say("report.covered-if-unshared"),
            number(metrics["covered_if_unshared"]),
            _of_sharing(gained, say),
        ),
        Fact(say("report.not-placed"), number(len(plan.not_placed))),
        *_hiring_facts(plan, wording),
        *_fallback_facts(plan, wording),
        *_visit_facts(plan, wording),
        *_subject_facts(plan, wording),
    )


def _of_sharing(gained: int, say: Translator) -> str:
    """Return what sharing gains, or why a count of seats alone can be the higher one."""
    if gained > 0:
        return say.plural("report.sharing-gains", gained)
    return say("report.seats-alone") if gained < 0 else ""


def _hiring_facts(plan: Plan, wording: Wording) -> tuple[Fact, ...]:
    """Return how many employers have promised to hire; nothing where none has."""
    hires = plan.metrics.get("promised_hires", 0)
    name = wording.say("report.promised-hires")
    return (Fact(name, wording.number(hires)),) if hires else ()


def _visit_facts(plan: Plan, wording: Wording) -> tuple[Fact, ...]:
    """Return how many visits are made; nothing where none is asked for."""
    asked = plan.metrics.get("visits_asked", 0)
    if not asked:
        return ()
    made = wording.number(asked - plan.metrics["visits_missed"])
    return (Fact(wording.say("report.visits"), made, visits_note(plan, wording)),)


def _subject_facts(plan: Plan, wording: Wording) -> tuple[Fact, ...]:
    """Return how many seats in groups of subjects are given; nothing without groups."""
    asked = plan.metrics.get("subject_seats_asked", 0)
    if not asked:
        return ()
    given = wording.number(asked - plan.metrics["subject_seats_missing"])
    note = subject_seats_note(plan, wording)
    return (Fact(wording.say("report.subject-seats"), given, note),)


def _fallback_facts(plan: Plan, wording: Wording) -> tuple[Fact, ...]:
    """Return how many have a plan B and a plan C; nothing where none were asked for."""
    if not plan.fallback_bounds:
        return ()
    return tuple(
        Fact(
            wording.say(f"report.with-plan-{rank}"),
            wording.number(plan.metrics[f"with_plan_{rank}"]),
            _fallback_note(plan, rank, wording),
        )
        for rank in ("b", "c")
    )


def _fallback_note(plan: Plan, rank: str, wording: Wording) -> str:
    value, most = (
        plan.metrics[f"with_plan_{rank}"],
        plan.metrics[f"plan_{rank}_at_most"],
    )
    share = wording.percent(value / len(plan.placements))
    proof = (
        wording.say("report.proved")
        if value == most
        else wording.say("report.fallbacks-at-most", most=wording.number(most))
    )
    return f"{wording.say('report.of-placed', share=share)}, {proof}"


def _aim(tier: TierResult, plan: Plan, wording: Wording) -> AimRow:
    sign = -1 if tier.name in LOSSES else 1
    reached = "–" if tier.value is None else wording.number(sign * tier.value)
    return AimRow(
        name=wording.tier(tier.name),
        unit=wording.say(f"report.unit.{tier.unit}"),
        reached=reached,
        possible=wording.number(sign * tier.bound),
        left=_left(tier, plan.metrics, wording),
        given=bool(tier.given),
        proved=tier.gap == 0,
    )


def _left(tier: TierResult, metrics: Mapping[str, int], wording: Wording) -> str:
    if tier.gap is None:
        return "–"
    if tier.gap == 0:
        return wording.say("report.proved")
    if tier.name is Tier.TIE_BREAK and metrics.get("chosen_for_calendar"):
        return wording.say("report.calendar-first")
    gap, placed = wording.number(tier.gap), metrics["placed"]
    if tier.unit != "points" or not placed:
        return gap
    return wording.say(
        "report.each", gap=gap, each=wording.number(tier.gap / placed, 1)
    )


def reason_rows(
    not_placed: tuple[NotPlaced, ...], wording: Wording
) -> tuple[ReasonRow, ...]:
    """Return people without a placement by main reason, the commonest first."""
    counts = Counter(main_reason(person, wording) for person in not_placed)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(ReasonRow(people, text) for text, people in ordered)


def main_reason(person: NotPlaced, wording: Wording) -> str:
    """Return in a few words what stands most in the way of a person."""
    first = person.reasons[0]
    rule = wording.say(f"rule.{first.rule.value}")
    if first.kind is NotPlacedKind.CROWDED_OUT and first.rule is not RuleCode.ROOM_LEFT:
        return wording.say("report.crowded-out", rule=rule)
    return rule[:1].upper() + rule[1:]
