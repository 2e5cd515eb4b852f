"""A policy as the file that reads back as it."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from matcher.domain.policy import Policy


def policy_to_toml(policy: Policy) -> str:
    """Return every value of ``policy``; :func:`matcher.io.read_policy` reads it back."""
    return "".join(f"{line}\n" for line in _lines(policy, ""))


def _lines(record: Any, prefix: str) -> Iterator[str]:
    for field in fields(record):
        name, value = f"{prefix}{field.name}", getattr(record, field.name)
        if is_dataclass(value):
            yield from _lines(value, f"{name}.")
        else:
            # Text, numbers and lists of them are written alike in JSON and TOML.
            yield f"{name} = {json.dumps(value, ensure_ascii=False)}"
