"""Sign-offs for scripts: the same actions as the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cohorts.sign_offs.actions import STALE
from cohorts.sign_offs.files import MAX_FILE_BYTES
from cohorts.sign_offs.models import SignOff, SignOffState
from cohorts.tests.sign_offs import EXPLAIN, FINE_TUNE, PDF, PROVABLE, ask, decide, state_of

ClientOf = Callable[[User], Client]
V1 = "/api/v1/sign-offs/"
JSON = "application/json"
REQUEST = {"criterion": EXPLAIN, "cohort": "spring", "text": "Queries ask."}

pytestmark = pytest.mark.usefixtures("roadmap", "emmy")


def test_a_learner_asks_and_a_mentor_decides(ada: User, emmy: User, api_of: ClientOf) -> None:
    created = api_of(ada).post(V1, REQUEST, JSON)
    assert (created.status_code, created.json()["state"]) == (201, "waiting")
    path, mentor = f"{V1}{created.json()['uid']}/", api_of(emmy)
    decision = {"outcome": "missing", "text": "An example.", "base": mentor.get(path).json()["version"]}
    answer = mentor.post(f"{path}decisions/", decision, JSON)
    assert (answer.status_code, answer.json()["state"]) == (201, "missing")
    [row] = api_of(ada).get(path).json()["decisions"]
    assert (row["outcome"], row["mentor"], row["text"]) == ("missing", "Emmy", "An example.")
    stale = mentor.post(f"{path}decisions/", decision | {"outcome": "approved"}, JSON)
    assert (stale.status_code, stale.json()["errors"]) == (400, {"text": [STALE]})


@pytest.mark.parametrize(
    "change",
    [
        {"text": ""}, {"link": "ftp://example.org"}, {"link": "javascript:alert(1)"}, {"text": "x" * 4_001},
        {"criterion": PROVABLE}, {"criterion": ""}, {"uid": "1"},
    ],
)  # fmt: skip
def test_it_rejects_invalid_requests(ada: User, api_of: ClientOf, change: dict[str, Any]) -> None:
    assert api_of(ada).post(V1, REQUEST | change, JSON).status_code == 400
    assert not SignOff.objects.exists()


def test_only_the_learner_and_their_mentors_have_access(ada: User, carl: User, emmy: User, api_of: ClientOf) -> None:
    sign_off = ask(ada)
    path, decision = f"{V1}{sign_off.uid}/", {"outcome": "approved", "base": "x"}
    assert api_of(carl).get(path).status_code == 404
    assert api_of(carl).post(f"{path}decisions/", decision, JSON).status_code == 404
    assert api_of(carl).post(V1, REQUEST, JSON).status_code == 404
    assert api_of(ada).post(f"{path}decisions/", decision, JSON).status_code == 403
    assert api_of(emmy).delete(path).status_code == 404
    assert api_of(ada).delete(path).status_code == 204
    assert api_of(emmy).get(path).status_code == 404
    assert state_of(sign_off) == SignOffState.WAITING


def test_the_list_is_filtered_and_its_queries_do_not_grow(ada: User, emmy: User, api_of: ClientOf) -> None:
    client, counts = api_of(emmy), []
    client.get(V1)
    for criterion in (EXPLAIN, FINE_TUNE):
        sign_off = ask(ada, criterion=criterion, file=("a.md", b"# A"))
        with CaptureQueriesContext(connection) as queries:
            [row, *_] = client.get(f"{V1}?state=waiting&cohort=spring").json()["results"]
            client.get(f"{V1}{sign_off.uid}/")
        assert (row["uid"], row["file_name"]) == (str(sign_off.uid), "a.md")
        decide(emmy, sign_off)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert client.get(f"{V1}?state=approved").json()["count"] == 2
    assert client.get(f"{V1}?state=waiting").json()["count"] == 0


def test_a_file_is_sent_as_a_form_and_downloaded(ada: User, emmy: User, carl: User, api_of: ClientOf) -> None:
    created = api_of(ada).post(V1, REQUEST | {"text": "", "file": SimpleUploadedFile("../talk.pdf", PDF)})
    assert (created.status_code, created.json()["file_name"]) == (201, "talk.pdf")
    path = f"{V1}{created.json()['uid']}/file/"
    answer = api_of(emmy).get(path)
    assert (answer.content, answer["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert answer["Content-Disposition"].startswith("attachment")
    assert api_of(carl).get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.exe", b"MZ"), ("a.pdf", b"not a PDF"), ("a.txt", b""), ("a.txt", b"x" * (MAX_FILE_BYTES + 1))],
)
def test_a_file_has_the_bounds_of_the_form(ada: User, api_of: ClientOf, name: str, content: bytes) -> None:
    answer = api_of(ada).post(V1, REQUEST | {"file": SimpleUploadedFile(name, content)})
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"file"})
    assert not SignOff.objects.exists()


def test_a_file_in_json_or_a_larger_request_is_refused(ada: User, api_of: ClientOf) -> None:
    client = api_of(ada)
    assert set(client.post(V1, REQUEST | {"file": "talk.pdf"}, JSON).json()["errors"]) == {"file"}
    assert client.post(V1, REQUEST | {"text": "x" * 600_000}, JSON).status_code == 413
    file = SimpleUploadedFile("a.txt", b"x" * 7 * 2**20)
    assert client.post(V1, REQUEST | {"file": file}).status_code == 413
    assert not SignOff.objects.exists()


def test_a_request_without_a_file_has_none_to_download(ada: User, api_of: ClientOf) -> None:
    assert api_of(ada).get(f"{V1}{ask(ada).uid}/file/").status_code == 404
