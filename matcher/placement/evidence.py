"""What a search noted, as the proof of a component."""

from collections.abc import Iterable, Sequence

from matcher.domain.ids import ParticipantId
from matcher.domain.policy import Tier
from matcher.domain.proof import ComponentProof, ProofStep, RowKey
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.placement.ledger import Evidence, Step
from matcher.placement.rows import ROW_RULES, Rows


def component_proof(
    evidence: Evidence,
    tiers: Sequence[Tier],
    participants: Sequence[ParticipantId],
    rows: Sequence[RowKey],
) -> ComponentProof:
    """Return ``evidence`` with tiers, people and rows by name."""
    steps = tuple(_step(step, tiers) for step in evidence.steps)
    return ComponentProof(tuple(participants), tuple(rows), evidence.cuts, steps)


def _step(step: Step, tiers: Sequence[Tier]) -> ProofStep:
    grounds = step.grounds
    return ProofStep(
        tiers[step.tier],
        step.parent,
        tuple(zip(grounds.rows.tolist(), grounds.prices.tolist(), strict=True)),
        {tiers[i]: weight for i, weight in grounds.weights.items()},
        {tiers[i]: value for i, value in grounds.reached.items()},
        step.keep,
    )


def row_keys(scenario: Scenario, rows: Rows, chosen: Iterable[int]) -> list[RowKey]:
    """Return the rows at ``chosen`` by what they limit.

    Those of agreements and mentors go by their position: a proof does not use them.
    """
    named: dict[RuleCode, Sequence[str]] = {
        RuleCode.SEAT_DAY: [p.id for p in scenario.places],
        RuleCode.PEOPLE_AT_ONCE: [p.id for p in scenario.places],
        RuleCode.EMPLOYER_PEOPLE: [e.id for e in scenario.employers],
        RuleCode.EMPLOYER_STARTS: [e.id for e in scenario.employers],
        RuleCode.SECTION_SEATS: [s.id for s in scenario.sections],
    }
    slots = scenario.grid.slots
    keys = []
    for row in chosen:
        rule, owner = ROW_RULES[rows.rule[row]], int(rows.owner[row])
        slot = int(rows.group[row]) % len(slots)
        keys.append(
            RowKey(
                rule,
                named[rule][owner] if rule in named else str(owner),
                slots[slot].id if rule is RuleCode.SEAT_DAY else None,
                None
                if rule is RuleCode.SECTION_SEATS
                else int(rows.until_week[row]) - 1,
            )
        )
    return keys
