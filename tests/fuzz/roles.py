"""Who sends the requests, and the objects that these name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from allauth.idp.oidc.models import Token

from accounts.api_tokens.actions import create_api_token
from accounts.models import User
from accounts.oauth.client import CLIENT_ID
from accounts.scopes import Scope
from tests.permissions.routes import all_routes
from tests.permissions.world import World

APP_SCOPES = (Scope.READ, Scope.LOG)
PARAMETER = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Role:
    name: str
    headers: Mapping[str, str]


def _token_of(person: User) -> dict[str, str]:
    return {"Authorization": f"Token {create_api_token(person=person, name=uuid4().hex, days=1)}"}


def _app_of(person: User) -> dict[str, str]:
    """Of an app that may read and log hours, but not submit."""
    token, value = Token(user=person, client_id=CLIENT_ID, type=Token.Type.ACCESS_TOKEN), uuid4().hex
    token.set_value(value)
    token.set_scopes(list(APP_SCOPES))
    token.save()
    return {"Authorization": f"Bearer {value}"}


ROLES: dict[str, Callable[[Mapping[str, User]], dict[str, str]]] = {
    "visitor": lambda people: {},
    "learner": lambda people: _token_of(people["learner"]),
    "mentor": lambda people: _token_of(people["mentor"]),
    "admin": lambda people: _token_of(people["admin"]),
    "app": lambda people: _app_of(people["learner"]),
}


def role_of(name: str, world: World) -> Role:
    return Role(name, ROLES[name](world.people))


@dataclass(frozen=True)
class KnownValues:
    """Without them, nearly every request would name something that doesn't exist."""

    parameters: Mapping[str, Mapping[str, str]]
    """Of each path of the schema."""
    fields: Mapping[str, str]
    """Of bodies, by name."""


def known_values(paths: Mapping[str, Any], world: World) -> KnownValues:
    return KnownValues(known_parameters(paths, world), _known_fields(world))


def known_parameters(paths: Mapping[str, Any], world: World) -> dict[str, dict[str, str]]:
    """For each path of the schema, parameters that lead to an object of the world."""
    addresses = [route.path(world.samples) for route in all_routes() if route.is_api]
    return {path: params for path in paths for params in _matches(path, addresses)[:1]}


def _matches(path: str, addresses: list[str]) -> list[dict[str, str]]:
    pattern = re.compile(PARAMETER.sub(r"(?P<\1>[^/]+)", path))
    return [match.groupdict() for address in addresses if (match := pattern.fullmatch(address))]


def _known_fields(world: World) -> dict[str, str]:
    run = world.samples["submission-detail uid"]
    return {
        "cohort": "spring",
        "criterion": "phase-4.explain-attention",
        "exercise": "two-layer-backprop",
        "learner": str(world.people["learner"].uid),
        "line": "45m coding attention",
        "mistake": "sign_flipped",
        "submission": str(run),
        "topic": "calculus",
    }
