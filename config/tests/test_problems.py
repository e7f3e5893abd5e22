"""Errors of the REST API are problem documents, RFC 9457, whichever part of the site refuses."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client
from redis import RedisError

from accounts.models import User
from cohorts.cohort.models import Cohort
from config.web.errors import BAD_REQUEST, NOT_NOW, SERVER_ERROR
from exercises.catalogue.api import ExerciseViewSet
from lib.api.problems import NO_TYPE, PROBLEM_TYPE
from lib.throttling import PersonThrottle

ClientOf = Callable[[User], Client]
V1 = "/api/v1/"
JSON = "application/json"


def problem_of(answer: Any, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, PROBLEM_TYPE)
    problem: dict[str, Any] = answer.json()
    assert (problem["type"], problem["title"], problem["status"]) == (NO_TYPE, HTTPStatus(status).phrase, status)
    assert problem["detail"]
    return problem


@pytest.mark.parametrize(
    ("method", "path", "content_type", "status"),
    [
        ("get", "exercises", JSON, 404),
        ("get", "exercises/alchemy/", JSON, 404),
        ("put", "exercises/", JSON, 405),
        ("post", "submissions/", "image/png", 415),
        ("post", "submissions/", JSON, 400),
        ("get", "exercises/?limit=x", JSON, 400),
        ("get", "exercises/%00/", JSON, 400),
        ("get", f"exercises/?topic={'x' * 9000}", JSON, 414),
        ("post", "submissions/", f"{JSON}; x={'x' * 240}", 400),
        ("post", "cohorts/", JSON, 403),
    ],
)
def test_every_refusal_is_a_problem(
    ada: User, api_of: ClientOf, method: str, path: str, content_type: str, status: int
) -> None:
    body = None if method == "get" else b"{}"
    problem_of(getattr(api_of(ada), method)(f"{V1}{path}", body, content_type=content_type), status)


def test_a_visitor_a_throttled_script_and_a_large_body_get_problems(
    ada: User, api_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Client().get(f"{V1}exercises/")
    problem_of(visitor, 401)
    assert visitor.headers["WWW-Authenticate"] == "Token"
    problem_of(api_of(ada).post(f"{V1}submissions/", b" " * 600_000, JSON), 413)
    monkeypatch.setattr(PersonThrottle, "rate", "1/hour", raising=False)
    script = api_of(ada)
    script.get(f"{V1}exercises/")
    refused = script.get(f"{V1}exercises/")
    problem_of(refused, 429)
    assert int(refused.headers["Retry-After"]) > 3000


def test_a_form_of_another_site_gets_a_problem(ada: User, client_of: ClientOf) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_of(ada).cookies
    assert "CSRF" in problem_of(strict.post(f"{V1}submissions/", b"{}", JSON), 403)["detail"]


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (ZeroDivisionError(), 500, SERVER_ERROR),
        (SuspiciousOperation(), 400, BAD_REQUEST),
        (RedisError(), 503, NOT_NOW),
    ],
)
def test_a_fault_of_ours_is_a_problem_without_its_cause(
    ada: User, api_of: ClientOf, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, detail: str
) -> None:
    def fail(view: ExerciseViewSet) -> None:
        raise error

    monkeypatch.setattr(ExerciseViewSet, "get_queryset", fail)
    script = api_of(ada)
    script.raise_request_exception = False
    assert problem_of(script.get(f"{V1}exercises/"), status)["detail"] == detail


def test_the_messages_of_fields_are_apart_and_together(ada: User, api_of: ClientOf) -> None:
    problem = problem_of(api_of(ada).post(f"{V1}study-entries/", {"minutes": "x", "kind": "y"}, JSON), 400)
    assert set(problem["errors"]) == {"minutes", "kind"}
    for field, messages in problem["errors"].items():
        assert f"{field}: {messages[0]}" in problem["detail"]


def test_a_field_inside_another_has_a_path(roadmap: None, grace: User, api_of: ClientOf) -> None:
    Cohort.objects.create(slug="spring", title="Spring", started_on="2026-03-02")
    script = api_of(grace)
    rows = [{"phase": 1, "week": 1}, {"phase": 2, "week": "soon"}]
    problem = problem_of(script.put(f"{V1}cohorts/spring/due-weeks/", {"due_weeks": rows}, JSON), 400)
    assert list(problem["errors"]) == ["due_weeks.1.week"]


def test_the_schema_describes_them(db: None) -> None:
    described = Client().get("/api/v1/schema/?format=json").json()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            default = operation["responses"]["default"]["content"]
            assert list(default) == [PROBLEM_TYPE], (path, method)
    assert {"type", "title", "status", "detail", "errors", "choices"} == set(
        described["components"]["schemas"]["InputProblem"]["properties"]
    )
