"""Write one text to several learners. A worker sends it, and takes it back where nobody has replied."""

from collections import Counter
from collections.abc import Collection
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cohorts.bulk.models import GroupMessage, GroupMessageCopy
from cohorts.bulk.outcome import BulkOutcome, learners_named
from cohorts.cohort.models import Cohort
from cohorts.permissions import COHORT_IS_ARCHIVED, lock_cohort
from cohorts.threads.actions import open_thread, take_back_comment
from curriculum.models import Topic
from exercises.models import Exercise
from lib.errors import RefusedError
from lib.task_queue import enqueue

TASK = "cohorts.send_group_message"
MAX_A_DAY = 5  # texts of this kind to one learner, from all mentors of a cohort: each may be an email
GOT_ENOUGH = f"got {MAX_A_DAY} texts to several learners within a day"
YOURSELF = "is you"
NOBODY_LEFT = "Nobody is left to write to"
TAKEN_BACK = "Taken back. Where somebody has replied already, your text stays."
BATCH = 100  # in one run of the task
KEPT_FOR = timedelta(days=2)
Subject = Topic | Exercise | None


@transaction.atomic
def write_to_several(
    *, person: User, cohort: Cohort, learners: Collection[UUID], about: Subject, text: str, uid: UUID
) -> BulkOutcome:
    """Begin a thread with each learner. ``uid`` identifies the text: sending it twice writes once to each.

    Raises:
        PermissionDenied: the person neither leads nor mentors the cohort.
        RefusedError: the cohort is archived, nobody can get it, or the text can't be typeset.
    """
    current = lock_cohort(cohort)
    if not current.is_visible_to(person):
        raise PermissionDenied
    if current.is_archived:
        raise RefusedError(COHORT_IS_ARCHIVED)
    earlier = GroupMessage.objects.filter(uid=uid)
    if message := earlier.filter(cohort=current, writer=person, text=text).first():
        return BulkOutcome(count=message.copies.count(), undo={"message": str(uid)})  # a second click
    named = learners_named(current, learners)
    full = _got_enough(current)
    outcome = named.sort_out(
        lambda member: YOURSELF if member.user == person else GOT_ENOUGH if member.user_id in full else ""
    )
    if not outcome.members:
        raise RefusedError(f"{NOBODY_LEFT}. {outcome.left_out_text}".strip())
    message = GroupMessage(
        uid=uuid4() if earlier.exists() else uid,
        cohort=current,
        writer=person,
        text=text,
        topic=about if isinstance(about, Topic) else None,
        exercise=about if isinstance(about, Exercise) else None,
    )
    message.save()
    GroupMessageCopy.objects.bulk_create(
        [GroupMessageCopy(message=message, learner=member.user) for member in outcome.members], batch_size=500
    )
    transaction.on_commit(partial(enqueue, TASK, message.pk))
    return outcome.with_undo({"message": str(message.uid)})


@transaction.atomic
def withdraw_group_message(*, person: User, cohort: Cohort, uid: UUID) -> None:
    """Stop sending a text, and have a worker take it back from those who haven't replied. Doing so twice is once.

    Raises PermissionDenied unless the person wrote it.
    """
    messages = GroupMessage.objects.filter(uid=uid, cohort=cohort, writer=person)
    message = messages.first()
    if message is None:
        raise PermissionDenied
    if messages.filter(withdrawn_at=None).update(withdrawn_at=timezone.now()):
        transaction.on_commit(partial(enqueue, TASK, message.pk))


def work_on(*, pk: int) -> int:
    """Send the next copies of a text, or take the next ones back. Return how many. In a worker.

    Each copy is a transaction of its own with a uid of its own: where a worker dies, another one goes on, and nobody
    gets it twice.
    """
    message = GroupMessage.objects.filter(pk=pk).select_related("cohort", "writer", "topic", "exercise").first()
    if message is None:
        return 0
    rows = message.copies.all() if message.withdrawn_at else message.copies.filter(sent_at=None)
    copies = list(rows.select_related("learner").order_by("pk")[:BATCH])
    for copy in copies:
        if message.withdrawn_at:
            _take_back(message, copy)
        else:
            _send(message, copy)
    if len(copies) == BATCH:
        enqueue(TASK, pk)
    return len(copies)


def queue_group_messages() -> int:
    """Go on with texts that a worker lost, or that never reached the queue."""
    pks = list(GroupMessage.objects.unfinished().order_by("pk").values_list("pk", flat=True)[:20])
    return sum(work_on(pk=pk) for pk in pks)


def delete_old_group_messages() -> int:
    """Delete the rows of texts that were sent days ago. Each learner's thread stays. Return how many rows."""
    old = GroupMessage.objects.filter(written_at__lt=timezone.now() - KEPT_FOR)
    return old.exclude(pk__in=GroupMessage.objects.unfinished().values("pk")).delete()[0]


def _got_enough(cohort: Cohort) -> set[int]:
    """Return the learners who have got as many such texts as they may in a day. One query."""
    lately = GroupMessageCopy.objects.filter(
        message__cohort=cohort, message__written_at__gt=timezone.now() - timedelta(days=1)
    )
    counts = Counter(lately.values_list("learner", flat=True))
    return {learner for learner, count in counts.items() if count >= MAX_A_DAY}


@transaction.atomic
def _send(message: GroupMessage, copy: GroupMessageCopy) -> None:
    if not GroupMessage.objects.select_for_update().filter(pk=message.pk, withdrawn_at=None).exists():
        return  # taken back in the meantime
    if not GroupMessageCopy.objects.filter(pk=copy.pk, sent_at=None).update(sent_at=timezone.now()):
        return  # another worker was faster
    try:
        open_thread(
            person=message.writer,
            learner=copy.learner,
            cohort=message.cohort,
            about=message.topic or message.exercise,
            text=message.text,
            uid=copy.uid,
        )
    except (PermissionDenied, RefusedError):
        copy.delete()  # the learner or the writer has left the cohort, or it was archived


@transaction.atomic
def _take_back(message: GroupMessage, copy: GroupMessageCopy) -> None:
    if copy.sent_at:
        take_back_comment(person=message.writer, uid=copy.uid)
    copy.delete()
