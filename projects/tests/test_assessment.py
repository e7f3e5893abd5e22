"""A mentor assesses a project: what they read is what they assess, and nobody assesses their own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.needs.queries import NeedLine, mentor_home
from cohorts.tests.conftest import Learner
from lib.errors import RefusedError
from notices.models import Notice
from projects.actions import hand_in, save_report, start_work, take_back
from projects.assessment import actions
from projects.assessment.queries import work_page
from projects.catalogue import Project
from projects.models import (
    MentorDecision,
    PeerReviewChoice,
    ProjectFile,
    ProjectReview,
    ProjectWork,
    ReviewKind,
    WorkState,
)
from projects.tests.conftest import LEVELS, finish

ClientOf = Callable[[User], Client]
LIST = "/projects/cohorts/spring/"
UNDO = "/projects/assessments/undo/"


@pytest.fixture
def handed_in(work: ProjectWork, emmy: User) -> ProjectWork:
    """Ada's work, complete and handed in to Emmy's cohort."""
    return finish(work)


def base_of(work: ProjectWork) -> str:
    work.refresh_from_db()
    return work_page(work, timezone.localdate()).base


def assess(
    mentor: User, work: ProjectWork, outcome: MentorDecision = MentorDecision.APPROVED, text: str = "", **fields: Any
) -> tuple[ProjectReview, str]:
    values = {"levels": LEVELS, "base": base_of(work)} | fields
    return actions.assess_work(person=mentor, work=work, outcome=outcome, text=text, **values)


def post(client: Client, work: ProjectWork, outcome: str, **fields: Any) -> str:
    levels = {f"level-{uid}": str(level) for uid, level in LEVELS.items()}
    body = {"outcome": outcome, "base": base_of(work), "text": ""} | levels | fields
    return client.post(f"{work.get_absolute_url()}assess/", body, follow=True).text


def hand_in_again(work: ProjectWork) -> None:
    project = work.offered_project
    assert project
    save_report(work=work, report="I counted again.", levels=LEVELS)
    hand_in(work=work, project=project, cohort=work.cohort)


def state_of(work: ProjectWork) -> WorkState:
    work.refresh_from_db()
    return work.state(work.reviews.decisions().first())


def test_a_mentor_reads_all_of_it_and_signs_it_off(
    ada: User, emmy: User, handed_in: ProjectWork, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    assert handed_in.get_absolute_url() in client.get(LIST).text
    page = client.get(handed_in.get_absolute_url()).text
    assert "I counted." in page
    assert "counts.csv" in page
    assert "Choose a book" in page
    assert "Counts without a rule for words." in page
    post(client, handed_in, "approved", text="The *rule* is clear.")
    review = ProjectReview.objects.get()
    assert (review.kind, review.reviewer, review.version) == (ReviewKind.MENTOR, emmy, handed_in.version)
    assert review.levels == LEVELS
    assert state_of(handed_in) == WorkState.APPROVED
    assert "<em>rule</em>" in client.get(handed_in.get_absolute_url()).text
    assert "Emmy" not in Notice.objects.get(person=ada).sentence
    assert not Notice.objects.filter(person=emmy).exists()  # it waits for nobody any more
    entry = AuditEntry.objects.get(action=AuditAction.PROJECT_ASSESSED)
    assert (entry.target_uid, entry.cohort) == ("count-words", "spring")


def test_saying_that_something_is_missing_needs_a_text(emmy: User, handed_in: ProjectWork, client_of: ClientOf) -> None:
    assert actions.NO_REASON in post(client_of(emmy), handed_in, "missing", text=" \n")
    assert state_of(handed_in) == WorkState.WAITING
    post(client_of(emmy), handed_in, "missing", text="Name the book.")
    assert state_of(handed_in) == WorkState.MISSING


def test_signing_off_needs_a_level_for_each_criterion(emmy: User, handed_in: ProjectWork, client_of: ClientOf) -> None:
    page = post(client_of(emmy), handed_in, "approved", text="Well counted.", **{"level-plot": ""})
    assert actions.NO_LEVELS in page
    assert "Well counted.</textarea>" in page
    with pytest.raises(RefusedError, match=actions.NO_LEVELS):
        assess(emmy, handed_in, levels={"counting": 2, "plot": 4})
    assert state_of(handed_in) == WorkState.WAITING


def test_what_lacks_something_is_handed_in_again_before_it_is_assessed_again(
    emmy: User, handed_in: ProjectWork
) -> None:
    assess(emmy, handed_in, MentorDecision.MISSING, "Name the book.")
    with pytest.raises(RefusedError, match=actions.NOT_YET):
        assess(emmy, handed_in)
    hand_in_again(handed_in)
    assert state_of(handed_in) == WorkState.WAITING
    assess(emmy, handed_in)
    assert state_of(handed_in) == WorkState.APPROVED


def test_a_work_that_was_signed_off_may_turn_out_to_lack_something(emmy: User, handed_in: ProjectWork) -> None:
    assess(emmy, handed_in)
    assess(emmy, handed_in, MentorDecision.MISSING, "These counts are another book’s.")
    assert state_of(handed_in) == WorkState.MISSING


def test_a_version_that_the_mentor_has_not_read_is_refused(
    emmy: User, handed_in: ProjectWork, client_of: ClientOf
) -> None:
    base = base_of(handed_in)
    take_back(work=handed_in)
    hand_in_again(handed_in)
    page = post(client_of(emmy), handed_in, "missing", base=base, text="Say more.")
    assert actions.STALE in page
    assert "Say more.</textarea>" in page
    assert not ProjectReview.objects.exists()


def test_of_two_mentors_with_the_same_page_the_first_assesses(
    emmy: User,
    lena: User,
    handed_in: ProjectWork,
) -> None:
    base = base_of(handed_in)
    assess(lena, handed_in)
    with pytest.raises(RefusedError, match=actions.STALE):
        assess(emmy, handed_in, base=base)
    assert ProjectReview.objects.get().reviewer == lena


def test_a_double_click_assesses_once(emmy: User, handed_in: ProjectWork) -> None:
    base = base_of(handed_in)
    for _ in range(2):
        assess(emmy, handed_in, base=base)
    assert ProjectReview.objects.count() == 1


def test_a_mentor_can_undo_their_own_assessment(
    ada: User,
    emmy: User,
    lena: User,
    handed_in: ProjectWork,
    client_of: ClientOf,
) -> None:
    client = client_of(emmy)
    token = post(client, handed_in, "approved").split('name="undo_token" value="')[1].split('"')[0]
    assert client_of(lena).post(UNDO, {"undo_token": token}).status_code == 403
    client.post(UNDO, {"undo_token": token})
    assert state_of(handed_in) == WorkState.WAITING
    assert not Notice.objects.filter(person=ada).exists()
    assert set(Notice.objects.values_list("person", flat=True)) == {emmy.pk, lena.pk}
    assert AuditEntry.objects.filter(action=AuditAction.ASSESSMENT_UNDONE).count() == 1
    assert client.post(UNDO, {"undo_token": token}, follow=True).status_code == 200


def test_an_assessment_cannot_be_undone_after_the_learner_changed_the_work(emmy: User, handed_in: ProjectWork) -> None:
    _, token = assess(emmy, handed_in, MentorDecision.MISSING, "Name the book.")
    save_report(work=handed_in, report="I counted Moby-Dick.", levels=LEVELS)
    with pytest.raises(RefusedError, match=actions.CHANGED_SINCE):
        actions.undo_assessment(person=emmy, undo_token=token)
    assert state_of(handed_in) == WorkState.MISSING


def test_an_assessment_cannot_be_undone_after_a_newer_one(
    emmy: User,
    lena: User,
    handed_in: ProjectWork,
) -> None:
    _, token = assess(emmy, handed_in)
    assess(lena, handed_in, MentorDecision.MISSING, "Too soon.")
    with pytest.raises(RefusedError, match=actions.NOT_NEWEST):
        actions.undo_assessment(person=emmy, undo_token=token)


def test_nobody_assesses_their_own_work(
    grace: User,
    spring: Cohort,
    project: Project,
    client_of: ClientOf,
) -> None:
    """Grace, an admin, sees every work."""
    Membership.objects.create(cohort=spring, user=grace, role=CohortRole.LEARNER)
    own = finish(start_work(learner=grace, project=project))
    with pytest.raises(PermissionDenied):
        assess(grace, own)
    assert client_of(grace).post(f"{own.get_absolute_url()}assess/", {"outcome": "approved"}).status_code == 404
    assert client_of(grace).get(own.get_absolute_url()).headers["Location"] == "/projects/count-words/"


def test_nobody_assesses_in_an_archived_cohort(emmy: User, handed_in: ProjectWork, client_of: ClientOf) -> None:
    Cohort.objects.update(archived_at=timezone.now())
    assert "/assess/" not in client_of(emmy).get(handed_in.get_absolute_url()).text
    with pytest.raises(RefusedError):
        assess(emmy, handed_in)
    assert not ProjectReview.objects.exists()


def test_an_admin_does_not_sign_off_what_was_handed_in_to_nobody(
    ada: User, grace: User, work: ProjectWork, client_of: ClientOf
) -> None:
    alone = finish(work)
    assert state_of(alone) == WorkState.SELF_ASSESSED
    assert "/assess/" not in client_of(grace).get(alone.get_absolute_url()).text
    with pytest.raises(RefusedError, match=actions.NO_COHORT):
        assess(grace, alone)


def test_nobody_else_sees_it(
    ada: User,
    emmy: User,
    carl: User,
    handed_in: ProjectWork,
    new_learner: Learner,
    client_of: ClientOf,
) -> None:
    mate = new_learner(Cohort.objects.get(slug="spring"), "Bo Li")
    file = ProjectFile.objects.get()
    paths = (handed_in.get_absolute_url(), reverse("projects:project_file", args=[file.uid]))
    for person in (carl, mate):
        assert [client_of(person).get(path).status_code for path in (*paths, LIST)] == [404, 404, 404]
    take_back(work=handed_in)
    assert [client_of(emmy).get(path).status_code for path in paths] == [404, 404]
    assert client_of(ada).get(paths[1]).status_code == 200


def test_a_file_is_a_download_and_never_a_page(emmy: User, handed_in: ProjectWork, client_of: ClientOf) -> None:
    answer = client_of(emmy).get(reverse("projects:project_file", args=[ProjectFile.objects.get().uid]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="counts.csv"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_the_oldest_waits_first_and_the_number_of_queries_does_not_grow(
    emmy: User,
    handed_in: ProjectWork,
    project: Project,
    new_learner: Learner,
    client_of: ClientOf,
) -> None:
    client, counts, cohort = client_of(emmy), [], Cohort.objects.get(slug="spring")
    client.get(LIST)
    for names in (["Bo Li", "Cy Ek"], ["Di Om", "Ed Ro", "Fe Su", "Gi Ta"]):
        for number, name in enumerate(names):
            other = finish(start_work(learner=new_learner(cohort, name), project=project))
            if number % 2:
                assess(emmy, other)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(LIST).text
        counts.append(len(queries))
        assert not any('"content"' in query["sql"] for query in queries.captured_queries)
    assert counts[0] == counts[1]
    order = [page.index(f"{name}: ") for name in ("Ada", "Bo Li", "Di Om", "Fe Su")]
    assert order == sorted(order)
    assert page.index("Fe Su: ") < min(page.index("Cy Ek: "), page.index("Ed Ro: "))


def test_a_page_of_a_work_takes_as_many_queries_whatever_happened_to_it(
    emmy: User, handed_in: ProjectWork, client_of: ClientOf
) -> None:
    client, counts = client_of(emmy), []
    client.get(handed_in.get_absolute_url())
    for outcome in (MentorDecision.APPROVED, MentorDecision.MISSING):
        assess(emmy, handed_in, outcome, "Look again.")
        with CaptureQueriesContext(connection) as queries:
            client.get(handed_in.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_lead_switches_peer_reviews_on_and_off(
    roadmap: None,
    emmy: User,
    lena: User,
    handed_in: ProjectWork,
    client_of: ClientOf,
) -> None:
    switch = f"{LIST}peer-reviews/count-words/"
    assert switch not in client_of(emmy).get(LIST).text
    assert client_of(emmy).post(switch).status_code == 404
    assert switch in client_of(lena).get(LIST).text
    for _ in range(2):
        client_of(lena).post(switch)
    assert PeerReviewChoice.objects.get().project == "count-words"
    client_of(lena).post(switch, {"off": "1"})
    assert not PeerReviewChoice.objects.exists()
    assert AuditEntry.objects.filter(action=AuditAction.PEER_REVIEWS_SWITCHED).count() == 2
    assert client_of(lena).post(f"{LIST}peer-reviews/no-such-project/").status_code == 404


def test_a_project_that_the_site_no_longer_offers_can_still_be_read(
    emmy: User, handed_in: ProjectWork, client_of: ClientOf
) -> None:
    ProjectWork.objects.update(project="of-last-year")
    page = client_of(emmy).get(handed_in.get_absolute_url()).text
    assert "I counted." in page
    assert "/assess/" not in page
    assert "of-last-year" in client_of(emmy).get(LIST).text


def lines_of(mentor: User) -> list[NeedLine]:
    return [line for needs in mentor_home(mentor, now=timezone.now()).cohorts for line in needs.lines]


def test_a_mentors_home_leads_to_what_waits_until_it_is_assessed(
    emmy: User, handed_in: ProjectWork, client_of: ClientOf
) -> None:
    [line] = lines_of(emmy)
    assert line.label == "Ada"
    assert handed_in.title in line.reason
    assert line.href == handed_in.get_absolute_url()
    assert line.href in client_of(emmy).get("/").text
    _, undo_token = assess(emmy, handed_in)
    assert not lines_of(emmy)
    actions.undo_assessment(person=emmy, undo_token=undo_token)
    assert len(lines_of(emmy)) == 1


def test_a_version_that_was_handed_in_again_waits_again(emmy: User, handed_in: ProjectWork) -> None:
    assess(emmy, handed_in, MentorDecision.MISSING, "The plot has no axes.")
    assert not lines_of(emmy)
    hand_in_again(handed_in)
    assert len(lines_of(emmy)) == 1
    take_back(work=handed_in)
    assert not lines_of(emmy)


def test_many_projects_are_one_line(emmy: User, spring: Cohort, new_learner: Learner, project: Project) -> None:
    for name in ("Bo", "Cy", "Di", "Eve"):
        finish(start_work(learner=new_learner(spring, name), project=project))
    [line] = lines_of(emmy)
    assert len(line.learners) == 4
    assert line.href == LIST


def test_a_project_that_the_site_no_longer_offers_asks_nobody_for_anything(emmy: User, handed_in: ProjectWork) -> None:
    handed_in.project = "gone"
    handed_in.save()
    assert not lines_of(emmy)
