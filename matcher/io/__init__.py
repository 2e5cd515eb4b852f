"""Files and rows in, a scenario or findings out; and back again.

``read_scenario`` and ``read_rows`` are the only way in: nothing that is wrong gets
through, and all that is wrong is told at once.
"""

from matcher.io.calendar_csv import CALENDAR_FILE, calendar_of_bytes, read_calendar
from matcher.io.canonical import canonical, scenario_sha256
from matcher.io.doubts import doubts_about
from matcher.io.events import read_event_rows, read_events
from matcher.io.plan_json import plan_to_json
from matcher.io.plans import HandMadePlan, read_plan
from matcher.io.policy import policy_of_text, read_policy
from matcher.io.reader import (
    ReadResult,
    read_beside,
    read_rows,
    read_scenario,
    read_with_newcomers,
)
from matcher.io.tables import INPUT_TABLES
from matcher.io.template import write_template
from matcher.io.write import scenario_cells, write_folder

__all__ = [
    "CALENDAR_FILE",
    "INPUT_TABLES",
    "HandMadePlan",
    "ReadResult",
    "calendar_of_bytes",
    "canonical",
    "doubts_about",
    "plan_to_json",
    "policy_of_text",
    "read_beside",
    "read_calendar",
    "read_event_rows",
    "read_events",
    "read_plan",
    "read_policy",
    "read_rows",
    "read_scenario",
    "read_with_newcomers",
    "scenario_cells",
    "scenario_sha256",
    "write_folder",
    "write_template",
]
