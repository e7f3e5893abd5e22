"""A learner's public page of evidence: off by default, with what they chose, and nothing else about them."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.tests.conftest import PASSWORD
from cohorts.tests.sign_offs import ask, decide
from curriculum.models import Criterion
from exercises.models import Exercise, Submission, VerdictChoice
from progress.checkpoints.actions import answer_criterion
from progress.checkpoints.models import CriterionMark
from proof.actions import change_link, close_page, publish_page
from proof.models import EvidencePage
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
Run = Callable[..., Submission]
CHOICES = reverse("proof:edit_page")
LIST = reverse("proof:listed_pages")


def read(page: EvidencePage) -> str:
    return squeeze(Client().get(page.get_absolute_url()).text)


def test_it_is_off_until_the_learner_turns_it_on(ada: User, passes: list[Submission], client_of: ClientOf) -> None:
    client = client_of(ada)
    assert "Turn it on" in client.get(CHOICES).text
    assert not EvidencePage.objects.exists()
    client.post(CHOICES, {"name": "Ada L."})
    assert Client().get(EvidencePage.objects.get().get_absolute_url()).status_code == 200


def test_turning_it_on_asks_for_the_password_and_then_goes_on(ada: User, passes: list[Submission]) -> None:
    client = Client()
    client.force_login(ada, backend="accounts.backends.AddressBackend")
    question = client.post(CHOICES, {"name": "Ada L."})
    assert not EvidencePage.objects.exists()
    client.post(question.headers["Location"], {"password": PASSWORD, "next": CHOICES})
    assert EvidencePage.objects.get().token


def test_its_link_does_not_follow_what_a_request_names_as_host(
    page: EvidencePage, ada: User, client_of: ClientOf, settings: LazySettings
) -> None:
    settings.SITE_ROOT, settings.ALLOWED_HOSTS = "https://descent.example.org", ["*"]
    text = client_of(ada).get(CHOICES, headers={"Host": "localhost:6666"}).text
    assert f'value="https://descent.example.org{page.get_absolute_url()}"' in text
    assert "6666" not in text


def test_it_says_that_nobody_checked_the_name(page: EvidencePage, passes: list[Submission]) -> None:
    publish_page(learner=page.learner, name="Ada L.", is_listed=True, code_of=[passes[0].exercise.uid])
    page.refresh_from_db()
    code = reverse("proof:evidence_code", args=[page.token, passes[0].exercise.slug])
    for path in (page.get_absolute_url(), code, LIST):
        assert 'id="unchecked-name"' in Client().get(path).text


def test_it_names_the_exercise_its_version_the_date_and_the_grader(
    page: EvidencePage, passes: list[Submission]
) -> None:
    text = read(page)
    for submission in passes:
        assert submission.exercise.title in text
    assert "Grader digest <code>fedcba9876543210</code>, with python 3.11.7." in text
    assert f"{passes[0].graded_at:%B %Y}, exercise version fedcba98." in text
    assert "✓ proven" in text


def test_it_shows_nothing_else_about_the_person(page: EvidencePage, ada: User) -> None:
    text = read(page)
    for secret in (ada.email, str(ada.uid), ada.time_zone):
        assert secret not in text


def test_code_is_shown_only_where_the_learner_chose_it(page: EvidencePage, passes: list[Submission], ada: User) -> None:
    first, second = passes
    publish_page(learner=ada, name="Ada L.", is_listed=False, code_of=[first.exercise.uid])
    address = reverse("proof:evidence_code", args=[page.token, first.exercise.slug])
    assert f'href="{address}"' in read(page)
    assert "solve" in Client().get(address).text
    assert Client().get(reverse("proof:evidence_code", args=[page.token, second.exercise.slug])).status_code == 404


def test_turning_it_off_ends_the_link_at_once(page: EvidencePage, ada: User) -> None:
    publish_page(learner=ada, name="Ada L.", is_listed=True, code_of=[])
    close_page(learner=ada)
    assert Client().get(page.get_absolute_url()).status_code == 404
    assert page.name not in Client().get(LIST).text
    again = publish_page(learner=ada, name="Ada L.", is_listed=False, code_of=[])
    assert again.token != page.token
    assert Client().get(page.get_absolute_url()).status_code == 404


def test_a_new_link_replaces_the_old_one(page: EvidencePage, ada: User) -> None:
    change_link(learner=ada)
    assert Client().get(page.get_absolute_url()).status_code == 404
    page.refresh_from_db()
    assert Client().get(page.get_absolute_url()).status_code == 200


def test_an_unlisted_page_is_in_no_list_and_no_search_engine(page: EvidencePage, ada: User) -> None:
    assert Client().get(page.get_absolute_url())["X-Robots-Tag"] == "noindex, nofollow"
    assert page.name not in Client().get(LIST).text
    publish_page(learner=ada, name="Ada L.", is_listed=True, code_of=[])
    assert "X-Robots-Tag" not in Client().get(page.get_absolute_url())
    assert page.name in Client().get(LIST).text


def test_a_pass_that_a_regrade_overturned_is_no_longer_shown(page: EvidencePage, passes: list[Submission]) -> None:
    Submission.objects.filter(pk=passes[0].pk).update(verdict=VerdictChoice.FAILED)
    text = read(page)
    assert passes[0].exercise.title not in text
    assert passes[1].exercise.title in text


def test_a_claim_is_called_the_learner_s_own_word(page: EvidencePage, ada: User) -> None:
    criterion = Criterion.objects.get(uid="phase-1.why-cross-entropy")
    answer_criterion(learner=ada, criterion=criterion, answer=CriterionMark.Answer.YES, note="For my mentor only")
    text = read(page)
    assert "◇ claimed" in text
    assert "Self-reported on" in text
    assert "For my mentor only" not in text


def test_a_sign_off_names_the_mentor_s_role_and_not_the_mentor(page: EvidencePage, ada: User, emmy: User) -> None:
    decide(emmy, ask(ada))
    text = read(page)
    assert "◉ signed off" in text
    assert "a mentor of Ada L.’s cohort" in text
    assert emmy.name not in text
    assert "Spring" not in text


def test_a_criterion_answered_not_yet_is_not_shown(page: EvidencePage, ada: User) -> None:
    criterion = Criterion.objects.get(uid="phase-2.supervised-unsupervised")
    answer_criterion(learner=ada, criterion=criterion, answer=CriterionMark.Answer.NOT_YET)
    assert criterion.checkpoint.title not in read(page)


def test_other_passed_exercises_are_listed_once(page: EvidencePage, ada: User, run: Run) -> None:
    other = Exercise.objects.filter(criteria=None)[0]
    run(other, ada)
    text = read(page)
    assert "3 exercises passed" in text
    assert text.count(f">{other.title}</a>") == 1


def test_a_deactivated_account_has_no_page(page: EvidencePage, ada: User) -> None:
    ada.is_active = False
    ada.save()
    assert Client().get(page.get_absolute_url()).status_code == 404


def test_somebody_else_s_choices_stay_theirs(page: EvidencePage, carl: User, client_of: ClientOf) -> None:
    client_of(carl).post(reverse("proof:close_page"))
    assert Client().get(page.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("name", ["", "ada@example.org", "x" * 61, "\u202eAda"])
def test_a_name_that_cannot_be_shown_is_refused(
    name: str, ada: User, passes: list[Submission], client_of: ClientOf
) -> None:
    answer = client_of(ada).post(CHOICES, {"name": name})
    assert answer.status_code == 200
    assert not EvidencePage.objects.exists()


def test_an_exercise_that_was_not_passed_cannot_show_code(
    ada: User, passes: list[Submission], client_of: ClientOf
) -> None:
    other = Exercise.objects.filter(criteria=None)[0]
    client_of(ada).post(CHOICES, {"name": "Ada", "code_of": [other.uid]})
    assert not EvidencePage.objects.exists()


def test_the_number_of_queries_does_not_grow(page: EvidencePage, ada: User, run: Run) -> None:
    read(page)
    query_count = _queries(page)
    for exercise in Exercise.objects.filter(criteria=None)[:30]:
        run(exercise, ada)
    for criterion in Criterion.objects.all():
        answer_criterion(learner=ada, criterion=criterion, answer=CriterionMark.Answer.YES)
    assert _queries(page) == query_count <= 12


def _queries(page: EvidencePage) -> int:
    with CaptureQueriesContext(connection) as queries:
        read(page)
    return len(queries)
