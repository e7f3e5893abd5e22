"""Answer several questions with one text. Each gets it as if it had been written there alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cohorts.bulk.outcome import BulkOutcome
from cohorts.mentor_queue.models import ReviewClaim
from cohorts.permissions import lock_learner
from cohorts.threads.actions import add_comment, take_back_comment
from cohorts.threads.models import Comment, Thread
from exercises.models import Submission
from lib.errors import RefusedError

MAX_QUESTIONS = 50  # a page of the queue
ANSWERED = "no longer waiting"
IS_ANSWERING = "{} is answering it"
HAS_LEFT = "no longer in the cohort"
NONE_LEFT = "None of these questions can get your answer now"


@dataclass(frozen=True, kw_only=True)
class ChosenQuestion:
    thread: Thread
    newest: Comment
    obstacle: str
    """Why it won't get the text. Empty: it will."""


def chosen_questions(mentor: User, uids: Collection[UUID]) -> list[ChosenQuestion]:
    """Return those of the mentor's cohorts, the oldest first. Four queries."""
    rows = Thread.objects.looked_after_by(mentor).filter(uid__in=uids).with_subject()
    threads = list(rows.select_related("learner", "cohort").order_by("pk")[:MAX_QUESTIONS])
    comments = Comment.objects.filter(thread__in=threads).order_by("written_at", "pk")
    newest = {comment.thread_id: comment for comment in comments}
    obstacles = _obstacles(mentor, threads)
    return [
        ChosenQuestion(thread=thread, newest=newest[thread.pk], obstacle=obstacles.get(thread.pk, ""))
        for thread in threads
        if thread.pk in newest
    ]


def common_failure(questions: Sequence[ChosenQuestion]) -> Submission | None:
    """Return the first question's run if all are about the same recognised mistake in one cohort: then everybody who
    made it can be answered.
    """
    runs = [question.thread.submission for question in questions]
    mistakes = {run and (run.exercise_id, run.mistake) for run in runs}
    cohorts = {question.thread.cohort_id for question in questions}
    return runs[0] if runs and runs[0] and runs[0].mistake and len(mistakes) == len(cohorts) == 1 else None


def answer_several(*, mentor: User, questions: Collection[UUID], text: str, uid: UUID) -> BulkOutcome:
    """Write a text in each of these threads that waits for an answer, and leave out those that another mentor is
    answering. ``uid`` identifies the text: sending it twice writes it once.

    Each question is a transaction of its own, as if it had been answered alone.

    Raises RefusedError if no question is left that can get it.
    """
    answers, left_out = list[Comment](), dict[str, list[str]]()
    rows = Thread.objects.looked_after_by(mentor).filter(uid__in=questions).select_related("learner", "cohort")
    for thread in rows.order_by("pk")[:MAX_QUESTIONS]:
        try:
            answers.append(_answer(mentor, thread, text, uuid5(uid, str(thread.uid))))
        except PermissionDenied:
            left_out.setdefault(HAS_LEFT, []).append(str(thread.learner))
        except RefusedError as refusal:
            left_out.setdefault(str(refusal).rstrip("."), []).append(str(thread.learner))
    outcome = BulkOutcome(count=len(answers), left_out=left_out, undo={"answers": [str(one.uid) for one in answers]})
    if not answers:
        raise RefusedError(f"{NONE_LEFT}. {outcome.left_out_text}".strip())
    return outcome


def take_back_answers(*, mentor: User, answers: Collection[UUID]) -> None:
    """Undo `answer_several` where nobody has replied since. Doing so twice is once."""
    for uid in answers:
        take_back_comment(person=mentor, uid=uid)


@transaction.atomic
def _answer(mentor: User, thread: Thread, text: str, uid: UUID) -> Comment:
    lock_learner(thread.learner_id)
    is_written = thread.comments.filter(uid=uid, text=text).exists()  # a second click
    if not is_written and (obstacle := _obstacles(mentor, [thread]).get(thread.pk)):
        raise RefusedError(obstacle)
    return add_comment(person=mentor, thread=thread, text=text, uid=uid)


def _obstacles(mentor: User, threads: Sequence[Thread]) -> dict[int, str]:
    """Return why threads can't be answered now, by thread. Two queries."""
    keys = [thread.pk for thread in threads]
    waiting = set(Thread.objects.to_review_by(mentor).filter(pk__in=keys).values_list("pk", flat=True))
    claims = ReviewClaim.objects.active(now=timezone.now()).filter(thread__in=keys).exclude(mentor=mentor)
    claimed = {claim.thread_id: IS_ANSWERING.format(claim.mentor) for claim in claims.select_related("mentor")}
    return claimed | {key: ANSWERED for key in keys if key not in waiting}
