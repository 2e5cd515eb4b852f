"""What was found in the input or in a plan, with the exact spot and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from matcher.text import Translator


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
        Named parts of the message, all as text, e.g. ``expected``. A part ``x_key``
        holds catalogue keys, parted by spaces, whose words become the part ``x``; ``n``
        chooses the plural form; ``suggestion`` adds the question whether it was meant.
    """

    code: str
    severity: Severity
    source: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


def finding_text(finding: Finding, say: Translator) -> str:
    """Return what a finding says, without its spot, in the language of ``say``."""
    parts = {"value": finding.value, "column": finding.column, **finding.details}
    for name, keys in finding.details.items():
        if name.endswith("_key"):
            parts[name.removesuffix("_key")] = ", ".join(say(k) for k in keys.split())
    number = parts.pop("n", None)
    key = f"finding.{finding.code}"
    text = (
        say(key, **parts) if number is None else say.plural(key, int(number), **parts)
    )
    if suggestion := finding.details.get("suggestion"):
        text += " " + say("finding.suggestion", suggestion=suggestion)
    return text
