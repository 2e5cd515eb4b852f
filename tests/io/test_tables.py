"""The declarations, their words, and the document made from them."""

from pathlib import Path

import pytest

from matcher.io.format_docs import format_document
from matcher.io.records import column_names
from matcher.io.sources import table_named
from matcher.io.tables import TABLES
from matcher.io.values import Setting
from matcher.io.words import folded_heading
from matcher.text import Language, translator

TOPICS = ("table.", "column.", "value.", "type.", "assumed.", "finding.", "sheet.")


def ours(language):
    return {k for k in translator(language).messages if k.startswith(TOPICS)}


def test_the_languages_have_the_same_messages():
    """No heading, help, word or finding is missing in a language."""
    assert ours(Language.NB) == ours(Language.NN) == ours(Language.EN)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.key)
def test_every_column_has_heading_and_help(table, language):
    """Also the table itself, and what a blank is taken for."""
    say = translator(language)
    assert say(f"table.{table.key}.help")
    for column in table.columns:
        assert say(f"column.{table.key}.{column.key}")
        assert say(f"column.{table.key}.{column.key}.help").endswith(".")
        assert say(f"type.{column.type.name}")
        assert all(say(key) for key in column.type.word_keys)
        if column.assumed and not column.default:
            assert say(f"assumed.{table.key}.{column.key}")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.key)
def test_no_two_columns_share_a_heading(table):
    """A heading in any language means one column only."""
    names = column_names(table)
    for column in table.columns:
        for language in Language:
            heading = translator(language)(f"column.{table.key}.{column.key}")
            assert names[folded_heading(heading)] == column.key


@pytest.mark.parametrize("language", Language)
def test_no_two_tables_share_a_name(language):
    """A sheet name in any language means one table only, within a sheet's 31 signs."""
    for table in TABLES:
        name = translator(language)(f"table.{table.key}")
        assert table_named(name) is table
        assert len(name) <= 31


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.key)
def test_defaults_can_be_read(table):
    """What a blank stands for is written as its column is."""
    for column in table.columns:
        if column.default:
            assert column.type.parse(column.default, Setting()) is not None


def test_the_identity_and_order_of_a_table_name_its_columns():
    """No declaration names a column that is not there."""
    for table in TABLES:
        for key in (*table.identity, *(key for pair in table.ordered for key in pair)):
            assert table.column(key).key == key
        with pytest.raises(KeyError):
            table.column("finnes ikke")


def test_the_document_is_fresh():
    """``docs/format.md`` is what ``python -m matcher.io.format_docs`` writes."""
    document = Path(__file__).parents[2] / "docs" / "format.md"
    assert document.read_text("utf-8") == format_document()
