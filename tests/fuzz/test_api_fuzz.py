"""The REST API keeps to its schema whatever schemathesis sends, as each role: `make fuzz` sends 20,000 cases each.

`FUZZ_CASES` and `FUZZ_SEED` say how many, and which. The summary of a role is in var/fuzz/.
"""

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from pytest_django import DjangoDbBlocker

from tests.fuzz.cases import ERRORS, Fuzzer
from tests.fuzz.roles import ROLES, known_parameters, known_values, role_of
from tests.fuzz.site import ForgetfulSite
from tests.permissions.world import World, build_world
from tests.roadmap_rows import insert_roadmap

CASES = int(os.environ.get("FUZZ_CASES", "60"))
SEED = int(os.environ.get("FUZZ_SEED", "18"))
CONFIG = schemathesis.Config.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": [str(status) for status in sorted(ERRORS)]}}}
)
pytestmark = pytest.mark.django_db
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
SUMMARIES = Path(__file__).resolve().parents[2] / "var" / "fuzz"


@pytest.fixture(scope="module")
def world(module_db: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock():
        insert_roadmap()
        yield build_world()


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of refusals, each with a line in the log, would take most of the time."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def site() -> ForgetfulSite:
    return ForgetfulSite()


@pytest.fixture(scope="module")
def schema(world: World, site: ForgetfulSite) -> Any:
    loaded = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", site, config=CONFIG)
    for operation in (operation for verbs in loaded.raw_schema["paths"].values() for operation in verbs.values()):
        if content := operation.get("requestBody", {}).get("content"):
            content |= dict.fromkeys((JSON, FORM), next(iter(content.values())))  # the API reads both everywhere
    return loaded


@pytest.mark.parametrize("name", ROLES)
def test_the_api_keeps_to_its_schema(world: World, site: ForgetfulSite, schema: Any, name: str) -> None:
    known = known_values(schema.raw_schema["paths"], world)
    report = Fuzzer(schema, site, role_of(name, world), seed=SEED, known=known).run(CASES)
    report.write(SUMMARIES / f"{name}.json")
    assert report.cases >= CASES
    assert not report.findings, report.text()


def test_every_path_leads_to_an_object(world: World, schema: Any) -> None:
    paths = schema.raw_schema["paths"]
    assert set(known_parameters(paths, world)) == set(paths)
