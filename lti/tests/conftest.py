import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from exercises.tests.processes import database_url, started, worker
from lti.launches.models import LtiContext
from lti.platforms.keys import key_set
from lti.platforms.models import LtiPlatform
from lti.platforms.registration import create_registration_link
from tests.lti import INSTRUCTOR, CourseMember, TestPlatform, platform_for, registration_fields
from tests.patience import PATIENCE_S

Come = Callable[..., CourseMember]


def pytest_itemcollected(item: pytest.Item) -> None:
    """The platform's tokens carry the host's time, whatever --clock says."""
    if "platform" in getattr(item, "fixturenames", ()):
        item.add_marker("host_clock")


@pytest.fixture(scope="session")
def shared_platform() -> Iterator[TestPlatform]:
    with platform_for() as platform:
        yield platform


@pytest.fixture
def platform(db: None, shared_platform: TestPlatform, settings: Settings) -> TestPlatform:
    """A platform of Example University that runs, and that we may ask."""
    settings.LTI_NETWORKS = ["127.0.0.0/8"]
    shared_platform.go_wrong(0)
    for members in shared_platform.folder.glob("course-*.json"):
        members.unlink()
    return shared_platform


@pytest.fixture
def registered(platform: TestPlatform, grace: User) -> LtiPlatform:
    """The same, after it has registered itself."""
    _, secret = create_registration_link(person=grace, hours=1)
    page = Client().post(f"/lti/register/{secret}/", registration_fields(platform))
    assert page.status_code == 200, page.text
    row = LtiPlatform.objects.get()
    answer = requests.post(f"{platform.address}/tools/{row.client_id}/keys", json=key_set(), timeout=PATIENCE_S)
    assert answer.ok
    return row


@pytest.fixture
def trusted(registered: LtiPlatform) -> LtiPlatform:
    """The platform, which vouches for the addresses of example.org."""
    LtiPlatform.objects.update(domains="example.org")
    return registered


@pytest.fixture
def web_worker(valkey: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A real worker, which may ask the platform."""
    monkeypatch.setenv("LTI_NETWORKS", "127.0.0.0/8")
    process = started(worker("config", "web"), os.environ | {"DATABASE_URL": database_url()})
    yield
    process.terminate()
    process.wait(PATIENCE_S)


@pytest.fixture
def come(platform: TestPlatform, registered: LtiPlatform) -> Come:
    """Somebody in a course of the platform."""

    def member(subject: str = "ada-there", **options: Any) -> CourseMember:
        client = options.pop("client", None) or Client()
        return CourseMember(
            platform=platform, client_id=registered.client_id, subject=subject, client=client, **options
        )

    return member


@pytest.fixture
def course(registered: LtiPlatform, come: Come) -> LtiContext:
    """Their course, for which a teacher has made a cohort."""
    teacher = come("emmy-there", name="Emmy N.", roles=(INSTRUCTOR,))
    page = teacher.open()
    answer = teacher.client.post(page.request["PATH_INFO"], {"cohort": ""})
    assert answer.status_code == 302
    return LtiContext.objects.select_related("cohort").get()
