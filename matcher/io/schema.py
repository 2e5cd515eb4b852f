"""What a table and a column are."""

from dataclasses import dataclass

from matcher.io.values import ValueType


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    key
        Its name in code; headings and help are ``column.<table>.<key>`` and
        ``column.<table>.<key>.help`` in the catalogues.
    default
        How the value that a blank cell stands for is written; empty: no value.
    assumed
        Whether a blank cell is told as an assumption. What is assumed where there is
        no default is ``assumed.<table>.<key>`` in the catalogues.
    unless
        Columns that, when one is filled in, make a blank here no assumption.
    """

    key: str
    type: ValueType
    required: bool = False
    default: str = ""
    assumed: bool = False
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a CSV file or a sheet.

    Attributes
    ----------
    key
        Its name in code and its file name; names for people are ``table.<key>``.
    identity
        Columns that together may not be repeated; empty where rows may be alike.
    ordered
        Pairs of columns of which the first may not be after or above the second.
    settings
        Whether it is a list of named settings, one a row, instead of one thing a row;
        ``columns`` are then the settings.
    output
        Whether the program only writes it.
    """

    key: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()
    required: bool = False
    settings: bool = False
    output: bool = False

    def column(self, key: str) -> Column:
        """Return the column ``key``; raises ``KeyError`` for an unknown one."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)
