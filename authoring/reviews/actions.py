"""Ask another admin to review changes of a draft, and answer."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import CURRICULUM_ROLES, User
from authoring.drafts.actions import check_may_edit, lock_roadmap
from authoring.drafts.queries import draft_content
from authoring.drafts.selections import Selection, select_changes
from authoring.reviews.models import DraftReview
from curriculum.models import Roadmap
from lib.errors import RefusedError
from notices.actions import notify
from notices.models import NoticeKind

MAX_UNANSWERED = 10
TOO_MANY = f"{MAX_UNANSWERED} requests of this draft have no answer yet. Wait for one first."
NOTHING_TO_REVIEW = "There’s nothing to review: the draft has no such changes."
EDITED_SINCE = "The changes were edited after you opened this page. Read them again, then answer."
REMARK_MISSING = "Write what should be changed."


def other_admins(person: User) -> list[User]:
    return list(
        User.objects.filter(role__in=CURRICULUM_ROLES, is_active=True).exclude(pk=person.pk).order_by("name", "pk")
    )


@transaction.atomic
def ask_for_review(
    *, person: User, roadmap: Roadmap, selection: Selection, message: str, reviewer: User | None
) -> DraftReview:
    """Ask one admin, or all others.

    Raises RefusedError: the draft has no such changes, nobody else is an admin, or too many requests are unanswered.
    """
    check_may_edit(person)
    lock_roadmap(roadmap.pk)
    content = draft_content(roadmap)
    if content.draft is None or not select_changes(content, selection).content.changes:
        raise RefusedError(NOTHING_TO_REVIEW)
    if content.draft.reviews.unanswered().count() >= MAX_UNANSWERED:
        raise RefusedError(TOO_MANY)
    admins = other_admins(person)
    people = [admin for admin in admins if reviewer in (None, admin)]
    if not people:
        raise RefusedError("There’s no other admin to ask. Make somebody an admin first.")
    review = DraftReview.objects.create(
        draft=content.draft, selection=selection.query, message=message, asked_by=person, reviewer=reviewer
    )
    for admin in people:
        _notify(admin, review, f"{person} asks you to review changes of “{roadmap}”: {message}")
    return review


@transaction.atomic
def answer_review(*, person: User, review: DraftReview, changes_digest: str, is_right: bool, remark: str) -> None:
    """Say that the changes look right, or what should be different.

    Args:
        changes_digest: that of the changes which the person saw, `DraftContent.changes_digest`.

    Raises:
        PermissionDenied: somebody else was asked.
        RefusedError: it was answered or published already, the changes were edited, or the remark is missing.
    """
    check_may_edit(person)
    lock_roadmap(review.draft.roadmap_id)
    review = DraftReview.objects.select_related("draft__roadmap", "asked_by").get(pk=review.pk)
    if review.answered_at:
        raise RefusedError(f"{review.answered_by or 'Somebody'} has answered already.")
    if not review.may_be_answered_by(person):
        raise PermissionDenied
    if review.draft.closed_at:
        raise RefusedError("This draft has been published or discarded already.")
    content = draft_content(review.draft.roadmap, review.draft)
    if select_changes(content, Selection.from_query(review.selection)).content.changes_digest != changes_digest:
        raise RefusedError(EDITED_SINCE)
    if not (is_right or remark):
        raise RefusedError(REMARK_MISSING)
    review.answered_by, review.answered_at = person, timezone.now()
    review.is_right, review.remark, review.changes_digest = is_right, remark, changes_digest
    review.save()
    if review.asked_by and review.asked_by.edits_curriculum:
        verdict = "says that your changes look right" if is_right else "has a remark on your changes"
        _notify(review.asked_by, review, f"{person} {verdict}{f': {remark}' if remark else ''}")


def _notify(person: User, review: DraftReview, sentence: str) -> None:
    link = reverse("authoring:review_detail", args=[review.draft.roadmap.uid, review.uid])
    notify(
        person=person, kind=NoticeKind.DRAFT, key=f"review-{review.uid}-{person.pk == review.asked_by_id}",
        sentence=sentence, link=link,
    )  # fmt: skip
