"""Announcements, notes, saved and shared replies and claims of the demo's mentors."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from cohorts.announcements.models import Announcement
from cohorts.cohort.models import Cohort
from cohorts.demo.people import BACKPROP
from cohorts.mentor_notes.models import MentorNote
from cohorts.mentor_queue.models import ReviewClaim
from cohorts.saved_replies.models import SavedReply
from cohorts.shared_replies.actions import save_shared_reply
from cohorts.shared_replies.models import ReplyReceipt, ReplyTarget, SharedReply
from cohorts.threads.models import Thread
from exercises.models import Exercise

SAVED_REPLIES = [
    ("Print the shapes", "Hi {learner}, print the shape of each array around {line}. Which one isn’t what you expect?"),
]


def save_replies(mentor: User) -> None:
    SavedReply.objects.bulk_create(
        SavedReply(mentor=mentor, title=title, text=text, uses=3) for title, text in SAVED_REPLIES
    )


def look_after(cohort: Cohort, lead: User) -> None:
    """Write an announcement, and a note about the learner who joined first."""
    Announcement.objects.create(
        cohort=cohort, writer=lead, told_at=timezone.now(), title="Friday’s session starts at 10:00",
        text="We’ll draw **backpropagation** on the whiteboard. Bring an exercise you have *not* passed yet.",
    )  # fmt: skip
    MentorNote.objects.create(
        cohort=cohort, writer=lead, learner=cohort.memberships.learners().order_by("pk")[0].user,
        text="Understands shapes best from a drawing. We agreed to look at gradients together next Tuesday.",
    )  # fmt: skip


def claim(learner: User, mentor: User) -> None:
    """The mentor answers the learner's question just now, so no other mentor does."""
    now = timezone.now()
    thread = Thread.objects.filter(learner=learner).latest("opened_at")
    ReviewClaim.objects.create(thread=thread, mentor=mentor, claimed_at=now, expires_at=now + ReviewClaim.LEASE)


MISTAKE = "hidden_bias_not_averaged"
DAYS_AGO = timedelta(days=1)
TEXT = """\
The loss is a mean over the batch, so every gradient carries the factor $\\frac{1}{N}$, including the
one for the hidden bias. Divide the error once, where it enters the network:

```python
error = (y_hat - y) / len(x)
```

Then `error.sum(axis=0)` is already a mean."""


def answer_everyone(cohort: Cohort, mentor: User) -> None:
    """Write a shared reply, if anybody in the cohort has made the mistake, and date it back."""
    target = ReplyTarget(exercise=Exercise.objects.get(slug=BACKPROP), mistake=MISTAKE)
    if not target.runs.filter(learner__in=cohort.memberships.learners().values("user")).exists():
        return
    reply = save_shared_reply(person=mentor, cohort=cohort, target=target, text=TEXT, base="")
    at = reply.created_at - DAYS_AGO
    SharedReply.objects.filter(pk=reply.pk).update(created_at=at)
    ReplyReceipt.objects.filter(reply=reply).update(reached_at=at)
