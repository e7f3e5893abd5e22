"""Admins choose what to regrade on a page or with a command, which check the same fields."""

from collections.abc import Callable
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from authoring.demo import make_regrade
from cohorts.cohort.models import Cohort
from exercises.models import CheckResult, Exercise, Regrade, RegradeResult, Submission

Run = Callable[..., Submission]
ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("valkey")


@pytest.fixture
def exercise(db: None) -> Exercise:
    return Exercise.objects.create(
        uid="softmax", slug="softmax", title="Softmax", section="x", minutes=5, stars=3, digest="0123456789abcdef"
    )


@pytest.fixture
def passes(exercise: Exercise, ada: User, carl: User, run: Run) -> list[Submission]:
    """By Ada, who is in a cohort, and by Carl, who isn't. Another version judged them."""
    return [run(exercise, ada), run(exercise, carl)]


def fields(**others: Any) -> dict[str, Any]:
    return {"verdict": "passed", "uid": str(uuid4())} | others


def test_the_form_starts_a_dry_run_of_a_cohorts_submissions(
    passes: list[Submission], emmy: User, grace: User, client_of: ClientOf
) -> None:
    cohort = Cohort.objects.get()
    data = fields(exercise="softmax", cohort=cohort.slug, reason="Tolerance loosened")
    answer = client_of(grace).post(reverse("authoring:start_regrade"), data)
    regrade = Regrade.objects.get()
    assert answer["Location"] == regrade.get_absolute_url()
    assert (regrade.reason, regrade.started_by) == ("Tolerance loosened", grace)
    assert regrade.results.get().submission == passes[0]


def test_counting_starts_nothing(passes: list[Submission], grace: User, client_of: ClientOf) -> None:
    answer = client_of(grace).post(reverse("authoring:start_regrade"), fields(preview="1"))
    assert answer.context["count"] == 2
    assert not Regrade.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("torch_before", "new"),
        ("digest", "xyz"),
        ("cohort", "none"),
        ("exercise", "none"),
        ("host", "none"),
        ("verdict", "none"),
        ("first_day", "0001-01-01"),
        ("last_day", "9999-12-31"),
        ("uid", "1"),
    ],
)
def test_a_wrong_value_is_named_and_starts_nothing(
    passes: list[Submission], grace: User, client_of: ClientOf, name: str, value: str
) -> None:
    answer = client_of(grace).post(reverse("authoring:start_regrade"), fields(**{name: value}))
    assert list(answer.context["form"].errors) == [name]
    assert not Regrade.objects.exists()


def test_an_empty_scope_is_refused_on_the_page(exercise: Exercise, grace: User, client_of: ClientOf) -> None:
    answer = client_of(grace).post(reverse("authoring:start_regrade"), fields())
    assert answer.context["form"].non_field_errors()
    assert not Regrade.objects.exists()


def test_a_link_chooses_the_exercise(exercise: Exercise, grace: User, client_of: ClientOf) -> None:
    html = client_of(grace).get(reverse("authoring:start_regrade") + "?exercise=softmax").content.decode()
    assert '<option value="softmax" selected>' in html


def test_the_command_counts_first_and_sends_only_then(passes: list[Submission]) -> None:
    def output(*options: str) -> str:
        out = StringIO()
        call_command("regrade", *options, stdout=out)
        return out.getvalue()

    assert output("softmax", "--dry-run").startswith("2 match")
    assert not RegradeResult.objects.exists()
    assert "/exercises/regrades/" in output("softmax")
    assert RegradeResult.objects.count() == 2
    assert not Submission.objects.exclude(state=Submission.State.DONE).exists()


def test_the_command_finds_what_an_older_torch_judged(passes: list[Submission]) -> None:
    Submission.objects.filter(pk=passes[0].pk).update(versions={"torch": "2.13.0"}, digest="0123456789abcdef")
    Submission.objects.filter(pk=passes[1].pk).update(versions={"torch": "2.9.1"}, digest="0123456789abcdef")
    call_command("regrade", "--since-torch", "2.13", stdout=StringIO())
    assert RegradeResult.objects.get().submission == passes[1]


@pytest.mark.parametrize("options", [["unknown"], ["--since-torch", "new"], ["--cohort", "none"], []])
def test_the_command_says_what_is_wrong(exercise: Exercise, options: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("regrade", *options)


def test_the_demo_has_a_regrade_to_review(exercise: Exercise, ada: User, grace: User, run: Run) -> None:
    assert make_regrade() is None
    for verdict in ("passed", "failed"):
        submission = run(exercise, ada, verdict)
        CheckResult.objects.create(submission=submission, order=0, name="a", title="A", verdict=verdict, ms=1)
    regrade = make_regrade()
    assert regrade
    assert sorted(regrade.results.values_list("outcome", flat=True)) == ["improved", "same"]
    assert Regrade.objects.get().may_apply
