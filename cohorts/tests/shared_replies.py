"""Helpers that write and read shared replies."""

from collections.abc import Callable

from django.test import Client

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.shared_replies import actions
from cohorts.shared_replies.models import ReplyTarget, SharedReply
from cohorts.shared_replies.queries import SharedReplyRow, shared_replies_page
from exercises.models import Submission

ClientOf = Callable[[User], Client]
LIST = "/cohorts/spring/shared-replies/"
WRITE = f"{LIST}write/?exercise=two-layer-backprop&mistake=sign_flipped"
TEXT = "Walk the chain rule **once more**."
HTML = "<strong>once more</strong>"
MARK = 'id="shared-replies"'


def answer(person: User, cohort: Cohort, target: ReplyTarget, text: str = TEXT, base: str = "") -> SharedReply:
    return actions.save_shared_reply(person=person, cohort=cohort, target=target, text=text, base=base)


def row_of(cohort: Cohort) -> SharedReplyRow:
    [row] = shared_replies_page(cohort, number="").replies
    return row


def page_of(run: Submission, client_of: ClientOf) -> str:
    return client_of(run.learner).get(run.get_absolute_url()).text
