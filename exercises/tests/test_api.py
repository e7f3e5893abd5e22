"""The REST interface: the same rules as the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.api_tokens.actions import create_api_token
from accounts.models import FULL_ACCESS, User
from accounts.scopes import Scope
from exercises.models import Exercise, Submission
from exercises.tests.reports import grade_all, record_report, report_on

URL = "/api/v1/submissions/"
CODE = "def attention(Q, K, V, mask=None):\n    return V\n"

ApiOf = Callable[[User], Client]


def post(client: Client, **data: Any) -> Any:
    return client.post(URL, data, content_type="application/json")


def test_it_takes_code_and_gives_the_run_with_its_checks(exercise: Exercise, ada: User, api_of: ApiOf) -> None:
    client = api_of(ada)
    response = post(client, exercise="causal-attention", source=CODE)
    assert response.status_code == 201
    assert (response.json()["state"], response.json()["mode"]) == ("queued", "submit")
    record_report(data=report_on(Submission.objects.get(), "failed"))
    run = client.get(f"{URL}{response.json()['uid']}/").json()
    assert (run["state"], run["verdict"], run["source"]) == ("done", "failed", CODE)
    assert [check["title"] for check in run["checks"]] == ["One query over three keys"]


def test_it_hides_other_learners_submissions(submitted: Submission, carl: User, api_of: ApiOf) -> None:
    assert api_of(carl).get(f"{URL}{submitted.uid}/").status_code == 404
    assert api_of(carl).get(URL).json()["count"] == 0


def test_a_limited_token_of_an_admin_reads_no_other_submissions(submitted: Submission, grace: User) -> None:
    for scope, status in ((Scope.READ, 404), (FULL_ACCESS, 200)):
        secret = create_api_token(person=grace, name=scope, days=1, scopes=[scope])
        script = Client(headers={"Authorization": f"Token {secret}"})
        assert script.get(f"{URL}{submitted.uid}/").status_code == status


def test_it_answers_nobody_without_a_token(submitted: Submission) -> None:
    for url in (URL, f"{URL}{submitted.uid}/", "/api/v1/exercises/"):
        assert Client().get(url).status_code == 401
    assert post(Client(), exercise="causal-attention", source=CODE).status_code == 401


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"source": "#" * 65_537}, "source"),
        ({"source": "  "}, "source"),
        ({"source": "\0"}, "source"),
        ({"exercise": "no-such"}, "exercise"),
        ({"mode": "cheat"}, "mode"),
    ],
)
def test_it_refuses_what_cannot_be_graded(
    exercise: Exercise, ada: User, api_of: ApiOf, change: dict[str, str], field: str
) -> None:
    response = post(api_of(ada), **{"exercise": "causal-attention", "source": CODE} | change)
    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]


def test_too_many_runs_answer_429_with_the_sentence(exercise: Exercise, ada: User, api_of: ApiOf) -> None:
    client = api_of(ada)
    for number in range(20):
        assert post(client, exercise="causal-attention", source=f"x = {number}").status_code == 201
        grade_all()
    response = post(client, exercise="causal-attention", source="x = 'more'")
    assert response.status_code == 429
    assert response.json()["detail"].startswith("You’ve sent 20 submissions")


def test_a_run_is_never_changed_or_deleted(submitted: Submission, ada: User, api_of: ApiOf) -> None:
    for verb in ("put", "patch", "delete"):
        assert getattr(api_of(ada), verb)(f"{URL}{submitted.uid}/").status_code == 405


def test_exercises_say_how_far_i_am_and_hold_what_i_need_to_begin(
    submitted: Submission, ada: User, api_of: ApiOf
) -> None:
    [listed] = api_of(ada).get("/api/v1/exercises/").json()["results"]
    assert (listed["slug"], listed["progress"], listed["topics"]) == ("causal-attention", "begun", ["transformers"])
    whole = api_of(ada).get("/api/v1/exercises/causal-attention/").json()
    assert whole["starter"].startswith("def attention")


# ---------------------------------------------------------------- drafts

DRAFT = "/api/v1/exercises/causal-attention/draft/"


def put(client: Client, **data: Any) -> Any:
    return client.put(DRAFT, data, content_type="application/json")


def test_a_draft_is_kept_read_and_forgotten(exercise: Exercise, ada: User, api_of: ApiOf) -> None:
    client = api_of(ada)
    assert client.get(DRAFT).status_code == 404
    saved = put(client, source=CODE.replace("\n", "\r\n"))
    assert saved.status_code == 200
    assert saved.json()["source"] == CODE
    assert client.get(DRAFT).json() == saved.json()
    page = client_page(ada, exercise)
    assert "return V" in page
    assert client.delete(f"{DRAFT}?base={saved.json()['revision']}").status_code == 204
    assert client.get(DRAFT).status_code == 404
    assert client.delete(f"{DRAFT}?base={saved.json()['revision']}").status_code == 404


def client_page(user: User, exercise: Exercise) -> str:
    client = Client()
    client.force_login(user, backend="accounts.backends.AddressBackend")
    return str(client.get(exercise.get_absolute_url()).text)


def test_a_conflict_returns_both_texts(exercise: Exercise, ada: User, api_of: ApiOf) -> None:
    client = api_of(ada)
    first = put(client, source="a = 1", browser="laptop").json()["revision"]
    phone_draft = put(client, source="a = 2", base=first, browser="phone").json()
    for response in (put(client, source="a = 3", base=first, browser="laptop"), client.delete(f"{DRAFT}?base={first}")):
        assert response.status_code == 409
        assert response.json()["theirs"] == phone_draft
        assert response.json()["yours"] in ("a = 3", "")
    assert client.get(DRAFT).json() == phone_draft
    chosen = put(client, source="a = 3", base=phone_draft["revision"], browser="laptop", choice="here").json()
    assert (chosen["source"], chosen["set_aside"]) == ("a = 3", "a = 2")
    assert put(client, source="a = 4", browser="laptop").status_code == 200  # who wrote last may go on


def test_deleting_asks_for_the_revision_that_was_read(exercise: Exercise, ada: User, api_of: ApiOf) -> None:
    client = api_of(ada)
    put(client, source="a = 1")
    assert client.delete(DRAFT).status_code == 409
    assert client.get(DRAFT).status_code == 200


def test_nobody_reaches_anothers_draft(exercise: Exercise, ada: User, carl: User, api_of: ApiOf) -> None:
    revision = put(api_of(ada), source=CODE).json()["revision"]
    carls = api_of(carl)
    assert carls.get(DRAFT).status_code == 404
    assert carls.delete(f"{DRAFT}?base={revision}").status_code == 404
    assert put(carls, source="carls = 1", base=revision).status_code == 200
    assert api_of(ada).get(DRAFT).json()["source"] == CODE
    for verb in ("get", "put", "delete"):
        assert getattr(Client(), verb)(DRAFT).status_code == 401


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"source": "x" * 70_000}, "source", "Your code is 69 KiB long. The limit is 64 KiB."),
        ({"source": "\0"}, "source", ""),
        ({"base": "x" * 37}, "base", ""),
        ({"choice": "anything"}, "choice", ""),
    ],
)
def test_an_invalid_draft_gets_an_error_at_its_field(
    exercise: Exercise, ada: User, api_of: ApiOf, change: dict[str, str], field: str, says: str
) -> None:
    response = put(api_of(ada), **{"source": CODE} | change)
    assert response.status_code == 400
    assert says in response.json()["errors"][field][0]
    assert api_of(ada).get(DRAFT).status_code == 404


def test_an_unknown_exercise_has_no_draft(exercise: Exercise, ada: User, api_of: ApiOf) -> None:
    for verb in ("get", "put", "delete"):
        assert getattr(api_of(ada), verb)("/api/v1/exercises/no-such/draft/").status_code == 404


def test_the_schema_names_what_a_draft_may_answer(ada: User, client_of: ApiOf) -> None:
    schema = client_of(ada).get("/api/v1/schema/?format=json").json()
    verbs = schema["paths"]["/api/v1/exercises/{slug}/draft/"]
    assert {verb: set(operation["responses"]) for verb, operation in verbs.items()} == {
        "get": {"200", "default"},
        "put": {"200", "400", "409", "default"},
        "delete": {"204", "409", "default"},
    }
