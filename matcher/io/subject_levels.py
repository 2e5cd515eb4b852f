"""Levels in subjects, as people write them."""

import re
from dataclasses import dataclass
from typing import Any

from matcher.domain.ids import SubjectCode
from matcher.io.values import BadValue, Code, Setting, ValueType


@dataclass(frozen=True, slots=True)
class SubjectLevels(ValueType):
    """Subjects and levels: ``engelsk 1, matematikk 3``."""

    name = "subject-levels"

    def parse(self, text: str, setting: Setting) -> tuple[tuple[SubjectCode, int], ...]:
        """Return the level of each subject, by subject."""
        found: dict[SubjectCode, int] = {}
        for part in filter(None, map(str.strip, re.split(r"[,;\n]", text))):
            match = re.fullmatch(r"(\S+)\s+([1-9]\d?)", part)
            subject = SubjectCode(Code().parse(match[1], setting)) if match else None
            if match is None or subject is None or subject in found:
                raise BadValue("not-subject-levels")
            found[subject] = int(match[2])
        return tuple(sorted(found.items()))

    def write(self, value: Any, _: Setting) -> str:
        """Return the levels by subject."""
        return ", ".join(f"{subject} {level}" for subject, level in value)
