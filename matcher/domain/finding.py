"""What was found in the input or in a plan, with the exact spot and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """``ERROR``: cannot be read as meant, nothing is planned. ``WARNING``: planned."""

    ERROR = "error"
    WARNING = "warning"
    ASSUMPTION = "assumption"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, poor or assumed.

    Attributes
    ----------
    code
        Stable word for the kind of finding, e.g. ``duplicate-id``; the message in
        three languages is ``finding.<code>`` in the catalogues.
    source
        File or sheet; empty where it concerns the scenario as a whole.
    row
        Row as the user sees it (the heading is row 1); ``None`` for none.
    column
        Heading as it stands in the file, or the declared name.
    value
        The offending text.
    details
        Named parts of the message, all as text, e.g. ``expected``.
    """

    code: str
    severity: Severity
    source: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
