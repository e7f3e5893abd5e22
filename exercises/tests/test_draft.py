"""Drafts: kept for each learner and exercise, never lost to another version, put back on request."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from exercises.models import Draft, Exercise, Submission
from exercises.tests.reports import grade_all
from exercises.workspace.actions import Choice, DraftConflictError, DraftRefusedError, replace_draft, save_draft

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
MINE = "def attention(Q, K, V, mask=None):\n    return V  # mine\n"
OTHER = "def attention(Q, K, V, mask=None):\n    return Q  # from the other device\n"


def url_of(exercise: Exercise) -> str:
    return exercise.get_absolute_url() + "draft"


@pytest.fixture
def saved_draft(exercise: Exercise, ada: User) -> Draft:
    return save_draft(exercise=exercise, learner=ada, source=MINE, base="", browser="laptop")


# ---------------------------------------------------------------- kept


def test_a_saved_draft_is_in_the_editor_with_its_time(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    with time_machine.travel("2026-11-24T12:04:00+00:00", tick=False):
        client = client_of(ada)
        response = client.post(url_of(exercise), {"source": MINE}, headers=HTMX)
        assert response.status_code == 200
        assert "<html" not in response.content.decode()
        assert "Saved 12:04." in response.content.decode()
        assert "return V  # mine" in client.get(exercise.get_absolute_url()).content.decode()
    with time_machine.travel("2026-11-26T08:00:00+00:00", tick=False):
        assert "Saved 24 Nov 2026, 12:04." in client_of(ada).get(exercise.get_absolute_url()).content.decode()


def test_a_draft_is_newer_than_the_last_run(
    exercise: Exercise, ada: User, client_of: ClientOf, saved_draft: Draft
) -> None:
    Submission.objects.create(exercise=exercise, learner=ada, source="ran = 1")
    html = client_of(ada).get(exercise.get_absolute_url()).content.decode()
    assert "return V  # mine" in html
    assert "ran = 1" not in html


def test_without_javascript_a_button_saves_and_leads_back(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    response = client_of(ada).post(url_of(exercise), {"source": MINE.replace("\n", "\r\n"), "save": ""}, follow=True)
    assert response.redirect_chain == [(exercise.get_absolute_url(), 302)]
    assert Draft.objects.get().source == MINE


def test_it_hides_other_learners_drafts(
    exercise: Exercise, saved_draft: Draft, carl: User, client_of: ClientOf
) -> None:
    assert "mine" not in client_of(carl).get(exercise.get_absolute_url()).content.decode()
    client_of(carl).post(url_of(exercise), {"source": "carls = 1", "base": str(saved_draft.revision)})
    saved_draft.refresh_from_db()
    assert saved_draft.source == MINE


def test_a_run_saves_the_draft_even_when_it_is_refused(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    for number in range(21):
        base = Draft.objects.values_list("revision", flat=True).first() or ""
        run = {"source": f"x = {number}", "mode": "try", "base": base}
        html = client.post(exercise.get_absolute_url(), run, headers=HTMX).content.decode()
        grade_all()
    assert "20 submissions in the last minute" in html
    assert 'class="verdict waiting' in html
    assert Draft.objects.get().source == "x = 20"


def test_an_invalid_draft_stays_in_the_editor_with_an_error(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    response = client_of(ada).post(url_of(exercise), {"source": "kept = 1 #" + "x" * 70_000})
    assert response.status_code == 422
    assert "Not saved. Your code is 69 KiB long. The limit is 64 KiB." in response.content.decode()
    assert "kept = 1 #xxx" in response.content.decode()
    with pytest.raises(DraftRefusedError, match="null character"):
        save_draft(exercise=exercise, learner=ada, source="\0", base="")
    assert not Draft.objects.exists()


def test_an_emptied_editor_is_a_draft_too(
    exercise: Exercise, ada: User, client_of: ClientOf, saved_draft: Draft
) -> None:
    save_draft(exercise=exercise, learner=ada, source="", base=str(saved_draft.revision))
    html = client_of(ada).get(exercise.get_absolute_url()).content.decode()
    assert "mine" not in html
    assert exercise.starter not in html


def test_visitors_have_no_draft(exercise: Exercise) -> None:
    assert Client().post(url_of(exercise), {"source": MINE}).status_code == 302
    assert Client().post(url_of(exercise), {"source": MINE}, headers=HTMX)["HX-Redirect"]
    assert not Draft.objects.exists()


def test_an_invalid_request_gets_an_error(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    assert client.post(url_of(exercise), {"source": "", "choice": "anything"}).status_code == 400
    assert client.post(url_of(exercise), {"source": "", "browser": "x" * 400}).status_code == 400


# ---------------------------------------------------------------- two versions


def test_a_conflict_shows_both_texts(exercise: Exercise, ada: User, client_of: ClientOf, saved_draft: Draft) -> None:
    client, first_revision = client_of(ada), str(saved_draft.revision)
    save_draft(exercise=exercise, learner=ada, source=OTHER, base=first_revision, browser="phone")
    for headers in (HTMX, {}):
        stale = {"source": MINE + "# more\n", "base": first_revision, "browser": "laptop"}
        response = client.post(url_of(exercise), stale, headers=headers)
        html = response.content.decode()
        assert response.status_code == 409
        assert "Choose a version" in html
        assert "<del>" in html
        assert "from the other device" in html
        assert "+ # more" in html
    assert Draft.objects.get().source == OTHER


@pytest.mark.parametrize(("choice", "stands", "aside"), [("here", MINE, OTHER), ("there", OTHER, MINE)])
def test_the_version_that_is_not_chosen_is_set_aside(
    exercise: Exercise, ada: User, client_of: ClientOf, saved_draft: Draft, choice: str, stands: str, aside: str
) -> None:
    stale = str(saved_draft.revision)
    phone_revision = save_draft(exercise=exercise, learner=ada, source=OTHER, base=stale, browser="phone").revision
    client_of(ada).post(
        url_of(exercise), {"source": MINE, "base": stale, "other_revision": phone_revision, "choice": choice}
    )
    draft = Draft.objects.get()
    assert (draft.source, draft.set_aside) == (stands, aside)


def test_a_choice_made_on_an_older_view_asks_again(exercise: Exercise, ada: User, saved_draft: Draft) -> None:
    phone_revision = str(saved_draft.revision)
    save_draft(exercise=exercise, learner=ada, source=OTHER, base=phone_revision, browser="phone")
    with pytest.raises(DraftConflictError):
        replace_draft(
            exercise=exercise, learner=ada, source="third = 3", choice=Choice.HERE, base=phone_revision, browser="pad"
        )
    assert Draft.objects.get().source == OTHER


def test_the_last_writer_can_continue_after_a_lost_response(exercise: Exercise, ada: User) -> None:
    save_draft(exercise=exercise, learner=ada, source=MINE, base="", browser="laptop")
    save_draft(exercise=exercise, learner=ada, source=MINE + "# more\n", base="", browser="laptop")
    assert Draft.objects.get().source == MINE + "# more\n"
    with pytest.raises(DraftConflictError):
        save_draft(exercise=exercise, learner=ada, source="x = 1", base="", browser="")


def test_equal_texts_are_no_conflict(exercise: Exercise, ada: User, saved_draft: Draft) -> None:
    assert (
        save_draft(exercise=exercise, learner=ada, source=MINE, base="", browser="phone").revision
        == saved_draft.revision
    )


# ---------------------------------------------------------------- starting over


def test_starting_over_can_be_undone_and_undone_again(
    exercise: Exercise, ada: User, client_of: ClientOf, saved_draft: Draft
) -> None:
    client = client_of(ada)

    def choose(choice: str, source: str) -> str:
        base = Draft.objects.get().revision
        response = client.post(url_of(exercise), {"source": source, "base": base, "choice": choice}, headers=HTMX)
        return str(response.content.decode())

    html = choose("starter", MINE)
    assert Draft.objects.get().source == exercise.starter
    assert "data-text" in html
    assert 'value="back"' in html
    choose("starter", exercise.starter)  # a second click loses nothing
    assert Draft.objects.get().set_aside == MINE
    assert 'value="back"' not in choose("back", exercise.starter)
    assert (Draft.objects.get().source, Draft.objects.get().set_aside) == (MINE, "")
    choose("starter", MINE)
    choose("back", "begun = 'again'\n")
    assert (Draft.objects.get().source, Draft.objects.get().set_aside) == (MINE, "begun = 'again'\n")
