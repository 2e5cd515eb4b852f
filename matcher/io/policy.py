"""A name or a file (TOML) to a policy, or to all that is wrong with the file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from matcher.domain.finding import Finding
from matcher.domain.named_policies import NAMED_POLICIES
from matcher.domain.policy import TIER_CLASSES, Policy, Tier
from matcher.io.found import Findings, in_order
from matcher.io.words import nearest


@dataclass(slots=True)
class _Reader:
    """Reads the keys of a policy file onto the defaults."""

    source: str
    findings: Findings

    def merged(self, base: Any, given: Mapping[str, Any], prefix: str = "") -> Any:
        """Return ``base`` with what ``given`` changes; faults become findings."""
        known = {f.name: getattr(base, f.name) for f in fields(base)}
        changes = {}
        for key, value in given.items():
            if key not in known:
                self._error("unknown-key", prefix + key, "", nearest(key, known))
                continue
            changes[key] = self._value(known[key], value, prefix + key)
        return replace(base, **{k: v for k, v in changes.items() if v is not None})

    def _value(self, default: Any, value: Any, name: str) -> Any:
        if is_dataclass(default):
            if isinstance(value, Mapping):
                return self.merged(default, value, f"{name}.")
            return self._wrong_type(name, value, "table")
        if isinstance(default, tuple):
            return self._tiers(value, name)
        if isinstance(default, str):
            return (
                value
                if isinstance(value, str)
                else self._wrong_type(name, value, "text")
            )
        return self._number(default, value, name)

    def _number(self, default: Any, value: Any, name: str) -> Any:
        whole = isinstance(default, int)
        kinds = int if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            return self._wrong_type(name, value, "integer" if whole else "number")
        if value < 0 or (value == 0 and not whole):
            self._error("out-of-range", name, str(value), least="0", most="∞")
            return None
        return value if whole else float(value)

    def _tiers(self, value: Any, name: str) -> tuple[Tier, ...] | None:
        if not isinstance(value, list):
            self._wrong_type(name, value, "tiers")
            return None
        known = {tier.value: (tier,) for tier in Tier} | TIER_CLASSES
        for one in value:
            if one not in known:
                near = nearest(str(one), known)
                tiers = ", ".join(known)
                self._error("unknown-tier", name, str(one), near, tiers=tiers)
        return tuple(tier for one in value if one in known for tier in known[one])

    def _wrong_type(self, name: str, value: Any, expected: str) -> None:
        self._error("wrong-type", name, str(value), expected_key=f"type.{expected}")

    def _error(
        self, code: str, name: str, value: str, suggestion: str = "", **details: str
    ) -> None:
        parts = {"suggestion": suggestion, **details} if suggestion else details
        self.findings.error(code, self.source, None, name, value, **parts)


def _tell_faults(policy: Policy, source: str, findings: Findings) -> None:
    for fault in policy.faults():
        name, _, reason = fault.partition(": ")
        findings.error("policy-fault", source, None, name, reason=reason)


def read_policy(path: Path | str) -> tuple[Policy | None, tuple[Finding, ...]]:
    """Return the policy of a name or of a TOML file: the defaults and what it changes.

    A name goes before a file of that name. ``None`` where any of the findings is an
    error.
    """
    if str(path) in NAMED_POLICIES:
        return NAMED_POLICIES[str(path)], ()
    path = Path(path)
    findings = Findings()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        findings.error("not-found", path.name)
        return None, in_order(findings.found)
    except (UnicodeDecodeError, OSError) as fault:
        findings.error("not-toml", path.name, reason=str(fault))
        return None, in_order(findings.found)
    return policy_of_text(text, path.name)


def policy_of_text(text: str, source: str) -> tuple[Policy | None, tuple[Finding, ...]]:
    """Return the policy that the text of a policy file says: see ``read_policy``.

    ``source`` stands in the findings.
    """
    findings = Findings()
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        findings.error("not-toml", source, reason=str(fault))
        return None, in_order(findings.found)
    policy: Policy = _Reader(source, findings).merged(Policy(), given)
    if not findings.has_errors:
        _tell_faults(policy, source, findings)
    return (None if findings.has_errors else policy), in_order(findings.found)
