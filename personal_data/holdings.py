"""What is held about a person: each model, how its rows point at them, and why some of it stays here.

A test compares this with the models, so that a new one can't be forgotten.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery

from accounts.models import ScriptKey, User
from cohorts.models import Comment, Membership, Thread
from curriculum.fields import RenderedField
from curriculum.questions import Blank, Question
from exercises.models import CheckResult, Draft, EarlierVerdict, Submission
from notices.models import Notice, NoticeChoice
from progress.models import CriterionMark, Note, ReviewCard, StudyEntry, StudyPause, StudyPlan, Timer, TopicMark


@dataclass(frozen=True)
class Holding:
    """One model's rows about a person. ``owner`` is the lookup that leads to them."""

    model: type[Model]
    owner: str
    secrets: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    """Means nothing on another site: there an e-mail would be sent again, and a mentor is nobody."""
    comes_back: bool = True
    """Whether reading an archive makes these rows again."""
    called: str = ""

    @property
    def said(self) -> str:
        return self.called or str(self.model._meta.verbose_name_plural)

    @property
    def fields(self) -> list[str]:
        """Everything but the row's number, and what would let a reader act as the person."""
        return [
            field.name
            for field in self.model._meta.get_fields()
            if field.concrete
            and not field.many_to_many
            and field.name not in ("id", *self.secrets, *self.elsewhere)
            and not isinstance(field, RenderedField)  # made of another field where the file is read
        ]

    def counted(self) -> Subquery:
        """How many there are, beside a person; nothing for none."""
        theirs = self.model._default_manager.filter(**{self.owner: OuterRef("pk")}).order_by().values(self.owner)
        return Subquery(theirs.annotate(count=Count("*")).values("count"))

    def rows(self, person: User) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{self.owner: person.pk}).order_by("pk")


# Those that others point at come first, so that they are there when the file is read back.
HOLDINGS = (
    Holding(User, "pk", secrets=("password",), called="account"),
    Holding(EmailAddress, "user", called="e-mail addresses"),
    Holding(Membership, "user"),
    Holding(StudyPlan, "learner", secrets=("feed_token",)),
    Holding(StudyPause, "plan__learner"),
    Holding(StudyEntry, "learner"),
    Holding(Timer, "learner"),
    Holding(TopicMark, "learner"),
    Holding(Note, "learner"),
    Holding(CriterionMark, "learner"),
    Holding(ReviewCard, "learner"),
    Holding(Draft, "learner"),
    Holding(Submission, "learner", secrets=("attempt",)),
    Holding(CheckResult, "submission__learner"),
    Holding(EarlierVerdict, "submission__learner"),
    Holding(Thread, "learner", called="threads with a mentor"),
    Holding(Comment, "thread__learner", elsewhere=("mentor",), called="comments in them"),
    Holding(Comment, "mentor", comes_back=False, called="comments to learners"),  # each stays with its learner, unnamed
    Holding(UserSession, "user", secrets=("session_key", "data"), comes_back=False, called="sign-ins"),
    Holding(ScriptKey, "user", secrets=("digest", "token_key"), comes_back=False),
    Holding(NoticeChoice, "person"),
    Holding(Notice, "person", elsewhere=("mail", "mail_tries", "mail_next_at")),
)

# Goes with the account when it is deleted, but is never written to a file.
KEPT_BACK = {
    "mfa.Authenticator": "the secret of a second factor",
    "account.EmailConfirmation": "a key that confirms an address",
    "admin.LogEntry": "the admin's own record of changes to the curriculum",
}


def counts_of(person: User) -> list[tuple[str, int]]:
    """How many rows each holding has, by its name. One query."""
    [counts] = _COUNTS(person=person.pk)
    return [(holding.said, count or 0) for holding, count in zip(HOLDINGS, counts, strict=True)]


_COUNTS = Question(
    lambda: User.objects.filter(pk=Blank("person")).values_list(*(holding.counted() for holding in HOLDINGS))
)


def rows_of(person: User) -> Iterator[tuple[Holding, QuerySet[Any]]]:
    for holding in HOLDINGS:
        yield holding, holding.rows(person)
