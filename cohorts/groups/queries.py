"""The rules of a provider, whom they would move, and what they have changed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count

from accounts.models import User
from accounts.single_sign_on.groups import GroupsProblem
from accounts.single_sign_on.models import IdentityProvider
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.groups.models import GroupChange, GroupGrant, GroupRule, GroupSighting, GroupsNotRead
from cohorts.groups.rules import Entitlement, GroupMove, GroupStep, decide, entitlements

PER_PAGE = 25
MAX_PEOPLE = 5_000  # whom a preview looks at
VERBS = {GroupMove.JOIN: "joins {cohort} as a {role}", GroupMove.CHANGE_ROLE: "becomes a {role} in {cohort}",
         GroupMove.LEAVE: "leaves {cohort}"}  # fmt: skip


@dataclass(frozen=True)
class Unread:
    """People whose groups the provider didn't tell at their last sign-in, for one reason."""

    reason: str
    count: int
    latest: datetime


@dataclass(frozen=True, kw_only=True)
class PlannedMove:
    person: User
    sentence: str
    group: str
    is_trial: bool
    """Whether it happens only once the rule is in force."""


@dataclass(frozen=True, kw_only=True)
class GroupsPage:
    rules: list[GroupRule]
    """Each has ``people``: how many were in the group at their last sign-in."""
    unread: list[Unread]
    moves: "Page[PlannedMove]"


def groups_page(provider: IdentityProvider, *, number: str) -> GroupsPage:
    """Seven queries."""
    rules = list(GroupRule.objects.of(provider).in_order().annotate(people=Count("sightings")))
    return GroupsPage(
        rules=rules, unread=_unread(provider), moves=Paginator(_moves(provider, rules), PER_PAGE).get_page(number)
    )


def changes_page(cohort: Cohort, *, number: str) -> "Page[GroupChange]":
    """What sign-ins have changed in a cohort, newest first. Two queries."""
    changes = GroupChange.objects.filter(cohort=cohort).select_related("user").order_by("-at", "-pk")
    return Paginator(changes, PER_PAGE).get_page(number)


def _unread(provider: IdentityProvider) -> list[Unread]:
    rows = GroupsNotRead.objects.filter(provider=provider.key).order_by("-at").values_list("problem", "at")
    times: dict[str, list[datetime]] = defaultdict(list)
    for problem, at in rows[:MAX_PEOPLE]:
        times[problem].append(at)
    return [Unread(GroupsProblem(problem).label, len(each), each[0]) for problem, each in times.items()]


def _moves(provider: IdentityProvider, rules: list[GroupRule]) -> list[PlannedMove]:
    """What would change if everybody signed in now with the groups of their last sign-in, rules on trial included."""
    by_key = {rule.pk: rule for rule in rules}
    sightings = GroupSighting.objects.filter(rule__provider=provider.key, user__is_active=True)
    rules_of: dict[int, list[GroupRule]] = defaultdict(list)
    for user, rule in sightings.order_by("-seen_at").values_list("user", "rule")[:MAX_PEOPLE]:
        if rule in by_key:
            rules_of[user].append(by_key[rule])
    grants_of: dict[int, dict[int, Entitlement]] = defaultdict(dict)
    others: set[tuple[int, int]] = set()
    grants = GroupGrant.objects.filter(user__is_active=True).order_by("pk")
    for user, cohort, role, group, key in grants.values_list("user", "cohort", "role", "group", "provider"):
        if key == provider.key:
            grants_of[user][cohort] = Entitlement(role, group)
        else:
            others.add((user, cohort))
    people = sorted(rules_of.keys() | grants_of.keys())[:MAX_PEOPLE]
    roles_of: dict[int, dict[int, str]] = defaultdict(dict)
    cohorts = {rule.cohort_id for rule in rules} | {cohort for each in grants_of.values() for cohort in each}
    for user, cohort, role in Membership.objects.filter(cohort__in=cohorts).values_list("user", "cohort", "role"):
        roles_of[user][cohort] = role
    steps: list[tuple[int, GroupStep, bool]] = []
    for user in people:
        now, later = (
            _steps(
                user, [rule for rule in rules_of[user] if rule.is_active or trials], grants_of[user], roles_of, others
            )
            for trials in (False, True)
        )
        steps += [(user, step, step not in now) for step in later]
    return _readable(steps)


def _steps(
    user: int,
    rules: list[GroupRule],
    granted: Mapping[int, Entitlement],
    roles_of: Mapping[int, Mapping[int, str]],
    others: set[tuple[int, int]],
) -> list[GroupStep]:
    wanted = entitlements((rule.cohort_id, rule.role, rule.group) for rule in rules)
    wanted = {cohort: want for cohort, want in wanted.items() if (user, cohort) not in others}
    return [step for step in decide(wanted, granted, roles_of.get(user, {})) if step.move in VERBS]


def _readable(steps: list[tuple[int, GroupStep, bool]]) -> list[PlannedMove]:
    names = User.objects.only("uid", "name", "email").in_bulk({user for user, _, _ in steps})
    titles = Cohort.objects.only("title").in_bulk({step.cohort for _, step, _ in steps})
    return [
        PlannedMove(
            person=names[user],
            sentence=VERBS[step.move].format(cohort=titles[step.cohort], role=CohortRole(step.role).label),
            group=step.group,
            is_trial=is_trial,
        )
        for user, step, is_trial in steps
        if user in names and step.cohort in titles
    ]
