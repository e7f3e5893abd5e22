"""Projects in an archive: a learner gets all of theirs and nobody's name, and a forged file adds none that is wrong."""

import base64
import hashlib
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils import timezone

from accounts.models import User
from cohorts.sign_offs.files import EMPTY, MAX_FILE_BYTES
from personal_data.archive import ArchiveError, import_archive
from personal_data.tests.archives import archive_of, document_of, forged
from projects.models import FileCheck, ProjectFile, ProjectReview, ProjectWork, ReviewKind

pytestmark = pytest.mark.django_db
CONTENT = b"word,count\nthe,12\n"


def reviews_in(person: User) -> list[dict[str, Any]]:
    return [row["fields"] for row in document_of(person)["rows"] if row["model"] == "projects.projectreview"]


def test_each_file_of_a_project_is_a_file_of_the_archive(ada_s_work: User) -> None:
    with ZipFile(archive_of(ada_s_work)) as archive:
        [name] = [name for name in archive.namelist() if name.startswith("projects/")]
        assert name == "projects/count-words/counts-moby.csv"
        assert archive.read(name) == CONTENT


@pytest.fixture
def review(ada_s_work: User, carl: User) -> ProjectReview:
    """Ada's, of Carl's work."""
    return ProjectReview.objects.create(
        work=ProjectWork.objects.create(learner=carl, project="count-words"), kind=ReviewKind.PEER,
        reviewer=ada_s_work, version="1", text="Well drawn.", submitted_at=timezone.now(),
    )  # fmt: skip


def test_it_names_neither_the_peers_who_reviewed_nor_the_author_of_what_was_reviewed(
    ada_s_work: User, review: ProjectReview
) -> None:
    about_mine = [row for row in reviews_in(ada_s_work) if "work" in row]
    assert len(about_mine) == 2
    assert not any("reviewer" in row for row in about_mine)
    [written] = [row for row in reviews_in(ada_s_work) if "work" not in row]
    assert written["text"] == review.text
    archive = archive_of(ada_s_work)
    ada_s_work.delete()
    assert len(import_archive(archive).omissions) == 1
    assert ProjectReview.objects.filter(work__learner__email=ada_s_work.email).count() == 2


def test_a_review_that_a_peer_has_not_submitted_is_not_in_it(ada_s_work: User) -> None:
    ProjectReview.objects.filter(kind="peer", work__learner=ada_s_work).update(submitted_at=None)
    assert len([row for row in reviews_in(ada_s_work) if "work" in row]) == 1


def test_an_import_gives_the_work_back_but_no_check_of_its_files(ada_s_work: User) -> None:
    archive = archive_of(ada_s_work)
    ada_s_work.delete()
    assert import_archive(archive).omissions == []
    work = ProjectWork.objects.get(learner__email=ada_s_work.email)
    assert "<em>counted</em>" in work.report_html
    assert work.cohort is None
    assert bytes(work.files.get().content) == CONTENT
    assert set(work.reviews.values_list("reviewer", flat=True)) == {None}
    assert not FileCheck.objects.exists()


def test_what_a_file_says_about_its_content_is_made_again(ada_s_work: User) -> None:
    archive = forge(ada_s_work, "projectfile", name="../other.csv", size=1, digest="0" * 64)
    ada_s_work.delete()
    import_archive(archive)
    file = ProjectFile.objects.get()
    assert (file.name, file.size) == ("other.csv", len(CONTENT))
    assert file.digest == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize(
    ("model", "change", "sentence"),
    [
        ("projectfile", {"content": ""}, EMPTY),
        ("projectfile", {"content": base64.b64encode(bytes(MAX_FILE_BYTES + 1)).decode()}, "content"),
        ("projectfile", {"name": "plot.png"}, ".png"),
        ("projectfile", {"name": "page.html"}, ".csv"),
        ("projectwork", {"report": "x" * (ProjectWork.MAX_CHARS + 1)}, "report"),
        ("projectwork", {"self_levels": ["plot"]}, "self_levels"),
        ("projectwork", {"self_levels": {"plot": 4}}, "self_levels"),
        ("projectwork", {"self_levels": {"plot": True}}, "self_levels"),
        ("projectwork", {"self_levels": {"plot": {}}}, "self_levels"),
        ("projectwork", {"self_levels": {"x" * 100: 1}}, "self_levels"),
        ("projectwork", {"self_levels": {f"row-{number}": 1 for number in range(100)}}, "self_levels"),
        ("projectreview", {"levels": 3}, "levels"),
        ("projectreview", {"text": "x" * (ProjectReview.MAX_CHARS + 1)}, "text"),
        ("projectreview", {"kind": "peer", "outcome": "approved"}, "outcome"),
        ("milestonemark", {"reached_on": "2099-01-01"}, "reached_on"),
    ],
)
def test_what_no_page_would_have_taken_is_refused(
    ada_s_work: User, model: str, change: dict[str, Any], sentence: str
) -> None:
    archive = forge(ada_s_work, model, **change)
    ada_s_work.delete()
    with pytest.raises(ArchiveError) as caught:
        import_archive(archive)
    assert f"(projects.{model})" in str(caught.value)
    assert sentence.rstrip(".") in str(caught.value)
    assert not ProjectWork.objects.filter(learner__email=ada_s_work.email).exists()


def forge(person: User, model: str, **fields: Any) -> Any:
    """The person's archive with other fields in the rows about their own work."""

    def change(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            is_theirs = model == "projectwork" or "work" in row["fields"]
            if row["model"] == f"projects.{model}" and is_theirs:
                row["fields"] |= fields

    archive = forged(person, change)
    archive.seek(0)
    return archive
