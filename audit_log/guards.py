"""Triggers that refuse to change or delete rows of the audit log, whoever asks: a shell, a script, another program.

They don't stop a database's owner, who can drop them. `check_audit_log` says if they are gone.
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "rows of the audit log are only added"
ENTRIES = "audit_log_auditentry"
TABLES = (ENTRIES, "audit_log_auditlink", "audit_log_auditcut")
IS_CUT = "OLD.id <= (SELECT COALESCE(MAX(through), 0) FROM audit_log_auditcut)"
_FUNCTION = "audit_log_refuse"


def names() -> set[str]:
    return {f"{table}_{event}" for table in TABLES for event in ("update", "delete")}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers, or create them again."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of the triggers that the database lacks."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return names() - {name for (name,) in cursor.fetchall()}


def _statements(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield (
            f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
    for table in TABLES:
        for event in ("update", "delete"):
            name, is_refused = f"{table}_{event}", f"NOT ({IS_CUT})" if (table, event) == (ENTRIES, "delete") else ""
            if vendor == "postgresql":
                yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
                yield from _postgresql(name, table, event, guarded=bool(is_refused))
            else:
                yield f"DROP TRIGGER IF EXISTS {name}"
                when = f"WHEN {is_refused} " if is_refused else ""
                yield (
                    f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} FOR EACH ROW {when}"
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )


def _postgresql(name: str, table: str, event: str, *, guarded: bool) -> Iterator[str]:
    """A WHEN of PostgreSQL reads no other table, so the one condition is in a function of its own."""
    function = f"{_FUNCTION}_uncut" if guarded else _FUNCTION
    if guarded:
        yield (
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {IS_CUT} THEN RETURN OLD; END IF; RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
    yield f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
