"""What holds of every request and answer: guards, limits, headers."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api.errors import TooManyError
from api.security.guards import HEADERS, LARGEST_JSON
from api.security.limits import Costly, Limits
from tests.api.pool import SKIEN, Pool
from tests.api.service import app_of


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_page_of_another_site_changes_nothing(embedded: Pool, headers):
    """What a browser sends for another site is refused, and nobody is signed out."""
    planner = embedded.sign_in(f"planner-{SKIEN}")
    refused = planner.delete("/v1/sessions/current", headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (403, "foreign-page")
    assert planner.get("/v1/sessions/current").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://testserver"},
        {},
    ],
)
def test_our_own_pages_and_programs_may_change(embedded: Pool, headers):
    """What our own pages or no browser at all send is carried out."""
    planner = embedded.sign_in(f"planner-{SKIEN}")
    answer = planner.delete("/v1/sessions/current", headers=headers)
    assert answer.status_code == 204


def test_another_site_may_read_nothing_but_harm_nothing(embedded: Pool):
    """A link from another site opens: only what changes something is refused."""
    answer = TestClient(embedded.app).get(
        "/health", headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/health", "/v1/nowhere", "/v1/sessions/current"])
def test_every_answer_has_the_security_headers(embedded: Pool, path: str):
    """Answers of every kind say what a browser must not do with them."""
    answer = TestClient(embedded.app).get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_a_body_that_is_too_large_is_refused(embedded: Pool):
    """A body over the limit is told so, whether or not it says its length."""
    body = b'{"code": "' + b"x" * LARGEST_JSON + b'"}'
    told = {"content-type": "application/json"}
    whole = TestClient(embedded.app).post("/v1/sessions", content=body, headers=told)
    parts = TestClient(embedded.app).post(
        "/v1/sessions", content=iter([body]), headers=told
    )
    for answer in (whole, parts):
        assert (answer.status_code, answer.json()["type"]) == (413, "too-large")
        assert "1 MB" in answer.json()["detail"]


def test_who_asks_too_often_has_to_wait(embedded: Pool):
    """Signing in more often than the rate is refused, and told for how long."""
    installation = replace(
        embedded.installation, limits=Limits({Costly.SIGN_IN: "3/minute"})
    )
    client = TestClient(app_of(installation))
    answers = [
        client.post("/v1/sessions", json={"code": f"wrong-{n}"}) for n in range(4)
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


def test_one_who_asks_often_keeps_nobody_else_waiting():
    """Rates are counted by who asks and what for."""
    limits = Limits({Costly.RUN: "1/hour", Costly.IMPORT: "1/hour"})
    for kind, who in ((Costly.RUN, "a"), (Costly.RUN, "b"), (Costly.IMPORT, "a")):
        limits.count(kind, who)
    with pytest.raises(TooManyError):
        limits.count(Costly.RUN, "a")
