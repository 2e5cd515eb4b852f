"""Sex and origin decide nothing: swapped, only the counts by group change.

Sex comes in a table of its own. Origin has no place in the format at all; what stands
nearest to it are names for display and the languages people speak.
"""

import ast
import json
from dataclasses import fields, replace
from pathlib import Path

import pytest

import matcher.planning
from matcher.audit import audit_plan
from matcher.domain.group_facts import GroupFact, Sex
from matcher.domain.groups import Dimension
from matcher.domain.participant import Participant
from matcher.domain.policy import FitWeights, Policy
from matcher.generate import GeneratorSettings, generate
from matcher.io import plan_to_json, read_scenario, write_folder
from matcher.io.tables import INPUT_TABLES
from matcher.planning import plan
from tests.helpers import builders as make

PACKAGE = Path(matcher.planning.__file__).parent
ENGINE = ("eligibility", "options", "placement", "calendar", "explain")
COUNTED_BY_SEX = {"groups", "scenario_sha256"}
OTHER_SEX = {Sex.FEMALE: Sex.MALE, Sex.MALE: Sex.FEMALE}


@pytest.fixture(scope="module")
def scenario():
    """Fewer seats than people, so that it matters who goes first."""
    return generate(
        GeneratorSettings(participants=40, places=12, tightness=1.5, seed=5)
    )


def planned(scenario, policy=None) -> dict[str, object]:
    made = plan(scenario, policy or Policy(), workers=1).plan
    assert audit_plan(scenario, policy or Policy(), made).violations == ()
    document: dict[str, object] = json.loads(plan_to_json(made))
    return document


@pytest.fixture(scope="module")
def as_it_is(scenario):
    return planned(scenario)


def without(document, keys):
    return json.dumps(
        {key: document[key] for key in document.keys() - keys}, sort_keys=True
    )


def swapped(scenario):
    return replace(
        scenario,
        group_facts=tuple(
            GroupFact(fact.participant, OTHER_SEX[fact.sex])
            for fact in scenario.group_facts
        ),
    )


def test_swapped_sexes_change_only_the_counts(scenario, as_it_is):
    """Every other byte of the plan is the same, and the counts change places."""
    other = planned(swapped(scenario))
    assert without(other, COUNTED_BY_SEX) == without(as_it_is, COUNTED_BY_SEX)

    def counts(document, sex):
        [row] = [row for row in document["groups"] if row["group"] == sex]
        return {key: row[key] for key in row if key != "group"}

    assert counts(other, "male") == counts(as_it_is, "female")
    assert counts(other, "female") == counts(as_it_is, "male")


def test_the_plan_is_tied_to_the_facts_it_counts_by(scenario, as_it_is):
    """The hash tells that counts by group are of other facts; the audit needs that."""
    other = planned(swapped(scenario))
    assert other["scenario_sha256"] != as_it_is["scenario_sha256"]


def test_without_the_table_only_the_counts_by_sex_are_missing(scenario, as_it_is):
    """The table may be left out: the plan is the same, and nothing is counted by it."""
    other = planned(replace(scenario, group_facts=()))
    assert without(other, COUNTED_BY_SEX) == without(as_it_is, COUNTED_BY_SEX)
    rest = [row for row in as_it_is["groups"] if row["dimension"] != Dimension.SEX]
    assert other["groups"] == rest != as_it_is["groups"]


@pytest.mark.parametrize(
    "step",
    [
        "find_candidates",
        "build_options",
        "solve_placement",
        "covered_if_unshared",
        "best_among_equals",
        "not_placed_reasons",
    ],
)
def test_no_step_of_the_engine_is_handed_the_facts(step, monkeypatch):
    """What decides, and what gives reasons, gets a scenario without them."""
    seen, real = [], getattr(matcher.planning, step)

    def listening(scenario, *rest, **named):
        seen.append(scenario.group_facts)
        return real(scenario, *rest, **named)

    monkeypatch.setattr(matcher.planning, step, listening)
    facts = (GroupFact(make.participant().id, Sex.FEMALE),)
    plan(make.scenario(group_facts=facts), Policy(), workers=1)
    assert seen == [()]


def words_in(file: Path) -> set[str]:
    """Every name and attribute in a module."""
    tree = ast.parse(file.read_text("utf-8"))
    return {
        getattr(node, part)
        for node in ast.walk(tree)
        for part in ("id", "attr", "name", "module")
        if isinstance(getattr(node, part, None), str)
    }


@pytest.mark.parametrize("package", ENGINE)
def test_the_engine_does_not_speak_of_groups(package):
    """No module that decides names the facts, the groups or the sexes."""
    forbidden = {"group_facts", "GroupFact", "Sex", "matcher.domain.group_facts"}
    modules = sorted((PACKAGE / package).rglob("*.py"))
    assert modules
    assert [m.name for m in modules if words_in(m) & forbidden] == []


ORIGIN = ("origin", "citizen", "nation", "ethnic", "country", "birthplace", "religion")


def test_origin_has_no_place_in_the_data():
    """No field of a person and no column of any table is for it."""
    names = [field.name for field in fields(Participant)]
    names += [field.name for field in fields(GroupFact)]
    names += [column.key for table in INPUT_TABLES for column in table.columns]
    said = {name: name.lower().split("_") for name in names}
    assert [n for n in said if any(p.startswith(ORIGIN) for p in said[n])] == []


def with_origin(folder: Path, countries: tuple[str, str]) -> None:
    """Add a column of origin, as somebody might, to a written scenario."""
    file = folder / "participants.csv"
    heading, *rows = file.read_text("utf-8-sig").splitlines()
    filled = [f"{row};{countries[i % 2]}" for i, row in enumerate(rows)]
    text = "\n".join([f"{heading};Landbakgrunn", *filled]) + "\n"
    file.write_text(text, "utf-8-sig")


def test_swapped_origins_change_nothing(scenario, as_it_is, tmp_path):
    """A column of origin is told to be unknown; what is in it is not read at all."""
    found = []
    for name, countries in (("a", ("Syria", "Kongo")), ("b", ("Kongo", "Syria"))):
        write_folder(scenario, tmp_path / name)
        with_origin(tmp_path / name, countries)
        read = read_scenario(tmp_path / name)
        assert "unknown-column" in {finding.code for finding in read.findings}
        assert not any(c in str(read) for c in countries)
        assert read.scenario is not None
        found.append(read.scenario)
    assert found[0] == found[1]
    again = replace(found[0], name=scenario.name)
    assert planned(again) == as_it_is


def test_swapped_languages_change_nothing_but_the_common_language(scenario):
    """What comes nearest to origin counts only where a colleague speaks the language.

    With no points for that, people who change languages keep their places.
    """
    policy = Policy(fit=FitWeights(support_language=0))
    spoken = [person.languages for person in scenario.participants]
    other = replace(
        scenario,
        participants=tuple(
            replace(person, languages=languages)
            for person, languages in zip(
                scenario.participants, reversed(spoken), strict=True
            )
        ),
    )
    assert other != scenario
    first, second = planned(scenario, policy), planned(other, policy)
    assert without(first, {"scenario_sha256"}) == without(second, {"scenario_sha256"})
