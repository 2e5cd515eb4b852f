"""The proposed plan of ``matcher menus`` as files."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from matcher.cli.planning_run import outcome_files, planned
from matcher.cli.reading import Ground
from matcher.domain.menu_values import MenuValues, with_menus
from matcher.io.write import scenario_texts
from matcher.report.files import write_files

TABLE = "sections"


def write_proposal(
    ground: Ground, values: MenuValues, seed: int, workers: int | None, out: Path
) -> Mapping[str, Any] | None:
    """Plan with the proposed menus in force, write the files, and tell what was written.

    Beside the files of ``matcher plan`` lies the table of classes with these menus
    first. ``None``: nothing is proposed, and nothing written.
    """
    best = values.proposal
    if best is None:
        return None
    scenario = with_menus(ground.scenario, best.changes)
    proposed = replace(ground, scenario=scenario)
    outcome = planned(proposed, seed, workers, None)
    files, _ = outcome_files(proposed, outcome)
    classes = scenario_texts(scenario)[TABLE].encode("utf-8-sig")
    files = {**files, f"{TABLE}.csv": classes}
    write_files(out, files)
    return {
        "folder": str(out),
        "files": sorted(files),
        "covered": outcome.plan.metrics["covered"],
        "violations": outcome.plan.metrics["violations"],
    }
