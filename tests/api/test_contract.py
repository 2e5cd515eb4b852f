"""What is answered is what ``openapi.json`` says: asked at random, by schemathesis."""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi import checks

from api.registry.sheets import SHEETS
from tests.api.pool import POOL, SKIEN, Pool

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]

Operation = APIOperation[Any, Any, Any, Any]
Case = schemathesis.Case[Any]

ALIKE = ("pairs", "employers")
"""Of the addresses of tables, all made by one piece of code, those asked in every run."""

ENDS = {("delete", "/v1/sessions/current"), ("delete", "/v1/own-account/sign-ins")}
"""What signs out: others would then ask for nothing but to sign in."""


def _ask(pool: Pool, operation: Operation, mode: GenerationMode, most: int) -> None:
    """Send ``most`` requests drawn for ``operation`` and check what is answered."""
    needs_administrator = {"accounts", "audit log"} & set(operation.tags or ())
    role = "administrator" if needs_administrator else "planner"
    signed_in = pool.sign_in(f"{role}-{SKIEN}")
    within = {"region": POOL} if "{region}" in operation.path else {}

    @hypothesis.settings(
        max_examples=most,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode, path_parameters=within or None))
    def ask(case: Case) -> None:
        case.call_and_validate(cookies=dict(signed_in.cookies), checks=CHECKS)

    ask()


def _operations(pool: Pool, *, every: bool) -> Iterator[Operation]:
    schema = schemathesis.openapi.from_asgi("/openapi.json", pool.app)
    tables = {sheet.path for sheet in SHEETS.values()} - set(ALIKE)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if (operation.method, operation.path) in ENDS:
            continue
        if every or not tables & set(operation.tags or ()):
            yield operation


def _check_all(pool: Pool, most: int, *, every: bool) -> None:
    faults = []
    for operation in _operations(pool, every=every):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                _ask(pool, operation, mode, most)
            except hypothesis.errors.Unsatisfiable:
                continue  # There is nothing wrong to be sent to it.
            except Exception as fault:
                faults.append(f"{operation.label} {mode.value}: {fault}")
    assert not faults, "\n\n".join(faults)


def test_answers_are_as_described(embedded: Pool):
    """Nothing asked at random breaks the service or is answered other than described."""
    _check_all(embedded, 2, every=False)


@pytest.mark.slow
def test_answers_are_as_described_by_every_table(embedded: Pool):
    """Nor do many requests to each address of each table."""
    _check_all(embedded, 40, every=True)
