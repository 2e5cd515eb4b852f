"""People of other municipalities have no id in what is told, and keep it in what is kept."""

import io
import zipfile

from sqlmodel import select

from api.security.pseudonyms import NAMING, left_without, pseudonym
from api.store.tables import Row
from tests.api.pool import POOL, PORSGRUNN, SKIEN, Pool, people_of

HERS, THEIRS = people_of(SKIEN)[0], people_of(PORSGRUNN)[0]


def _vetoes_of(pool: Pool, place: str) -> list[str]:
    with pool.installation.database.read() as session:
        row = session.exec(select(Row).where(Row.key == place)).one()
        return sorted(row.cells["participant_vetoes"].split(", "))


def test_every_column_that_names_people_is_known():
    """A new column with participants in it has to be thought of here."""
    named = {table: [c.key for c in columns] for table, columns in NAMING.items()}
    own = ["participant"]
    assert named == {
        "pins": own,
        "bans": own,
        "running": own,
        "in_force": own,
        "earlier": own,
        "absences": own,
        "groups": own,
        "pairs": ["participant", "other"],
        "places": ["participant_vetoes"],
    }


def test_a_place_names_its_refused_by_id_to_their_own_and_else_by_pseudonym(pool: Pool):
    """Each planner sees the id of her own person and a pseudonym of the other."""
    for home, seen, unseen in ((SKIEN, HERS, THEIRS), (PORSGRUNN, THEIRS, HERS)):
        planner = pool.as_(f"planner-{home}")
        cells = planner.get(pool.path("places/P-skien")).json()["cells"]
        told = cells["participant_vetoes"].split(", ")
        assert sorted(told) == sorted(
            [seen, pseudonym(pool.installation, POOL, unseen)]
        )


def test_a_change_keeps_those_named_by_pseudonym(pool: Pool):
    """What is read and sent back names the same people as before."""
    planner = pool.as_(f"planner-{SKIEN}")
    read = planner.get(pool.path("places/P-skien"))
    changed = planner.put(
        pool.path("places/P-skien"),
        json=read.json()["cells"] | {"occupation": "9412"},
        headers={"If-Match": read.headers["etag"]},
    )
    assert changed.status_code == 200, changed.text
    assert changed.json()["cells"] == read.json()["cells"] | {"occupation": "9412"}
    assert _vetoes_of(pool, "P-skien") == sorted([HERS, THEIRS])


def test_an_id_that_is_not_told_is_nobodys(pool: Pool):
    """Somebody of another municipality and nobody at all are answered alike."""
    planner = pool.as_(f"planner-{SKIEN}")
    read = planner.get(pool.path("places/P-skien"))
    answers = [
        planner.put(
            pool.path("places/P-skien"),
            json=read.json()["cells"] | {"participant_vetoes": key},
            headers={"If-Match": read.headers["etag"]},
        )
        for key in (THEIRS, "D-nobody")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text.replace(THEIRS, "D-nobody") == answers[1].text


def test_a_pseudonym_is_another_in_every_region(pool: Pool):
    """Nobody can be followed from one region to another by a pseudonym."""
    made = {pseudonym(pool.installation, region, HERS) for region in (POOL, "apart")}
    assert len(made) == 2


def test_what_others_need_is_told_without_naming_them(pool: Pool):
    """A place that somebody unseen is pinned to stays, and nothing of the pin is told."""
    pin = {"participant": people_of(PORSGRUNN)[1], "place": "P-skien"}
    added = pool.as_(f"planner-{PORSGRUNN}").post(pool.path("pins"), json=pin)
    assert added.status_code == 201, added.text
    planner = pool.as_(f"planner-{SKIEN}")
    tag = planner.get(pool.path("places/P-skien")).headers["etag"]
    refused = planner.delete(pool.path("places/P-skien"), headers={"If-Match": tag})
    assert refused.status_code == 422
    assert refused.json()["findings"] == []


def test_rows_without_somebody_name_the_others():
    """Taking people out leaves lists of the rest, and no row about them."""
    assert left_without("places", {"participant_vetoes": "a, b"}, {"a"}) == {
        "participant_vetoes": "b"
    }
    assert left_without("places", {"participant_vetoes": "a"}, {"a"}) == {}
    assert left_without("pairs", {"participant": "a", "other": "b"}, {"b"}) is None


def test_an_export_of_rows_has_nothing_of_others(pool: Pool):
    """The files read back, and name nobody of another municipality or whom roles hide."""
    answer = pool.as_(f"job-specialist-{SKIEN}").get(pool.path("exports/rows"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert HERS in files["participants.csv"]
    assert HERS in files["places.csv"]
    assert "groups.csv" not in files
    assert not any("porsgrunn-" in text for text in files.values())
