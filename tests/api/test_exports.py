"""Files of plans and rows: whole for those who may see, silent on everybody else."""

import io
import zipfile
from pathlib import Path

import pytest
import vobject
from openpyxl import load_workbook

from api.plans import store
from api.security.roles import Role
from api.store.tables import PlanVersion
from matcher.io import read_scenario, scenario_sha256
from tests.api.planned import planned_files
from tests.api.service import Service

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _published(service: Service) -> PlanVersion:
    files = planned_files(service.region)
    with service.installation.database.write() as session:
        return store.add_version(session, service.region, files)


def _opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def test_calendar_files_are_those_of_ones_own_people(service: Service):
    """An independent reader finds entries for each of the plan's people."""
    plan = _published(service)
    client = service.as_(Role.PLANNER)
    answer = client.get(service.path(f"plans/{plan.id}/exports/ics"))
    assert answer.status_code == 200, answer.text
    with _opened(answer.content) as archive:
        people = [n for n in archive.namelist() if n.startswith("participants/")]
        read = vobject.readOne(archive.read(people[0]).decode())
    listed = client.get(service.path("participants"), params={"limit": 1000}).json()
    assert len(people) == len(listed["items"])
    assert len(read.vevent_list) > 10


def test_only_those_asked_for_are_exported(service: Service):
    """An export for one person has no file and no entry of another."""
    plan = _published(service)
    client = service.as_(Role.PLANNER)
    first, second = (
        item["key"]
        for item in client.get(service.path("participants")).json()["items"][:2]
    )
    answer = client.get(
        service.path(f"plans/{plan.id}/exports/ics"), params={"participants": first}
    )
    with _opened(answer.content) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert f"participants/{first}.ics" in texts
    assert not [name for name, text in texts.items() if second in name + text]


def test_the_workbook_opens(service: Service):
    """An independent reader opens the workbook of the semester."""
    plan = _published(service)
    answer = service.as_(Role.PLANNER).get(
        service.path(f"plans/{plan.id}/exports/xlsx"), params={"language": "nn"}
    )
    with _opened(answer.content) as archive:
        book = load_workbook(io.BytesIO(archive.read("semester.xlsx")))
    assert len(book.sheetnames) >= 3


def test_rows_read_back_as_the_scenario(service: Service, tmp_path: Path):
    """The exported folder is the scenario that the region was made from."""
    answer = service.as_(Role.PLANNER).get(service.path("exports/rows"))
    with _opened(answer.content) as archive:
        archive.extractall(tmp_path / "tiny")
    read = read_scenario(tmp_path / "tiny").scenario
    loaded = read_scenario("scenarios/tiny").scenario
    assert read is not None
    assert loaded is not None
    assert scenario_sha256(read) == scenario_sha256(loaded)


def test_a_plan_of_nobody_known_is_not_there(service: Service):
    """An unknown plan is told as such, and so is an export of nobody."""
    client = service.as_(Role.PLANNER)
    assert client.get(service.path("plans/x/exports/ics")).status_code == 404
    plan = _published(service)
    path = service.path(f"plans/{plan.id}/exports/pdf")
    assert client.get(path, params={"participants": "nobody"}).status_code == 404
