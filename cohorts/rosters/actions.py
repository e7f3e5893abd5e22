"""Give a roster of a whole cohort, which a worker checks, and apply it, which a worker does in batches.

Each batch is a transaction that reads the people again, so a roster may be applied twice, and by two workers: what a
line asks for is done or was done already.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from accounts.models import User
from audit_log.actions import AuditEvent, AuditTarget, record, record_events
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.joining.actions import addresses_of
from cohorts.joining.models import Invitation, expiry
from cohorts.permissions import check_leads, lock_cohort
from cohorts.rosters.decoding import Encoding, decode
from cohorts.rosters.models import KEPT_FOR, UNUSED, Roster, RosterEntry, RosterOutcome, RosterSource, RosterState
from cohorts.rosters.parsing import ParsedLine, parse_csv, parse_json
from cohorts.rosters.planning import CohortPeople, people_of, plan_lines
from cohorts.sections.models import CohortSection
from lib.errors import RefusedError
from lib.task_queue import enqueue

COURSE_TASK = "lti.check_roster"
"""Reads the people from a learning platform, then checks the roster."""
BATCH_LINES = 500
INVITATIONS_A_MINUTE = 200
"""So that a mail server takes them: 5,000 are sent within half an hour."""
MAX_INVITED_A_DAY = 6_000  # by the rosters of one person, so that nobody uses the site to send spam
MAX_UNFINISHED = 5  # of one person, without those that a worker reads from a platform
MAX_KEPT = 30  # in a cohort
ARCHIVED = "This cohort is archived. Unarchive it before you change its people."
BUSY = "Another roster of this cohort is being applied. Wait until it’s done, then check yours again."
TOO_MANY_CHECKS = f"{MAX_UNFINISHED} of your rosters are being checked already. Wait a moment, then try again."
NOT_CHECKED = "This roster can’t be applied. Check it again."
OLD_CHECK = "This check is older than a day, and people may have joined since. Check the file again."
TOO_MANY_OPEN = f"A cohort can have {Invitation.MAX_OPEN:,} open invitations. Withdraw some first."
TOO_MANY_A_DAY = f"Your rosters can invite {MAX_INVITED_A_DAY:,} people a day. Apply this one tomorrow."
MAX_AGE = timedelta(days=1)


@transaction.atomic
def give_roster(
    *, person: User, cohort: Cohort, content: bytes = b"", source: RosterSource = RosterSource.FILE,
    encoding: Encoding | None = None, removes_missing: bool = False, applies_at_once: bool = False, days: int = 30,
) -> Roster:  # fmt: skip
    """Store a roster that a worker checks next. The same one that isn't finished yet is returned as it is.

    One from a learning platform has no content: the worker asks the platform.

    Raises PermissionDenied unless the person leads the cohort, and RefusedError if it is archived, or a worker has
    enough to do.
    """
    current = lock_cohort(cohort)
    check_leads(person, current)
    if current.is_archived:
        raise RefusedError(ARCHIVED)
    choices = f"{encoding} {removes_missing} {applies_at_once} {days}\n".encode()
    digest = hashlib.sha256(choices + content).hexdigest()
    if same := current.rosters.unfinished().filter(digest=digest).first():
        return same
    given = Roster.objects.unfinished().filter(person=person).exclude(source=RosterSource.COURSE)
    if source != RosterSource.COURSE and given.count() >= MAX_UNFINISHED:
        raise RefusedError(TOO_MANY_CHECKS)
    roster = Roster.objects.create(
        cohort=current, person=person, source=source, content=content, digest=digest, chosen_encoding=encoding or "",
        removes_missing=removes_missing, applies_at_once=applies_at_once, days=days,
    )  # fmt: skip
    older = current.rosters.exclude(state=RosterState.APPLYING).values_list("pk", flat=True)[MAX_KEPT:]
    Roster.objects.filter(pk__in=list(older)).delete()
    transaction.on_commit(partial(enqueue, _task_of(RosterState.CHECKING, source), roster.pk))
    return roster


def check_roster(*, pk: int, parse: Callable[[Roster], list[ParsedLine]] | None = None) -> None:
    """Read a roster and say what it would do to each person. In a worker. A second check finds nothing to do.

    ``parse`` reads the people of a roster that has no content. It may raise RefusedError.
    """
    roster = Roster.objects.filter(pk=pk, state=RosterState.CHECKING).select_related("cohort", "person").first()
    if roster is None:
        return
    _touch(roster)
    try:
        lines = (parse or _parse)(roster)
        rows = plan_lines(roster, lines)
    except RefusedError as refusal:
        _finish(roster, RosterState.REFUSED, problem=str(refusal)[:300])
        return
    with transaction.atomic():
        if not Roster.objects.select_for_update().filter(pk=pk, state=RosterState.CHECKING).exists():
            return  # another worker was quicker
        RosterEntry.objects.bulk_create(rows, batch_size=BATCH_LINES)
        roster.total = len(rows)
        _finish(roster, RosterState.CHECKED)
    if roster.applies_at_once:
        try:
            apply_roster(person=roster.person, roster=roster)
        except RefusedError as refusal:
            _finish(roster, RosterState.REFUSED, problem=str(refusal)[:300])


@transaction.atomic
def apply_roster(*, person: User, roster: Roster) -> Roster:
    """Begin to apply a checked roster. Once is enough: a second click changes nothing.

    Raises PermissionDenied unless the person leads the cohort, and RefusedError if another roster is being applied, the
    check is old, or it has too many invitations.
    """
    cohort = lock_cohort(roster.cohort)
    check_leads(person, cohort)
    current = Roster.objects.select_for_update().get(pk=roster.pk)
    if current.state in (RosterState.APPLYING, RosterState.APPLIED):
        return current
    if cohort.is_archived:
        raise RefusedError(ARCHIVED)
    if current.state != RosterState.CHECKED:
        raise RefusedError(NOT_CHECKED)
    if current.created_at < timezone.now() - MAX_AGE:
        raise RefusedError(OLD_CHECK)
    _check_invitations(person, cohort, current.lines.filter(outcome=RosterOutcome.NEW).count())
    try:
        with transaction.atomic():
            # from now on it's theirs, whoever gave it: the log and the invitations name who decided
            Roster.objects.filter(pk=current.pk).update(
                state=RosterState.APPLYING, person=person, worked_at=timezone.now()
            )
    except IntegrityError:
        raise RefusedError(BUSY) from None
    counts = {
        outcome: current.lines.filter(outcome=outcome).count() for outcome in (RosterOutcome.NEW, RosterOutcome.LEAVES)
    }
    fields = {str(outcome): count for outcome, count in counts.items()} | {"roster": str(current.uid)}
    if current.source == RosterSource.COURSE:
        fields |= {"by": "learning platform", "nightly": current.applies_at_once}
    record(AuditAction.ROSTER_APPLIED, actor=person, target=_target(cohort), cohort=cohort.slug, fields=fields)
    transaction.on_commit(partial(enqueue, "cohorts.apply_roster", current.pk))
    current.state = RosterState.APPLYING
    return current


def apply_batches(*, pk: int) -> None:
    """Apply a roster to its end, batch by batch. In a worker. Another one goes on where one has died."""
    while _apply_batch(pk):
        pass


@transaction.atomic
def _apply_batch(pk: int) -> bool:
    """Apply the next lines. Return whether there were any."""
    roster = Roster.objects.filter(pk=pk).select_related("person").first()
    if roster is None:
        return False
    cohort = lock_cohort(roster.cohort)
    current = Roster.objects.select_for_update().filter(pk=pk, state=RosterState.APPLYING).first()
    if current is None:
        return False
    rows = current.lines.filter(applied_at=None).exclude(outcome__in=UNUSED)
    lines = list(rows.order_by("number", "pk")[:BATCH_LINES])
    if not lines:
        _finish(current, RosterState.APPLIED)
        transaction.on_commit(partial(enqueue, "cohorts.queue_invitations"))
        return False
    people = people_of(cohort)
    sections = _sections(cohort, people, lines)
    _place(lines, people, sections)
    _invite(current, cohort, lines, people, sections)
    _remove(current, cohort, lines)
    RosterEntry.objects.filter(pk__in=[line.pk for line in lines]).update(applied_at=timezone.now())
    _touch(current)
    return True


def queue_abandoned_rosters() -> int:
    """Queue again what no worker has worked on lately. Returns how many."""
    rows = Roster.objects.abandoned().values_list("pk", "state", "source")
    return sum(enqueue(_task_of(state, source), pk) for pk, state, source in rows)


def delete_old_rosters() -> int:
    """Delete the rosters of more than a week ago: they name people who may have no account. Returns how many rows."""
    return Roster.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def delete_lines_about(*, person: User) -> int:
    """Delete what rosters say about somebody whose account is deleted. Returns how many lines."""
    lines = RosterEntry.objects.filter(Q(email__in=addresses_of(person)) | Q(member__user=person))
    return lines.delete()[0]


def _task_of(state: str, source: str) -> str:
    if state == RosterState.APPLYING:
        return "cohorts.apply_roster"
    return COURSE_TASK if source == RosterSource.COURSE else "cohorts.check_roster"


def _parse(roster: Roster) -> list[ParsedLine]:
    content = bytes(roster.content)
    if roster.source == RosterSource.SCRIPT:
        return parse_json(content)
    chosen = Encoding(roster.chosen_encoding) if roster.chosen_encoding else None
    decoded = decode(content, chosen)
    roster.encoding, roster.is_guess = decoded.encoding, decoded.is_guess
    return parse_csv(decoded.text)


def _touch(roster: Roster) -> None:
    Roster.objects.filter(pk=roster.pk).update(worked_at=timezone.now())


def _finish(roster: Roster, state: RosterState, *, problem: str = "") -> None:
    now = timezone.now()
    content = bytes(roster.content) if state == RosterState.CHECKED else b""
    Roster.objects.filter(pk=roster.pk).update(
        state=state, problem=problem, content=content, encoding=roster.encoding, is_guess=roster.is_guess,
        total=roster.total, worked_at=now, finished_at=now,
    )  # fmt: skip
    roster.state = state


def _check_invitations(person: User, cohort: Cohort, count: int) -> None:
    if cohort.invitations.open().count() + count > Invitation.MAX_OPEN:
        raise RefusedError(TOO_MANY_OPEN)
    lately = Invitation.objects.filter(invited_by=person, created_at__gt=timezone.now() - timedelta(days=1))
    if count and lately.count() + count > MAX_INVITED_A_DAY:
        raise RefusedError(TOO_MANY_A_DAY)


def _sections(cohort: Cohort, people: CohortPeople, lines: list[RosterEntry]) -> dict[str, CohortSection]:
    """Return the sections that the lines name, by name in lower case. Make those that are missing."""
    names = {line.section.lower(): line.section for line in reversed(lines) if line.section}
    missing = [name for key, name in names.items() if key not in people.sections]
    new = CohortSection.objects.bulk_create(CohortSection(cohort=cohort, name=name) for name in sorted(missing))
    return dict(people.sections) | {section.name.lower(): section for section in new}


def _place(lines: list[RosterEntry], people: CohortPeople, sections: dict[str, CohortSection]) -> None:
    """Put members into their sections, and keep their external ids."""
    taken_ids = set(people.by_external_id)
    changed = []
    for line in lines:
        member = people.member_of(line)
        if member is None or line.outcome == RosterOutcome.LEAVES:
            continue
        before = (member.section_id, member.external_id)
        if line.section and member.role == CohortRole.LEARNER:
            member.section = sections[line.section.lower()]
        if line.external_id and not member.external_id and line.external_id not in taken_ids:
            member.external_id = line.external_id
            taken_ids.add(line.external_id)
        if before != (member.section_id, member.external_id):
            changed.append(member)
    Membership.objects.bulk_update(changed, ["section", "external_id"], batch_size=100)


def _invite(
    roster: Roster, cohort: Cohort, lines: list[RosterEntry], people: CohortPeople, sections: dict[str, CohortSection]
) -> None:
    """Invite whoever is neither a member nor invited, and keep names, sections and ids with the invitations."""
    new, changed = [], []
    for line in lines:
        if line.outcome == RosterOutcome.LEAVES or people.member_of(line):
            continue
        invitation = people.invitations.get(line.email)
        if invitation is None:
            invitation = Invitation(
                cohort=cohort, role=line.role, address=line.email, expires_at=expiry(roster.days),
                invited_by=roster.person, delivery=Invitation.Delivery.DUE,
            )  # fmt: skip
            new.append(invitation)
        else:
            changed.append(invitation)
        invitation.name = line.name or invitation.name
        invitation.external_id = line.external_id or invitation.external_id
        if line.role == CohortRole.LEARNER and line.section:
            invitation.section = sections[line.section.lower()]
    for invitation, at in zip(new, _send_times(len(new)), strict=True):
        invitation.next_try_at = at
    Invitation.objects.bulk_create(new, batch_size=BATCH_LINES)
    Invitation.objects.bulk_update(changed, ["name", "external_id", "section"], batch_size=100)


def _send_times(count: int) -> list[datetime]:
    """Return when each new invitation is sent: after those that wait already, so many a minute."""
    now = timezone.now()
    waiting = Invitation.objects.filter(delivery=Invitation.Delivery.DUE, tries=0)
    last = waiting.aggregate(last=Max("next_try_at"))["last"]
    start = max(now, last + timedelta(minutes=1) / INVITATIONS_A_MINUTE) if last else now
    return [start + timedelta(minutes=number / INVITATIONS_A_MINUTE) for number in range(count)]


def _remove(roster: Roster, cohort: Cohort, lines: list[RosterEntry]) -> None:
    """End memberships of learners who left the school, and withdraw their invitations. Nothing of theirs is deleted."""
    leaving = [line for line in lines if line.outcome == RosterOutcome.LEAVES]
    members = cohort.memberships.filter(pk__in=[line.member_id for line in leaving], role=CohortRole.LEARNER)
    events = [
        AuditEvent(
            action=AuditAction.MEMBER_REMOVED, actor=roster.person, person=member.user, target=_target(cohort),
            cohort=cohort.slug, fields={"role": member.role, "roster": str(roster.uid)},
        )
        for member in members.select_related("user")
    ]  # fmt: skip
    if events:
        record_events(events)
    members.delete()
    invitations = cohort.invitations.filter(pk__in=[line.invitation_id for line in leaving], uses=0, revoked_at=None)
    invitations.update(revoked_at=timezone.now())


def _target(cohort: Cohort) -> AuditTarget:
    return AuditTarget(kind="cohort", uid=cohort.slug, title=cohort.title)
