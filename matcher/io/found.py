"""Collecting findings, and the order they are told in."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from matcher.domain.finding import Finding, Severity


@dataclass(slots=True)
class Findings:
    """The findings of one reading, in the order found."""

    found: list[Finding] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        """Add a finding made elsewhere."""
        self.found.append(finding)

    def error(
        self,
        code: str,
        source: str,
        row: int | None = None,
        column: str = "",
        value: str = "",
        **details: str,
    ) -> None:
        """Add an error at one spot."""
        self.add(Finding(code, Severity.ERROR, source, row, column, value, details))

    def warn(
        self,
        code: str,
        source: str,
        row: int | None = None,
        column: str = "",
        value: str = "",
        **details: str,
    ) -> None:
        """Add a warning at one spot."""
        self.add(Finding(code, Severity.WARNING, source, row, column, value, details))

    def assume(
        self,
        code: str,
        source: str,
        column: str,
        value: str,
        count: int,
        **details: str,
    ) -> None:
        """Add what was taken for granted in ``count`` rows."""
        details = {**details, "n": str(count)}
        self.add(
            Finding(code, Severity.ASSUMPTION, source, None, column, value, details)
        )

    @property
    def has_errors(self) -> bool:
        """Whether anything cannot be read as meant."""
        return any(finding.severity is Severity.ERROR for finding in self.found)


_ORDER = {severity: place for place, severity in enumerate(Severity)}


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings once each: errors first, then by source, row and column."""
    unique = {
        (
            f.code,
            f.source,
            f.row,
            f.column,
            f.value,
            tuple(sorted(f.details.items())),
        ): f
        for f in findings
    }
    return tuple(
        sorted(
            unique.values(),
            key=lambda f: (
                _ORDER[f.severity],
                f.source,
                f.row or 0,
                f.column,
                f.code,
                f.value,
                sorted(f.details.items()),
            ),
        )
    )
