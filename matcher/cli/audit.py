"""``matcher audit``: every rule read a second time over a plan, ours or by hand."""

from matcher.cli.language import SAY
from matcher.cli.options import (
    JsonOption,
    LangOption,
    PlanArgument,
    PolicyOption,
    ProofOption,
    ScenarioArgument,
)


def run(
    scenario: ScenarioArgument,
    plan: PlanArgument,
    policy: PolicyOption = None,
    proof: ProofOption = False,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Tell which rules the plan breaks and what it reaches; 1 for any violation."""
    from matcher.audit import report_lines
    from matcher.cli import reading, screen
    from matcher.cli.documents import audit_document
    from matcher.cli.faults import ExitCode
    from matcher.cli.proof import check_proof
    from matcher.domain.plan import Plan

    ground = reading.read_ground(scenario, policy)
    read = reading.read_plan_file(plan, ground)
    own = isinstance(read, Plan)
    calendar = reading.read_calendar_beside(plan, ground) if own else None
    report = reading.audit(read, ground, calendar)
    same = reading.made_from(read, ground)
    checked = check_proof(plan, read, ground) if proof else None
    if as_json:
        told = {**audit_document(report, SAY), "same_scenario": same}
        screen.show_json(told if checked is None else {**told, **checked.document()})
    else:
        if not same:
            screen.show_lines([SAY("cli.audit.other-scenario")])
        screen.show_lines(report_lines(report, SAY))
        if own and calendar is None:
            screen.show_lines([SAY("cli.audit.no-calendar")])
        if checked is not None:
            screen.show_lines(checked.lines())
    sound = same and not report.violations and (checked is None or checked.is_true)
    return ExitCode.FINE if sound else ExitCode.FINDINGS
