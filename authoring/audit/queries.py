"""Search the audit log."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from accounts.models import User
from audit_log.models import AuditEntry, AuditEntryQuerySet, KnownName

ENTRIES_PER_PAGE = 50
MAX_PEOPLE = 100  # that a name may stand for


def find_entries(filters: Mapping[str, Any]) -> AuditEntryQuerySet:
    """Return the entries that match, the newest first. ``filters`` are those of `AuditFilterForm`, cleaned."""
    rows: AuditEntryQuerySet = AuditEntry.objects.with_names().order_by("-pk")
    if text := filters.get("person"):
        people = _people(text)
        rows = rows.filter(Q(actor__in=people) | Q(person__in=people))
    for name in ("action", "cohort"):
        if value := filters.get(name):
            rows = rows.filter(**{name: value})
    if since := filters.get("since"):
        rows = rows.filter(day__gte=since)
    if until := filters.get("until"):
        rows = rows.filter(day__lte=until)
    return rows


def audit_page(filters: Mapping[str, Any], *, number: str) -> Page[AuditEntry]:
    return Paginator(find_entries(filters), ENTRIES_PER_PAGE).get_page(number)


def _people(text: str) -> list[uuid.UUID]:
    """Return the uids of the people whom a text may mean: by uid, also erased ones, by address, or by any name."""
    try:
        return [uuid.UUID(text)]
    except ValueError:
        pass
    accounts = User.objects.filter(Q(email__iexact=text) | Q(name__icontains=text)).values_list("uid", flat=True)
    earlier = KnownName.objects.filter(name__icontains=text).values_list("person__uid", flat=True)
    return [*accounts.order_by("pk")[:MAX_PEOPLE], *earlier.order_by("pk")[:MAX_PEOPLE]]
