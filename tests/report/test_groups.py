from matcher.domain.groups import SMALL_GROUPS, Dimension, GroupOutcome
from matcher.report.groups import GroupRow, group_tables
from matcher.report.wording import Wording
from matcher.text import Language, translator

NB = Wording(translator(Language.NB))
WOMEN = GroupOutcome(Dimension.SEX, "female", 1150, 900, 805, 612, 81)
MEN = GroupOutcome(Dimension.SEX, "male", 8, 0, 0, None, None)
SKIEN = GroupOutcome(Dimension.MUNICIPALITY, "4003", 7, 7, 7, 500, None)
REST = GroupOutcome(Dimension.MUNICIPALITY, SMALL_GROUPS, 5, 1, 1, 400, 3)


def test_each_dimension_is_a_table():
    """In the order of the plan, under its name."""
    tables = group_tables((WOMEN, MEN, SKIEN, REST), {}, NB)
    assert [(table.name, len(table.rows)) for table in tables] == [
        ("Kjønn", 2),
        ("Kommune", 2),
    ]


def test_a_group_is_told_with_counts_and_shares():
    """Counts have their share of the group; what nobody has is a dash."""
    [table] = group_tables((WOMEN, MEN), {}, NB)
    women = GroupRow(
        "kvinner",
        NB.number(1150),
        f"900 ({NB.percent(900 / 1150)})",
        f"805 ({NB.percent(0.7)})",
        "612",
        "81",
    )
    zero = f"0 ({NB.percent(0)})"
    assert table.rows == (women, GroupRow("menn", "8", zero, zero, "–", "–"))


def test_municipalities_have_their_names():
    """A number without a name stands as it is."""
    [named] = group_tables((SKIEN, REST), {"4003": "Skien"}, NB)
    [plain] = group_tables((SKIEN, REST), {}, NB)
    assert [row.name for row in named.rows] == ["Skien", "små grupper samlet"]
    assert plain.rows[0].name == "4003"


def test_the_range_goes_from_the_least_to_the_most_covered():
    """The shares are cut, as everywhere, so that 100 % means all."""
    [table] = group_tables((WOMEN, MEN), {}, NB)
    assert table.covered_range == f"0–{NB.percent(0.7)}"
