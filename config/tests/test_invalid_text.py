"""Requests that aren't valid text get an explanation, and nothing of them is stored, on each database."""

import json
from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from config.web.middleware import BAD_ESCAPE, NOT_UTF8, NUL, TextMiddleware
from exercises.models import Draft, Submission
from progress.hours.models import StudyEntry
from progress.notes.models import Note

pytestmark = [pytest.mark.service, pytest.mark.django_db]  # PostgreSQL refuses what SQLite takes
ClientOf = Callable[[User], Client]

FORM = "application/x-www-form-urlencoded"
WRONG = {"%00": NUL, "%FF": NOT_UTF8, "%C3%28": NOT_UTF8, "%ED%A0%80": NOT_UTF8}
PAGES = (
    "/{}", "/?q={}", "/roadmap/?q={}", "/roadmap/topics/{}/", "/notes/?q={}", "/hours/?before={}",
    "/hours/log/preview/?line={}", "/plan/what-if/?hours={}", "/plan/feed/{}.ics", "/checkpoints/{}/",
    "/exercises/?topic={}", "/exercises/{}/", "/exercises/two-layer-backprop/{}", "/cohorts/{}/",
    "/accounts/login/?next={}", "/account/settings/?{}=1", "/static/{}", "/static/css/{}.css", "/status/?{}",
    "/healthz?{}",
)  # fmt: skip
REST = (
    "/api/v1/exercises/{}/", "/api/v1/exercises/?topic={}", "/api/v1/exercises/{}/draft/", "/api/v1/submissions/{}/",
    "/api/v1/submissions/?exercise={}", "/api/v1/study-entries/?topic={}", "/api/v1/study-entries/?limit={}",
)  # fmt: skip


@pytest.fixture
def client(ada: User, client_of: ClientOf) -> Client:
    return client_of(ada)


@pytest.mark.parametrize("address", PAGES)
def test_it_rejects_it_in_an_address(client: Client, address: str) -> None:
    for reader in (client, Client()):
        for wrong, reason in WRONG.items():
            answer = reader.get(address.format(wrong))
            assert answer.status_code == 400, wrong
            assert f"{reason} Nothing was changed." in answer.text
            assert answer["Content-Security-Policy"]


@pytest.mark.parametrize("address", REST)
def test_it_rejects_it_in_an_address_of_the_rest_interface(client: Client, address: str) -> None:
    for wrong, reason in WRONG.items():
        answer = client.get(address.format(wrong))
        assert answer.status_code == 400, wrong
        assert reason in answer.json()["detail"]


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/hours/log/", "line=1h+reading+-+{}"),
        ("/hours/log/", "line=1h+reading&{}=1"),
        ("/hours/timer/start/", "kind=coding&topic={}"),
        ("/notes/topic/calculus/edit/", "text={}"),
        ("/exercises/two-layer-backprop/", "mode=submit&source={}"),
        ("/exercises/two-layer-backprop/draft", "source={}"),
        ("/account/settings/", "name={}"),
        ("/api/v1/study-entries/", "line=1h+reading+-+{}"),
        ("/api/v1/submissions/", "exercise={}&source=x"),
        ("/no/such/page/", "a={}"),
    ],
)
def test_it_rejects_it_in_a_form(roadmap: None, client: Client, address: str, form: str) -> None:
    for wrong, reason in WRONG.items():
        answer = client.post(address, form.format(wrong), content_type=FORM)
        assert answer.status_code == 400, wrong
        assert reason in (answer.json()["detail"] if address.startswith("/api/") else answer.text)
    assert not any(model.objects.exists() for model in (StudyEntry, Note, Submission, Draft))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [(b"a\0b", NUL), (b"a\xffb", NOT_UTF8), (b"\xed\xa0\x80", NOT_UTF8)],
    ids=["nul", "byte", "half"],
)
def test_it_rejects_it_in_a_form_with_files(client: Client, wrong: bytes, reason: str) -> None:
    body = b'--part\r\nContent-Disposition: form-data; name="note"\r\n\r\n%b\r\n--part--' % wrong
    answer = client.post("/hours/import/", body, "multipart/form-data; boundary=part")
    assert (answer.status_code, reason in answer.text) == (400, True)


def test_files_may_contain_any_bytes(client: Client, roadmap: None) -> None:
    answer = client.post("/hours/import/", {"file": SimpleUploadedFile("hours.csv", b"day,minutes\n\0\xff")})
    assert answer.status_code == 200
    assert "hours.csv" in answer.text or "CSV" in answer.text


def test_a_password_is_never_changed(ada: User) -> None:
    ada.set_password("a long enough pass\N{REPLACEMENT CHARACTER}word")
    ada.save()
    sent = "login=ada%40example.org&password=a+long+enough+pass{}word"
    assert Client().post("/accounts/login/", sent.format("%FF"), content_type=FORM).status_code == 400
    assert Client().post("/accounts/login/", sent.format("%00"), content_type=FORM).status_code == 400
    assert Client().post("/accounts/login/", sent.format("%EF%BF%BD"), content_type=FORM).status_code == 302


def test_a_cookie_with_a_nul_is_no_session(db: None) -> None:
    assert Client(headers={"cookie": r'sessionid="\000bcdefgh"'}).get("/hours/").status_code == 400


@pytest.mark.parametrize("address", ["/api/v1/submissions/", "/api/v1/study-entries/"])
@pytest.mark.parametrize(
    ("wrong", "reason"), [("\0", "NUL character"), ("\ud800", "lone surrogate"), ("a\udfffb", "lone surrogate")]
)
def test_in_json_the_error_names_the_field(client: Client, address: str, wrong: str, reason: str) -> None:
    for field in ("exercise", "source", "line", "topic", "note"):
        answer = client.post(address, json.dumps({field: {"deep": [wrong]}}), "application/json")
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == [field]
        assert reason in answer.json()["errors"][field][0]
    assert client.post(address, json.dumps([wrong]), "application/json").status_code == 400


@pytest.mark.parametrize(
    "body", [b'{"line": "\xff"}', b"[" * 100_000, b'{"a":' * 100_000, b'{"line": NaN}', b"\xff\xfe"]
)
def test_invalid_json_is_rejected(client: Client, body: bytes) -> None:
    answer = client.post("/api/v1/study-entries/", body, "application/json")
    assert answer.status_code == 400
    assert answer.json()["detail"]


@pytest.mark.parametrize(("body", "kind"), [("line=%s", FORM), ('{"line": "%s"}', "application/json")])
def test_long_forms_are_rejected(client: Client, body: str, kind: str) -> None:
    answer = client.post("/api/v1/study-entries/", body % ("x" * 2_700_000), kind)
    assert (answer.status_code, "larger than 0.5 MiB" in answer.text) == (413, True)
    answer = client.post("/hours/log/", body % ("x" * 2_700_000), kind)
    assert (answer.status_code, "larger than 1.5 MiB" in answer.text) == (413, True)


@pytest.mark.parametrize("body", [b"line=100%", b"line=%2", b"%" * 1_000_000, b"line=%zz"])
def test_a_broken_percent_escape_is_rejected(client: Client, body: bytes) -> None:
    answer = client.generic("POST", "/hours/log/", body, FORM)
    assert (answer.status_code, BAD_ESCAPE in answer.text) == (400, True)


def test_valid_text_of_any_script_is_accepted(roadmap: None, client: Client, ada: User) -> None:
    note = "∂L/∂w → 0, \N{REPLACEMENT CHARACTER}, 𝔼[x], \\u0000 and %00"
    assert (
        client.post("/hours/log/", f"line=1h+reading+-+{note.replace('%', '%25')}", content_type=FORM).status_code
        == 302
    )
    body = {"minutes": 5, "kind": "reading", "note": note}
    assert client.post("/api/v1/study-entries/", body, "application/json").status_code == 201
    assert list(StudyEntry.objects.values_list("note", flat=True)) == [note, note]


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("where", ["path", "query"])
def test_it_works_with_raw_asgi_scopes(where: str, wrong: str) -> None:
    """A server decodes the path as it likes; the bytes are beside it."""
    raw = f"/roadmap/{wrong}" if where == "path" else "/roadmap/"
    query = f"q={wrong}" if where == "query" else ""
    scope = {
        "type": "http", "method": "GET", "path": "/roadmap/\N{REPLACEMENT CHARACTER}", "raw_path": raw.encode(),
        "query_string": query.encode(), "headers": [],
    }  # fmt: skip
    answer = TextMiddleware(lambda _: HttpResponse())(ASGIRequest(scope, BytesIO()))
    assert (answer.status_code, WRONG[wrong] in answer.text) == (400, True)
