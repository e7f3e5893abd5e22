"""A project of two files, and Ada's work on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.models import User
from cohorts.tests.conftest import lena, new_learner, spring  # noqa: F401  # a cohort's people
from exercises.tests.conftest import jobs  # noqa: F401  # what the broker has
from projects import catalogue
from projects.actions import hand_in, save_report, start_work, upload_file
from projects.catalogue import Project, projects
from projects.models import ProjectWork

COUNTS = b"word,count\nthe,12\nwhale,5\nsea,5\n"
WRONG_COUNTS = b"word,count\nwhale,5\nthe,12\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
LEVELS = {"counting": 2, "plot": 1}


@pytest.fixture
def project(monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """The only project of the site."""
    monkeypatch.setattr(catalogue, "CATALOG", Path(__file__).parent / "catalog")
    projects.cache_clear()
    yield projects()["count-words"]
    projects.cache_clear()


@pytest.fixture
def work(project: Project, ada: User) -> ProjectWork:
    return start_work(learner=ada, project=project)


def upload(work: ProjectWork, content: bytes = COUNTS, *, slot: str = "counts", name: str = "counts.csv") -> None:
    project = projects()[work.project]
    file_slot = project.slot(slot)
    assert file_slot
    upload_file(work=work, slot=file_slot, name=name, content=content)


def finish(work: ProjectWork) -> ProjectWork:
    """Hand the work in, complete, to the one cohort of its learner. Without a cohort it is self-assessed."""
    upload(work)
    save_report(work=work, report="I counted.", levels=LEVELS)
    member = work.learner.memberships.select_related("cohort").first()
    hand_in(work=work, project=projects()[work.project], cohort=member.cohort if member else None)
    work.refresh_from_db()
    return work
