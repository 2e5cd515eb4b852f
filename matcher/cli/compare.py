"""``matcher compare``: two plans of the same scenario side by side."""

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
    first: PlanArgument,
    second: PlanArgument,
    policy: PolicyOption = None,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Tell what differs between two plans; 1 where either breaks a rule."""
    from matcher.audit import compare_plans, comparison_lines
    from matcher.cli import reading, screen
    from matcher.cli.documents import comparison_document
    from matcher.cli.faults import ExitCode

    ground = reading.read_ground(scenario, policy)
    plans = [reading.read_plan_file(path, ground) for path in (first, second)]
    comparison = compare_plans(ground.scenario, ground.policy, *plans)
    names = (str(first), str(second))
    if as_json:
        screen.show_json(comparison_document(comparison, names, SAY))
    else:
        screen.show_lines(comparison_lines(comparison, names, SAY))
    broken = comparison.a.violations or comparison.b.violations
    return ExitCode.FINDINGS if broken else ExitCode.FINE
