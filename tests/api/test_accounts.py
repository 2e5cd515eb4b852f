"""Accounts: made, let in, locked out, and never more than their administrator looks after."""

import pytest
from fastapi.testclient import TestClient

from api.sessions.service import MOST_FAILURES
from tests.api.pool import APART, BERGEN, POOL, PORSGRUNN, SKIEN, Pool, people_of

PASSWORD = "åtte røde hester"
OWN = "/v1/own-account"


def _account(pool: Pool, login: str) -> str:
    with pool.installation.database.read() as session:
        return pool.account(session, login)


def _add(pool: Pool, by: str, region: str = POOL, **told: str):
    return pool.as_(by).post(pool.path("accounts", region), json=told)


def _sign_in(pool: Pool, **told: str) -> tuple[TestClient, int]:
    client = TestClient(pool.app, raise_server_exceptions=False)
    return client, client.post("/v1/sessions", json=told).status_code


def test_somebody_new_signs_in_by_a_code_and_then_by_password(pool: Pool):
    """From nothing to a password of one's own, without any that was there before."""
    told = {"login": "kari-plan", "role": "planner", "municipality": SKIEN}
    made = _add(pool, f"administrator-{SKIEN}", **told)
    assert made.status_code == 201, made.text
    assert made.json()["has_password"] is False
    assert _sign_in(pool, login="kari-plan", password="")[1] == 401
    path = f"{made.headers['location']}/codes"
    code = pool.as_(f"administrator-{SKIEN}").post(path).json()["code"]
    client, status = _sign_in(pool, code=code)
    assert status == 204
    assert _sign_in(pool, code=code)[1] == 401
    assert client.put(f"{OWN}/password", json={"new": PASSWORD}).status_code == 204
    assert _sign_in(pool, login="kari-plan", password=PASSWORD)[1] == 204


def test_a_password_is_changed_only_by_who_knows_it(pool: Pool):
    """A browser left open does not change the password; a change signs out all others."""
    client = pool.as_(f"planner-{SKIEN}")
    elsewhere = pool.sign_in(f"planner-{SKIEN}")
    client.put(f"{OWN}/password", json={"new": PASSWORD})
    assert elsewhere.get("/v1/sessions/current").status_code == 401
    assert client.get("/v1/sessions/current").status_code == 200
    wrong = client.put(f"{OWN}/password", json={"new": "x" * 20, "current": "y" * 20})
    assert (wrong.status_code, wrong.json()["type"]) == (403, "forbidden")
    short = client.put(f"{OWN}/password", json={"new": "kort", "current": PASSWORD})
    assert short.status_code == 422
    right = client.put(f"{OWN}/password", json={"new": "z" * 20, "current": PASSWORD})
    assert right.status_code == 204


def test_wrong_passwords_lock_the_right_one_out(pool: Pool):
    """After five wrong ones even the right one waits; a code from the administrator opens."""
    login = f"planner-{SKIEN}"
    pool.as_(login).put(f"{OWN}/password", json={"new": PASSWORD})
    for _ in range(MOST_FAILURES):
        assert _sign_in(pool, login=login, password="feil passord her")[1] == 401
    assert _sign_in(pool, login=login, password=PASSWORD)[1] == 429
    admin, path = pool.as_(f"administrator-{SKIEN}"), _account(pool, login)
    told = admin.get(pool.path(f"accounts/{path}")).json()
    assert told["locked_until"] is not None
    forgotten = admin.delete(pool.path(f"accounts/{path}/password"))
    assert forgotten.status_code == 204
    assert _sign_in(pool, login=login, password=PASSWORD)[1] == 401
    code = admin.post(pool.path(f"accounts/{path}/codes")).json()["code"]
    assert _sign_in(pool, code=code)[1] == 204


def test_a_closed_account_is_out_at_once(pool: Pool):
    """Cookies, codes and tokens of a closed account are used no more."""
    client = pool.as_(f"planner-{SKIEN}")
    secret = client.post(
        f"{OWN}/tokens", json={"name": "t", "scopes": ["read-people"]}
    ).json()["secret"]
    admin = pool.as_(f"administrator-{SKIEN}")
    path = pool.path(f"accounts/{_account(pool, f'planner-{SKIEN}')}")
    code = admin.post(f"{path}/codes").json()["code"]
    closed = admin.put(f"{path}/activity", json={"is_active": False})
    assert closed.json()["is_active"] is False
    assert client.get("/v1/sessions/current").status_code == 401
    assert _sign_in(pool, code=code)[1] == 401
    machine = TestClient(pool.app, headers={"Authorization": f"Bearer {secret}"})
    assert machine.get(pool.path("participants")).status_code == 401


def test_a_token_is_never_more_than_its_account(pool: Pool):
    """It reads what it is for, writes nothing, and loses what its account loses."""
    client = pool.as_(f"planner-{SKIEN}")
    made = client.post(f"{OWN}/tokens", json={"name": "t", "scopes": ["read-people"]})
    assert made.status_code == 201, made.text
    token = {"Authorization": f"Bearer {made.json()['secret']}"}
    machine = TestClient(pool.app, headers=token)
    listed = machine.get(pool.path("participants"))
    assert {row["municipality"] for row in listed.json()["items"]} == {SKIEN}
    assert machine.get(pool.path("places")).status_code == 403
    assert machine.post(pool.path("participants"), json={}).status_code == 403
    assert machine.get(f"{OWN}/tokens").status_code == 403
    admin = pool.as_(f"administrator-{SKIEN}")
    path = pool.path(f"accounts/{_account(pool, f'planner-{SKIEN}')}")
    [membership] = admin.get(path).json()["memberships"]
    gone = admin.delete(f"{path}/memberships/{membership['number']}")
    assert gone.status_code == 204
    assert machine.get(pool.path("participants")).status_code == 404


@pytest.mark.parametrize(
    ("login", "scope"),
    [
        (f"teacher-{SKIEN}", "read-people"),
        (f"planner-{SKIEN}", "read-protected"),
        (f"administrator-{SKIEN}", "manage-accounts"),
        (f"planner-{SKIEN}", "own-account"),
    ],
)
def test_a_token_cannot_be_made_for_more(pool: Pool, login: str, scope: str):
    """What the account lacks, or no machine may do, is refused."""
    told = {"name": "t", "scopes": [scope]}
    refused = pool.as_(login).post(f"{OWN}/tokens", json=told)
    assert refused.status_code == 403


def test_a_tokens_secret_is_shown_once_and_revoked(pool: Pool):
    """Lists have no secret; a revoked token is used no more, and only one's own."""
    client = pool.as_(f"planner-{SKIEN}")
    made = client.post(
        f"{OWN}/tokens", json={"name": "t", "scopes": ["read-people"]}
    ).json()
    listed = client.get(f"{OWN}/tokens")
    assert [one["id"] for one in listed.json()["items"]] == [made["id"]]
    assert made["secret"] not in listed.text
    path = f"{OWN}/tokens/{made['id']}"
    assert pool.as_(f"planner-{PORSGRUNN}").delete(path).status_code == 404
    assert client.delete(path).status_code == 204
    machine = TestClient(
        pool.app, headers={"Authorization": f"Bearer {made['secret']}"}
    )
    assert machine.get(pool.path("participants")).status_code == 401


def test_signing_out_everywhere_ends_every_sign_in(pool: Pool):
    """Each browser is out, the one that asked too."""
    clients = [pool.sign_in(f"planner-{SKIEN}") for _ in range(3)]
    assert clients[0].delete(f"{OWN}/sign-ins").status_code == 204
    assert [c.get("/v1/sessions/current").status_code for c in clients] == [401] * 3


def test_administrators_see_what_they_look_after(pool: Pool):
    """That of a municipality sees its accounts; that of the region all of the region's."""

    def logins(by: str, region: str = POOL) -> set[str]:
        found = pool.as_(by).get(pool.path("accounts", region)).json()["items"]
        return {one["login"] for one in found}

    of_skien = logins(f"administrator-{SKIEN}")
    assert f"planner-{SKIEN}" in of_skien
    assert all(login.endswith(SKIEN) for login in of_skien)
    of_pool = logins(f"administrator-{POOL}")
    assert {f"planner-{SKIEN}", f"planner-{PORSGRUNN}"} < of_pool
    assert not any(login.endswith((BERGEN, APART)) for login in of_pool)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"role": "planner", "municipality": SKIEN}, 201),
        ({"role": "planner", "municipality": PORSGRUNN}, 403),
        ({"role": "administrator", "municipality": ""}, 403),
        ({"role": "employer", "subject": "A-skien"}, 403),
        ({"role": "planner", "municipality": ""}, 403),
        ({"role": "planner", "municipality": SKIEN, "subject": "x"}, 422),
        ({"role": "teacher", "municipality": SKIEN}, 422),
        (
            {
                "role": "participant",
                "municipality": SKIEN,
                "subject": people_of(SKIEN)[1],
            },
            201,
        ),
        (
            {
                "role": "participant",
                "municipality": SKIEN,
                "subject": people_of(PORSGRUNN)[1],
            },
            404,
        ),
    ],
)
def test_an_administrator_gives_what_is_theirs_to_give(
    pool: Pool, told: dict[str, str], status: int
):
    """An administrator of Skien gives roles in Skien, to somebody there is."""
    answer = _add(pool, f"administrator-{SKIEN}", login="new-one", **told)
    assert answer.status_code == status, answer.text


def test_the_regions_administrator_gives_everything_in_it(pool: Pool):
    """Employers belong to the region, and so does its next administrator."""
    by = f"administrator-{POOL}"
    for n, told in enumerate(
        [
            {"role": "employer", "subject": "A-skien"},
            {"role": "administrator", "municipality": ""},
            {"role": "planner", "municipality": PORSGRUNN},
        ]
    ):
        assert _add(pool, by, login=f"new-{n}", **told).status_code == 201
    refused = _add(pool, by, login="new-9", role="planner", municipality=BERGEN)
    assert refused.status_code == 404


def test_who_is_more_elsewhere_is_not_taken_hold_of(pool: Pool):
    """No code, no lock-out for an account that others look after too: it would open theirs."""
    whole = pool.as_(f"administrator-{POOL}")
    path = pool.path(f"accounts/{_account(pool, f'planner-{SKIEN}')}")
    told = {"role": "planner", "municipality": PORSGRUNN}
    assert whole.post(f"{path}/memberships", json=told).status_code == 201
    mine = pool.as_(f"administrator-{SKIEN}")
    assert mine.get(path).json()["is_elsewhere"] is True
    assert len(mine.get(path).json()["memberships"]) == 1
    for answer in (
        mine.post(f"{path}/codes"),
        mine.put(f"{path}/activity", json={"is_active": False}),
        mine.delete(f"{path}/password"),
        mine.delete(f"{path}/sign-ins"),
    ):
        assert answer.status_code == 403
    assert whole.post(f"{path}/codes").status_code == 201


def test_nobody_changes_their_own_rights(pool: Pool):
    """An administrator does not make themself a planner."""
    login = f"administrator-{SKIEN}"
    path = pool.path(f"accounts/{_account(pool, login)}/memberships")
    told = {"role": "planner", "municipality": SKIEN}
    assert pool.as_(login).post(path, json=told).status_code == 403


def test_accounts_of_others_are_not_there(pool: Pool):
    """An account of another region or municipality is answered as if there were none."""
    for login in (f"planner-{BERGEN}", f"planner-{PORSGRUNN}", f"administrator-{POOL}"):
        path = pool.path(f"accounts/{_account(pool, login)}")
        assert pool.as_(f"administrator-{SKIEN}").get(path).status_code == 404
