"""The OpenAPI document: valid, whole, and true of what the doors do."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import pytest

from deskhand import api
from tests.front import Client, Front

SCHEMATHESIS = str(Path(sys.executable).with_name("schemathesis"))
NOT_CHECKED = "positive_data_acceptance,allow_header_conformance"
"""No schema says that an id must exist; of two doors on a path, the framework's OPTIONS names the first one alone."""
VERBS = {"get", "post", "put", "patch", "delete"}


def doors() -> set[tuple[str, str]]:
    """Return path and verb of every JSON door."""
    found = set()
    for router in api.ROUTES:
        for each in router.routes:
            verbs = {verb.lower() for verb in getattr(each, "methods", ())} & VERBS
            found |= {(re.sub(r":\w+(?=})", "", each.path), verb) for verb in verbs}
    return found


async def test_the_document_is_valid_and_names_every_door_and_status(front: Front) -> None:
    from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR  # noqa: PLC0415 (a second, for one test)

    answer = await front.visitor.get("/api/openapi.json")
    assert answer.status == 200
    document = answer.json
    assert document["openapi"].startswith("3.1.")
    OPENAPI_31_VALIDATOR.validate(document)
    operations = {(path, verb): item[verb] for path, item in document["paths"].items() for verb in item}
    assert set(operations) == doors()
    assert len({entry["operationId"] for entry in operations.values()}) == len(operations)
    for (path, verb), entry in operations.items():
        assert entry["summary"], path
        assert entry["description"], path
        statuses = set(entry["responses"])
        if path.startswith("/api/"):
            assert {"401", "403", "422", "500", "503"} <= statuses, path
            assert "security" not in entry
        if verb != "get":
            assert {"404", "409", "413", "415", "507"} <= statuses, path
        for status in statuses - {"200", "201", "202", "301"}:
            if path != "/ready":
                assert set(entry["responses"][status]["content"]) == {"application/problem+json"}
    assert document["paths"]["/health"]["get"]["security"] == []


async def test_bodies_are_closed(front: Front) -> None:
    document = (await front.visitor.get("/api/openapi.json")).json
    bodies = {name: schema for name, schema in document["components"]["schemas"].items() if name.endswith("Body")}
    assert len(bodies) > 20
    assert all(schema["additionalProperties"] is False for schema in bodies.values())
    assert "oneOf" not in str(document)


@pytest.mark.slow
async def test_no_request_that_a_machine_makes_up_breaks_a_promise(front: Front, agent: Client) -> None:
    command = [
        SCHEMATHESIS, "run", f"{front.address}/api/openapi.json", "--checks", "all",
        "--exclude-checks", NOT_CHECKED, "--max-examples", "12",
        "--exclude-path", "/api/notifications/sla-check",  # it has a secret of its own, and is not there without one
        "--seed", "1", "--generation-deterministic", "--max-time", "40", "--no-color", "--request-timeout", "10",
        "--header", f"Authorization: {agent.headers['authorization']}", "--warnings", "off",
    ]  # fmt: skip
    run = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=front.desk.settings.data
    )
    said, _ = await run.communicate()
    assert run.returncode == 0, said.decode()[-12_000:]
