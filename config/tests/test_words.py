"""What can't be taken is answered with what to do, in our words, on each page, in the admin and to scripts."""

import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any
from uuid import UUID

import pytest
from django import forms
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string
from django_filters.rest_framework import FilterSet
from rest_framework import serializers

from accounts.models import User

ClientOf = Callable[[User], Client]
ENTRIES = "/api/v1/study-entries/"
OURS = ("accounts.", "curriculum.", "exercises.", "progress.", "cohorts.", "notices.", "personal_data.")
A_LIBRARY_S = re.compile(
    r"^(Enter|Select|Ensure|Invalid|Incorrect|Expected|Not a|Must|No file|The submitted)\b|field|valid"
)


def _kinds(base: type[Any]) -> Iterator[type[Any]]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith(OURS):
            yield kind
        yield from _kinds(kind)


def _sentences() -> Iterator[tuple[str, str]]:
    """Of each field that somebody fills in: where it is, and what it would say."""
    asked = (kind.get_form_class(kind()) for kind in _kinds(FilterSet))
    for kind in chain(_kinds(forms.BaseForm), asked):
        for name, field in kind.base_fields.items():
            for said in (*field.error_messages.values(), *(one.message for one in field.validators)):
                yield f"{kind.__name__}.{name}", str(said)
    for kind in _kinds(serializers.Serializer):
        if kind.__name__.startswith(("New", "Changed", "Stop")):  # what is sent; the others are answers
            for name, field in kind().fields.items():
                yield from ((f"{kind.__name__}.{name}", str(said)) for said in field.error_messages.values())


def test_no_field_has_a_library_s_sentence(client: Client, db: None) -> None:
    for form in (*settings.ACCOUNT_FORMS.values(), *settings.MFA_FORMS.values()):
        import_string(form)
    client.get("/healthz")  # the pages' own are imported by now
    said = set(_sentences())
    assert len({where for where, _ in said}) > 60
    assert {(where, sentence) for where, sentence in said if A_LIBRARY_S.search(sentence)} == set()


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        ({"line": None}, {"line": ["Send something here; null is nothing."]}),
        ({"line": ""}, {"line": ["This is empty. Send some text."]}),
        ({"line": "x" * 301}, {"line": ["This has 301 characters; 300 fit."]}),
        ({"line": {}}, {"line": ["Send text here, in quotation marks."]}),
        ({"minutes": "long"}, {"minutes": ["Send a whole number, such as 45."]}),
        ({"day": "soon"}, {"day": ["Send a day of the calendar as text, such as 2026-11-25."]}),
        ({"kind": "sleep"}, {"kind": ["“sleep” is not one of those offered. /api/v1/docs/ names them."]}),
        (
            {"minutes": 1441, "kind": "coding"},
            {"minutes": ["A day has 24 h. Log longer work on the days it was done."]},
        ),
        ([], {"detail": "Send an object that has fields, not a list."}),
        (["\0"], {"detail": "This holds a NUL character, which no text can hold. Take it out."}),
    ],
)
def test_a_script_is_told_what_to_send(ada: User, api_of: ClientOf, sent: Any, answer: dict[str, Any]) -> None:
    refused = api_of(ada).post(ENTRIES, sent, "application/json")
    assert (refused.status_code, refused.json()) == (400, answer)


@pytest.mark.parametrize(
    ("verb", "address", "sent", "status", "sentence"),
    [
        ("post", ENTRIES, "{", 400, "This is not JSON: Expecting property name enclosed in double quotes"),
        ("post", ENTRIES, "[" * 100_000, 400, "The JSON is nested too deeply. Send it flatter."),
        ("put", ENTRIES, "{}", 405, "This address takes no PUT. /api/v1/docs/ says what it takes."),
        ("get", f"/api/v1/submissions/{UUID(int=0)}/", "", 404, "There is none of this name, or it is not yours."),
        ("get", "/api/v1/exercises/alchemy/", "", 404, "There is none of this name, or it is not yours."),
        ("get", "/api/v1/exercises/alchemy/draft/", "", 404, "There is none of this name, or it is not yours."),
    ],
)
def test_what_is_wrong_with_no_field_is_one_text(
    ada: User, api_of: ClientOf, verb: str, address: str, sent: str, status: int, sentence: str
) -> None:
    refused = getattr(api_of(ada), verb)(address, sent, content_type="application/json")
    assert refused.status_code == status
    assert refused.json()["detail"].startswith(sentence)


def test_so_is_what_a_full_day_refuses(ada: User, api_of: ClientOf) -> None:
    script = api_of(ada)
    script.post(ENTRIES, {"minutes": 1440, "kind": "coding"}, "application/json")
    refused = script.post(ENTRIES, {"minutes": 5, "kind": "coding"}, "application/json")
    assert refused.status_code == 400
    assert refused.json()["detail"].endswith("5 min more is over 24 h.")


def test_a_script_is_told_how_to_sign_in_and_what_it_may_send(ada: User, api_of: ClientOf) -> None:
    assert Client().get(ENTRIES).json()["detail"].startswith("Sign in with a key")
    for header in ("Token", "Token two parts"):
        assert (
            Client(headers={"Authorization": header}).get(ENTRIES).json()["detail"].startswith("This key opens nothing")
        )
    picture = api_of(ada).post(ENTRIES, b"x", "image/png")
    assert (picture.status_code, picture.json()) == (415, {"detail": "Send JSON or a form; “image/png” is neither."})


@pytest.mark.parametrize(
    ("address", "sent", "sentence"),
    [
        ("/accounts/login/", {"login": "", "password": "x"}, "Fill this in."),
        ("/accounts/signup/", {"name": "x" * 81}, "This has 81 characters; 80 fit."),
        ("/hours/import/", {"csrfmiddlewaretoken": "x"}, "Choose a file."),
        ("/account/settings/", {"background": "none"}, "“none” is not one of those offered. Choose one that is."),
    ],
)
def test_a_page_says_what_to_do(
    ada: User, client_of: ClientOf, address: str, sent: dict[str, str], sentence: str
) -> None:
    reader = Client() if address.startswith("/accounts/") else client_of(ada)
    assert sentence in reader.post(address, sent).text
