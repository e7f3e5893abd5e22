"""Sign-offs: a learner shows a mentor that they meet a criterion which no exercise can prove.

A request keeps what the learner showed, and each decision about it is a row of its own. Its state is that of the newest
decision. No checkpoint waits for it.
"""

import html
import uuid
from datetime import datetime
from typing import Any, ClassVar, Protocol, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, URLValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import Truncator

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.sign_offs.files import FILE_TYPES, MAX_FILE_BYTES, MAX_NAME_CHARS, suffix_of
from curriculum.models import Criterion
from lib.model_fields import RenderedNoteField, version_of
from lib.uids import UidModel, UidQuerySet


class SignOffState(models.TextChoices):
    """The outcome of the newest decision; without any, a mentor has to decide."""

    WAITING = "waiting", "waiting for a mentor"
    APPROVED = "approved", "signed off"
    MISSING = "missing", "something is missing"
    REVOKED = "revoked", "no longer signed off"

    @property
    def sign(self) -> str:
        signs = {"waiting": "◌", "approved": "◉", "missing": "→", "revoked": "–"}
        return signs[self.value]

    @property
    def sign_and_word(self) -> str:
        return f"{self.sign} {self.label}"


OUTCOMES = [(state.value, state.label) for state in SignOffState if state != SignOffState.WAITING]


class SignOffQuerySet(UidQuerySet["SignOff"]):
    def visible_to(self, user: User) -> Self:
        """Select a learner's own; for a mentor those of their cohorts, as long as the learner is in that cohort; for an
        admin all. Nobody but the learner sees one that they have withdrawn.
        """
        own = Q(learner=user)
        if user.manages_people:
            return self.filter(own | Q(withdrawn_at=None))
        still_learns = Membership.objects.learners().filter(cohort=OuterRef("cohort"), user=OuterRef("learner"))
        of_learners = Q(Exists(still_learns), cohort__in=Cohort.objects.visible_to(user), withdrawn_at=None)
        return self.filter(own | of_learners)

    def of_current_learners(self, cohort: Cohort) -> Self:
        """Select those that the cohort's mentors see."""
        return self.filter(cohort=cohort, learner__in=cohort.memberships.learners().values("user"), withdrawn_at=None)

    def with_outcome(self) -> Self:
        """Annotate the newest decision: its outcome, its time and the criterion's text then. All None without any."""
        newest = SignOffDecision.objects.filter(sign_off=OuterRef("pk")).order_by("-decided_at", "-pk")
        return self.annotate(
            outcome=Subquery(newest.values("outcome")[:1]),
            decided_at=Subquery(newest.values("decided_at")[:1]),
            decided_text=Subquery(newest.values("criterion_text")[:1]),
        )

    def waiting(self) -> Self:
        return self.filter(~Exists(SignOffDecision.objects.filter(sign_off=OuterRef("pk"))), withdrawn_at=None)

    def in_state(self, state: SignOffState) -> Self:
        """Select those in a state. Call `with_outcome` first."""
        return self.filter(outcome=None if state == SignOffState.WAITING else state)

    def newest_decision_first(self) -> Self:
        """Select those that somebody has decided about. Call `with_outcome` first."""
        return self.exclude(outcome=None).order_by("-decided_at", "-pk")

    def with_evidence(self) -> Self:
        """Select what a page shows, without the content of the file."""
        return self.select_related("learner", "cohort", "criterion__checkpoint", "file").defer("file__content")


class SignOff(UidModel):
    """A learner's request that a mentor sign off a criterion, with the evidence. It never changes."""

    MAX_CHARS = 4_000
    MAX_LINK_CHARS = 500

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_offs")
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.SET_NULL, related_name="sign_offs",
        help_text="Its mentors decide. Empty: only the learner and the admins see it.",
    )  # fmt: skip
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="sign_offs")
    criterion_text = models.TextField(help_text="What the criterion said at that time.")
    criterion_html = RenderedNoteField("criterion_text")
    text = models.TextField(blank=True, validators=[MaxLengthValidator(MAX_CHARS)], help_text="Markdown with LaTeX.")
    html = RenderedNoteField("text")
    link = models.CharField(max_length=MAX_LINK_CHARS, blank=True, validators=[URLValidator(schemes=["http", "https"])])
    requested_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="It is deleted a day later.")

    objects: ClassVar[SignOffQuerySet] = SignOffQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    outcome: str | None  # these three only on rows from with_outcome
    decided_at: datetime | None
    decided_text: str | None
    file: "SignOffFile"  # raises ObjectDoesNotExist where there is none

    class Meta:
        verbose_name_plural = "sign-off requests"
        ordering = ("requested_at", "pk")
        indexes = [
            models.Index(fields=["learner", "criterion"], name="sign_off_of_learner"),
            models.Index(fields=["cohort", "requested_at"], name="sign_off_oldest"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cohorts:sign_off_detail", args=[self.uid])

    @property
    def uid_text(self) -> str:
        """The uid for the ids of a page."""
        return str(self.uid)

    @property
    def title(self) -> str:
        return title_of(self.criterion_html)

    @property
    def state(self) -> SignOffState:
        """Return the state. Rows must come from `with_outcome`."""
        return SignOffState(self.outcome) if self.outcome else SignOffState.WAITING


class StoredFile(Protocol):
    """A file in the database, whichever model holds it."""

    name: Any
    content: Any

    @property
    def media_type(self) -> str: ...


class SignOffFile(models.Model):
    """The file of a request. It is in the database, so that it goes with its row and into every backup."""

    MAX_TOTAL_BYTES = 20 * 2**20  # of one learner

    sign_off = models.OneToOneField(SignOff, on_delete=models.CASCADE, related_name="file")
    name = models.CharField(max_length=MAX_NAME_CHARS)
    content = models.BinaryField(max_length=MAX_FILE_BYTES)
    size = models.PositiveIntegerField(validators=[MaxValueValidator(MAX_FILE_BYTES)])

    class Meta:
        verbose_name_plural = "sign-off files"

    def __str__(self) -> str:
        return self.name

    @property
    def media_type(self) -> str:
        file_type = FILE_TYPES.get(suffix_of(self.name))
        return file_type.media_type if file_type else "application/octet-stream"

    @staticmethod
    def bytes_of(learner: User) -> int:
        total = SignOffFile.objects.filter(sign_off__learner=learner).aggregate(total=Sum("size"))["total"]
        return total or 0


class SignOffDecision(models.Model):
    """A mentor's decision about a request, and the text of the criterion then."""

    MAX_CHARS = 2_000

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sign_off = models.ForeignKey(SignOff, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=8, choices=OUTCOMES)
    text = models.TextField(
        blank=True, validators=[MaxLengthValidator(MAX_CHARS)],
        help_text="What is missing, or why it is revoked. Markdown with LaTeX.",
    )  # fmt: skip
    html = RenderedNoteField("text")
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="sign_off_decisions", help_text="Nobody any more when they have deleted their account.",
    )  # fmt: skip
    criterion_text = models.TextField(help_text="What the criterion said at that time.")
    criterion_html = RenderedNoteField("criterion_text")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "sign-off decisions"
        ordering = ("decided_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=SignOffState.APPROVED) | ~Q(text=""), name="no_refusal_without_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sign_off}: {self.outcome}"

    @property
    def state(self) -> SignOffState:
        return SignOffState(self.outcome)


def title_of(criterion_html: str) -> str:
    """Return a criterion as part of a sentence."""
    return Truncator(" ".join(html.unescape(strip_tags(criterion_html)).split())).chars(100)


def version_of_sign_off(newest: SignOffDecision | None, criterion: Criterion) -> str:
    """Return a version that changes with each decision and each new wording, so that nobody decides about something
    else than they read.
    """
    return version_of(f"{newest.uid if newest else ''}\n{criterion.text}")
