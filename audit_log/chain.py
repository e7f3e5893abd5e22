"""A chain of digests over the audit log: whoever changes, removes or inserts an entry later breaks it.

A job writes the links, some time after the entries. So nobody who records something waits for others to commit, as
they would if each entry had the digest of the one before. An entry that was committed late gets a later link.

A database's owner can write the whole chain again. The job therefore logs its newest digest: a site that sends its log
elsewhere can compare them with ``check_audit_log --expect NUMBER DIGEST``.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet, Sum
from django.utils import timezone

from audit_log import guards
from audit_log.models import AuditCut, AuditEntry, AuditLink

log = structlog.get_logger(__name__)

BATCH_ROWS = 1_000
LOOK_BACK_ENTRIES = 10_000  # an entry committed later than so many others has no link, which the check reports
LINKED_WITHIN = timedelta(hours=1)
_CONTENT = (
    *("id", "uid", "action", "actor_id", "actor_name_id", "person_id", "person_name_id"),
    *("target_kind", "target_uid", "target_title", "cohort", "fields", "request_id", "once"),
)


@dataclass(frozen=True)
class ChainReport:
    """How many links were checked, the newest of them, and what is wrong, as sentences."""

    count: int
    newest: AuditLink | None
    problems: Sequence[str]


def content_digest(entry: AuditEntry) -> str:
    content = [getattr(entry, name) for name in _CONTENT]
    text = json.dumps([entry.at.astimezone(UTC).isoformat(), *content], cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def next_digest(earlier: str, content: str) -> str:
    return hashlib.sha256(f"{earlier} {content}".encode()).hexdigest()


def link_new_entries() -> int:
    """Give links to the entries that have none, and return how many. If two jobs run at once, one of them fails."""
    count = 0
    while linked := _link_batch():
        count += linked
    return count


@transaction.atomic
def _link_batch() -> int:
    newest = AuditLink.objects.order_by("-number").first()
    last = AuditLink.objects.order_by("-entry").values_list("entry", flat=True).first() or 0
    lately = AuditEntry.objects.filter(pk__gt=last - LOOK_BACK_ENTRIES)
    number, digest = (newest.number, newest.digest) if newest else (0, "")
    links = []
    for entry in _unlinked(lately).order_by("pk")[:BATCH_ROWS]:
        number, content = number + 1, content_digest(entry)
        digest = next_digest(digest, content)
        links.append(AuditLink(number=number, entry=entry.pk, content=content, digest=digest))
    if links:
        AuditLink.objects.bulk_create(links)
        log.info("audit_log.linked", number=number, digest=digest)
    return len(links)


def check_chain(*, expected: tuple[int, str] | None = None) -> ChainReport:
    """Read the whole log. ``expected`` are the number and the digest of a link, from the site's log."""
    problems = [f"The database lacks the trigger {name}." for name in sorted(guards.missing(connection))]
    cuts = AuditCut.objects.aggregate(through=Max("through"), count=Sum("count"))
    through, cut_count = cuts["through"] or 0, cuts["count"] or 0
    newest, count, missing = None, 0, 0
    for link, entry in _links_and_entries():
        earlier, newest, count = newest, link, count + 1
        if link.number != (earlier.number if earlier else 0) + 1:
            problems.append(f"Link {link.number} doesn’t follow the one before.")
        if link.digest != next_digest(earlier.digest if earlier else "", link.content):
            problems.append(f"Link {link.number} was changed, or one before it.")
        missing += entry is None
        if entry is None and link.entry > through:
            problems.append(f"Entry {link.entry} (link {link.number}) was deleted.")
        if entry and content_digest(entry) != link.content:
            problems.append(f"Entry {link.entry} (link {link.number}) was changed.")
        if expected and link.number == expected[0] and link.digest != expected[1]:
            problems.append(f"Link {link.number} has another digest than expected: the chain was written again.")
    if missing > cut_count:
        problems.append(f"{missing} entries are missing, and cuts account for {cut_count}.")
    if expected and count < expected[0]:
        problems.append(f"There is no link {expected[0]}: the chain was written again.")
    overdue = _unlinked(AuditEntry.objects.filter(at__lt=timezone.now() - LINKED_WITHIN))
    problems += [
        f"Entry {pk} has no link. It was inserted with a number of long ago, or the periodic jobs don’t run."
        for pk in overdue.values_list("pk", flat=True)[:BATCH_ROWS]
    ]
    return ChainReport(count, newest, problems)


def _unlinked(entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    return entries.exclude(Exists(AuditLink.objects.filter(entry=OuterRef("pk"))))


def _links_and_entries() -> Iterator[tuple[AuditLink, AuditEntry | None]]:
    number = 0
    while links := list(AuditLink.objects.filter(number__gt=number).order_by("number")[:BATCH_ROWS]):
        entries = AuditEntry.objects.in_bulk([link.entry for link in links])
        for link in links:
            yield link, entries.get(link.entry)
        number = links[-1].number
