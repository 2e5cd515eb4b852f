"""Files into rows: what is shown, what is changed, what is refused."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from fastapi.testclient import TestClient
from httpx2 import Response

from api.security.pseudonyms import pseudonym
from api.security.roles import Role
from matcher.io import read_scenario, write_folder
from tests.api.pool import PORSGRUNN, SKIEN, Pool, people_of
from tests.api.service import TINY, Service


def zipped(folder: Path) -> bytes:
    """Return the CSV files of ``folder`` as an archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.glob("*.csv")):
            archive.write(path, path.name)
    return buffer.getvalue()


def _post(
    client: TestClient, service: Service, name: str, data: bytes, **query: Any
) -> Response:
    return client.post(
        service.path("imports"), params=query, files={"file": (name, data)}
    )


def _people(service: Service) -> list[dict[str, Any]]:
    client = service.as_(Role.PLANNER)
    listed = client.get(service.path("participants"), params={"limit": 1000}).json()
    items: list[dict[str, Any]] = listed["items"]
    return items


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the tiny scenario, as the service keeps it."""
    path = tmp_path / "tiny"
    scenario = read_scenario(TINY).scenario
    assert scenario is not None
    write_folder(scenario, path)
    return path


def test_the_same_files_change_nothing(service: Service, folder: Path):
    """What the region was made from brings no change."""
    answer = _post(service.as_(Role.PLANNER), service, "tiny.zip", zipped(folder))
    assert answer.status_code == 200, answer.text
    assert answer.json()["tables"] == []


def test_a_dry_run_tells_and_changes_nothing(service: Service, folder: Path):
    """What would be added, changed and removed is told, row by row; nothing is done."""
    before = _people(service)
    path = folder / "participants.csv"
    lines = path.read_text("utf-8-sig").splitlines()
    first, second = lines[1].split(";"), lines[2].split(";")
    changed = [*first]
    changed[0] = "N1"
    kept = [lines[0], ";".join(changed), *lines[3:], ";".join(first)]
    path.write_text("\n".join(kept) + "\n", "utf-8-sig")
    client = service.as_(Role.PLANNER)
    told = _post(client, service, "x.zip", zipped(folder), dry_run=True).json()
    [people] = [t for t in told["tables"] if t["table"] == "participants"]
    assert (people["added"], people["removed"]) == (["N1"], [second[0]])
    assert _people(service) == before
    done = _post(client, service, "x.zip", zipped(folder))
    assert done.json()["tables"] == told["tables"]
    assert {"N1"} == {p["key"] for p in _people(service)} - {p["key"] for p in before}


def test_an_error_is_told_by_its_spot_and_changes_nothing(
    service: Service, folder: Path
):
    """A value that cannot be read is told by file, row and column."""
    before = _people(service)
    path = folder / "participants.csv"
    text = path.read_text("utf-8-sig").splitlines()
    cells = text[1].split(";")
    cells[5] = "Z9"
    text[1] = ";".join(cells)
    path.write_text("\n".join(text), "utf-8-sig")
    answer = _post(service.as_(Role.PLANNER), service, "x.zip", zipped(folder))
    assert answer.status_code == 422
    spots = [(f["source"], f["row"], f["value"]) for f in answer.json()["findings"]]
    assert ("participants.csv", 2, "Z9") in spots
    assert _people(service) == before


def test_a_workbook_is_read_like_files(service: Service, folder: Path):
    """A sheet of a workbook takes the place of its table."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("employers")
        lines = (folder / "employers.csv").read_text("utf-8-sig").splitlines()
        for row, line in enumerate([*lines, "NY"]):
            for column, cell in enumerate(line.split(";")):
                sheet.write_string(row, column, cell)
    answer = _post(service.as_(Role.PLANNER), service, "a.xlsx", buffer.getvalue())
    assert answer.json()["tables"] == [
        {"table": "employers", "added": ["NY"], "changed": [], "removed": []}
    ]


def test_people_of_another_municipality_are_refused(service: Service, folder: Path):
    """Who sees one municipality's people cannot bring in those of another."""
    towns = folder / "municipalities.csv"
    lines = towns.read_text("utf-8-sig").splitlines()
    towns.write_text("\n".join([*lines, lines[1].replace("4003", "4001")]), "utf-8-sig")
    people = folder / "participants.csv"
    moved = people.read_text("utf-8-sig").replace(";4003;", ";4001;", 1)
    people.write_text(moved, "utf-8-sig")
    before = _people(service)
    answer = _post(service.as_(Role.PLANNER), service, "x.zip", zipped(folder))
    assert (answer.status_code, "4001" in answer.json()["detail"]) == (422, True)
    assert _people(service) == before


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("participants.csv", "w", force_zip64=True) as file,
    ):
        for _ in range(300):
            file.write(b"0" * (1 << 20))
    return buffer.getvalue()


def _far_cell() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("participants")
        sheet.write_string(0, 0, "Deltaker")
        sheet.write_string(1_048_575, 16_383, "x")
    return buffer.getvalue()


def _damaged() -> bytes:
    buffer = io.BytesIO()
    lines = "\n".join(f"A{number * 7919 % 100_003}" for number in range(3_000))
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("employers.csv", f"Arbeidsgiver\n{lines}\n")
    data = bytearray(buffer.getvalue())
    data[60:400] = bytes(340)
    return bytes(data)


LONG_LETTER = chr(0x1D4B3)
"""Four bytes in UTF-8."""

HOSTILE = {
    "a damaged archive": ("x.zip", _damaged, 422),
    "a damaged workbook": ("x.xlsx", _damaged, 422),
    "a name longer than a disk takes": (
        f"{LONG_LETTER * 90}.csv",
        lambda: b"a\nb\n",
        422,
    ),
    "a zip bomb": ("x.zip", _bomb, 413),
    "a cell in the last row and column": ("x.xlsx", _far_cell, 413),
    "a formula": ("employers.csv", lambda: b"Arbeidsgiver\n=1+1\n", 422),
    "a huge row": ("employers.csv", lambda: b"x" * 200_000 + b"\n", 422),
    "another encoding": ("employers.csv", lambda: b"Arbeidsgiver\n\xff\x00\xfe\n", 422),
    "no archive": ("x.zip", lambda: b"PK\x03\x04 broken", 422),
    "no workbook": ("x.xlsx", lambda: b"hello", 422),
    "a program": ("x.exe", lambda: b"MZ", 422),
    "too many bytes": ("x.csv", lambda: b"a;b\n" * 4_000_000, 413),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_uploads_are_refused(service: Service, kind: str):
    """What would hurt is refused with a reason, and nothing is changed."""
    name, make, status = HOSTILE[kind]
    client = service.as_(Role.PLANNER)
    before = client.get(service.path("employers")).json()
    answer = _post(client, service, name, make())
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]
    assert client.get(service.path("employers")).json() == before


def _csv(client: TestClient, path: str, sheet: str) -> bytes:
    """Return the rows that somebody sees of a table as a CSV file."""
    items = client.get(path, params={"limit": 1000}).json()["items"]
    keys = sorted({key for row in items for key in row["cells"]})
    lines = [keys, *([row["cells"].get(key, "") for key in keys] for row in items)]
    return "\n".join(";".join(line) for line in lines).encode()


def test_an_import_leaves_others_and_all_that_names_them(pool: Pool):
    """A planner brings her own people and a place in; nothing of others is told or lost."""
    planner, theirs = pool.as_(f"planner-{SKIEN}"), pool.as_(f"planner-{PORSGRUNN}")
    for number, client in ((1, theirs), (2, planner)):
        home = PORSGRUNN if client is theirs else SKIEN
        pin = {"participant": people_of(home)[number], "place": "P-skien"}
        assert client.post(pool.path("pins"), json=pin).status_code == 201
    before = theirs.get(pool.path("participants")).json()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for sheet in ("participants", "places", "pins"):
            text = _csv(planner, pool.path(sheet), sheet).decode()
            hidden = pseudonym(pool.installation, "pool", people_of(PORSGRUNN)[0])
            archive.writestr(f"{sheet}.csv", text.replace(f"{hidden}, ", ""))
    told = planner.post(
        pool.path("imports"), files={"file": ("skien.zip", buffer.getvalue())}
    )
    assert told.status_code == 200, told.text
    assert not any(person in told.text for person in people_of(PORSGRUNN))
    assert theirs.get(pool.path("participants")).json() == before
    assert len(theirs.get(pool.path("pins")).json()["items"]) == 1
    assert people_of(PORSGRUNN)[0] in theirs.get(pool.path("places/P-skien")).text


def test_an_import_takes_nothing_away_that_others_need(pool: Pool):
    """A place that somebody unseen is pinned to cannot be left out, and who is not told."""
    pin = {"participant": people_of(PORSGRUNN)[1], "place": "P-skien"}
    pool.as_(f"planner-{PORSGRUNN}").post(pool.path("pins"), json=pin)
    planner = pool.as_(f"planner-{SKIEN}")
    text = _csv(planner, pool.path("places"), "places").decode().splitlines()
    kept = "\n".join(line for line in text if "P-skien" not in line)
    told = planner.post(
        pool.path("imports"), files={"file": ("places.csv", kept.encode())}
    )
    assert told.status_code == 422
    assert not any(person in told.text for person in people_of(PORSGRUNN))


def test_an_import_leaves_a_protected_address(pool: Pool):
    """The row of somebody with a protected address stays as it is, whatever is brought."""
    planner, person = pool.as_(f"planner-{SKIEN}"), people_of(SKIEN)[0]
    text = _csv(planner, pool.path("participants"), "participants")
    planner.put(
        pool.path(f"participants/{person}/protection"),
        json={"protection": "address", "reason": "Adressen er skjermet"},
    )
    told = planner.post(
        pool.path("imports"), files={"file": ("participants.csv", text)}
    )
    assert told.status_code == 200, told.text
    kept = planner.get(pool.path(f"participants/{person}"))
    assert "home" not in kept.json()["cells"]
