"""The site answers each role on each route as ``table.txt`` says, and no route is missing there."""

import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.utils.http import urlencode

from accounts.models import User
from accounts.single_sign_on.providers import identity_providers
from tests.permissions.routes import ADMIN, RoutePattern, all_routes
from tests.permissions.table import ROLES, Access, read_table
from tests.permissions.world import World, build_world
from tests.roadmap_rows import insert_roadmap

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
SIGN_IN_PAGES = ("/accounts/login/", "/admin/login/")
NOT_SUPPORTED = 405
RATE_LIMITED = 429


@pytest.fixture(scope="module")
def world(module_db: None) -> Iterator[World]:
    insert_roadmap()
    with override_settings(ACCOUNT_RATE_LIMITS=False, EMAIL_URL=""):
        yield build_world()


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of refusals, each with a line in the log, would take most of the time."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("role", ROLES)
def test_each_route_answers_as_the_table_says(world: World, client_of: ClientOf, role: str) -> None:
    """A method without a line isn't supported: nobody may use it."""
    client = client_of(world.people[role]) if role != "anonymous" else Client()
    table = read_table()
    differences = []
    for route, method, access in answers(client, world, signed_in=role != "anonymous"):
        expected = table.get((method, route.row), {}).get(role)
        supports_less = access is None and route.name.startswith(ADMIN)  # Django's views differ by method
        if not _fits(access, expected) and not supports_less:
            differences.append(f"{method} {route.path(world.samples)}: {access}, expected {expected}")
    assert not differences


def test_the_table_lists_exactly_the_routes() -> None:
    routes, table = all_routes(), read_table()
    assert {route.row for route in routes} == {name for _, name in table}
    sys.stdout.write(f"{len(routes)} routes x {len(ROLES)} roles, {len(table)} lines in the table\n")


def _fits(access: Access | None, expected: Access | None) -> bool:
    if expected is None:
        return access != Access.YES
    return access == expected or (expected == Access.SOME and access in (Access.YES, Access.NO))


def answers(client: Client, world: World, *, signed_in: bool) -> Iterator[tuple[RoutePattern, str, Access | None]]:
    client.raise_request_exception = False
    for route in all_routes():
        for method in route.methods:
            response = _ask(client, method, route.path(world.samples), world.bodies.get(route.name, {}))
            yield route, method, _access(response, signed_in=signed_in)


def _ask(client: Client, method: str, path: str, body: Mapping[str, str]) -> HttpResponseBase:
    """Ask, and forget what it changed: also a sign-out."""
    cookies = deepcopy(client.cookies)
    cache.clear()  # no limit of requests is reached by all of them together
    identity_providers.renew()  # an admin may have removed the world's
    with transaction.atomic():
        response: HttpResponseBase = client.generic(
            method, path, data=urlencode(body), content_type=_content_type(method, path)
        )
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def _content_type(method: str, path: str) -> str:
    if path.startswith("/api/"):
        return "application/json"
    return "application/x-www-form-urlencoded" if method == "POST" else "application/octet-stream"


def _access(response: HttpResponseBase, *, signed_in: bool) -> Access | None:
    """None: the route doesn't support the method."""
    assert response.status_code not in (RATE_LIMITED, 500)
    if response.status_code == NOT_SUPPORTED:
        return None
    is_sign_in = response.get("Location", "").startswith(SIGN_IN_PAGES) or response.status_code == 401
    if is_sign_in:
        return Access.NO if signed_in else Access.SIGN_IN
    return Access.NO if response.status_code in (403, 404) else Access.YES
