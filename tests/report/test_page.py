import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from matcher.calendar import Hours
from matcher.domain.conflicts import (
    Change,
    ChangeKind,
    Conflict,
    Demand,
    DemandKind,
    Repair,
)
from matcher.domain.finding import Finding
from matcher.domain.groups import Dimension, GroupOutcome
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.plan import Plan
from matcher.domain.scenario import Scenario
from matcher.report.page import FULL, build_heat_map, build_page, render_report
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.helpers.builders import placement

NB = Wording(translator(Language.NB))
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Outline(HTMLParser):
    """Tags in order, open tags checked, tables as rows of cell texts."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[list[list[str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if {"td", "th"} & set(self.open):
            self.tables[-1][-1][-1] += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def outline(known: Scenario, plan: Plan, hours: Hours) -> Outline:
    return Outline(render_report(known, plan, hours, NB))


def table_after(html: str, heading: str) -> list[list[str]]:
    """The first table after an element id."""
    return Outline(
        html[html.index(f'id="{heading}"') :].partition("</section>")[0]
    ).tables[0]


def test_the_page_is_well_formed(outline: Outline) -> None:
    """Every tag that is opened is closed, in order."""
    assert outline.open == []


def test_the_page_needs_no_network(known: Scenario, plan: Plan, hours: Hours) -> None:
    """No address, script, font, image or style sheet from anywhere."""
    html = render_report(known, plan, hours, NB)
    assert not re.search(r"https?:|//|url\(|@import|src=|<script|<link|<img", html)
    links = re.findall(r'href="([^"]*)"', html)
    assert links
    assert all(link.startswith("#") for link in links)


def test_links_lead_somewhere(outline: Outline) -> None:
    """Every link of the contents has its target on the page."""
    ids = {attributes.get("id") for _, attributes in outline.tags}
    assert {f"#{name}" for name in ids} >= {a["href"] for a in outline.named("a")}


@pytest.mark.parametrize("language", list(Language))
def test_the_page_names_its_language(
    known: Scenario, plan: Plan, hours: Hours, language: Language
) -> None:
    """A screen reader is told which language to speak."""
    html = render_report(known, plan, hours, Wording(translator(language)))
    assert Outline(html).named("html") == [{"lang": language.value}]


def test_every_table_has_caption_and_scoped_headers(outline: Outline) -> None:
    """A table can be read without seeing it."""
    assert len(outline.named("caption")) == len(outline.named("table")) > 3
    assert all(header.get("scope") for header in outline.named("th"))


def test_placements_on_the_page_are_those_of_the_plan(
    known: Scenario, plan: Plan, hours: Hours
) -> None:
    """One row per placement, in the plan's order, with its days."""
    rows = table_after(render_report(known, plan, hours, NB), "placements")[1:]
    assert [(row[0], row[1], row[6]) for row in rows] == [
        ("p1", "q1", "ons tor fre"),
        ("p2", "q2", "ons tor"),
    ]


def test_everyone_without_a_place_is_on_the_page(
    known: Scenario, plan: Plan, hours: Hours
) -> None:
    """One row per person, each with a reason in words."""
    rows = table_after(render_report(known, plan, hours, NB), "not-placed")[1:]
    assert [row[0] for row in rows] == ["p3", "p4"]
    assert all(row[3] for row in rows)


def test_everybody_has_a_text_of_their_own_on_the_page(
    known: Scenario, plan: Plan, hours: Hours
) -> None:
    """The plain text for the person stands at the end of their row."""
    html = render_report(known, plan, hours, NB)
    placed = table_after(html, "placements")[1:]
    assert all("Du får praksis på" in row[-1] for row in placed)
    waiting = table_after(html, "not-placed")[1:]
    assert all("Du har ikke fått praksis nå." in row[-1] for row in waiting)


def test_labels_are_shown_beside_ids_and_escaped(
    known: Scenario, plan: Plan, hours: Hours
) -> None:
    """A label is text, whatever it looks like."""
    labelled = Wording(NB.say, {"p1": "<script>alert(1)</script>"})
    html = render_report(known, plan, hours, labelled)
    assert "<script" not in html
    row = table_after(html, "placements")[1]
    assert row[0] == "<script>alert(1)</script> p1"


def test_the_scenario_name_is_escaped(
    known: Scenario, plan: Plan, hours: Hours
) -> None:
    """The name of a scenario is text too."""
    html = render_report(known, plan, hours, NB)
    assert "Ås &amp; Vang &lt;prøve&gt;" in html


def test_steps_are_told_with_the_week_they_begin(
    known: Scenario, plan: Plan, hours: Hours
) -> None:
    """A ramp is readable: each step and its ISO week."""
    ramp = placement("p1", "q1", "ons tor")
    later = replace(
        ramp.steps[0],
        first_day=known.horizon.monday(4),
        slots=placement().steps[0].slots,
    )
    ramped = replace(plan, placements=(replace(ramp, steps=(*ramp.steps, later)),))
    (row,) = build_page(known, ramped, hours, NB).placements
    assert row.steps == ("fra uke 34: ons tor", "fra uke 38: ons tor fre")


def test_a_heat_cell_tells_used_and_offered_in_text(
    known: Scenario, plan: Plan
) -> None:
    """Colour is never the only carrier."""
    heat = build_heat_map(known, plan.placements, NB)
    (group,) = heat.groups
    assert [cell.text for cell in group.rows[1].cells] == [
        "0,0/1",
        "0,0/1",
        "1,0/1",
        "1,0/1",
        "0,0/1",
    ]


def test_heat_shades_run_from_empty_to_full(known: Scenario) -> None:
    """No use is shade 0, full use the darkest, half of it between."""
    half = placement("p1", "q1", "ons", last=known.horizon.monday(13))
    heat = build_heat_map(known, [half, placement("p2", "q2", "tor")], NB)
    first, second = heat.groups[0].rows
    assert first.cells[0].shade == 0
    assert 0 < (first.cells[2].shade or 0) < FULL
    assert second.cells[3].shade == FULL


def test_a_day_that_is_not_offered_has_no_shade(known: Scenario, plan: Plan) -> None:
    """Nothing to use is not the same as nothing used."""
    closed = tuple(replace(p, seats=()) for p in known.places)
    heat = build_heat_map(replace(known, places=closed), [], NB)
    assert {(c.text, c.shade) for c in heat.groups[0].rows[0].cells} == {("–", None)}


def test_all_findings_are_on_the_page(
    known: Scenario, plan: Plan, hours: Hours, warning: Finding
) -> None:
    """Findings of one kind stand together, none is left out."""
    told = replace(plan, findings=(warning, replace(warning, value="y")))
    (group,) = build_page(known, told, hours, NB).findings
    assert [where for where, _ in group.rows] == ["x.csv", "x.csv"]


def test_an_empty_plan_has_a_page(known: Scenario, plan: Plan, hours: Hours) -> None:
    """No placements and nobody left out are told in words."""
    empty = replace(plan, placements=(), not_placed=(), tiers=())
    html = render_report(known, empty, hours, NB)
    assert NB.say("report.no-placements") in html
    assert NB.say("report.everyone-placed") in html


def test_the_same_plan_gives_the_same_bytes(
    known: Scenario, plan: Plan, hours: Hours
) -> None:
    """A report can be compared file by file."""
    assert render_report(known, plan, hours, NB) == render_report(
        known, plan, hours, NB
    )


COLOUR = re.compile(r"\.heat-(\w+) \{ background: (#\w{6}); color: (#\w{6})")


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_text_in_heat_cells_can_be_read(
    known: Scenario, plan: Plan, hours: Hours
) -> None:
    """Contrast is at least 4.5 : 1 in every shade (WCAG 2.1, 1.4.3)."""
    shades = COLOUR.findall(render_report(known, plan, hours, NB))
    assert {name for name, _, _ in shades} == {"none", *map(str, range(FULL + 1))}
    for _, background, text in shades:
        light, dark = sorted((luminance(background), luminance(text)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_places_are_grouped_by_municipality(known: Scenario, plan: Plan) -> None:
    """The planner finds a place under its municipality."""
    heat = build_heat_map(known, plan.placements, NB)
    assert [(g.name, [r.place.id for r in g.rows]) for g in heat.groups] == [
        ("Kommune 4003", [PlaceId("q1"), PlaceId("q2")])
    ]


def test_groups_stand_with_their_names(
    known: Scenario, plan: Plan, hours: Hours
) -> None:
    """Every group of the plan is a row; a municipality has its name."""
    town = known.municipalities[0]
    groups = (
        GroupOutcome(Dimension.SEX, "female", 6, 3, 3, 500, None),
        GroupOutcome(Dimension.MUNICIPALITY, town.id, 7, 7, 7, 400, 10),
    )
    html = render_report(known, replace(plan, groups=groups), hours, NB)
    names = [row[0] for row in table_after(html, "groups")]
    assert names[1:] == ["Kjønn", "kvinner", "Kommune", town.name]


def test_without_groups_the_page_says_why(
    known: Scenario, plan: Plan, hours: Hours
) -> None:
    """Four people are too few for any group to be shown."""
    assert NB.say("groups.none") in render_report(known, plan, hours, NB)


def test_conflicts_have_a_section_only_where_there_are_any(
    known: Scenario, plan: Plan, hours: Hours
) -> None:
    """What had to give way is told with its ways out; without any it is not there."""
    pins = tuple(
        Demand(DemandKind.PINNED_PLACE, ParticipantId(p), place=PlaceId("q1"))
        for p in ("p1", "p3")
    )
    way_out = Repair((Change(ChangeKind.GIVE_UP, pins[0]),), 1)
    conflict = Conflict((ParticipantId("p3"),), pins, repairs=(way_out,))
    stated = replace(plan, conflicts=(conflict,))
    html = render_report(known, stated, hours, NB)
    section = html[html.index('id="conflicts"') :].partition("</section>")[0]
    assert "2 deltakere er låst til q1: p1, p3." in section
    assert "Slipp låsingen av p1 til q1" in section
    assert Outline(html).open == []
    assert 'id="conflicts"' not in render_report(known, plan, hours, NB)
