"""Second reading of plans B and C: every withdrawal is acted out.

``docs/fallbacks.md`` says what is promised.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from matcher.audit.capacity import capacity_violations
from matcher.audit.ladders import Employers, Ladder, Rung, needing, read_ladders
from matcher.audit.pairs import pair_violations
from matcher.audit.reading import Reading
from matcher.audit.single import chain_faults, single_violations, step_nesting
from matcher.audit.violations import Violation
from matcher.domain.fallbacks import FallbackRank, first_fallback_week
from matcher.domain.ids import EmployerId
from matcher.domain.rules import RuleCode

LaddersAt = Mapping[EmployerId, Sequence[Ladder]]
"""Those with plan A at each employer."""


def fallback_violations(reading: Reading) -> Iterator[Violation]:
    """Yield every fallback that does not hold when its employers withdraw."""
    ladders, unknown = read_ladders(reading)
    for rank, violation in unknown:
        yield _as_fallback(violation, "unknown", rank)
    for ladder in ladders:
        yield from _order(ladder)
        for rank, withdrawn in ladder.withdrawals.items():
            if rank in ladder.rungs:
                yield from _own_faults(reading, ladder, ladder.rungs[rank], withdrawn)
    for rank in FallbackRank:
        yield from _rules_broken(reading, ladders, rank)
    at = defaultdict(list)
    for ladder in ladders:
        at[ladder.row.place.employer].append(ladder)
    for rank, withdrawals in needing(ladders).items():
        for withdrawn, people in withdrawals.items():
            yield from _collisions(reading, at, rank, withdrawn, people)


def _as_fallback(
    violation: Violation,
    aspect: str,
    rank: FallbackRank,
    withdrawn: Employers = (),
) -> Violation:
    """Return the violation of another rule as one of the fallback's."""
    details = {
        "rule": violation.rule.value,
        "rank": rank.value,
        "withdrawn": ", ".join(withdrawn),
        "value": violation.details.get("value", ""),
    }
    return replace(violation, rule=RuleCode.FALLBACK, aspect=aspect, details=details)


def _order(ladder: Ladder) -> Iterator[Violation]:
    ranks = [fallback.rank for fallback in ladder.row.placement.fallbacks]
    if ranks != list(FallbackRank)[: len(ranks)]:
        told = ", ".join(rank.value for rank in ranks)
        yield ladder.person.breaks(
            RuleCode.FALLBACK, ladder.row, aspect="order", details={"ranks": told}
        )


def _own_faults(
    reading: Reading, ladder: Ladder, rung: Rung, withdrawn: Employers
) -> Iterator[Violation]:
    """Yield where, when and with which class the fallback may not be."""
    horizon, placement = reading.scenario.horizon, ladder.row.placement
    earliest = first_fallback_week(horizon, reading.policy, placement)
    starts = horizon.week_of(rung.row.span.first)
    lead = reading.policy.fallback_lead_weeks
    faults = {
        "given": rung.fallback.withdrawn != withdrawn,
        "withdrawn": rung.row.place.employer in withdrawn,
        "too-early": starts < earliest,
        "class": rung.fallback.placement.section != placement.section,
    }
    for aspect, wrong in faults.items():
        if wrong:
            yield rung.person.breaks(
                RuleCode.FALLBACK,
                rung.row,
                aspect=aspect,
                found=lead - (earliest - starts),
                allowed=lead,
                details={
                    "rank": rung.fallback.rank.value,
                    "withdrawn": ", ".join(withdrawn),
                    "stated": ", ".join(rung.fallback.withdrawn),
                },
            )


def _rules_broken(
    reading: Reading, ladders: Sequence[Ladder], rank: FallbackRank
) -> Iterator[Violation]:
    """Yield where the fallbacks of ``rank`` break a rule of person and place alone.

    The class is that of plan A, and judged there.
    """
    rungs = [one.rungs[rank] for one in ladders if rank in one.rungs]
    people = replace(reading, people=tuple(rung.person for rung in rungs))
    alone = replace(reading, people=tuple(rung.alone for rung in rungs))
    of_two = (violation for rung in rungs for violation in _in_a_row(rung))
    for violation in (*pair_violations(people), *single_violations(alone), *of_two):
        if violation.rule is not RuleCode.SECTION_FIT and not violation.excuse:
            yield _as_fallback(violation, "breaks", rank)


def _in_a_row(rung: Rung) -> Iterator[Violation]:
    """Yield where a fallback does not go with the other of two placements in a row.

    Its weeks need not be those of the one it stands for, and its steps begin anew.
    """
    person = rung.person
    if not person.has_chain:
        return
    for violation in chain_faults(person):
        if violation.aspect in ("overlap", "too-long"):
            yield violation
    if rung.row is person.rows[0]:
        yield from step_nesting(person, person.rows[1])


def _collisions(
    reading: Reading,
    at: LaddersAt,
    rank: FallbackRank,
    withdrawn: Employers,
    people: Sequence[Ladder],
) -> Iterator[Violation]:
    """Yield where too many are somewhere, some of them ``people`` on their fallback.

    Everybody at other employers is at plan A, the other people of those withdrawn at
    plan B. Only the employers that the fallbacks go to are acted out, all of them where
    there are quotas, which reach across.
    """
    moving = [one for one in people if rank in one.rungs]
    hosts = {one.rungs[rank].row.place.employer for one in moving}
    if reading.scenario.quotas:
        hosts = set(at)
    losing = [one for employer in withdrawn for one in at[employer]]
    times = Counter(one.person.id for one in losing)
    moved = {
        one.person.id: one.rungs[rank].person
        for one in moving
        if times[one.person.id] == 1
    }
    stay = [
        one.person
        for host in sorted(hosts.difference(withdrawn))
        for one in at[host]
        if one.person.id not in times
    ]
    asked = set(people)
    others = [
        one.without
        if one in asked or FallbackRank.B not in one.rungs
        else one.rungs[FallbackRank.B].person
        for one in losing
        if times[one.person.id] == 1 and one.person.id not in moved
    ]
    beside = (*dict.fromkeys(stay), *others)
    acted = replace(reading, people=(*moved.values(), *beside))
    found = [
        violation
        for violation in capacity_violations(acted)
        if not violation.excuse and not moved.keys().isdisjoint(violation.participants)
    ]
    if found and any(person.has_chain for person in moved.values()):
        left = tuple(one.without for one in moving if one.person.id in moved)
        without = replace(reading, people=(*left, *beside))
        already = list(capacity_violations(without))
        found = [violation for violation in found if violation not in already]
    for violation in found:
        yield _as_fallback(violation, "collides", rank, withdrawn)
