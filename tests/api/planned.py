"""Plans of whole scenarios, made once."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from api.plans import store
from api.registry.ground import packed
from api.registry.sheets import SHEETS
from matcher.domain.policy import Policy
from matcher.io import read_rows, read_scenario, scenario_cells
from matcher.io.policy_toml import policy_to_toml
from matcher.io.proof_json import proof_to_json
from matcher.planning import plan
from matcher.report.plan_files import plan_files
from matcher.report.wording import Wording
from matcher.text import Language, translator


@cache
def planned_files(name: str, seed: int = 0) -> Mapping[str, bytes]:
    """Return the files of a plan of a committed scenario, as a run leaves them."""
    read = read_scenario(Path("scenarios") / name)
    assert read.scenario is not None
    cells = scenario_cells(read.scenario)
    tables = {key: rows for key, rows in cells.items() if key in SHEETS}
    scenario = read_rows(tables, name).scenario
    assert scenario is not None
    outcome = plan(scenario, Policy(), seed, workers=1)
    wording = Wording(translator(Language.NB))
    return {
        **plan_files(scenario, outcome.plan, outcome.calendar, wording),
        store.PROOF: proof_to_json(outcome.proof).encode(),
        store.POLICY: policy_to_toml(Policy()).encode(),
        store.TABLES: packed(tables),
    }
