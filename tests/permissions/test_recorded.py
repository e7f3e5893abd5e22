"""Whatever a mentor, a lead or an admin can change is in the audit log, or there is a reason why not."""

import re

import pytest

from audit_log.names import AuditAction
from tests.permissions.recorded import NOT_RECORDED, READS, RECORDED
from tests.permissions.table import Access, read_table
from tests.site import ROOT
from tests.test_architecture import APPS

STAFF = ("mentor", "lead", "curriculum", "people", "operations", "admin")


def unsafe_routes() -> set[str]:
    return {
        name
        for (method, name), roles in read_table().items()
        if method != "GET" and any(roles[role] in (Access.YES, Access.SOME) for role in STAFF)
    }


def reasons_of(route: str) -> list[str]:
    return [reason for reason, names in NOT_RECORDED.items() if any(is_meant(route, name) for name in names)]


def is_meant(route: str, name: str) -> bool:
    return route.startswith(name) if name.endswith((":", "-", "_")) else route == name


@pytest.mark.parametrize("route", sorted(unsafe_routes()))
def test_what_staff_can_change_is_recorded_or_has_a_reason(route: str) -> None:
    assert route in RECORDED or reasons_of(route)


def test_only_routes_that_exist_are_named() -> None:
    routes = {name for _, name in read_table()}
    assert set(RECORDED) | set(READS) <= routes
    beginnings = [name for names in NOT_RECORDED.values() for name in names]
    assert [name for name in beginnings if not any(is_meant(route, name) for route in routes)] == []


def test_each_registered_name_is_recorded_somewhere() -> None:
    """A name that a route claims, but that no code records, would be a promise that nobody keeps."""
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "tests" not in path.parts]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    used = {AuditAction[name] for name in re.findall(r"\bAuditAction\.([A-Z_]+)", code)}
    assert used == set(AuditAction)
