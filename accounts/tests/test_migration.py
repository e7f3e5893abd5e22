"""An older site's accounts come along: each address once, in lower case, and names that can be read."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

BEFORE = [("accounts", "0002_keys_for_scripts")]
AFTER = [("accounts", "0004_unique_in_any_case")]


@pytest.fixture
def old_apps(transactional_db: None) -> Iterator[Any]:
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    yield executor.loader.project_state([*BEFORE, ("account", "0009_emailaddress_unique_primary_email")]).apps
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())  # the tests that follow need today's tables


def migrate() -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(AFTER)
    return executor.loader.project_state(AFTER).apps.get_model("accounts", "User")


def test_of_two_accounts_with_one_address_the_one_used_last_has_it(old_apps: Any, capsys: Any) -> None:
    people = old_apps.get_model("accounts", "User").objects
    now = timezone.now()
    never = people.create(email="ADA@example.org", name="Ada")
    last = people.create(email="Ada@example.org", name="Ada", last_login=now)
    before = people.create(email="ada@example.org", name="Ada", last_login=now - timedelta(days=1))

    emails = dict(migrate().objects.values_list("pk", "email"))

    assert emails == {
        last.pk: "ada@example.org",
        never.pk: f"ada+duplicate-{never.pk}@example.org",
        before.pk: f"ada+duplicate-{before.pk}@example.org",
    }
    assert f"ada+duplicate-{never.pk}@example.org" in capsys.readouterr().out


def test_an_address_that_somebody_put_beside_their_own_goes_back_to_its_owner(old_apps: Any) -> None:
    people, rows = (
        old_apps.get_model("accounts", "User").objects,
        old_apps.get_model("account", "EmailAddress").objects,
    )
    emil, mallory = (people.create(email=f"{name}@example.org", name=name) for name in ("emil", "mallory"))
    rows.create(user=mallory, email="mallory@example.org")
    rows.create(user=mallory, email="emil@example.org", verified=True, primary=True)  # half of a save that failed
    rows.create(user=emil, email="emil@example.org")

    migrate()

    kept = list(rows.order_by("email").values_list("user", "email", "primary", "verified"))
    assert kept == [
        (emil.pk, "emil@example.org", True, False),
        (mallory.pk, "mallory@example.org", True, False),
    ]


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("A" * 80, "A" * 60),
        ("Ada\n\nVisit https://evil.test", "Ada Visit https evil.test"),
        ("\u202eBrandt\u200b  Ada", "Brandt Ada"),
        ("Jose\u0301", "Jos\u00e9"),
        ("z" + "\u0335" * 30, "z" + "\u0335" * 4),
        ("\u3164", "Learner {pk}"),
    ],
)
def test_names_lose_what_cannot_be_seen(old_apps: Any, name: str, cleaned: str) -> None:
    person = old_apps.get_model("accounts", "User").objects.create(email="x@example.org", name=name)
    migrated = migrate().objects.get(pk=person.pk)
    assert migrated.name == cleaned.format(pk=person.pk)
