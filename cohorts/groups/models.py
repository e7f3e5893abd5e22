"""Groups of an identity provider that put people into cohorts.

Of a person's groups only those are stored that have a rule.
"""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.single_sign_on.groups import MAX_GROUP_LETTERS, GroupsProblem
from accounts.single_sign_on.models import MAX_ISSUER_LETTERS, IdentityProvider
from cohorts.cohort.models import Cohort, CohortRole
from cohorts.joining.models import INVITED_ROLES

MAX_RULES = 200  # of a provider


class GroupRuleQuerySet(models.QuerySet["GroupRule"]):
    def of(self, provider: IdentityProvider) -> Self:
        """Leaves out removed ones."""
        return self.filter(provider=provider.key, removed_at=None)

    def in_order(self) -> Self:
        return self.select_related("cohort").order_by("group", "cohort__title", "pk")


class GroupRule(models.Model):
    """People of a group at a provider are in a cohort, as learners or as mentors. Never as leads."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.CharField(max_length=MAX_ISSUER_LETTERS, help_text="IdentityProvider.key")
    group = models.CharField("group", max_length=MAX_GROUP_LETTERS)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="group_rules")
    role = models.CharField(max_length=7, choices=INVITED_ROLES, default=CohortRole.LEARNER)
    is_active = models.BooleanField(default=False, help_text="Off: it moves nobody, but shows whom it would move.")
    removed_at = models.DateTimeField(null=True, blank=True, help_text="Kept for a day, so that it can be restored.")

    objects: ClassVar[GroupRuleQuerySet] = GroupRuleQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "group", "cohort"], name="one_rule_for_a_group_and_cohort"),
            models.CheckConstraint(
                condition=models.Q(role__in=[CohortRole.LEARNER, CohortRole.MENTOR]), name="groups_make_no_leads"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} → {self.cohort}"

    @property
    def moves_people(self) -> bool:
        return self.is_active and self.removed_at is None


class GroupSighting(models.Model):
    """Somebody was in the group of a rule at their last sign-in."""

    rule = models.ForeignKey(GroupRule, on_delete=models.CASCADE, related_name="sightings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="group_sightings")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "group at your institution’s sign-in"
        verbose_name_plural = "groups at your institution’s sign-in"
        constraints = [models.UniqueConstraint(fields=["rule", "user"], name="one_sighting_for_a_rule_and_person")]

    def __str__(self) -> str:
        return f"{self.user}: {self.rule}"


class GroupGrant(models.Model):
    """A membership that a group gave, so that losing the group ends it.

    It stays when a lead removes the person or they leave: until they lose the group, it doesn't bring them back.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="group_grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="group_grants")
    role = models.CharField(max_length=7, choices=INVITED_ROLES)
    provider = models.CharField(max_length=MAX_ISSUER_LETTERS)
    group = models.CharField(max_length=MAX_GROUP_LETTERS)

    class Meta:
        verbose_name = "membership that a group gave you"
        verbose_name_plural = "memberships that a group gave you"
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="one_grant_for_a_cohort_and_person")]

    def __str__(self) -> str:
        return f"{self.user} in {self.cohort}"


class GroupChange(models.Model):
    """What a sign-in changed in a cohort. Leads and admins read it."""

    class GroupChangeKind(models.TextChoices):
        JOINED = "joined", "joined"
        ROLE = "role", "changed role"
        LEFT = "left", "left"
        FULL = "full", "couldn’t join: the cohort is full"
        ARCHIVED = "archived", "couldn’t join: the cohort is archived"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="group_changes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="group_changes")
    kind = models.CharField(max_length=8, choices=GroupChangeKind)
    role = models.CharField(max_length=7, choices=INVITED_ROLES)
    provider = models.CharField("provider’s name", max_length=40)
    group = models.CharField(max_length=MAX_GROUP_LETTERS)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "change of your cohorts by a group"
        verbose_name_plural = "changes of your cohorts by groups"

    def __str__(self) -> str:
        return f"{self.user} {self.get_kind_display()}"


class GroupsNotRead(models.Model):
    """A sign-in whose groups we couldn't tell, until the next one with which we can."""

    provider = models.CharField(max_length=MAX_ISSUER_LETTERS)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="groups_not_read")
    problem = models.CharField(max_length=10, choices=GroupsProblem)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "sign-in without readable groups"
        verbose_name_plural = "sign-ins without readable groups"
        constraints = [
            models.UniqueConstraint(fields=["provider", "user"], name="one_problem_for_a_provider_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.problem}"
