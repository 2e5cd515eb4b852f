"""``matcher check``: what is wrong with the input, all at once."""

from matcher.cli.language import SAY
from matcher.cli.options import JsonOption, LangOption, ScenarioArgument


def run(
    scenario: ScenarioArgument, as_json: JsonOption = False, _lang: LangOption = None
) -> int:
    """Tell every finding in the input; 1 for errors and warnings."""
    from matcher.cli import screen
    from matcher.cli.documents import findings_document
    from matcher.cli.reading import exit_code_for
    from matcher.io import read_scenario
    from matcher.report.wording import Wording

    read = read_scenario(scenario)
    wording = Wording(SAY, read.labels)
    if as_json:
        screen.show_json(findings_document(read.findings, wording))
    else:
        screen.show_check(read, wording, screen.console())
    return exit_code_for(read.findings)
