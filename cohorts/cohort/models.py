"""Cohorts: learners who started together, and their mentors."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.names import NameField
from cohorts.nudges.rules import MAX_NUDGE_DAYS, read_days
from cohorts.threads.rules import QUIET_DAYS
from curriculum.models import Roadmap
from lib.compiled_queries import Param

EARLIEST_START, LATEST_START = date(2000, 1, 1), date(2100, 1, 1)
RESERVED_SLUGS = frozenset({"create", "restore"})  # pages of their own


def validate_start(day: date) -> None:
    if not EARLIEST_START <= day <= LATEST_START:
        raise ValidationError(f"Enter a date between {EARLIEST_START.year} and {LATEST_START.year}.")


def validate_slug_is_free(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError(f"“{slug}” is the address of a page. Choose another slug.")


def days_to_close(own_days: int | None) -> int:
    """Return the days of a cohort, or of the site if the cohort has none of its own. 0: threads never close."""
    site_days: int = settings.THREAD_CLOSE_DAYS
    return site_days if own_days is None else own_days


def quiet_after(close_days: int | None) -> timedelta:
    """Return how long an answer waits for its learner: until the thread closes. ``close_days`` is the cohort's."""
    return timedelta(days=days_to_close(close_days) or QUIET_DAYS)


class CohortQuerySet(models.QuerySet["Cohort"]):
    def get_by_natural_key(self, slug: str) -> "Cohort":
        return self.get(slug=slug)

    def visible_to(self, user: User) -> Self:
        """The cohorts whose learners somebody may see: those they lead or mentor, and for an admin all of them.

        The membership alone decides. The role of the account says nothing about a cohort.
        """
        return self if user.manages_people else self.with_staff(user)

    def with_staff(self, user: User) -> Self:
        """The cohorts that somebody leads or mentors."""
        return self.filter(pk__in=Membership.objects.staff().filter(user=user).values("cohort"))

    def led_by(self, user: User) -> Self:
        """The cohorts that somebody may change: those they lead, and for an admin all of them."""
        leads = Membership.objects.leads().filter(user=user)
        return self if user.manages_people else self.filter(pk__in=leads.values("cohort"))

    def joined_by(self, user: User) -> Self:
        """The cohorts in which somebody is, in any role."""
        return self.filter(pk__in=Membership.objects.filter(user=user).values("cohort"))

    def readable_by(self, user: User) -> Self:
        """The cohorts in which somebody is, in any role, and those that they may see."""
        return self.joined_by(user) | self.visible_to(user)

    def learned_in_by(self, user: User) -> Self:
        """The cohorts in which somebody learns."""
        learns = Membership.objects.filter(user=user, role=CohortRole.LEARNER)
        return self.filter(pk__in=learns.values("cohort"))

    def active(self) -> Self:
        """The cohorts that aren't archived."""
        return self.filter(archived_at=None)

    def with_role_of(self, user: User) -> Self:
        """Annotate ``my_role``, what somebody is in it. None: nothing."""
        memberships = Membership.objects.filter(cohort=OuterRef("pk"), user=user)
        return self.annotate(my_role=Subquery(memberships.values("role")[:1]))

    def with_counts(self) -> Self:
        """Annotate ``learners``, how many people learn in it."""
        learns = Q(memberships__role=CohortRole.LEARNER, memberships__user__is_active=True)
        return self.annotate(learners=Count("memberships", filter=learns, distinct=True))


class Cohort(models.Model):
    MAX_LEARNERS = 5_000

    slug = models.SlugField(max_length=60, unique=True, validators=[validate_slug_is_free])
    title = NameField(max_length=80)
    started_on = models.DateField(validators=[validate_start])
    max_learners = models.PositiveSmallIntegerField(
        "places for learners", default=500, validators=[MinValueValidator(1), MaxValueValidator(MAX_LEARNERS)],
        help_text="When the cohort is full, no more learners can join.",
    )  # fmt: skip
    sends_nudges = models.BooleanField("remind learners", default=True, help_text="Of answers that wait for them.")
    nudge_days = models.CharField(
        "after these days",
        max_length=40,
        blank=True,
        default="",
        help_text="Such as 7, 14, 21. Empty: the site’s days.",
    )
    roadmap = models.ForeignKey(
        Roadmap, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Empty: the site’s first.",
    )  # fmt: skip
    close_days = models.PositiveSmallIntegerField(
        "close threads after days",
        null=True,
        blank=True,
        validators=[MaxValueValidator(MAX_NUDGE_DAYS)],
        help_text="Without a reply from the learner. 0: never. Empty: the site’s days.",
    )
    ends_on = models.DateField(
        "term ends on", null=True, blank=True, validators=[validate_start],
        help_text="The site archives it after this day. Empty: it has no end.",
    )  # fmt: skip
    end_set_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When somebody set this end: members are told each time."
    )
    ended_on = models.DateField(
        null=True, blank=True, editable=False, help_text="The end after which the site archived it, once."
    )
    archived_at = models.DateTimeField(
        null=True, blank=True, help_text="From then on nobody joins it, and nobody asks in it."
    )

    objects: ClassVar[CohortQuerySet] = CohortQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    learners: int  # only on rows from with_counts
    has_requests: bool  # only on rows from with_requests_to

    class Meta:
        ordering = ("-started_on", "title")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cohorts:cohort_detail", args=[self.slug])

    @property
    def is_archived(self) -> bool:
        """Whether a lead has archived it, or the site after its term."""
        return self.archived_at is not None

    @property
    def has_ended(self) -> bool:
        """Whether it's archived and the site did so after the last day of its term."""
        return self.is_archived and self.ended_on is not None and self.ended_on == self.ends_on

    def is_visible_to(self, user: User) -> bool:
        return Cohort.objects.visible_to(user).contains(self)

    def is_led_by(self, user: User) -> bool:
        """Whether somebody may change the cohort."""
        return Cohort.objects.led_by(user).contains(self)

    def membership_of(self, user: User) -> "Membership | None":
        return self.memberships.filter(user=user).first()

    @property
    def days_to_nudge(self) -> list[int]:
        """Return after how many days its learners are reminded of an answer. Empty: never."""
        if not self.sends_nudges:
            return []
        try:
            return read_days(self.nudge_days)
        except ValueError:
            return list(settings.THREAD_NUDGE_DAYS)

    @property
    def days_to_close(self) -> int:
        """Return after how many days a thread closes whose learner doesn't reply. 0: never."""
        return days_to_close(self.close_days)

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class CohortRole(models.TextChoices):
    """A person's role in one cohort. A lead is a mentor who may also change the cohort and its members."""

    LEARNER = "learner", "learner"
    MENTOR = "mentor", "mentor"
    LEAD = "lead", "lead"


STAFF_ROLES = (CohortRole.LEAD, CohortRole.MENTOR)
ROLES_BY_RANK = (*STAFF_ROLES, CohortRole.LEARNER)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def learners(self) -> Self:
        """Learners with an active account."""
        return self.filter(role=CohortRole.LEARNER, user__is_active=True)

    def staff(self) -> Self:
        """Leads and mentors with an active account: those who may see the learners of their cohort."""
        return self.filter(role__in=STAFF_ROLES, user__is_active=True)

    def leads(self) -> Self:
        """Leads with an active account."""
        return self.filter(role=CohortRole.LEAD, user__is_active=True)

    def staff_of(self, learner: User | Param) -> Self:
        """The leads and mentors of every cohort in which the learner is and that isn't archived."""
        learns = Membership.objects.filter(user=learner, role=CohortRole.LEARNER, cohort__archived_at=None)
        return self.staff().filter(cohort__in=learns.values("cohort"))

    def assigned_to(self, mentor: User) -> Self:
        """The learners of whom somebody is the mentor who looks after them first."""
        return self.learners().filter(mentor__user=mentor, mentor__role__in=STAFF_ROLES).order_by()

    def looked_after_by(self, user: User) -> Self:
        """The learners whom the user may see as a mentor."""
        return self.learners().filter(cohort__in=Cohort.objects.visible_to(user))

    def by_role(self) -> Self:
        """Leads first, then mentors, then learners, each by name."""
        whens = (When(role=role, then=Value(rank)) for rank, role in enumerate(ROLES_BY_RANK))
        rank = Case(*whens, output_field=IntegerField())
        return self.select_related("user", "section", "mentor__user").order_by(rank, "user__name", "user__email")

    def matching(self, text: str) -> Self:
        """The members whose name or address contains the text."""
        return self.filter(Q(user__name__icontains=text) | Q(user__email__icontains=text))


class Membership(models.Model):
    MAX_EXTERNAL_ID_CHARS = 64

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=7, choices=CohortRole, default=CohortRole.LEARNER)
    joined_on = models.DateField(default=timezone.localdate)
    section = models.ForeignKey(
        "cohorts.CohortSection", null=True, blank=True, on_delete=models.SET_NULL, related_name="members",
        help_text="Of a learner.",
    )  # fmt: skip
    mentor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="assigned_learners",
        help_text="Of a learner: the lead or mentor of the cohort who looks after them first.",
    )  # fmt: skip
    external_id = models.CharField(
        max_length=64, blank=True, default="", help_text="By which the school’s own system knows them. From a roster."
    )

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "user"], name="one_membership_for_each_cohort"),
            models.UniqueConstraint(
                fields=["cohort", "external_id"], condition=~Q(external_id=""), name="external_id_unique_in_its_cohort"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.cohort}"

    @property
    def section_name(self) -> str:
        """The name of a learner's section; empty for none. Select ``section`` with the row."""
        return self.section.name if self.section and self.section.removed_at is None else ""

    @property
    def mentor_name(self) -> str:
        """The name of the mentor who looks after a learner first; empty for none. Select ``mentor__user`` with it."""
        return str(self.mentor.user) if self.mentor else ""

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF_ROLES
