"""The REST interface beside the runs themselves: hints one at a time, our solution afterwards, and finding runs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from curriculum.models import Topic
from exercises.models import Exercise, Mode, Submission, Verdict

ClientOf = Callable[[User], Client]
EXERCISES, RUNS = "/api/v1/exercises/", "/api/v1/submissions/"
ONE = f"{EXERCISES}causal-attention/"


@pytest.fixture
def client(ada: User, api_of: ClientOf, exercise: Exercise) -> Client:
    return api_of(ada)


def run(exercise: Exercise, learner: User, verdict: str = Verdict.PASSED, mode: str = Mode.SUBMIT) -> Submission:
    return Submission.objects.create(
        exercise=exercise, learner=learner, source=f"# {verdict} {mode}\n", mode=mode, verdict=verdict,
        state=Submission.State.DONE, graded_at=timezone.now(),
    )  # fmt: skip


# ---------------------------------------------------------------- hints


def test_hints_come_one_at_a_time_with_the_number_of_the_next(client: Client, exercise: Exercise) -> None:
    exercise.hints_html = ["<p>Think of a triangle.</p>", "<p>Of a lower one.</p>"]
    exercise.save()
    whole = client.get(ONE)
    assert whole.json()["hints"] == 2
    assert "triangle" not in whole.text
    first, second, third = (client.get(f"{ONE}hints/{number}/") for number in (1, 2, 3))
    assert first.json() == {"number": 1, "html": "<p>Think of a triangle.</p>", "next": 2}
    assert second.json() == {"number": 2, "html": "<p>Of a lower one.</p>", "next": None}
    assert (third.status_code, third.json()) == (404, {"detail": "This exercise has 2 hints."})


@pytest.mark.parametrize("number", ["0", "-1", "01", "x", "1000000"])
def test_what_is_no_number_of_a_hint_is_not_there(client: Client, number: str) -> None:
    assert client.get(f"{ONE}hints/{number}/").status_code == 404


# ---------------------------------------------------------------- our solution


@pytest.fixture
def backprop(roadmap: None) -> Exercise:
    return Exercise.objects.get(slug="two-layer-backprop")


@pytest.mark.parametrize(
    "before", [(), (Verdict.FAILED, Mode.SUBMIT), (Verdict.PASSED, Mode.TRY)], ids=["nothing", "failed", "try run"]
)
def test_our_solution_is_shown_once_one_has_passed(
    backprop: Exercise, ada: User, carl: User, api_of: ClientOf, before: tuple[str, str]
) -> None:
    url, client = f"{EXERCISES}{backprop.slug}/solutions/", api_of(ada)
    run(backprop, carl)  # another's pass opens nothing
    if before:
        run(backprop, ada, *before)
    refused = client.get(url)
    assert (refused.status_code, refused.json()) == (403, {"detail": "Our solution is shown once you have passed."})
    run(backprop, ada)
    first, *others = client.get(url).json()
    assert first["title"] == "How we write it"
    assert "def loss_and_grads(" in first["source"]
    assert others
    assert Client().get(url).status_code == 401
    assert client.get(f"{EXERCISES}no-such/solutions/").status_code == 404


# ---------------------------------------------------------------- runs


def test_a_try_run_is_taken_and_counts_for_nothing(client: Client, exercise: Exercise, ada: User) -> None:
    sent = {"exercise": exercise.slug, "source": "x = 1", "mode": "try"}
    answer = client.post(RUNS, sent, "application/json")
    assert (answer.status_code, answer.json()["mode"]) == (201, "try")
    Submission.objects.update(state=Submission.State.DONE, verdict=Verdict.PASSED, graded_at=timezone.now())
    assert client.get(ONE).json()["progress"] == "begun"


def test_the_same_code_goes_once_more(client: Client, exercise: Exercise, ada: User) -> None:
    first = run(exercise, ada, Verdict.INTERNAL, Mode.TRY)
    answer = client.post(f"{RUNS}{first.uid}/again/")
    assert answer.status_code == 201
    again = answer.json()
    assert (again["source"], again["mode"], again["state"]) == (first.source, "try", "queued")
    assert again["uid"] != str(first.uid)


def test_nobody_sends_another_s_once_more(
    exercise: Exercise, ada: User, carl: User, grace: User, api_of: ClientOf
) -> None:
    first = run(exercise, ada)
    for other in (carl, grace):
        assert api_of(other).post(f"{RUNS}{first.uid}/again/").status_code == 404
    assert Submission.objects.count() == 1


def test_a_list_of_runs_is_one_s_own_an_admin_s_too(
    exercise: Exercise, ada: User, grace: User, api_of: ClientOf
) -> None:
    theirs = run(exercise, ada)
    client = api_of(grace)
    assert client.get(RUNS).json()["count"] == 0
    assert client.get(f"{RUNS}{theirs.uid}/").status_code == 200  # who has its address may look, as on the page


def listed(client: Client, url: str) -> list[Any]:
    return [row.get("uid") for row in client.get(url).json()["results"]]


def test_runs_are_found_by_exercise_verdict_and_mode(client: Client, exercise: Exercise, ada: User, carl: User) -> None:
    other = Exercise.objects.create(uid="byte-pairs", slug="byte-pairs", title="Byte pairs", stars=4, minutes=75)
    rows = {
        "pass": run(exercise, ada), "fail": run(exercise, ada, Verdict.FAILED), "other": run(other, ada),
        "try": run(exercise, ada, Verdict.FAILED, Mode.TRY), "carl": run(exercise, carl),
    }  # fmt: skip
    rows["waits"] = Submission.objects.create(exercise=exercise, learner=ada, source="x")
    for query, names in {
        "exercise=causal-attention": ("waits", "try", "fail", "pass"),
        "exercise=byte-pairs": ("other",),
        "verdict=failed": ("try", "fail"),
        "verdict=failed&mode=submit": ("fail",),
        "mode=try": ("try",),
        "state=queued": ("waits",),
        "exercise=byte-pairs&verdict=failed": (),
    }.items():
        assert listed(client, f"{RUNS}?{query}") == [str(rows[name].uid) for name in names], query


def test_exercises_are_found_by_topic_section_and_progress(client: Client, exercise: Exercise, ada: User) -> None:
    elsewhere = Topic.objects.create(uid="text", section=Topic.objects.get().section, number="5.3", title="Text")
    slugs = {}
    for place, slug in enumerate(("begun", "passed"), start=1):
        made = Exercise.objects.create(
            uid=slug, slug=slug, title=slug, section="text", stars=4, minutes=75, order=place
        )
        made.topics.add(elsewhere)
        slugs[slug] = made
    run(slugs["begun"], ada, Verdict.FAILED)
    run(slugs["begun"], ada, Verdict.PASSED, Mode.TRY)
    run(slugs["passed"], ada)
    for query, found in {
        "topic=transformers": ["causal-attention"],
        "topic=text": ["begun", "passed"],
        "section=text": ["begun", "passed"],
        "progress=open": ["causal-attention"],
        "progress=begun": ["begun"],
        "progress=passed": ["passed"],
        "topic=text&progress=open": [],
    }.items():
        answer = client.get(f"{EXERCISES}?{query}").json()
        assert [row["slug"] for row in answer["results"]] == found, query


@pytest.mark.parametrize(
    "address",
    [
        f"{RUNS}?exercise=no-such", f"{RUNS}?verdict=good", f"{RUNS}?mode=cheat", f"{RUNS}?state=lost",
        f"{EXERCISES}?topic=alchemy", f"{EXERCISES}?progress=far",
    ],
)  # fmt: skip
def test_what_can_t_be_asked_for_is_refused_by_its_name(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert list(answer.json()) == [address.partition("?")[2].partition("=")[0]]
