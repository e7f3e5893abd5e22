"""Invitations to a cohort: a link that several people may use, or one for a single address."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.validators import DomainNameValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import AddressField, User
from accounts.names import NameField
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.sections.models import CohortSection
from lib.uids import UidModel

MAX_DOMAIN_CHARS = 253
validate_domain = DomainNameValidator(
    message="Enter only what follows the @, such as school.example.", accept_idna=False
)
INVITED_ROLES = [(role.value, role.label) for role in (CohortRole.LEARNER, CohortRole.MENTOR)]


class InvitationState(StrEnum):
    OPEN = "open"
    REVOKED = "revoked"
    USED_UP = "used up"
    EXPIRED = "expired"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Select those that still let somebody in."""
        return self.filter(
            revoked_at=None, expires_at__gt=timezone.now(), uses__lt=F("max_uses"), cohort__archived_at=None
        )

    def addressed_to(self, person: User) -> Self:
        """Select the invitations to an address that the person has confirmed."""
        addresses = person.emailaddress_set.filter(verified=True)  # type: ignore[attr-defined]  # allauth adds it
        return self.exclude(address="").filter(address__in=addresses.values("email"))

    def failed(self) -> Self:
        """Select those whose email couldn't be sent."""
        return self.filter(delivery=Invitation.Delivery.FAILED)

    def to_send(self) -> Self:
        """Select those whose notice or email should be sent now, for the first time or again."""
        return self.open().filter(delivery=Invitation.Delivery.DUE, next_try_at__lte=timezone.now())


class Invitation(models.Model):
    """Lets people join a cohort. Only a digest of the secret in its link is stored."""

    class Delivery(models.TextChoices):
        LINK = "", "as a link"
        DUE = "due", "to be sent"
        SENT = "sent", "sent"
        FAILED = "failed", "couldn’t be sent"

    MAX_OPEN = 6_000  # in a cohort
    MAX_USES = 500
    MAX_DAYS = 365

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=7, choices=INVITED_ROLES, default=CohortRole.LEARNER)
    digest = models.CharField(
        max_length=64, unique=True, null=True, blank=True, editable=False,
        help_text="SHA-256 of the secret in the link. Empty before the link is made.",
    )  # fmt: skip
    address = AddressField("email address", blank=True, help_text="Empty: a link for several people.")
    name = NameField(blank=True, default="", help_text="Of the person, from a roster.")
    section = models.ForeignKey(
        CohortSection, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Into which a learner comes.",
    )  # fmt: skip
    external_id = models.CharField(max_length=Membership.MAX_EXTERNAL_ID_CHARS, blank=True, default="")
    max_uses = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(MAX_USES)]
    )
    uses = models.PositiveSmallIntegerField(default=0, editable=False)
    domain = models.CharField(
        max_length=MAX_DOMAIN_CHARS, blank=True, default="", validators=[validate_domain],
        help_text="Only people with a confirmed address there can join. Empty: everybody who has the link.",
    )  # fmt: skip
    needs_approval = models.BooleanField(default=False, help_text="A lead accepts each person first.")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations",
        help_text="Their invitations go with their account.",
    )  # fmt: skip
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    delivery = models.CharField(max_length=6, choices=Delivery, blank=True, default=Delivery.LINK)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    next_try_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(delivery="due"), name="invitation_to_send"),
            models.Index(fields=["address"], condition=~Q(address=""), name="invitation_address"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(uses__lte=F("max_uses")), name="invitation_uses_capped"),
            models.CheckConstraint(condition=~Q(role=CohortRole.LEAD), name="nobody_is_invited_as_lead"),
        ]

    def __str__(self) -> str:
        return self.address or f"link for {self.max_uses}"

    @property
    def state(self) -> InvitationState:
        """Return "open" if it still lets somebody in, or else why not."""
        if self.revoked_at:
            return InvitationState.REVOKED
        if self.uses >= self.max_uses:
            return InvitationState.USED_UP
        return InvitationState.EXPIRED if self.expires_at <= timezone.now() else InvitationState.OPEN

    @property
    def is_unbound(self) -> bool:
        """Whether anybody who has the link becomes a mentor, and several people may."""
        is_bound = self.domain or self.needs_approval or self.address
        return self.role != CohortRole.LEARNER and self.max_uses > 1 and not is_bound

    def lets_in(self, person: User) -> bool:
        """Whether the person has a confirmed address at its domain. Without a domain, everybody may join."""
        addresses = person.emailaddress_set.filter(verified=True)  # type: ignore[attr-defined]  # allauth adds it
        return not self.domain or bool(addresses.filter(email__iendswith=f"@{self.domain}").exists())


class JoinRequestState(models.TextChoices):
    WAITING = "waiting", "waiting for a lead"
    ACCEPTED = "accepted", "accepted"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def waiting(self) -> Self:
        """Select those that a lead has to decide, the oldest first."""
        return self.filter(state=JoinRequestState.WAITING, person__is_active=True).order_by("asked_at", "pk")

    def with_person(self) -> Self:
        """Select the person and the invitation too, and annotate ``is_confirmed``: the address is surely theirs."""
        confirmed = EmailAddress.objects.filter(
            user=OuterRef("person"), email__iexact=OuterRef("person__email"), verified=True
        )
        return self.select_related("person", "invitation").annotate(is_confirmed=Exists(confirmed))


class JoinRequest(UidModel):
    """Somebody asks to join with an invitation that needs approval. It gives no rights, and goes with the invitation.

    The audit log says who decided.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="join_requests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests")
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="requests")
    state = models.CharField(max_length=9, choices=JoinRequestState, default=JoinRequestState.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[JoinRequestQuerySet] = JoinRequestQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    is_confirmed: bool  # only on rows from with_person

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], name="one_request_for_each_cohort"),
        ]

    def __str__(self) -> str:
        return f"{self.person} asks to join {self.cohort}"

    def get_absolute_url(self) -> str:
        return reverse("cohorts:join_request", args=[self.uid])

    @property
    def role(self) -> str:
        """The word for what they would be."""
        return self.invitation.get_role_display()


def expiry(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)
