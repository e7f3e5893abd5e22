"""A learner's projects on their evidence page: what they chose to show, and no more than was checked."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from exercises.tests.reports import check_of
from projects.actions import show_work, start_work, take_back
from projects.assessment.actions import assess_work
from projects.assessment.queries import work_page
from projects.catalogue import Project
from projects.file_checks import checked_digest
from projects.models import FileCheck, MentorDecision, ProjectFile, ProjectReview, ProjectWork, ReviewKind
from projects.tests.conftest import LEVELS, PNG, finish, project, upload, work  # noqa: F401
from proof.actions import close_page, publish_page
from proof.models import EvidencePage
from proof.projects.queries import NOT_ASSESSED, PEERS, SELF_ASSESSED, SIGNED_OFF
from tests.markup import squeeze

ClientOf = Callable[[User], Client]


@pytest.fixture
def page(ada: User, roadmap: None) -> EvidencePage:
    """Ada's, unlisted."""
    return publish_page(learner=ada, name="Ada L.", is_listed=False, code_of=[])


@pytest.fixture
def shown(work: ProjectWork, emmy: User) -> ProjectWork:  # noqa: F811
    """Ada's work with a picture, handed in to Emmy's cohort, and shown."""
    upload(work, PNG, slot="plot", name="Ada Lovelace.png")
    finish(work)
    show_work(work=work, is_public=True)
    return work


def path_of(page: EvidencePage, slug: str = "count-words") -> str:
    return reverse("proof:evidence_project", args=[page.token, slug])


def read(path: str) -> str:
    return squeeze(Client().get(path).text)


def assess(mentor: User, work: ProjectWork, outcome: MentorDecision) -> None:  # noqa: F811
    work.refresh_from_db()
    base = work_page(work, timezone.localdate()).base
    levels = {"counting": 3, "plot": 3}
    assess_work(person=mentor, work=work, outcome=outcome, levels=levels, text="Secret remark.", base=base)


def check_files(work: ProjectWork, verdict: str = "passed", **fields: Any) -> FileCheck:  # noqa: F811
    """As if a runner had answered."""
    folder = work.offered_project
    assert folder
    checks = [check_of("The most frequent word comes first", verdict)]
    report = {"submission": str(uuid4()), "attempt": str(uuid4()), "verdict": verdict, "checks": checks}
    values = {
        "files": checked_digest(work.files.all(), folder), "digest": folder.digest, "queue": "cpu-regrade",
        "graded_at": timezone.now(), "report": report,
    }  # fmt: skip
    return FileCheck.objects.create(work=work, **values | fields)


def test_it_shows_a_project_when_its_learner_chose_so(page: EvidencePage, shown: ProjectWork) -> None:
    assert path_of(page) in read(page.get_absolute_url())
    text = read(path_of(page))
    assert "I counted." in text
    assert NOT_ASSESSED in text
    show_work(work=shown, is_public=False)
    assert path_of(page) not in read(page.get_absolute_url())
    assert Client().get(path_of(page)).status_code == 404


def test_it_says_whose_levels_it_shows(page: EvidencePage, shown: ProjectWork, emmy: User) -> None:
    folder = shown.offered_project
    assert folder
    assert folder.rubric[0].levels[LEVELS["counting"]] in read(path_of(page))
    assess(emmy, shown, MentorDecision.APPROVED)
    text = read(path_of(page))
    assert folder.rubric[0].levels[3] in text
    day = timezone.localdate()
    assert SIGNED_OFF.format(name="Ada L.", day=f"{day.day} {day:%B %Y}") in text.replace("&#x27;", "'")
    assert "Emmy" not in text
    assert "Secret remark." not in text


def test_what_nobody_else_has_assessed_says_so(page: EvidencePage, work: ProjectWork) -> None:  # noqa: F811
    show_work(work=finish(work), is_public=True)
    assert SELF_ASSESSED in read(page.get_absolute_url())
    assert SELF_ASSESSED in read(path_of(page))


def test_a_project_that_lacks_something_or_was_taken_back_is_not_shown(
    page: EvidencePage, shown: ProjectWork, emmy: User
) -> None:
    file = reverse("proof:evidence_project_file", args=[page.token, shown.project, shown.files.all()[0].uid])
    assert Client().get(file).status_code == 200
    assess(emmy, shown, MentorDecision.MISSING)
    assert [Client().get(path).status_code for path in (path_of(page), file)] == [404, 404]
    assert path_of(page) not in read(page.get_absolute_url())
    take_back(work=shown)
    assert [Client().get(path).status_code for path in (path_of(page), file)] == [404, 404]


def test_nothing_is_shown_while_the_page_is_off(page: EvidencePage, shown: ProjectWork) -> None:
    path = path_of(page)
    close_page(learner=page.learner)
    assert Client().get(path).status_code == 404


def test_a_page_shows_only_its_learners_projects(
    page: EvidencePage, shown: ProjectWork, carl: User, client_of: ClientOf
) -> None:
    other = publish_page(learner=carl, name="Carl", is_listed=False, code_of=[])
    file = shown.files.all()[0]
    assert Client().get(path_of(other)).status_code == 404
    stolen = reverse("proof:evidence_project_file", args=[other.token, shown.project, file.uid])
    assert client_of(carl).get(stolen).status_code == 404


def test_files_are_downloads_without_the_learners_name(page: EvidencePage, shown: ProjectWork) -> None:
    picture = ProjectFile.objects.get(slot="plot")
    path = reverse("proof:evidence_project_file", args=[page.token, shown.project, picture.uid])
    text = read(path_of(page))
    assert f'<img src="{path}"' in text
    assert "Lovelace" not in text
    answer = Client().get(path)
    assert answer["Content-Disposition"] == 'attachment; filename="plot.png"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    counts = reverse(
        "proof:evidence_project_file", args=[page.token, shown.project, ProjectFile.objects.get(slot="counts").uid]
    )
    assert counts in text
    assert f'<img src="{counts}"' not in text


def test_it_shows_which_checks_passed_and_when(page: EvidencePage, shown: ProjectWork) -> None:
    check = check_files(shown)
    assert "The most frequent word comes first" in read(page.get_absolute_url())
    assert "The most frequent word comes first" in read(path_of(page))
    assert check.graded_at
    assert f"{check.graded_at:%Y}" in read(path_of(page))


@pytest.mark.parametrize("change", [{"files": "0123456789abcdef"}, {"digest": "0123456789abcdef"}, {"report": None}])
def test_a_check_of_other_files_or_by_other_checks_is_not_shown(
    page: EvidencePage, shown: ProjectWork, change: dict[str, Any]
) -> None:
    check_files(shown, **change)
    assert "The most frequent word comes first" not in read(page.get_absolute_url())
    assert "The most frequent word comes first" not in read(path_of(page))


def test_it_counts_the_peers_who_reviewed_this_version(page: EvidencePage, shown: ProjectWork, carl: User) -> None:
    for version, submitted_at in (
        (shown.version, timezone.now()),
        ("an-older-one", timezone.now()),
        (shown.version, None),
    ):
        ProjectReview.objects.create(
            work=shown, kind=ReviewKind.PEER, version=version, submitted_at=submitted_at, text="Peer words."
        )
    text = read(path_of(page))
    assert PEERS.format(count=1, s="") in text
    assert "Peer words." not in text


def test_search_engines_keep_away_unless_it_is_listed(page: EvidencePage, shown: ProjectWork) -> None:
    file = reverse("proof:evidence_project_file", args=[page.token, shown.project, shown.files.all()[0].uid])
    assert all("noindex" in Client().get(path)["X-Robots-Tag"] for path in (path_of(page), file))
    page = publish_page(learner=page.learner, name="Ada L.", is_listed=True, code_of=[])
    assert not any("X-Robots-Tag" in Client().get(path) for path in (path_of(page), file))


def test_the_number_of_queries_does_not_grow(
    page: EvidencePage, shown: ProjectWork, project: Project, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    check_files(shown)
    client, counts = Client(), []
    client.get(page.get_absolute_url())
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(page.get_absolute_url())
        counts.append(len(queries))
        assert not any('"content"' in query["sql"] for query in queries.captured_queries)
        twin = start_work(learner=page.learner, project=project)
        ProjectWork.objects.filter(pk=twin.pk).update(project=f"twin-{number}")
        again = finish(start_work(learner=page.learner, project=project))
        show_work(work=again, is_public=True)
        monkeypatch.setattr(ProjectWork, "offered_project", property(lambda _: project))
        check_files(again)
    assert counts[0] == counts[1]
