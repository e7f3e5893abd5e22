"""A cohort is learners who started together and the mentors who look after them."""

from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User


class CohortQuerySet(models.QuerySet["Cohort"]):
    def get_by_natural_key(self, slug: str) -> "Cohort":
        return self.get(slug=slug)

    def visible_to(self, user: User) -> Self:
        """Mentors see the cohorts they look after, admins all of them, learners none."""
        if user.is_admin:
            return self
        if not user.is_mentor:
            return self.none()
        looked_after = Membership.objects.filter(user=user, role=Membership.Role.MENTOR)
        return self.filter(pk__in=looked_after.values("cohort"))

    def with_counts(self) -> Self:
        """Annotate ``learners``, the number of those who learn in it."""
        learns = Q(memberships__role=Membership.Role.LEARNER, memberships__user__is_active=True)
        return self.annotate(learners=Count("memberships", filter=learns, distinct=True))


class Cohort(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=80)
    started_on = models.DateField()

    objects: ClassVar[CohortQuerySet] = CohortQuerySet.as_manager()  # type: ignore[assignment]

    learners: int  # only on rows from with_counts

    class Meta:
        ordering = ("-started_on", "title")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cohorts:cohort_detail", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def learners(self) -> Self:
        """Those who learn and whose account is open."""
        return self.filter(role=Membership.Role.LEARNER, user__is_active=True)


class Membership(models.Model):
    class Role(models.TextChoices):
        LEARNER = "learner", "learner"
        MENTOR = "mentor", "mentor"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=7, choices=Role, default=Role.LEARNER)
    joined_on = models.DateField(default=timezone.localdate)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="one_membership_for_each_cohort")]

    def __str__(self) -> str:
        return f"{self.user} in {self.cohort}"

    def clean(self) -> None:
        if self.role == self.Role.MENTOR and self.user_id and not self.user.is_mentor:
            raise ValidationError({"role": f"The account of {self.user} is a learner’s. Make it a mentor’s first."})
