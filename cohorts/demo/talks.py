"""Questions of the demo's learners and answers of their mentors: threads in every state."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.demo.people import ATTENTION, BACKPROP, SAMPLING
from cohorts.demo.study import evening_of, local_day
from cohorts.threads.models import Comment, Thread
from cohorts.threads.notices import notify_readers
from curriculum.models import Topic
from exercises.models import Exercise, Submission
from notices.models import Notice

ANSWERED_AFTER = timedelta(hours=15)
READ_BY_NOW_DAYS = 14


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A question about a topic or a try at an exercise, and the mentor's answer the day after.

    If the mentor began it, ``question`` is the mentor's and ``answer`` the learner's.
    """

    learner: str
    about: str = ""
    days_ago: int
    question: str
    answer: str = ""
    follow_up: str = ""
    """What the one who asked wrote two days after."""
    is_settled: bool = False
    is_from_mentor: bool = False


TALKS = (
    Talk(learner="Nora Lindqvist", about="neural-networks", days_ago=3, question="""\
My $\\partial L / \\partial W_1$ comes out as the transpose of what it should be. Which do I transpose, the input or the
error?""",
         answer="""\
Let the shapes decide. `x` is (batch, inputs), the error that comes back is (batch, hidden), and $W_1$ is
(inputs, hidden): only `x.T @ error` has its shape. Then divide by the batch, once."""),
    Talk(learner="Grete Sommer", about=SAMPLING, days_ago=1, question="""\
The frequencies are off, but only when the temperature is not 1. I keep the top-p tokens first and divide by the
temperature after that. Does the order matter?"""),
    Talk(learner="Hiro Tanaka", about=ATTENTION, days_ago=25, is_settled=True, question="""\
My loops pass, but they take 40 times as long as the solution. Does that matter for later exercises?""",
         answer="""\
Not for the verdict. From multi-head attention on the inputs are larger, so write it with `@` before you get there."""),
    Talk(learner="Jonas Weber", about="optimizers", days_ago=40, question="""\
Is Adam always better than SGD with momentum?""",
         answer="No. Try both on the same network, and plot the validation loss as well as the training loss."),
)  # fmt: skip
SUMMER_TALKS = (
    Talk(learner="Quynh Tran", about=BACKPROP, days_ago=4, question="""\
The verdict says that my gradients are too large by the batch size. I divide the loss by it already. Where else?"""),
    Talk(learner="Fatou Ndiaye", about=BACKPROP, days_ago=6, question="Why does the sign of my update not matter here?",
         answer="It does: you call it a gradient but return the step. Return $+\\partial L/\\partial W$.",
         follow_up="I see, thank you. And is the bias averaged over the batch as well?"),
    Talk(learner="Dalia Mansour", about="calculus", days_ago=2, question="Do I need the Hessian for phase 2?",
         answer="No. It comes back with optimizers, and only its idea."),
    Talk(learner="Mei Chen", days_ago=9, question="I only have four hours a week. Can I finish in a year?",
         answer="The plan page tells you. Put in four hours, and look at the later of the two dates.",
         is_settled=True),
    Talk(learner="Victor Dubois", days_ago=10, is_from_mentor=True, question="""\
You haven’t logged anything for a while. That’s fine. If something is in the way, write to me."""),
    Talk(learner="Mateo Fernández", about=ATTENTION, days_ago=12, is_from_mentor=True,
         question="Well done. Look at how the solution adds the mask before the softmax.",
         answer="I had masked after it. Now I see why that was wrong.", is_settled=True),
)  # fmt: skip


def talk_about(talk: Talk, cohort: Cohort, mentor: User, today: date) -> None:
    learner = User.objects.get(name=talk.learner)
    asked_at = evening_of(learner, local_day(learner, today) - timedelta(days=talk.days_ago))
    thread = _thread(talk, learner, cohort, asked_at)
    writers = (mentor, None) if talk.is_from_mentor else (None, mentor)
    times = (asked_at, asked_at + ANSWERED_AFTER, asked_at + timedelta(days=2))
    texts = (talk.question, talk.answer, talk.follow_up)
    for number, (text, at) in enumerate(zip(texts, times, strict=True)):
        if text:
            _comment(thread, text, at, writers[number % 2])
    if talk.is_settled:
        Thread.objects.filter(pk=thread.pk).update(settled_at=thread.comments.latest("written_at").written_at)
    if talk.is_settled or talk.days_ago > READ_BY_NOW_DAYS:
        Notice.objects.filter(key=str(thread.uid)).update(read_at=asked_at + ANSWERED_AFTER)


def _thread(talk: Talk, learner: User, cohort: Cohort, asked_at: datetime) -> Thread:
    exercise, topic = Exercise.objects.filter(slug=talk.about).first(), Topic.objects.filter(uid=talk.about).first()
    run = Submission.objects.filter(learner=learner, exercise=exercise).last() if exercise else None
    return Thread.objects.create(
        learner=learner, cohort=cohort, topic=topic, exercise=None if run else exercise, submission=run,
        is_request=not talk.is_from_mentor, opened_at=asked_at,
    )  # fmt: skip


def _comment(thread: Thread, text: str, at: datetime, mentor: User | None) -> None:
    """Write a comment, mark what it answers as read, and date its notice back to the same time."""
    side = thread.learner if mentor is None else None
    earlier = Notice.objects.filter(key=str(thread.uid))
    (earlier.filter(person=side) if side else earlier.exclude(person=thread.learner)).update(read_at=at)
    comment = Comment.objects.create(
        thread=thread, from_mentor=mentor is not None, mentor=mentor, text=text, written_at=at
    )
    notify_readers(comment)
    Notice.objects.filter(key=str(thread.uid), items=[str(comment.uid)]).update(created_at=at)
