"""Files of a project with the real broker, runner and sandbox, from the upload to the result on the page."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from exercises.models import Submission
from exercises.tests.processes import SiteProcesses, site_processes
from projects.catalogue import projects
from projects.models import FileCheck
from tests.patience import comes_true

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]
PAGE = "/projects/small-gpt/"


@pytest.fixture
def site(valkey: str) -> Iterator[SiteProcesses]:
    with site_processes() as site:
        yield site


def test_files_are_checked_in_the_sandbox_by_the_project_s_own_checks(
    site: SiteProcesses, ada: User, client_of: Callable[[User], Client]
) -> None:
    client, project = client_of(ada), projects()["small-gpt"]
    client.post(f"{PAGE}start/")
    for slot, text in sample_files(project.check_files["solution.py"]).items():
        file_slot = project.slot(slot)
        assert file_slot
        assert 'class="verdict passed' not in client.get(PAGE).text
        file = SimpleUploadedFile(f"mine{file_slot.suffixes[0]}", text.encode())
        client.post(f"/projects/files/small-gpt/{slot}/", {"file": file})
        assert comes_true(lambda: not FileCheck.objects.waiting().exists())
    assert 'class="verdict passed' in client.get(PAGE).text
    assert not Submission.objects.exists()


def sample_files(solution: str) -> dict[str, str]:
    """The files that our own solution of a project returns."""
    namespace: dict[str, Any] = {}
    exec(solution, namespace)  # noqa: S102  # ours
    files: dict[str, str] = namespace["files"]()
    return files
