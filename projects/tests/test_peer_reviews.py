"""Learners of a cohort review each other's projects, without names, two each."""

from collections import Counter
from collections.abc import Callable
from itertools import permutations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort
from lib.errors import RefusedError
from notices.models import Notice
from projects.actions import hand_in, save_report, start_work, take_back
from projects.catalogue import Project
from projects.models import MentorDecision, PeerReviewChoice, ProjectFile, ProjectReview, ReviewKind
from projects.notices import PEER_REVIEWED
from projects.peer_reviews import actions
from projects.peer_reviews.actions import assign_reviews
from projects.peer_reviews.queries import peer_results
from projects.peer_reviews.views import NOBODY_YET
from projects.tests.conftest import LEVELS, finish
from projects.tests.peers import TEXT, authors, make_old, submit, work_of

ClientOf = Callable[[User], Client]
LIST = "/projects/count-words/peer-reviews/"
UNDO = "/projects/peer-reviews/undo/"
FORM = {"level-counting": "2", "level-plot": "1", "text": TEXT}


@pytest.fixture
def four(project: Project, spring: Cohort) -> list[User]:
    return authors(4, project, spring)


def assign(person: User, project: Project) -> list[ProjectReview]:
    return assign_reviews(person=person, project=project)


def hand_in_again(person: User, project: Project) -> None:
    work = work_of(person)
    take_back(work=work)
    save_report(work=work, report="I counted again.", levels=LEVELS)
    hand_in(work=work, project=project, cohort=work.cohort)


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_each_reviews_two_others_and_each_work_gets_two(
    four: list[User], project: Project, order: tuple[int, ...]
) -> None:
    for person in (four[position] for position in order):
        reviews = assign(person, project)
        assert len(reviews) == 2
        assert person not in [review.work.learner for review in reviews]
        assert assign(person, project) == []
    counts = Counter(ProjectReview.objects.values_list("work", flat=True))
    assert sorted(counts.values()) == [2, 2, 2, 2]


def test_the_work_with_the_fewest_reviews_comes_first(four: list[User], project: Project) -> None:
    first = {review.work_id for review in assign(four[0], project)}
    [fourth] = {work_of(person).pk for person in four[1:]} - first
    [new] = ProjectReview.objects.filter(pk__in=[row.pk for row in assign(four[1], project)], work=fourth)
    assert new.version == work_of(four[3]).version


def test_a_learner_hands_in_first(project: Project, spring: Cohort, ada: User, four: list[User]) -> None:
    for prepare in (lambda: None, lambda: start_work(learner=ada, project=project)):
        prepare()
        with pytest.raises(RefusedError, match=actions.HAND_IN_FIRST):
            assign(ada, project)


def test_nothing_is_assigned_where_the_lead_has_not_switched_it_on(four: list[User], project: Project) -> None:
    PeerReviewChoice.objects.all().delete()
    with pytest.raises(RefusedError, match=actions.NOT_ON):
        assign(four[0], project)


def test_nothing_is_assigned_in_an_archived_cohort(four: list[User], project: Project) -> None:
    Cohort.objects.update(archived_at=timezone.now())
    with pytest.raises(RefusedError):
        assign(four[0], project)


def test_a_work_that_lacks_something_is_not_assigned(project: Project, spring: Cohort, emmy: User) -> None:
    first, second = authors(2, project, spring)
    work = work_of(second)
    ProjectReview.objects.create(
        work=work, kind=ReviewKind.MENTOR, reviewer=emmy, version=work.version, outcome=MentorDecision.MISSING,
        text="More.", submitted_at=timezone.now(),
    )  # fmt: skip
    assert assign(first, project) == []


def test_a_review_that_is_not_written_lapses_and_goes_to_another(
    project: Project, spring: Cohort, client_of: ClientOf
) -> None:
    people = authors(4, project, spring)
    target = work_of(people[0])
    for person in people[1:3]:
        ProjectReview.objects.create(work=target, kind=ReviewKind.PEER, reviewer=person, version=target.version)
    others = [work_of(person) for person in people[1:3]]
    for work in others:
        ProjectReview.objects.create(work=work, kind=ReviewKind.PEER, reviewer=people[0], version=work.version)
    assert target.pk not in [review.work_id for review in assign(people[3], project)]
    ProjectReview.objects.filter(reviewer=people[3]).delete()
    lapsed = ProjectReview.objects.get(reviewer=people[1])
    make_old(lapsed)
    assert target.pk in [review.work_id for review in assign(people[3], project)]
    assert client_of(people[1]).get(f"/projects/peer-reviews/{lapsed.uid}/").status_code == 404
    with pytest.raises(PermissionDenied):
        submit(lapsed)


def test_a_review_that_is_written_never_lapses(project: Project, spring: Cohort) -> None:
    people = authors(2, project, spring)
    [review] = assign(people[0], project)
    submit(review)
    make_old(review)
    assert assign(people[0], project) == []
    assert ProjectReview.objects.filter(pk=review.pk).exists()


def test_a_new_version_may_go_to_the_same_peer_but_never_the_same_version(project: Project, spring: Cohort) -> None:
    first, second = authors(2, project, spring)
    [review] = assign(first, project)
    assert assign(first, project) == []
    hand_in_again(second, project)
    [again] = assign(first, project)
    assert (again.work, again.version) == (review.work, work_of(second).version)
    assert again.version != review.version


def test_a_peer_reads_the_work_without_its_author_and_submits_a_review(
    four: list[User], project: Project, client_of: ClientOf
) -> None:
    client = client_of(four[0])
    client.post(LIST)
    review = ProjectReview.objects.filter(reviewer=four[0])[0]
    author = review.work.learner
    ProjectFile.objects.filter(work=review.work).update(name=f"{author.name}.csv")
    path = f"/projects/peer-reviews/{review.uid}/"
    assert path in client.get(LIST).text
    page = client.get(path).text
    file = ProjectFile.objects.get(work=review.work)
    assert "I counted." in page
    assert f"/projects/files/{file.uid}/" in page
    assert "Author" not in page.replace(four[0].name, "")
    download = client.get(f"/projects/files/{file.uid}/")
    assert download["Content-Disposition"] == 'attachment; filename="counts.csv"'
    client.post(path, FORM)
    review.refresh_from_db()
    assert (review.levels, review.text) == (LEVELS, TEXT)
    assert review.submitted_at
    notice = Notice.objects.get(person=author, sentence=PEER_REVIEWED.format(project.title))
    assert four[0].name not in notice.sentence
    [result] = peer_results(review.work)
    assert (result.number, result.is_stale) == (1, False)
    assert [line.level for line in result.rubric] == [2, 1]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"level-plot": ""}, actions.NO_LEVELS), ({"text": "Good work!"}, actions.TOO_SHORT)],
)
def test_a_review_needs_each_level_and_a_sentence(
    four: list[User], project: Project, client_of: ClientOf, change: dict[str, str], sentence: str
) -> None:
    review = assign(four[0], project)[0]
    body = FORM | change
    page = client_of(four[0]).post(f"/projects/peer-reviews/{review.uid}/", body).text
    assert sentence in page
    assert f"{body['text']}</textarea>" in page
    review.refresh_from_db()
    assert review.submitted_at is None


def test_a_submitted_review_is_final_until_it_is_undone(
    four: list[User], project: Project, client_of: ClientOf
) -> None:
    review = assign(four[0], project)[0]
    author, client, path = review.work.learner, client_of(four[0]), f"/projects/peer-reviews/{review.uid}/"
    page = client.post(path, FORM, follow=True).text
    token = page.split('name="undo_token" value="')[1].split('"')[0]
    assert actions.SUBMITTED in client.post(path, FORM | {"text": TEXT + " And more."}).text
    assert client_of(four[1]).post(UNDO, {"undo_token": token}).status_code == 403
    page = client.post(UNDO, {"undo_token": token}, follow=True).text
    assert f"{TEXT}</textarea>" in page
    assert not Notice.objects.filter(person=author, sentence=PEER_REVIEWED.format(project.title)).exists()
    assert peer_results(review.work) == []
    client.post(path, FORM | {"text": TEXT + " And more."})
    assert peer_results(review.work)[0].review.text.endswith("more.")


def test_a_double_click_submits_once(four: list[User], project: Project) -> None:
    review = assign(four[0], project)[0]
    for _ in range(2):
        submit(review)
    assert Notice.objects.filter(person=review.work.learner, sentence=PEER_REVIEWED.format(project.title)).count() == 1


def test_what_was_typed_is_not_lost_when_the_author_takes_the_work_back(
    four: list[User], project: Project, client_of: ClientOf
) -> None:
    review = assign(four[0], project)[0]
    take_back(work=review.work)
    client, path = client_of(four[0]), f"/projects/peer-reviews/{review.uid}/"
    assert client.get(path).status_code == 404
    page = client.post(path, FORM).text
    assert actions.GONE in page.replace("&#x27;", "'")
    assert f"{TEXT}</textarea>" in page
    assert "I counted." not in page
    assert client.get(f"/projects/files/{ProjectFile.objects.get(work=review.work).uid}/").status_code == 404


def test_nobody_reads_the_review_page_or_the_files_of_another_peer(
    four: list[User], project: Project, emmy: User, client_of: ClientOf
) -> None:
    review = ProjectReview.objects.create(
        work=work_of(four[1]), kind=ReviewKind.PEER, reviewer=four[0], version=work_of(four[1]).version
    )
    file = ProjectFile.objects.get(work=review.work)
    for person in (four[1], four[2], emmy):
        assert client_of(person).get(f"/projects/peer-reviews/{review.uid}/").status_code == 404
    assert client_of(four[2]).get(f"/projects/files/{file.uid}/").status_code == 404
    assert client_of(four[0]).get(f"/projects/files/{file.uid}/").status_code == 200
    four[0].memberships.all().delete()
    assert client_of(four[0]).get(f"/projects/files/{file.uid}/").status_code == 404


def test_it_says_so_when_there_is_nothing_to_review(project: Project, spring: Cohort, client_of: ClientOf) -> None:
    [person] = authors(1, project, spring)
    assert NOBODY_YET in client_of(person).post(LIST, follow=True).text


def test_a_deleted_reviewer_leaves_what_they_wrote_and_frees_what_they_did_not(
    project: Project, spring: Cohort
) -> None:
    first, second, third = authors(3, project, spring)
    written, unwritten = assign(first, project)
    submit(written)
    first.delete()
    assert peer_results(written.work)[0].review.reviewer is None
    assign(third if unwritten.work.learner == second else second, project)
    assert not ProjectReview.objects.filter(reviewer=None, submitted_at=None).exists()


def test_the_number_of_queries_does_not_grow(project: Project, spring: Cohort, client_of: ClientOf) -> None:
    people, counts = authors(3, project, spring), []
    client = client_of(people[0])
    client.get(LIST)
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
        assign(people[0], project)
    assert counts[0] == counts[1]


def test_a_learner_without_a_work_finds_no_peer_reviews(ada: User, project: Project, client_of: ClientOf) -> None:
    assert client_of(ada).get(LIST).status_code == 404
    work = finish(start_work(learner=ada, project=project))
    assert work.cohort is None
    assert client_of(ada).get(LIST).status_code == 200
