"""What the demo's mentor answered everyone who made one mistake."""

from datetime import timedelta

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.demo.people import BACKPROP
from cohorts.shared_replies.actions import save_shared_reply
from cohorts.shared_replies.models import ReplyReceipt, ReplyTarget, SharedReply
from exercises.models import Exercise

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
