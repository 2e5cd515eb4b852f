"""What a search noted, as the proof of a component."""

from collections.abc import Iterable, Mapping, Sequence

from matcher.domain.agreements import Counted
from matcher.domain.ids import ParticipantId
from matcher.domain.policy import Tier
from matcher.domain.proof import ComponentProof, ProofStep, RowKey, team_owner
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.placement.ledger import Evidence, Step
from matcher.placement.rows import ROW_RULES, Rows
from matcher.placement.rows.caseloads import joined_teams


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
    """Return the rows at ``chosen`` by what they limit."""
    owners = _owners(scenario)
    return [_row_key(scenario, owners, rows, row) for row in chosen]


def _owners(scenario: Scenario) -> Mapping[RuleCode, Sequence[str]]:
    """Return the ids that the groups of each rule's stays count through."""
    places = [p.id for p in scenario.places]
    employers = [e.id for e in scenario.employers]
    return {
        RuleCode.SEAT_DAY: [p for p in places for _ in scenario.grid.slots],
        RuleCode.PEOPLE_AT_ONCE: places,
        RuleCode.EMPLOYER_PEOPLE: employers,
        RuleCode.EMPLOYER_STARTS: employers,
        RuleCode.SECTION_SEATS: [s.id for s in scenario.sections],
        RuleCode.MENTOR_HOURS: [*places, *employers],
        RuleCode.UNPAID_STAFF: employers,
        RuleCode.EMPLOYER_REST: places,
        RuleCode.QUOTA: [q.id for q in scenario.quotas],
        RuleCode.APART: places,
        RuleCode.CASELOAD: [
            team_owner(team) for team in joined_teams(scenario.teams().values())
        ],
    }


def _row_key(
    scenario: Scenario,
    owners: Mapping[RuleCode, Sequence[str]],
    rows: Rows,
    row: int,
) -> RowKey:
    rule, group = ROW_RULES[rows.rule[row]], int(rows.group[row])
    week: int | None = int(rows.until_week[row]) - 1
    slot, pair = None, None
    if rule is RuleCode.SEAT_DAY:
        slot = scenario.grid.slots[group % len(scenario.grid.slots)].id
    if rule is RuleCode.APART:
        both = scenario.pairs[rows.owner[row]]
        pair = both.participant, both.other
    if rule in (RuleCode.SECTION_SEATS, RuleCode.CASELOAD) or (
        rule is RuleCode.QUOTA and scenario.quotas[group].counted is Counted.PERIOD
    ):
        week = None
    of_employer = rule is RuleCode.MENTOR_HOURS and group >= len(scenario.places)
    return RowKey(rule, owners[rule][group], slot, week, pair, of_employer)
