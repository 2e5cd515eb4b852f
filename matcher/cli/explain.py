"""``matcher explain``: why one participant got what the plan gives."""

from typing import Annotated

import typer

from matcher.cli.faults import ExitCode
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
    participant: Annotated[
        str, typer.Argument(metavar="PARTICIPANT", help=SAY("cli.explain.participant"))
    ],
    policy: PolicyOption = None,
    plain: Annotated[
        bool, typer.Option("--plain", help=SAY("cli.explain.plain"))
    ] = False,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Tell facts, rules and reasons for one person in plain words."""
    from matcher.cli import reading, screen
    from matcher.cli.documents import explanation_document
    from matcher.domain.reference import sectors
    from matcher.explain import explain, explanation_lines, plain_texts
    from matcher.report.shortages import lacking_lines

    ground = reading.read_ground(scenario, policy)
    person = reading.known_participant(participant, ground)
    made = reading.read_own_plan(plan, ground)
    explanation = explain(ground.scenario, ground.policy, made, person)
    names = {str(s.code): str(getattr(s, SAY.language)) for s in sectors()}
    labels = {**names, **ground.labels}
    lines = list(explanation_lines(explanation, SAY, labels))
    lacking = reading.lacking_of(person, made, ground)
    lines += lacking_lines(lacking, ground.wording)
    text = plain_texts(ground.scenario, made, SAY, labels).get(person, [])
    if as_json:
        screen.show_json(explanation_document(explanation, lacking, lines, text))
    elif plain:
        screen.show_lines(text)
    else:
        screen.show_lines([*text, "", *lines])
    return ExitCode.FINE
