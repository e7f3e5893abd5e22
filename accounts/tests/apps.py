"""An app as tests play it: it asks for a code, and a person allows it on the page."""

import re
from typing import Any
from uuid import uuid4

from allauth.idp.oidc.models import Token
from django.test import Client

from accounts.models import User
from accounts.oauth.client import CLIENT_ID, GRANT_TYPES

DEVICE, REFRESH = GRANT_TYPES
PAGE, TOKEN = "/device/", "/api/oauth/token"
FORM = "application/x-www-form-urlencoded"


def post(address: str, **fields: str) -> Any:
    """What a program sends, without cookies."""
    body = "&".join(f"{name}={value}" for name, value in ({"client_id": CLIENT_ID} | fields).items())
    return Client().post(address, body, FORM)


def ask_for_code(scope: str = "") -> dict[str, Any]:
    fields = {"scope": scope} if scope else {}
    answer: dict[str, Any] = post("/api/oauth/device/code", **fields).json()
    return answer


def poll(device_code: str) -> Any:
    return post(TOKEN, grant_type=DEVICE, device_code=device_code)


def answer(tab: Client, code: str, answer: str = "allow") -> Any:
    return tab.post(PAGE, {"code": code, "answer": answer})


def sign_app_in(tab: Client, scope: str = "") -> dict[str, Any]:
    """The tokens of an app that the tab's person allows."""
    device = ask_for_code(scope)
    answer(tab, device["user_code"])
    tokens: dict[str, Any] = poll(device["device_code"]).json()
    return tokens


def refresh(tokens: dict[str, Any]) -> Any:
    return post(TOKEN, grant_type=REFRESH, refresh_token=tokens["refresh_token"])


def app(token: str) -> Client:
    return Client(headers={"authorization": f"Bearer {token}"})


def app_of(person: User, *scopes: str) -> Client:
    """An app that is signed in and has only these scopes."""
    value = uuid4().hex
    token = Token(user=person, client_id=CLIENT_ID, type=Token.Type.ACCESS_TOKEN)
    token.set_value(value)
    token.set_scopes(list(scopes))
    token.save()
    return app(value)


def code_on(page: str) -> str:
    [code] = re.findall(r"<b>([A-Z]{4}-[A-Z]{4})</b>", page)
    return str(code)
