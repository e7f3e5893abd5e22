"""A cohort is learners who started together and the mentors who look after them."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from accounts.models import User


class CohortQuerySet(models.QuerySet["Cohort"]):
    def visible_to(self, user: User) -> Self:
        """Mentors see the cohorts they look after, admins all of them, learners none."""
        if user.is_admin:
            return self
        return self.filter(memberships__user=user, memberships__role=Membership.Role.MENTOR)


class Cohort(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=80)
    started_on = models.DateField()

    objects: ClassVar[CohortQuerySet] = CohortQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.title


class Membership(models.Model):
    class Role(models.TextChoices):
        LEARNER = "learner", "learner"
        MENTOR = "mentor", "mentor"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=7, choices=Role, default=Role.LEARNER)
    joined_on = models.DateField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="one_membership_for_each_cohort")]

    def __str__(self) -> str:
        return f"{self.user} in {self.cohort}"
