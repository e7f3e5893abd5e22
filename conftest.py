"""The cast. Ada and Carl learn, in different cohorts; Emmy mentors Ada's; Grace is the admin."""

import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from accounts.api_tokens.actions import create_api_token
from accounts.models import Background, Role, User
from accounts.single_sign_on.providers import identity_providers
from branding.models import SiteBranding
from branding.queries import branding
from cohorts.cohort.models import Cohort, CohortRole, Membership
from curriculum.models import Roadmap
from exercises.models import Exercise, ModeChoice, Submission, VerdictChoice
from tests.roadmap_rows import FIRST, NEXT, insert_roadmap
from tests.row_deletion import rows_deleted
from tests.second_roadmap import load_second_roadmap
from tests.site import Site
from tests.valkey import valkey_at

# How long a busy host takes to draw an input, or to run an example, says nothing about the code.
hypothesis_settings.register_profile("busy-host", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("busy-host")


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """A real Valkey on a unix socket of its own, where the settings expect it. Gives the socket's path."""
    with valkey_at(settings.VALKEY_SOCKET) as path:
        yield path


@pytest.fixture(scope="session")
def stopped_sites() -> list[Site]:
    """Sites that a test has started and stopped. To start one again takes less than to make another one."""
    return []


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Tables made from the models, which takes a third of the time, with the history that the migrations would leave.

    tests/test_migrations.py runs the migrations themselves.
    """
    settings.MIGRATION_MODULES = {}  # pytest-django's --nomigrations has hidden them all
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for key, migration in MigrationLoader(None).disk_migrations.items():
            for name in {key, *migration.replaces}:
                recorder.record_applied(*name)


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords() -> Iterator[None]:
    """A hash that costs a fifth of a second is worth it to a site, not to each of a test's people."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def _quick_emptying() -> Iterator[None]:
    """A test that commits leaves tables to empty: in a tenth of a second instead of some seconds on PostgreSQL."""
    with rows_deleted():
        yield


@pytest.fixture(autouse=True)
def _cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that open the database may reach the cache: the real one, emptied for each of them."""
    if "db" not in request.fixturenames and "transactional_db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("valkey")
    from django.core.cache import cache

    cache.clear()
    yield


@pytest.fixture(autouse=True)
def _branding() -> None:
    """Each test begins with our name and look, without a query: a process has read them long ago."""
    branding.put(SiteBranding(), seconds=math.inf)


@pytest.fixture(autouse=True)
def _identity_providers() -> None:
    """Each test begins with passwords only, without a query: a process has read its providers long ago."""
    identity_providers.put([], seconds=math.inf)


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker, valkey: str) -> Iterator[None]:
    """The database for what a file builds once: a transaction around those of its tests, undone after the last one."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def ada(db: None) -> User:
    return _person("Ada", background=Background.REFRESHER, time_zone="Europe/London")


@pytest.fixture
def carl(db: None) -> User:
    return _person("Carl", background=Background.FROM_SCRATCH, time_zone="America/New_York")


@pytest.fixture
def emmy(db: None, ada: User) -> User:
    """Ada's mentor."""
    emmy = _person("Emmy", role=Role.MENTOR)
    cohort = Cohort.objects.create(slug="spring", title="Spring", started_on="2026-03-02")
    Membership.objects.create(cohort=cohort, user=ada, role=CohortRole.LEARNER)
    Membership.objects.create(cohort=cohort, user=emmy, role=CohortRole.MENTOR)
    return emmy


@pytest.fixture
def grace(db: None) -> User:
    return _person("Grace", role=Role.ADMIN)


def _person(name: str, **fields: str) -> User:
    return User.objects.create_user(f"{name.lower()}@example.org", "a long enough password", name=name, **fields)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="accounts.backends.AddressBackend")
        session = client.session
        session["seen"] = int(time.time())  # a moment ago, so no page has to write it
        session.save()
        return client

    return signed_in


@pytest.fixture
def api_of() -> Callable[[User], Client]:
    """A script of theirs, with a key of its own."""

    def with_key(user: User) -> Client:
        secret = create_api_token(person=user, name=uuid4().hex, days=1)
        return Client(headers={"Authorization": f"Token {secret}"})

    return with_key


@pytest.fixture
def run(db: None) -> Callable[..., Submission]:
    """Somebody's finished run of an exercise: a passed submission unless told otherwise."""

    def finished(
        exercise: Exercise,
        learner: User,
        verdict: str = VerdictChoice.PASSED,
        mode: str = ModeChoice.SUBMIT,
        **fields: Any,
    ) -> Submission:
        return Submission.objects.create(
            exercise=exercise,
            learner=learner,
            mode=mode,
            state=Submission.State.DONE,
            verdict=verdict,
            **{"source": "def gradient(): ...", "graded_at": timezone.now(), "digest": "fedcba9876543210"} | fields,
        )

    return finished


@pytest.fixture
def roadmap(db: None) -> None:
    """The first of the shipped roadmaps and all exercises are there, in this test's transaction only."""
    insert_roadmap()


@pytest.fixture
def both_roadmaps(db: None) -> None:
    """Both of them, as on a new site."""
    insert_roadmap(FIRST, NEXT)


@pytest.fixture
def second_roadmap(roadmap: None, tmp_path: Path) -> Roadmap:
    """A small roadmap beside the real one. They share a topic."""
    return load_second_roadmap(tmp_path / "serving")
