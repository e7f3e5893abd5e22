"""Put people into cohorts by their groups at a provider, whenever they sign in."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.single_sign_on.groups import GroupsError, read_groups
from accounts.single_sign_on.models import IdentityProvider
from audit_log.names import AuditAction
from cohorts.audit import record_in_cohort
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.groups.models import GroupChange, GroupGrant, GroupRule, GroupSighting, GroupsNotRead
from cohorts.groups.rules import Entitlement, GroupMove, GroupStep, decide, entitlements
from cohorts.joining.actions import admit, reason_against_role
from cohorts.members.actions import set_role
from lib.pages.undo_tokens import MAX_AGE
from lib.task_queue import enqueue
from notices.actions import notify
from notices.models import NoticeKind

log = structlog.get_logger(__name__)

AUDIT_ACTIONS = {
    GroupChange.GroupChangeKind.JOINED: AuditAction.MEMBER_ADDED,
    GroupChange.GroupChangeKind.ROLE: AuditAction.MEMBER_ROLE_CHANGED,
    GroupChange.GroupChangeKind.LEFT: AuditAction.MEMBER_REMOVED,
}

LEFT = "You’re no longer in the cohort “{cohort}”, because {provider} doesn’t list you in the group “{group}” any more."


def apply_groups(*, person: User, provider: IdentityProvider, claims: Mapping[str, Any]) -> None:
    """Let somebody who signs in join and leave cohorts, as the rules for their groups say.

    If the provider doesn't tell the groups, nothing changes, and the admins' page says why.
    """
    rules = list(GroupRule.objects.filter(provider=provider.key))
    if not person.is_active or not (rules or GroupGrant.objects.filter(user=person, provider=provider.key).exists()):
        return
    try:
        names = read_groups(claims, provider.groups_claim)
    except GroupsError as error:
        values = {"problem": error.problem, "at": timezone.now()}
        GroupsNotRead.objects.update_or_create(provider=provider.key, user=person, defaults=values)
        log.warning("cohort.groups_not_read", account=person.pk, provider=provider.slug, problem=error.problem)
        return
    matches = [rule for rule in rules if rule.group in names]
    with transaction.atomic():
        person.lock()
        GroupsNotRead.objects.filter(provider=provider.key, user=person).delete()
        _record_sightings(person, provider, matches)
        wanted = entitlements((rule.cohort_id, rule.role, rule.group) for rule in matches if rule.moves_people)
        steps = _steps(person, provider, wanted)
        if steps:
            cohorts = _lock(step.cohort for step in steps)
            for step in _steps(person, provider, wanted):
                if step.cohort in cohorts:
                    _take(step, person, provider, cohorts[step.cohort])


def _steps(person: User, provider: IdentityProvider, wanted: Mapping[int, Entitlement]) -> list[GroupStep]:
    """Leaves out what another provider gave. Two queries."""
    roles = dict(Membership.objects.filter(user=person).values_list("cohort", "role"))
    grants = list(GroupGrant.objects.filter(user=person).values_list("cohort", "role", "group", "provider"))
    others = {cohort for cohort, _, _, key in grants if key != provider.key}
    granted = {cohort: Entitlement(role, group) for cohort, role, group, key in grants if key == provider.key}
    return decide({cohort: want for cohort, want in wanted.items() if cohort not in others}, granted, roles)


def _lock(keys: Iterable[int]) -> dict[int, Cohort]:
    """Always in one order, so that two sign-ins never wait for each other."""
    return {cohort.pk: cohort for cohort in Cohort.objects.select_for_update().filter(pk__in=set(keys)).order_by("pk")}


def _record_sightings(person: User, provider: IdentityProvider, matches: Iterable[GroupRule]) -> None:
    GroupSighting.objects.filter(user=person, rule__provider=provider.key).delete()
    GroupSighting.objects.bulk_create([GroupSighting(rule=rule, user=person) for rule in matches])


def _take(step: GroupStep, person: User, provider: IdentityProvider, cohort: Cohort) -> None:
    grants = GroupGrant.objects.filter(user=person, cohort=cohort)
    if step.move == GroupMove.RELEASE:
        grants.delete()
        return
    if step.move == GroupMove.JOIN:
        kind = _join(step, person, provider, cohort)
    elif step.move == GroupMove.CHANGE_ROLE:
        set_role(cohort.memberships.get(user=person), CohortRole(step.role))
        grants.update(role=step.role, group=step.group)
        kind = GroupChange.GroupChangeKind.ROLE
    else:
        Membership.objects.filter(user=person, cohort=cohort, role=step.role).delete()
        grants.delete()
        kind = GroupChange.GroupChangeKind.LEFT
        _notify_of_end(step, person, provider, cohort)
    _record(kind, step, person, provider, cohort)


def _join(step: GroupStep, person: User, provider: IdentityProvider, cohort: Cohort) -> GroupChange.GroupChangeKind:
    if cohort.is_archived:
        return GroupChange.GroupChangeKind.ARCHIVED
    if reason_against_role(step.role, cohort):
        return GroupChange.GroupChangeKind.FULL
    admit(person=person, cohort=cohort, role=CohortRole(step.role))
    GroupGrant.objects.create(cohort=cohort, user=person, role=step.role, provider=provider.key, group=step.group)
    transaction.on_commit(partial(enqueue, "cohorts.tell_members", cohort.pk, [person.pk], provider.name))
    return GroupChange.GroupChangeKind.JOINED


def _notify_of_end(step: GroupStep, person: User, provider: IdentityProvider, cohort: Cohort) -> None:
    now = timezone.now()
    notify(
        person=person,
        kind=NoticeKind.INVITATION,
        key=f"left {cohort.slug}",
        sentence=LEFT.format(cohort=cohort, provider=provider.name, group=step.group),
        link=reverse("cohorts:cohort_list"),
        item=now.isoformat(),
    )


def _record(
    kind: GroupChange.GroupChangeKind, step: GroupStep, person: User, provider: IdentityProvider, cohort: Cohort
) -> None:
    """A refusal is recorded once, not at each sign-in."""
    refusals = (GroupChange.GroupChangeKind.FULL, GroupChange.GroupChangeKind.ARCHIVED)
    latest = GroupChange.objects.filter(user=person, cohort=cohort).order_by("-at", "-pk").first()
    if kind in refusals and latest and latest.kind == kind:
        return
    GroupChange.objects.create(
        cohort=cohort, user=person, kind=kind, role=step.role, provider=provider.name, group=step.group
    )
    if kind not in refusals:
        fields = {"role": step.role, "provider": provider.name, "group": step.group}
        record_in_cohort(AUDIT_ACTIONS[kind], actor=None, cohort=cohort, person=person, fields=fields)
    log.info("cohort.changed_by_group", account=person.pk, cohort=cohort.slug, change=kind)


def delete_removed_rules() -> int:
    """Delete the rules that nobody can restore any more. Return how many rows."""
    return GroupRule.objects.filter(removed_at__lt=timezone.now() - MAX_AGE).delete()[0]
