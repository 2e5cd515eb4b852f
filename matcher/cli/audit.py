"""``matcher audit``: every rule read a second time over a plan, ours or by hand."""

from matcher.cli.language import SAY
from matcher.cli.options import (
    JsonOption,
    LangOption,
    PlanArgument,
    PolicyOption,
    ScenarioArgument,
)


def run(
    scenario: ScenarioArgument,
    plan: PlanArgument,
    policy: PolicyOption = None,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Tell which rules the plan breaks and what it reaches; 1 for any violation."""
    from matcher.audit import report_lines
    from matcher.cli import reading, screen
    from matcher.cli.documents import audit_document
    from matcher.cli.faults import ExitCode

    ground = reading.read_ground(scenario, policy)
    read = reading.read_plan_file(plan, ground)
    report, same = reading.audit(read, ground), reading.made_from(read, ground)
    if as_json:
        screen.show_json({**audit_document(report, SAY), "same_scenario": same})
    else:
        if not same:
            screen.show_lines([SAY("cli.audit.other-scenario")])
        screen.show_lines(report_lines(report, SAY))
    return ExitCode.FINE if same and not report.violations else ExitCode.FINDINGS
