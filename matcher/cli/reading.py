"""From what stands on the command line to a scenario, a policy and a plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher import io
from matcher.audit import AuditReport, audit_placements, audit_plan
from matcher.calendar import (
    LackingHours,
    calendar_of,
    is_as_planned,
    lacking_hours,
)
from matcher.cli.faults import ExitCode, InputFaultsError, WrongUseError
from matcher.cli.language import SAY
from matcher.domain.activities import CalendarRow
from matcher.domain.finding import Finding, Severity
from matcher.domain.ids import ParticipantId
from matcher.domain.plan import Placement, Plan
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.io.words import nearest
from matcher.report.wording import Wording


@dataclass(frozen=True, slots=True)
class Ground:
    """What every question about a plan rests on.

    Attributes
    ----------
    findings
        Warnings and assumptions of the input; errors come as
        :class:`~matcher.cli.faults.InputFaultsError`.
    """

    scenario: Scenario
    policy: Policy
    findings: Sequence[Finding]
    labels: Mapping[str, str]

    @property
    def wording(self) -> Wording:
        """The words of this run, with the scenario's labels."""
        return Wording(SAY, self.labels)


def read_ground(scenario: Path, policy: Path | None) -> Ground:
    """Read the scenario, and the policy or the standard one."""
    chosen = Policy() if policy is None else _read_policy(policy)
    read = io.read_scenario(scenario)
    if read.scenario is None:
        raise InputFaultsError(read.findings, read.labels)
    return Ground(read.scenario, chosen, read.findings, read.labels)


def _read_policy(path: Path) -> Policy:
    policy, findings = io.read_policy(path)
    if policy is None:
        raise InputFaultsError(findings)
    return policy


def read_plan_file(path: Path, ground: Ground) -> Plan | Sequence[Placement]:
    """Read a plan of ours, or the placements of one made by hand."""
    plan, findings = io.read_plan(path, ground.scenario)
    if plan is None:
        raise InputFaultsError(findings, ground.labels)
    return plan


def read_own_plan(path: Path, ground: Ground) -> Plan:
    """Read a ``plan.json``: a hand-made plan has no reasons to tell."""
    plan = read_plan_file(path, ground)
    if not isinstance(plan, Plan):
        raise WrongUseError("cli.explain.by-hand", path=path)
    return plan


def known_participant(text: str, ground: Ground) -> ParticipantId:
    """Return the participant ``text`` names; wrong use, with the nearest id, for none."""
    people = ground.scenario.participants_by_id()
    person = ParticipantId(text)
    if person in people:
        return person
    if near := nearest(text, people):
        raise WrongUseError("cli.explain.nearest", participant=text, nearest=near)
    raise WrongUseError("cli.explain.unknown", participant=text)


def made_from(plan: Plan | Sequence[Placement], ground: Ground) -> bool:
    """Tell whether a plan of ours was made from exactly this scenario."""
    if not isinstance(plan, Plan):
        return True
    return plan.scenario_sha256 == io.scenario_sha256(ground.scenario)


def read_calendar_beside(path: Path, ground: Ground) -> Sequence[CalendarRow] | None:
    """Read ``calendar.csv`` in the folder of the plan at ``path``; ``None``: none there."""
    file = path.parent / io.CALENDAR_FILE
    if not file.is_file():
        return None
    rows, findings = io.read_calendar(file)
    if rows is None:
        raise InputFaultsError(findings, ground.labels)
    return rows


def lacking_of(
    person: ParticipantId, plan: Plan, ground: Ground
) -> Sequence[LackingHours]:
    """Return what the calendar of a plan lacks for one person.

    Nothing where the scenario now gives another calendar than the plan was made with, or
    does not know all that the plan names.
    """
    try:
        calendar = calendar_of(ground.scenario, plan)
    except KeyError:
        return ()
    if not is_as_planned(calendar, plan):
        return ()
    lacking = lacking_hours(calendar, plan.placements)
    return [one for one in lacking if one.participant == person]


def audit(
    plan: Plan | Sequence[Placement],
    ground: Ground,
    calendar: Sequence[CalendarRow] | None = None,
) -> AuditReport:
    """Read every rule a second time; of a plan of ours what it says of itself too."""
    if isinstance(plan, Plan):
        return audit_plan(ground.scenario, ground.policy, plan, calendar)
    return audit_placements(ground.scenario, ground.policy, plan, {})


def exit_code_for(findings: Iterable[Finding]) -> ExitCode:
    """Return 1 for errors and warnings; assumptions are fine."""
    told = {finding.severity for finding in findings}
    return ExitCode.FINE if told <= {Severity.ASSUMPTION} else ExitCode.FINDINGS
