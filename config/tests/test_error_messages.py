"""What can't be taken is answered with what to do, in our words, on each page, in the admin and to scripts."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import chain
from typing import Any
from uuid import UUID

import pytest
from django import forms
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
from django.utils.module_loading import import_string
from django_filters.rest_framework import FilterSet
from rest_framework import exceptions, fields, serializers

from accounts.api_tokens.authentication import REFUSAL
from accounts.models import User
from config.api.errors import MESSAGES
from config.api.rest import JSON_TOO_DEEP, NOT_JSON, NUL_CHARACTER
from lib.api.serializers import InputSerializer
from lib.error_messages import API_MESSAGES, NOT_AN_OPTION, reword_form_field
from progress.log_line.study_line import TOO_LONG

ClientOf = Callable[[User], Client]
ENTRIES = "/api/v1/study-entries/"
OURS = ("accounts.", "curriculum.", "exercises.", "progress.", "cohorts.", "notices.", "personal_data.")
A_LIBRARY_S = re.compile(
    r"^(Select|Ensure|Invalid|Incorrect|Expected|Not a|Must|No file|The submitted|This field|Enter a (list|valid))\b"
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
        for name, declared in kind.base_fields.items():
            field = deepcopy(declared)
            reword_form_field(field)
            library_validators = (
                validator for validator in field.validators if hasattr(validator, "code")
            )  # our functions raise our own
            limits = (field.error_messages.get(validator.code, validator.message) for validator in library_validators)
            for message in (*field.error_messages.values(), *limits):
                yield f"{kind.__name__}.{name}", str(message)
    for kind in _kinds(serializers.Serializer):
        if kind.__name__.startswith(("New", "Changed", "Stop")):  # what is sent; the others are answers
            for name, field in kind().fields.items():
                yield from ((f"{kind.__name__}.{name}", str(message)) for message in field.error_messages.values())


def test_every_field_has_our_own_wording() -> None:
    for form in (*settings.ACCOUNT_FORMS.values(), *settings.MFA_FORMS.values()):
        import_string(form)
    assert get_resolver().url_patterns  # imports the pages, and their forms
    sentences = set(_sentences())
    assert len({where for where, _ in sentences}) > 60
    assert {(where, sentence) for where, sentence in sentences if A_LIBRARY_S.search(sentence)} == set()


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        ({"line": None}, {"line": [API_MESSAGES[fields.Field]["null"]]}),
        ({"line": ""}, {"line": [API_MESSAGES[fields.CharField]["blank"]]}),
        ({"line": "x" * 361}, {"line": ["Enter at most 360 characters. This has 361."]}),  # an answer may be longer
        ({"line": {}}, {"line": ["Send a string."]}),
        ({"minutes": "long"}, {"minutes": [API_MESSAGES[fields.IntegerField]["invalid"]]}),
        ({"day": "soon"}, {"day": [API_MESSAGES[fields.DateField]["invalid"]]}),
        ({"kind": "sleep"}, {"kind": [API_MESSAGES[fields.ChoiceField]["invalid_choice"].format(input="sleep")]}),
        (
            {"minutes": 1441, "kind": "coding"},
            {"minutes": [TOO_LONG]},
        ),
        ([], {"detail": InputSerializer.default_error_messages["invalid"].format(datatype="list")}),
        (["\0"], {"detail": NUL_CHARACTER}),
    ],
)
def test_api_errors_say_what_to_send(ada: User, api_of: ClientOf, sent: Any, answer: dict[str, Any]) -> None:
    refused = api_of(ada).post(ENTRIES, sent, "application/json")
    problem = refused.json()
    assert (refused.status_code, problem.get("errors") or {"detail": problem["detail"]}) == (400, answer)


@pytest.mark.parametrize(
    ("verb", "address", "sent", "status", "sentence"),
    [
        ("post", ENTRIES, "{", 400, f"{NOT_JSON}: Expecting property name"),
        ("post", ENTRIES, "[" * 100_000, 400, JSON_TOO_DEEP),
        ("put", ENTRIES, "{}", 405, MESSAGES[exceptions.MethodNotAllowed].format(method="PUT")),
        ("get", f"/api/v1/submissions/{UUID(int=0)}/", "", 404, MESSAGES[exceptions.NotFound]),
        ("get", "/api/v1/exercises/alchemy/", "", 404, MESSAGES[exceptions.NotFound]),
        ("get", "/api/v1/exercises/alchemy/draft/", "", 404, MESSAGES[exceptions.NotFound]),
    ],
)
def test_errors_without_a_field_are_one_text(
    ada: User, api_of: ClientOf, verb: str, address: str, sent: str, status: int, sentence: str
) -> None:
    refused = getattr(api_of(ada), verb)(address, sent, content_type="application/json")
    assert refused.status_code == status
    assert refused.json()["detail"].startswith(sentence)


def test_a_full_day_is_one_text_too(ada: User, api_of: ClientOf) -> None:
    script = api_of(ada)
    script.post(ENTRIES, {"minutes": 1440, "kind": "coding"}, "application/json")
    refused = script.post(ENTRIES, {"minutes": 5, "kind": "coding"}, "application/json")
    assert refused.status_code == 400
    assert refused.json()["detail"].endswith("24 h.")


def test_api_errors_explain_authentication_and_media_types(ada: User, api_of: ClientOf) -> None:
    assert Client().get(ENTRIES).json()["detail"] == MESSAGES[exceptions.NotAuthenticated]
    for header in ("Token", "Token two parts"):
        assert Client(headers={"Authorization": header}).get(ENTRIES).json()["detail"] == REFUSAL
    picture = api_of(ada).post(ENTRIES, b"x", "image/png")
    message = MESSAGES[exceptions.UnsupportedMediaType].format(media_type="image/png")
    assert (picture.status_code, picture.json()["detail"]) == (415, message)


@pytest.mark.parametrize(
    ("address", "sent", "sentence"),
    [
        ("/accounts/login/", {"login": "", "password": "x"}, "Fill this in."),
        ("/accounts/signup/", {"name": "x" * 81}, "Enter at most 60 characters. This has 81."),
        ("/hours/import/", {"csrfmiddlewaretoken": "x"}, "Choose a file."),
        ("/account/settings/", {"background": "none"}, NOT_AN_OPTION % {"value": "none"}),
    ],
)
def test_page_errors_say_what_to_do(
    ada: User, client_of: ClientOf, address: str, sent: dict[str, str], sentence: str
) -> None:
    reader = Client() if address.startswith("/accounts/") else client_of(ada)
    assert sentence in reader.post(address, sent).text
