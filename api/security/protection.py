"""Protected addresses: who may know where somebody lives."""

from collections.abc import Mapping
from enum import StrEnum


class Protection(StrEnum):
    """How much of somebody is protected.

    ``ADDRESS`` (kode 7): planned like everybody, the address is told to nobody in passing.
    ``STRICT`` (kode 6): in no list, plan or export; handled by named staff, one at a time.
    """

    NONE = ""
    ADDRESS = "address"
    STRICT = "strict"


ADDRESS_CELLS = frozenset({"home", "travel_from"})
"""Columns that tell where somebody lives."""


def without_address(cells: Mapping[str, str], protection: str) -> dict[str, str]:
    """Return ``cells`` as they are told of somebody so protected."""
    if not protection:
        return dict(cells)
    return {key: text for key, text in cells.items() if key not in ADDRESS_CELLS}
