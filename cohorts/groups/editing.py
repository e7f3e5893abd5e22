"""Change the rules for groups. Admins do. People move at their next sign-in."""

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.single_sign_on.models import IdentityProvider
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort
from cohorts.groups.models import MAX_RULES, GroupRule
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token

TOO_MANY = f"A provider can have {MAX_RULES} rules. Remove one first."
EXISTS = "This group already has a rule for this cohort. Remove that one first."
ADD_AGAIN = "Add the rule again."


@transaction.atomic
def add_rule(
    *, person: User, provider: IdentityProvider, group: str, cohort: Cohort, role: str, is_active: bool
) -> GroupRule:
    """Raises RefusedError."""
    if GroupRule.objects.of(provider).count() >= MAX_RULES:
        raise RefusedError(TOO_MANY)
    GroupRule.objects.filter(provider=provider.key, group=group, cohort=cohort).exclude(removed_at=None).delete()
    try:
        with transaction.atomic():
            rule = GroupRule.objects.create(
                provider=provider.key, group=group, cohort=cohort, role=role, is_active=is_active
            )
    except IntegrityError:
        raise RefusedError(EXISTS) from None
    _record(AuditAction.GROUP_RULE_ADDED, person, rule)
    return rule


@transaction.atomic
def switch_rule(*, person: User, rule: GroupRule, is_active: bool) -> None:
    GroupRule.objects.filter(pk=rule.pk).update(is_active=is_active)
    rule.is_active = is_active
    _record(AuditAction.GROUP_RULE_CHANGED, person, rule)


@transaction.atomic
def remove_rule(*, person: User, rule: GroupRule) -> str:
    """Return the undo token."""
    GroupRule.objects.filter(pk=rule.pk).update(removed_at=timezone.now())
    _record(AuditAction.GROUP_RULE_REMOVED, person, rule)
    return make_undo_token("group_rule", person, {"uid": str(rule.uid)})


@transaction.atomic
def restore_rule(*, person: User, provider: IdentityProvider, undo_token: str) -> None:
    """Undo `remove_rule`. Raises RefusedError."""
    state = read_undo_token("group_rule", person, undo_token, otherwise=ADD_AGAIN)
    rules = GroupRule.objects.select_for_update(of=("self",)).select_related("cohort")
    rule = rules.filter(provider=provider.key, uid=state["uid"]).first()
    if rule is None:
        raise RefusedError("This rule was added again, or its cohort was deleted.")
    if rule.removed_at:
        GroupRule.objects.filter(pk=rule.pk).update(removed_at=None)
        _record(AuditAction.GROUP_RULE_RESTORED, person, rule)


def rule_of(provider: IdentityProvider, uid: uuid.UUID) -> GroupRule | None:
    return GroupRule.objects.of(provider).filter(uid=uid).select_related("cohort").first()


def _record(action: AuditAction, person: User, rule: GroupRule) -> None:
    fields = {"group": rule.group, "role": rule.role, "in_force": rule.is_active}
    target = AuditTarget(kind="provider", uid=rule.provider)
    record(action, actor=person, target=target, cohort=rule.cohort.slug, fields=fields)
