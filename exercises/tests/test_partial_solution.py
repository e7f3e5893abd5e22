"""A learner who hasn't passed can start from a partial solution, and loses nothing by it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises.models import Draft, Exercise, Submission
from exercises.tests.catalogue import load_audited, write_folder
from exercises.workspace.actions import NO_PARTIAL_SOLUTION, Choice, delete_draft, replace_draft, save_draft

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
MINE = "def attention(Q, K, V, mask=None):\n    return V  # mine\n"
PARTIAL = "def attention(Q, K, V, mask=None):\n    # Step 1 of 1: scores.\n    raise NotImplementedError\n"
OFFER = 'value="partial"'


@pytest.fixture
def partial(exercise: Exercise) -> Exercise:
    exercise.partial_solution = PARTIAL
    exercise.save()
    return exercise


def choose(client: Client, exercise: Exercise, choice: str, source: str, **headers: str) -> Any:
    base = Draft.objects.values_list("revision", flat=True).first() or ""
    fields = {"source": source, "base": base, "choice": choice}
    return client.post(f"{exercise.get_absolute_url()}draft", fields, headers=headers)


# ---------------------------------------------------------------- the offer


def test_it_is_offered_and_loaded_only_when_asked_for(partial: Exercise, ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    html = client.get(partial.get_absolute_url()).text
    assert OFFER in html
    assert "Step 1 of 1" not in html
    choose(client, partial, "partial", partial.starter)
    html = client.get(partial.get_absolute_url()).text
    assert "Step 1 of 1" in html


def test_nothing_is_offered_where_there_is_none(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    assert OFFER not in client_of(ada).get(exercise.get_absolute_url()).text


def test_nothing_is_offered_after_a_pass_nor_in_a_review(
    partial: Exercise, ada: User, carl: User, client_of: ClientOf, run: Callable[..., Submission]
) -> None:
    run(partial, ada)
    run(partial, ada, "failed")
    run(partial, carl, "failed")
    run(partial, carl, mode="try")
    for query in ("", "?review"):
        assert OFFER not in client_of(ada).get(partial.get_absolute_url() + query).text
        assert OFFER in client_of(carl).get(partial.get_absolute_url() + query).text


def test_it_is_still_offered_beside_code_that_could_not_be_saved(
    partial: Exercise, ada: User, client_of: ClientOf
) -> None:
    response = choose(client_of(ada), partial, "", "x" * 70_000)
    assert response.status_code == 422
    assert OFFER in response.text


def test_the_offer_costs_one_query(
    partial: Exercise, ada: User, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, url = client_of(ada), partial.get_absolute_url()
    client.get(url)  # its topics and neighbours are cached
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
        count = len(queries)
    Exercise.objects.update(partial_solution="")
    client.get(url)
    with django_assert_num_queries(count - 1):
        client.get(url)


def test_visitors_read_that_there_is_one_but_not_its_code(partial: Exercise) -> None:
    page = Client().get(partial.get_absolute_url()).text
    Exercise.objects.update(partial_solution="")
    after = Client().get(partial.get_absolute_url()).text
    assert "partial solution" in page
    assert "Step 1 of 1" not in page
    assert "partial solution" not in after


# ---------------------------------------------------------------- starting from it


def test_with_a_script_the_editor_gets_it_and_what_was_there_can_be_restored(
    partial: Exercise, ada: User, client_of: ClientOf
) -> None:
    client = client_of(ada)
    save_draft(exercise=partial, learner=ada, source=MINE, base="")
    html = choose(client, partial, "partial", MINE, **HTMX).text
    assert "data-text" in html
    assert "Step 1 of 1" in html
    assert 'value="back"' in html
    assert (Draft.objects.get().source, Draft.objects.get().set_aside) == (PARTIAL, MINE)
    html = choose(client, partial, "back", PARTIAL, **HTMX).text
    assert 'value="back"' not in html  # the partial solution can be had again, so it isn't set aside
    assert (Draft.objects.get().source, Draft.objects.get().set_aside) == (MINE, "")


def test_without_a_script_the_button_leads_back_to_the_page(partial: Exercise, ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    response = choose(client, partial, "partial", MINE.replace("\n", "\r\n"))
    assert (response.status_code, response["Location"]) == (302, partial.get_absolute_url())
    html = client.get(partial.get_absolute_url()).text
    assert "Step 1 of 1" in html
    assert 'value="back"' in html
    choose(client, partial, "back", PARTIAL)
    assert "return V  # mine" in client.get(partial.get_absolute_url()).text


def test_only_what_the_learner_wrote_is_set_aside(partial: Exercise, ada: User) -> None:
    def replace(choice: Choice, source: str) -> tuple[str, str]:
        base = str(Draft.objects.values_list("revision", flat=True).first() or "")
        draft = replace_draft(exercise=partial, learner=ada, source=source, choice=choice, base=base)
        return draft.source, draft.set_aside

    begun = PARTIAL.replace("raise NotImplementedError", "scores = Q @ K.T")
    assert replace(Choice.PARTIAL, partial.starter) == (PARTIAL, "")
    assert replace(Choice.STARTER, PARTIAL) == (partial.starter, "")
    assert replace(Choice.PARTIAL, MINE) == (PARTIAL, MINE)
    assert replace(Choice.PARTIAL, PARTIAL) == (PARTIAL, MINE)  # a second click loses nothing
    assert replace(Choice.STARTER, PARTIAL) == (partial.starter, MINE)
    assert replace(Choice.PARTIAL, begun) == (PARTIAL, begun)


def test_other_learners_drafts_stay_as_they_are(partial: Exercise, ada: User, carl: User, client_of: ClientOf) -> None:
    carls = save_draft(exercise=partial, learner=carl, source="carls = 1\n", base="")
    response = client_of(ada).post(
        f"{partial.get_absolute_url()}draft", {"source": MINE, "choice": "partial"}, headers=HTMX
    )
    assert response.status_code == 200
    saved = Draft.objects.get(learner=carl)
    assert (saved.source, saved.set_aside, saved.revision) == ("carls = 1\n", "", carls.revision)
    assert delete_draft(exercise=partial, learner=carl, base=str(carls.revision))
    assert Draft.objects.get().source == PARTIAL


def test_a_draft_that_changed_elsewhere_is_not_replaced(partial: Exercise, ada: User, client_of: ClientOf) -> None:
    save_draft(exercise=partial, learner=ada, source=MINE, base="", browser="laptop")
    stale = {"source": "old = 1", "base": "", "browser": "phone", "choice": "partial"}
    assert client_of(ada).post(f"{partial.get_absolute_url()}draft", stale, headers=HTMX).status_code == 409
    assert Draft.objects.get().source == MINE


def test_asking_where_there_is_none_changes_nothing(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    save_draft(exercise=exercise, learner=ada, source=MINE, base="")
    response = choose(client_of(ada), exercise, "partial", MINE, **HTMX)
    assert response.status_code == 422
    assert NO_PARTIAL_SOLUTION in response.text
    assert (Draft.objects.get().source, Draft.objects.get().set_aside) == (MINE, "")


def test_the_interface_says_whether_there_is_one_and_puts_it_into_the_draft(
    partial: Exercise, ada: User, api_of: Callable[[User], Client]
) -> None:
    client, url = api_of(ada), f"/api/v1/exercises/{partial.slug}/"
    exercise = client.get(url).json()
    assert exercise["has_partial_solution"] is True
    assert "Step 1 of 1" not in str(exercise)
    response = client.put(f"{url}draft/", {"source": MINE, "choice": "partial"}, content_type="application/json").json()
    assert (response["source"], response["set_aside"]) == (PARTIAL, MINE)
    Exercise.objects.update(partial_solution="")
    assert client.get(url).json()["has_partial_solution"] is False
    body = {"source": MINE, "base": response["revision"], "choice": "partial"}
    response = client.put(f"{url}draft/", body, content_type="application/json")
    assert (response.status_code, response.json()["errors"]) == (400, {"source": [NO_PARTIAL_SOLUTION]})


# ---------------------------------------------------------------- its file


def test_it_comes_from_the_folder_and_goes_with_its_file(tmp_path: Path, topic: object, criterion: object) -> None:
    write_folder(tmp_path / "transformers" / "softmax")
    file = tmp_path / "transformers" / "softmax" / "partial_solution.py"
    load_audited(tmp_path)
    assert not Exercise.objects.get().has_partial_solution
    file.write_text(PARTIAL)
    assert load_audited(tmp_path).updates == ["softmax"]
    assert Exercise.objects.get().partial_solution == PARTIAL
    file.unlink()
    assert load_audited(tmp_path).updates == ["softmax"]
    assert not Exercise.objects.get().has_partial_solution
