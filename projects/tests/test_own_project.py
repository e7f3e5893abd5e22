"""A learner's page of a project: what they do with it, and that nothing is lost."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cohorts.sign_offs.files import MAX_FILE_BYTES, TOO_LARGE, WRONG_CONTENT
from lib.errors import RefusedError
from notices.models import Notice
from projects import catalogue
from projects.actions import (
    LOCKED,
    MISSING_FILES,
    NO_REPORT,
    NO_ROOM,
    NOT_ASSESSED,
    NOT_CHANGED,
    NOT_HANDED_IN,
    WRONG_SUFFIX,
    hand_in,
    save_report,
    show_work,
    start_work,
    take_back,
)
from projects.catalogue import Project, projects
from projects.checks import project_folders_are_readable
from projects.models import MentorDecision, ProjectFile, ProjectReview, ProjectWork, ReviewKind, WorkState
from projects.tests.conftest import COUNTS, LEVELS, PNG, WRONG_COUNTS, finish, upload

PAGE = "/projects/count-words/"
FILES = "/projects/files/count-words/"
FORM = {"report": "I counted.", "level-counting": "2", "level-plot": "1"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _jobs(jobs: Callable[[str], Any]) -> None:
    jobs("cpu-regrade")


@pytest.fixture
def client(ada: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(ada)


def state_of(work: ProjectWork) -> WorkState:
    work.refresh_from_db()
    return work.state(work.reviews.decisions().first())


def decide(work: ProjectWork, mentor: User, outcome: MentorDecision) -> None:
    ProjectReview.objects.create(
        work=work, kind=ReviewKind.MENTOR, reviewer=mentor, version=work.version, outcome=outcome,
        levels=LEVELS, text="Say why.", submitted_at=timezone.now(),
    )  # fmt: skip


def test_a_visitor_reads_the_brief_and_how_it_is_assessed(roadmap: None, project: Project) -> None:
    page = Client().get(PAGE)
    assert project.rubric[0].levels[3] in page.text
    assert "start/" not in page.text
    assert project.title in Client().get("/projects/").text


def test_starting_it_gives_each_milestone_a_date(client: Client, project: Project, ada: User) -> None:
    client.post(f"{PAGE}start/")
    work = ProjectWork.objects.get(learner=ada)
    due_on = work.due_on(project.milestones[0])
    assert due_on == timezone.localdate() + timedelta(days=2)
    assert f"{due_on:%-d} {due_on:%b}" in client.get(PAGE).text
    client.post(f"{PAGE}start/")
    assert ProjectWork.objects.count() == 1


def test_moving_the_start_moves_the_dates(client: Client, work: ProjectWork, project: Project) -> None:
    start = work.started_on - timedelta(days=20)
    client.post(f"{PAGE}dates/", {"started_on": f"{start}"})
    work.refresh_from_db()
    assert work.due_on(project.milestones[1]) == start + timedelta(days=7)
    client.post(f"{PAGE}dates/", {"started_on": f"{start.replace(year=1026)}"})
    work.refresh_from_db()
    assert work.started_on == start


def test_a_milestone_is_reached_and_not_reached_again(client: Client, work: ProjectWork) -> None:
    client.post(f"{PAGE}milestones/book/")
    assert [mark.milestone for mark in work.milestones.all()] == ["book"]
    client.post(f"{PAGE}milestones/book/", {"undo": "1"})
    assert not work.milestones.exists()
    assert client.post(f"{PAGE}milestones/unknown/").status_code == 404


def test_a_file_is_stored_replaced_and_removed(client: Client, work: ProjectWork) -> None:
    for content in (WRONG_COUNTS, COUNTS):
        client.post(f"{FILES}counts/", {"file": SimpleUploadedFile("c.csv", content)})
    file = work.files.get()
    download = client.get(f"/projects/files/{file.uid}/")
    assert (download.content, download["Content-Type"]) == (COUNTS, "text/plain; charset=utf-8")
    assert download["Content-Disposition"].startswith("attachment")
    client.post(f"{FILES}counts/remove/")
    assert not work.files.exists()


@pytest.mark.parametrize(
    ("slot", "name", "content", "sentence"),
    [
        ("counts", "counts.png", PNG, WRONG_SUFFIX.format(".csv")),
        ("plot", "plot.png", b"not a picture", WRONG_CONTENT.format(suffix=".png")),
        ("plot", "plot.png", PNG + bytes(MAX_FILE_BYTES), TOO_LARGE),
        ("counts", "counts.csv", b"word,count\n" + b"a,1\n" * 200_000, "512 KiB"),
    ],
)
def test_a_file_that_doesn_t_fit_is_refused_with_the_reason(
    client: Client, work: ProjectWork, slot: str, name: str, content: bytes, sentence: str
) -> None:
    page = client.post(f"{FILES}{slot}/", {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert sentence in page.text
    assert not work.files.exists()


def test_files_have_a_limit_together(work: ProjectWork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ProjectFile, "MAX_TOTAL_BYTES", len(COUNTS) + len(PNG))
    upload(work)
    upload(work, PNG, slot="plot", name="plot.png")
    upload(work)  # instead of the same
    with pytest.raises(RefusedError, match=NO_ROOM[:20]):
        upload(work, PNG + b"\n", slot="plot", name="plot.png")


def test_what_is_missing_is_named_and_what_was_typed_stays(client: Client, work: ProjectWork) -> None:
    page = client.post(f"{PAGE}report/", {"report": "Half a report", "hand_in": "1"})
    assert MISSING_FILES.format("Counts") in page.text
    upload(work)
    page = client.post(f"{PAGE}report/", {"report": "Half a report", "level-plot": "1", "hand_in": "1"})
    assert NOT_ASSESSED in page.text
    assert "Half a report" in page.text
    assert NO_REPORT in client.post(f"{PAGE}report/", FORM | {"report": " ", "hand_in": "1"}).text
    assert state_of(work) == WorkState.DRAFT


def test_without_a_mentor_it_counts_as_self_assessed(client: Client, work: ProjectWork) -> None:
    upload(work)
    client.post(f"{PAGE}report/", FORM | {"hand_in": "1"})
    assert state_of(work) == WorkState.SELF_ASSESSED
    assert 'class="state self_assessed"' in client.get(PAGE).text


def test_handing_it_in_tells_the_mentors_and_locks_it(client: Client, work: ProjectWork, emmy: User) -> None:
    upload(work)
    client.post(f"{PAGE}report/", FORM | {"hand_in": "1"})
    assert state_of(work) == WorkState.WAITING
    assert Notice.objects.get(person=emmy).link == work.get_absolute_url()
    with pytest.raises(RefusedError, match=LOCKED):
        upload(work)
    with pytest.raises(RefusedError, match=LOCKED):
        save_report(work=work, report="", levels={})
    client.post(f"{PAGE}take-back/")
    assert state_of(work) == WorkState.DRAFT
    assert not Notice.objects.filter(person=emmy).exists()


def test_a_sign_off_counts_for_the_version_that_was_read(work: ProjectWork, emmy: User, project: Project) -> None:
    decide(finish(work), emmy, MentorDecision.APPROVED)
    assert state_of(work) == WorkState.APPROVED
    take_back(work=work)
    save_report(work=work, report="I counted again.", levels=LEVELS)
    hand_in(work=work, project=project, cohort=work.cohort)
    assert state_of(work) == WorkState.WAITING
    take_back(work=work)
    save_report(work=work, report="I counted.", levels=LEVELS)
    hand_in(work=work, project=project, cohort=work.cohort)
    assert state_of(work) == WorkState.APPROVED


def test_after_something_was_missing_it_must_change(
    client: Client, work: ProjectWork, emmy: User, project: Project
) -> None:
    decide(finish(work), emmy, MentorDecision.MISSING)
    assert "Say why." in client.get(PAGE).text
    with pytest.raises(RefusedError, match=NOT_CHANGED):
        hand_in(work=work, project=project, cohort=work.cohort)
    client.post(f"{PAGE}report/", FORM | {"report": "I counted, because.", "hand_in": "1"})
    assert state_of(work) == WorkState.WAITING


def test_only_what_is_handed_in_can_be_shown(client: Client, work: ProjectWork) -> None:
    with pytest.raises(RefusedError, match=NOT_HANDED_IN):
        show_work(work=work, is_public=True)
    finish(work)
    client.post(f"{PAGE}show/")
    assert ProjectWork.objects.public().get() == work
    client.post(f"{PAGE}show/", {"hide": "1"})
    assert not ProjectWork.objects.public().exists()


def test_nobody_else_sees_it_before_it_is_handed_in(work: ProjectWork, emmy: User, carl: User, grace: User) -> None:
    for person in (emmy, carl, grace):
        assert not ProjectWork.objects.visible_to(person).exists()
    finish(work)
    for person, sees in ((emmy, True), (carl, False), (grace, True)):
        assert ProjectWork.objects.visible_to(person).exists() is sees


def test_a_learner_sees_their_own_work_only(project: Project, work: ProjectWork, carl: User, client_of: Any) -> None:
    upload(work)
    stranger = client_of(carl)
    assert stranger.get(f"/projects/files/{work.files.get().uid}/").status_code == 404
    assert stranger.post(f"{PAGE}report/", FORM).status_code == 404
    start_work(learner=carl, project=project)
    stranger.post(f"{PAGE}report/", FORM | {"report": "Mine"})
    work.refresh_from_db()
    assert work.report == ""


def test_the_pages_need_as_many_queries_with_much_as_with_little(
    client: Client, work: ProjectWork, emmy: User, django_assert_max_num_queries: Any
) -> None:
    decide(finish(work), emmy, MentorDecision.APPROVED)
    with django_assert_max_num_queries(22):
        client.get(PAGE)
    with django_assert_max_num_queries(12):
        client.get("/projects/")


def test_a_site_with_another_curriculum_doesn_t_offer_ours(project: Project) -> None:
    assert project.title not in Client().get("/projects/").text


def test_a_folder_that_can_t_be_read_is_reported_at_the_start(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "tests" / "broken"
    folder.mkdir(parents=True)
    (folder / "project.md").write_text('+++\nuid = "broken"\n+++\n')
    monkeypatch.setattr(catalogue, "CATALOG", tmp_path)
    projects.cache_clear()
    [error] = project_folders_are_readable()
    assert "project.md: KeyError('title')" in str(error.msg)


def test_somebody_without_a_mentor_any_more_is_told_so(client: Client, work: ProjectWork, emmy: User) -> None:
    finish(work)
    told = "nobody will assess"
    assert told not in client.get(PAGE).text
    emmy.memberships.all().delete()
    assert told in client.get(PAGE).text


def test_the_learner_s_own_levels_stay_on_their_page(client: Client, work: ProjectWork, project: Project) -> None:
    finish(work)
    assert project.rubric[0].levels[LEVELS["counting"]] in client.get(PAGE).text
