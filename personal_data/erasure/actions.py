"""Erase accounts: the person's own, or those that an admin names, with all data about the person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.admins import require_another_admin
from accounts.models import User
from accounts.sessions.actions import end_all_sessions
from audit_log.actions import record
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort, Membership
from cohorts.exports.actions import delete_exports_about
from cohorts.joining.actions import delete_invitations_to
from cohorts.rosters.actions import delete_lines_about
from exercises.models import Submission
from lib.errors import RefusedError
from lib.task_queue import enqueue
from personal_data.erasure.models import Erasure, ErasureItem

LEASE = timedelta(minutes=5)  # a worker that is silent for longer has died
OWN_ACCOUNT = "This is your own account. Delete it under Settings, “Your data”."
IS_ADMIN = "This is an admin. Make them a learner first, under People in Django’s admin."
LAST_LEAD = "This is the only lead of “{}”. Make someone else a lead of it first, or archive it."
NO_ACCOUNT = "No account has this address. Check it."
TOO_MANY = f"Erase at most {Erasure.MAX_PEOPLE:,} accounts at once."
NOBODY = "Enter at least one address."


@transaction.atomic
def delete_account(*, person: User, address: str) -> None:
    """Delete the account with all data about the person, and end all of its sessions. It can't be undone.

    Raises:
        PermissionDenied: ``address`` is not the account's email address.
        LastAdminError: they are the only admin.
    """
    if address.strip().lower() != person.email.lower():
        raise PermissionDenied
    require_another_admin(leaving=[person])
    erase_account(person=person, actor=person)


@dataclass(frozen=True, kw_only=True)
class ErasureCandidate:
    """An address of a list, with its account and what it has, or the reason why nothing is erased."""

    address: str
    person: User | None = None
    submissions: int = 0
    cohorts: Sequence[str] = ()
    problem: str = ""


@dataclass(frozen=True)
class ErasurePreview:
    candidates: Sequence[ErasureCandidate] = field(default_factory=tuple)

    @property
    def people(self) -> list[User]:
        """The accounts that would be erased."""
        return [candidate.person for candidate in self.candidates if candidate.person and not candidate.problem]

    @property
    def problems(self) -> list[ErasureCandidate]:
        return [candidate for candidate in self.candidates if candidate.problem]

    @property
    def problems_first(self) -> list[ErasureCandidate]:
        """All, in an order in which a page that shows only some shows those to look at."""
        return [*self.problems, *(candidate for candidate in self.candidates if not candidate.problem)]

    @property
    def submissions(self) -> int:
        return sum(candidate.submissions for candidate in self.candidates if not candidate.problem)


def preview_erasure(*, admin: User, text: str) -> ErasurePreview:
    """Return what would be erased for a list of addresses. Six queries.

    Raises PermissionDenied unless the person is an admin, and RefusedError if there are no or too many addresses.
    """
    _check_admin(admin)
    addresses = list(dict.fromkeys(filter(None, re.split(r"[\s,;<>]+", text.lower()))))
    if not addresses:
        raise RefusedError(NOBODY)
    if len(addresses) > Erasure.MAX_PEOPLE:
        raise RefusedError(TOO_MANY)
    accounts = {person.email: person for person in User.objects.filter(email__in=addresses)}
    people = list(accounts.values())
    problems = problems_of(admin, people)
    memberships: dict[int, list[str]] = {}
    rows = Membership.objects.filter(user__in=people).order_by("cohort__title", "pk")
    for user, title in rows.values_list("user", "cohort__title"):
        memberships.setdefault(user, []).append(title)
    counts: dict[int, int] = {}
    for learner in Submission.objects.filter(learner__in=people).values_list("learner", flat=True).iterator():
        counts[learner] = counts.get(learner, 0) + 1
    candidates = []
    for address in addresses:
        person = accounts.get(address)
        if person is None:
            candidates.append(ErasureCandidate(address=address, problem=NO_ACCOUNT))
            continue
        candidates.append(
            ErasureCandidate(
                address=address, person=person, submissions=counts.get(person.pk, 0),
                cohorts=memberships.get(person.pk, ()), problem=problems.get(person.pk, ""),
            )
        )  # fmt: skip
    return ErasurePreview(candidates)


def problems_of(admin: User, people: Sequence[User]) -> dict[int, str]:
    """Return why accounts can't be erased and what to do first, by primary key. Two queries."""
    problems = {person.pk: IS_ADMIN for person in people if person.has_admin_role}
    problems |= {person.pk: OWN_ACCOUNT for person in people if person == admin}
    led = Cohort.objects.active().filter(memberships__in=Membership.objects.leads().filter(user__in=people))
    leads: dict[Cohort, list[int]] = {cohort: [] for cohort in led}
    for membership in Membership.objects.leads().filter(cohort__in=leads).select_related("cohort"):
        leads[membership.cohort].append(membership.user_id)
    leaving = {person.pk for person in people}
    for cohort, keys in leads.items():
        if leaving >= set(keys):
            problems |= {key: LAST_LEAD.format(cohort)[:300] for key in keys if key not in problems}
    return problems


@transaction.atomic
def order_erasure(*, admin: User, people: Sequence[User]) -> Erasure:
    """Order that a worker erases these accounts. The same people twice are two orders, of which one finds nothing.

    Raises PermissionDenied unless the person is an admin, and RefusedError if there are too many or none.
    """
    _check_admin(admin)
    if not people:
        raise RefusedError(NOBODY)
    if len(people) > Erasure.MAX_PEOPLE:
        raise RefusedError(TOO_MANY)
    erasure = Erasure.objects.create(admin=admin, total=len(people))
    ErasureItem.objects.bulk_create((ErasureItem(erasure=erasure, person=person) for person in people), batch_size=500)
    transaction.on_commit(partial(enqueue, "personal_data.erase_accounts", erasure.pk))
    return erasure


def erase_accounts(*, pk: int) -> None:
    """Erase the accounts of an order, one by one, each in a transaction. In a worker. Another one goes on later."""
    erasure = Erasure.objects.filter(pk=pk, finished_at=None).select_related("admin").first()
    if erasure is None:
        return
    while item := erasure.items.filter(problem="").order_by("pk").first():
        _erase_item(item.pk, erasure)
        Erasure.objects.filter(pk=pk).update(worked_at=timezone.now())
    Erasure.objects.filter(pk=pk).update(finished_at=timezone.now())


@transaction.atomic
def _erase_item(pk: int, erasure: Erasure) -> None:
    """Erase one account, or write down why it stays: somebody may have become an admin or the only lead since."""
    item = ErasureItem.objects.select_for_update().filter(pk=pk, problem="").select_related("person").first()
    if item is None:
        return  # another worker has done it
    admin, person = erasure.admin, item.person
    if admin is None or not admin.is_admin or not admin.is_active:
        problem = "Whoever ordered this is no longer an admin."
    else:
        problem = problems_of(admin, [person]).get(person.pk, "")
    if problem:
        ErasureItem.objects.filter(pk=pk).update(problem=problem)
        return
    record(AuditAction.ACCOUNT_ERASED, actor=admin, person=person, fields={"erasure": str(erasure.uid)})
    _erase(person)


def queue_abandoned_erasures() -> int:
    """Queue again what no worker has worked on lately. Returns how many."""
    rows = Erasure.objects.filter(finished_at=None, worked_at__lt=timezone.now() - LEASE)
    return sum(enqueue("personal_data.erase_accounts", pk) for pk in rows.values_list("pk", flat=True))


@transaction.atomic
def erase_account(*, person: User, actor: User | None, cohort: str = "") -> None:
    """Erase one account at once. ``actor`` is who asked for it, or None for the site itself. ``cohort`` is the slug of
    the one whose end is the reason.
    """
    record(AuditAction.ACCOUNT_ERASED, actor=actor, person=person, cohort=cohort)
    _erase(person)


def _erase(person: User) -> None:
    person.lock()  # a mentor who writes at the same time would block the deletion
    end_all_sessions(person=person)
    delete_invitations_to(person=person)
    delete_lines_about(person=person)
    delete_exports_about(person=person)
    person.delete()


def _check_admin(admin: User) -> None:
    if not admin.is_admin:
        raise PermissionDenied
