"""Databases from before each app's migrations were joined into one (28 November 2026).

A database that had all of the earlier migrations needs nothing. With some of them Django can't build its graph, because
the files of the others are gone.
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

LAST_WITH_EARLIER_MIGRATIONS = "9d31d69e"
IS_TOO_OLD = "This database is from before the migrations were joined, and lacks the last of the earlier ones."
WHAT_TO_DO = (
    f"Run manage.py migrate of commit {LAST_WITH_EARLIER_MIGRATIONS}, then this version’s. Nothing was changed. "
    "docs/operations.md, Updates, has the steps, for an image too."
)


def is_too_old(connection: BaseDatabaseWrapper) -> bool:
    """Whether it has some of the migrations that a single one replaces now, but not all."""
    history = MigrationRecorder(connection).applied_migrations().keys()
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations.values()
    originals = [set(migration.replaces) for migration in migrations if migration.replaces]
    return any(names & history and names - history for names in originals)
