"""A learner rates an answer."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from cohorts.actions.access import check_visible, lock_learner
from cohorts.models import Comment, Rating


@transaction.atomic
def rate_comment(*, person: User, comment: Comment, rating: Rating) -> None:
    """Rate a mentor's comment. The same rating again takes it back.

    Raises PermissionDenied to everybody but the learner.
    """
    thread = comment.thread
    lock_learner(thread.learner_id)
    check_visible(person, thread)
    if person != thread.learner or not comment.from_mentor:
        raise PermissionDenied
    rows = Comment.objects.filter(pk=comment.pk)
    if not rows.filter(rating=rating).update(rating=""):
        rows.update(rating=rating)
