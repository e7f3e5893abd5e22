"""Create threads and comments, within the limits."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.models import User
from cohorts.actions.notifications import notify_readers
from cohorts.models import Comment, Thread
from cohorts.rules.lines import LineRange
from exercises.submissions.source_html import count_lines
from lib.errors import RefusedError
from lib.markdown import MarkdownError

MAX_WAITING = 20  # questions of one learner that wait for an answer
MAX_COMMENTS = 200  # in a thread
TOO_MANY_WAITING = f"{MAX_WAITING} of your questions are waiting for an answer. Mark the ones you’ve solved as settled."
LAST_LINE = "The last line of the code is {}. Choose lines up to there."
NO_CODE = "This isn’t about a submission, so it has no lines. Leave them empty."


def begin_thread(person: User, learner: User, **fields: Any) -> Thread:
    if person == learner:
        waiting = Thread.objects.filter(learner=learner).with_newest().waiting_for_mentor()
        if waiting.count() >= MAX_WAITING:
            raise RefusedError(TOO_MANY_WAITING)
    return Thread.objects.create(learner=learner, is_request=person == learner, **fields)


def write_comment(
    thread: Thread, person: User, text: str, uid: UUID, *, lines: LineRange | None = None, at: datetime | None = None
) -> Comment:
    if thread.comments.count() >= MAX_COMMENTS:
        raise RefusedError(f"This thread has reached the limit of {MAX_COMMENTS} comments. Start a new one.")
    if lines:
        _check_lines(thread, lines)
    from_mentor = person != thread.learner
    if Comment.objects.filter(uid=uid).exists():
        uid = uuid4()  # another text has it: they went back in the browser and sent a new text
    comment = Comment(
        uid=uid, thread=thread, from_mentor=from_mentor, mentor=person if from_mentor else None, text=text,
        first_line=lines and lines[0], last_line=lines and lines[1], written_at=at or timezone.now(),
    )  # fmt: skip
    save_comment(comment)
    notify_readers(comment)
    return comment


def _check_lines(thread: Thread, lines: LineRange) -> None:
    if thread.submission is None:
        raise RefusedError(NO_CODE)
    count = count_lines(thread.submission.source)
    if lines[1] > count:
        raise RefusedError(LAST_LINE.format(count))


def save_comment(comment: Comment) -> None:
    try:
        comment.save()
    except MarkdownError as error:
        raise RefusedError(str(error)) from error
