"""What stands in a thread, as short as the tests need it."""

from uuid import uuid4

from accounts.models import User
from cohorts import actions
from cohorts.models import Comment, Thread


def write(person: User, thread: Thread, text: str) -> Comment:
    return actions.add_comment(person=person, thread=thread, text=text, uid=uuid4())
