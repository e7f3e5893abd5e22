"""Reviews: one admin asks another to look at changes of a draft before they are published."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from authoring.drafts.models import RoadmapDraft
from authoring.versions.models import RoadmapVersion
from lib.uids import UidModel, UidQuerySet


class DraftReviewQuerySet(UidQuerySet["DraftReview"]):
    def unanswered(self) -> Self:
        return self.filter(answered_at=None)


class DraftReview(UidModel):
    MAX_MESSAGE_CHARS, MAX_REMARK_CHARS = 300, 1_000

    draft = models.ForeignKey(RoadmapDraft, on_delete=models.CASCADE, related_name="reviews")
    selection = models.TextField(blank=True, help_text="Which changes, as `Selection.query`. Empty: everybody’s.")
    message = models.CharField(max_length=MAX_MESSAGE_CHARS)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Who was asked. Empty: any other admin.",
    )  # fmt: skip
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    is_right = models.BooleanField(default=False, help_text="Whether the reviewer had nothing to change.")
    remark = models.CharField(max_length=MAX_REMARK_CHARS, blank=True)
    changes_digest = models.CharField(max_length=32, blank=True, help_text="Of the changes that the reviewer saw.")
    version = models.ForeignKey(
        RoadmapVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="reviews",
        help_text="What these changes were published as.",
    )  # fmt: skip
    is_outdated = models.BooleanField(default=False, help_text="They were edited between the review and publishing.")

    objects: ClassVar[DraftReviewQuerySet] = DraftReviewQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(is_right=True) | ~Q(remark=""), name="review_says_something"
            ),
        )

    def __str__(self) -> str:
        return f"Review of {self.draft}"

    def may_be_answered_by(self, person: User) -> bool:
        """Whoever was asked, or any admin but the one who asks."""
        is_theirs = person.pk == self.reviewer_id if self.reviewer_id else person.pk != self.asked_by_id
        return is_theirs and self.answered_at is None

    @property
    def history_text(self) -> str:
        """ "reviewed by Bob, before later edits"."""
        what = "reviewed" if self.is_right else "remarked on"
        later = ", before later edits" if self.is_outdated else ""
        return f"{what} by {self.answered_by or 'a former admin'}{later}"

    @property
    def verdict(self) -> str:
        return "looks right" if self.is_right else "has a remark"


def has_approval(draft: RoadmapDraft, changes_digest: str, person: User) -> bool:
    """Whether somebody else has said that these very changes look right."""
    reviews = draft.reviews.filter(is_right=True, changes_digest=changes_digest)
    return reviews.exclude(answered_by=None).exclude(answered_by=person).exists()
