"""Bring shared replies to the learners whom they answer, now and later, with one notice for each of them."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cohorts.cohort.models import Membership
from cohorts.shared_replies.models import NO_FAILURE, ReplyReceipt, SharedReply
from exercises.models import ModeChoice, Submission
from lib.task_queue import enqueue
from notices.actions import notify
from notices.models import NoticeKind

TASK = "cohorts.deliver_shared_replies"
LOOK_BACK = timedelta(hours=1)  # for later mistakes: many times the interval at which the worker looks
MAX_NOTICES = 250  # in one run of the task, which must end within LONGEST_JOB_S
SHARED_REPLY = "Shared reply from the mentors of {}, about your submission for {}."


def record_receipts(reply: SharedReply) -> int:
    """Record whom a reply has reached. Learners who have passed the exercise get no notice.

    Returns how many learners are new. Three queries.
    """
    passes = Submission.objects.passes().filter(learner=OuterRef("user"), exercise=reply.exercise_id)
    known_receipts = ReplyReceipt.objects.filter(reply=reply, learner=OuterRef("user"))
    members = Membership.objects.learners().filter(
        ~Exists(known_receipts), Exists(reply.target.runs.filter(learner=OuterRef("user"))), cohort=reply.cohort_id
    )
    rows = members.annotate(has_passed=Exists(passes)).values_list("user", "has_passed")
    new = [ReplyReceipt(reply=reply, learner_id=user, needs_notice=not has_passed) for user, has_passed in rows]
    ReplyReceipt.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    return len(new)


def request_notices() -> None:
    """Have a worker send the notices, on commit. If the queue can't be reached, the next minute's run does it."""
    transaction.on_commit(partial(enqueue, TASK))


def deliver_shared_replies() -> int:
    """Record whom the replies have reached lately, and notify them. Return how many were notified."""
    for reply in _replies_with_news():
        record_receipts(reply)
    receipts = list(ReplyReceipt.objects.to_notify().order_by("pk").values_list("pk", flat=True)[:MAX_NOTICES])
    count = sum(_notify(pk) for pk in receipts)
    if len(receipts) == MAX_NOTICES:
        enqueue(TASK)  # there may be more
    return count


def _replies_with_news() -> list[SharedReply]:
    """Return the replies for whose mistake or code there is a new verdict, or whose cohort has a new learner. One
    query.
    """
    since = timezone.now() - LOOK_BACK
    runs = Submission.objects.filter(exercise=OuterRef("exercise"), mode=ModeChoice.SUBMIT, graded_at__gte=since)
    same_mistake = Q(mistake=OuterRef("mistake"), mistake__gt="")
    same_code = Q(normal_digest=OuterRef("normal_digest"), normal_digest__gt="")
    recent_runs = runs.exclude(verdict__in=NO_FAILURE).filter(same_mistake | same_code)
    new_learners = Membership.objects.learners().filter(
        cohort=OuterRef("cohort"), joined_on__gte=timezone.localdate() - timedelta(days=1)
    )
    replies = SharedReply.objects.in_force().filter(cohort__archived_at=None).select_related("exercise")
    return list(replies.filter(Exists(recent_runs) | Exists(new_learners)))


def _notify(pk: int) -> bool:
    """Notify a learner once. Only one of two workers claims the receipt, and a failure gives it back."""
    with transaction.atomic():
        if not ReplyReceipt.objects.to_notify().filter(pk=pk).update(needs_notice=False):
            return False
        receipt = ReplyReceipt.objects.select_related("reply__cohort", "reply__exercise", "learner").get(pk=pk)
        run = receipt.reply.target.runs.filter(learner=receipt.learner).newest_first().first()
        if run is None:
            return False  # a regrade has changed the verdict
        run.exercise = receipt.reply.exercise
        return notify(
            person=receipt.learner,
            kind=NoticeKind.ANSWER,
            key=str(receipt.reply.uid),
            item=str(receipt.reply.uid),
            sentence=SHARED_REPLY.format(receipt.reply.cohort, receipt.reply.exercise),
            link=f"{run.get_absolute_url()}#shared-replies",
        )
