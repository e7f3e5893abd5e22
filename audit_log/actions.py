"""Record what people do, in the caller's transaction: what is rolled back was not done, and isn't recorded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from audit_log.models import MAX_FIELDS_CHARS, AuditEntry, KnownName, utc_today
from audit_log.names import AuditAction
from lib.cache import LruCache

if TYPE_CHECKING:
    from django.contrib.auth.models import _User  # mypy's plugin resolves it to AUTH_USER_MODEL

BATCH_ROWS = 500
_recorded_today: LruCache[bool] = LruCache(10_000)  # in this process; the database knows the rest


@dataclass(frozen=True, kw_only=True)
class AuditTarget:
    """What something was done to, if it isn't a person: its kind, uid or slug, and title. Never a person's name."""

    kind: str
    uid: object
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class AuditEvent:
    """What `record` takes, for several at once."""

    action: AuditAction
    actor: _User | None
    person: _User | None = None
    target: AuditTarget | None = None
    cohort: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    once: str | None = None


def record(
    action: AuditAction,
    *,
    actor: _User | None,
    person: _User | None = None,
    target: AuditTarget | None = None,
    cohort: str = "",
    fields: Mapping[str, Any] | None = None,
) -> None:
    """Record that ``actor`` (None: the site itself or a command) did something.

    ``person`` is whom it is about, ``cohort`` a slug. ``fields`` say what else matters, such as a role before and
    after. They hold no name, address or text of a person, because they outlive the account.
    """
    record_events(
        [AuditEvent(action=action, actor=actor, person=person, target=target, cohort=cohort, fields=fields or {})]
    )


@transaction.atomic(savepoint=False)
def record_events(events: Sequence[AuditEvent]) -> None:
    """Record several at once, with as many queries as for one."""
    people = {person.uid: person for event in events for person in (event.actor, event.person) if person}
    names = _known_names(list(people.values()))
    request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))
    rows = [_entry(event, names, request_id) for event in events]
    AuditEntry.objects.bulk_create(rows, batch_size=BATCH_ROWS, ignore_conflicts=any(row.once for row in rows))


def record_code_read(
    *, reader: _User, learner: _User, exercise: str, title: str, role: str | Callable[[], str], cohort: str = ""
) -> None:
    """Record that somebody saw a learner's code: once for each reader, learner, exercise and day.

    ``exercise`` is its slug. ``role`` is what the reader is, or a function that returns it. From the second time on, it
    costs no query.
    """
    if reader.pk == learner.pk:
        return
    parts = (reader.uid, learner.uid, exercise, utc_today())
    once = hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()
    if _recorded_today.get(once):
        return
    event = AuditEvent(
        action=AuditAction.CODE_READ,
        actor=reader,
        person=learner,
        target=AuditTarget(kind="exercise", uid=exercise, title=title),
        cohort=cohort,
        fields={"role": role if isinstance(role, str) else role()},
        once=once,
    )
    record_events([event])
    transaction.on_commit(partial(_recorded_today.put, once, True))


def bounded(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields as JSON has them. If they are too long, their names only."""
    text = json.dumps(fields, cls=DjangoJSONEncoder, ensure_ascii=False).replace("\\u0000", "")
    if len(text) > MAX_FIELDS_CHARS:
        text = json.dumps({"left_out": sorted(map(str, fields))})[:MAX_FIELDS_CHARS]
    value: dict[str, Any] = json.loads(text)
    return value


def _entry(event: AuditEvent, names: Mapping[tuple[UUID, str], int], request_id: str) -> AuditEntry:
    actor, person, target = event.actor, event.person, event.target
    return AuditEntry(
        action=event.action.value,
        actor_id=actor.uid if actor else None,
        actor_name_id=names[actor.uid, actor.name] if actor else None,
        person_id=person.uid if person else None,
        person_name_id=names[person.uid, person.name] if person else None,
        target_kind=target.kind if target else "",
        target_uid=str(target.uid)[:80] if target else "",
        target_title=target.title[:200] if target else "",
        cohort=event.cohort,
        fields=bounded(event.fields),
        request_id=request_id[:64],
        once=event.once,
    )


def _known_names(people: Sequence[_User]) -> dict[tuple[UUID, str], int]:
    """Return the row of each person's name. Make those that are missing."""
    wanted = {(person.uid, person.name) for person in people}
    known = _read_names(people)
    if missing := wanted - known.keys():
        rows = [KnownName(person_id=uid, name=name) for uid, name in sorted(missing)]
        KnownName.objects.bulk_create(rows, batch_size=BATCH_ROWS, ignore_conflicts=True)  # another request may, too
        known = _read_names(people)
    return known


def _read_names(people: Sequence[_User]) -> dict[tuple[UUID, str], int]:
    rows = KnownName.objects.filter(person__in=[person.uid for person in people])
    return {(uid, name): pk for uid, name, pk in rows.values_list("person__uid", "name", "pk")} if people else {}
