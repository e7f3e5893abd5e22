"""The models that hold data about a person: how each row leads to them, and which fields an archive leaves out.

A test compares this list with the models, so a new model can't be forgotten.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Token
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery

from accounts.models import ApiToken, User
from audit_log.models import AuditEntry
from authoring.faults.models import FaultReport
from cohorts.announcements.models import Announcement
from cohorts.cohort.models import Membership
from cohorts.exports.models import CohortExport
from cohorts.groups.models import GroupChange, GroupGrant, GroupSighting, GroupsNotRead
from cohorts.joining.models import Invitation, JoinRequest
from cohorts.marks.models import MarkException
from cohorts.mentor_notes.models import MentorNote
from cohorts.mentor_queue.models import ReviewClaim
from cohorts.plan.models import DueWeek
from cohorts.rosters.models import Roster, RosterEntry
from cohorts.saved_replies.models import SavedReply
from cohorts.shared_replies.models import ReplyReceipt, SharedReply
from cohorts.sign_offs.models import SignOff, SignOffDecision, SignOffFile
from cohorts.threads.models import Comment, Thread
from exercises.models import CheckResult, Draft, EarlierVerdict, Submission
from lib.compiled_queries import CompiledQuery, Param
from lib.model_fields import RenderedField
from lti.launches.models import LtiIdentity
from lti.members.models import NightlyRoster
from lti.scores.models import LtiScoreOutbox
from notices.models import Notice, NoticeChoice, Webhook, WebhookDelivery
from progress.checkpoints.models import CriterionMark
from progress.commitments.models import WeeklyCommitment
from progress.forecast.models import ForecastSnapshot
from progress.hours.models import StudyEntry
from progress.notes.models import Note
from progress.plan.models import StudyPause, StudyPlan
from progress.review.models import ReviewCard
from progress.roadmap.models import RoadmapChoice
from progress.timer.models import Timer
from progress.topic.models import ResourceMark, TopicMark
from projects.models import FileCheck, MilestoneMark, ProjectFile, ProjectReview, ProjectWork
from proof.models import Badge, EvidencePage


@dataclass(frozen=True, kw_only=True)
class InventoryItem:
    """The rows of one model that are about a person. ``owner`` is the lookup from a row to that person."""

    model: type[Model]
    owner: str
    secrets: tuple[str, ...] = ()
    """Fields that would let a reader of the archive act as the person."""
    site_only: tuple[str, ...] = ()
    """Fields that mean nothing on another site or are made there again. Otherwise the other site would send an email
    twice, or point at a mentor or a runner host that it doesn't have.
    """
    may_be_future: tuple[str, ...] = ()
    """Dates and times that may lie in the future."""
    is_restored: bool = True
    """Whether importing an archive makes these rows again."""
    label: str = ""
    condition: Q | None = None
    """Which of the person's rows belong to it. None: all of them."""

    @property
    def title(self) -> str:
        return self.label or str(self.model._meta.verbose_name_plural)

    @property
    def fields(self) -> list[str]:
        """The fields that an archive has of each row."""
        return [
            field.name
            for field in self.model._meta.get_fields()
            if field.concrete
            and not field.many_to_many
            and field.name not in ("id", *self.secrets, *self.site_only)
            and not isinstance(field, RenderedField)  # an import makes it again from the field that it renders
        ]

    def count_subquery(self) -> Subquery:
        """Count the rows of the outer query's person; null for none."""
        rows = self.model._default_manager.filter(self.condition or Q(), **{self.owner: OuterRef("pk")})
        by_person = rows.order_by().values(self.owner)
        return Subquery(by_person.annotate(count=Count("*")).values("count"))

    def rows(self, person: User) -> QuerySet[Any]:
        return self.model._default_manager.filter(self.condition or Q(), **{self.owner: person.pk}).order_by("pk")


# A model that others point at comes before them, so that its rows exist when an archive is imported.
INVENTORY = (
    InventoryItem(model=User, owner="pk", secrets=("password",), label="account"),
    InventoryItem(model=EmailAddress, owner="user", label="email addresses"),
    # The leads of a cohort on another site put people into its sections, and its school has other ids.
    InventoryItem(
        model=Membership, owner="user", site_only=("section", "mentor", "external_id"), label="cohort memberships"
    ),
    # A lead of this site set them.
    InventoryItem(
        model=DueWeek,
        owner="member__user",
        site_only=("cohort", "member"),
        is_restored=False,
        label="due weeks of your own",
    ),
    # Only this site's providers can say in which groups somebody is.
    InventoryItem(model=GroupSighting, owner="user", is_restored=False),
    InventoryItem(model=GroupGrant, owner="user", is_restored=False),
    InventoryItem(model=GroupChange, owner="user", is_restored=False),
    InventoryItem(model=GroupsNotRead, owner="user", is_restored=False),
    InventoryItem(
        model=Invitation,
        owner="invited_by",
        secrets=("digest",),
        site_only=("section",),
        may_be_future=("expires_at", "next_try_at"),
        is_restored=False,
        label="invitations to cohorts",
    ),
    InventoryItem(
        model=JoinRequest,
        owner="person",
        site_only=("invitation",),
        is_restored=False,
        label="requests to join cohorts",
    ),
    # What it says of others isn't the person's. It is deleted after a week.
    InventoryItem(
        model=Roster,
        owner="person",
        site_only=("cohort", "content", "digest"),
        is_restored=False,
        label="rosters you gave",
    ),
    InventoryItem(
        model=RosterEntry,
        owner="member__user",
        site_only=("roster", "member", "invitation"),
        is_restored=False,
        label="what rosters of the last week say about you",
    ),
    # What is in it is about others. It is deleted after some days.
    InventoryItem(
        model=CohortExport,
        owner="person",
        site_only=("cohort", "step", "cursor", "tries", "written"),
        is_restored=False,
        label="archives of cohorts you ordered as a lead",
    ),
    InventoryItem(model=StudyPlan, owner="learner", secrets=("feed_token",), may_be_future=("start",)),
    InventoryItem(model=StudyPause, owner="plan__learner", may_be_future=("first", "last")),
    InventoryItem(model=WeeklyCommitment, owner="learner", label="weekly goals"),
    InventoryItem(model=StudyEntry, owner="learner"),
    InventoryItem(model=Timer, owner="learner"),
    InventoryItem(model=TopicMark, owner="learner"),
    InventoryItem(model=ResourceMark, owner="learner", label="resources you ticked"),
    InventoryItem(model=Note, owner="learner"),
    InventoryItem(model=CriterionMark, owner="learner", label="checkpoint answers"),
    InventoryItem(model=ReviewCard, owner="learner", may_be_future=("due_at",)),
    InventoryItem(model=RoadmapChoice, owner="learner", label="the roadmap you chose"),
    # A forecast follows from the roadmap of this site.
    InventoryItem(model=ForecastSnapshot, owner="learner", is_restored=False, label="latest forecasts"),
    InventoryItem(model=Draft, owner="learner"),
    InventoryItem(
        model=Submission,
        owner="learner",
        secrets=("attempt",),
        site_only=("host", "source_html", "normal_digest", "request_key"),
    ),
    InventoryItem(model=CheckResult, owner="submission__learner"),
    InventoryItem(model=EarlierVerdict, owner="submission__learner"),
    InventoryItem(model=Thread, owner="learner", site_only=("cohort",), label="threads with a mentor"),
    InventoryItem(model=Comment, owner="thread__learner", site_only=("mentor",), label="comments on your threads"),
    # A mentor's comments stay with the learners, without the mentor's name.
    InventoryItem(model=Comment, owner="mentor", is_restored=False, label="comments you wrote as a mentor"),
    # They stay with the cohort, without the writer's name.
    InventoryItem(
        model=Announcement, owner="writer", site_only=("told_at",), is_restored=False, label="announcements you wrote"
    ),
    InventoryItem(model=SharedReply, owner="author", is_restored=False, label="shared replies you wrote as a mentor"),
    InventoryItem(model=ReplyReceipt, owner="learner", is_restored=False, label="shared replies that reached you"),
    # Data about the learner, so they may read it. Not in the writer's archive: somebody who no longer mentors a cohort
    # sees nothing of its learners. An import can't restore it, because the other site has no such cohort.
    InventoryItem(
        model=MentorNote,
        owner="learner",
        site_only=("cohort", "writer"),
        is_restored=False,
        label="notes that your mentors wrote about you",
    ),
    # Dates and reasons of a cohort, which another site doesn't have. The history stays with the cohort when a mentor
    # deletes their account, without their name.
    InventoryItem(
        model=MarkException,
        owner="learner",
        site_only=("scheme", "row", "writer", "undone_by", "told_at"),
        may_be_future=("due_at",),
        is_restored=False,
        label="exceptions from marks granted to you",
    ),
    InventoryItem(
        model=MarkException,
        owner="writer",
        site_only=("scheme", "row", "learner", "undone_by", "told_at"),
        may_be_future=("due_at",),
        is_restored=False,
        label="exceptions from marks you granted as a mentor",
    ),
    InventoryItem(model=SignOff, owner="learner", site_only=("cohort",)),
    InventoryItem(model=SignOffFile, owner="sign_off__learner"),
    InventoryItem(model=SignOffDecision, owner="sign_off__learner", site_only=("mentor",)),
    InventoryItem(
        model=SignOffDecision, owner="mentor", is_restored=False, label="sign-off decisions you made as a mentor"
    ),
    # The learner chooses on each site which mentors read it, and when its milestones are due.
    InventoryItem(
        model=ProjectWork, owner="learner", site_only=("cohort",), may_be_future=("started_on",), label="projects"
    ),
    InventoryItem(model=MilestoneMark, owner="work__learner", label="milestones of projects"),
    InventoryItem(model=ProjectFile, owner="work__learner", label="files of projects"),
    # A peer's name isn't the learner's to know, nor what a peer hasn't submitted.
    InventoryItem(
        model=ProjectReview,
        owner="work__learner",
        site_only=("reviewer", "assigned_at"),
        condition=Q(submitted_at__isnull=False),
        label="assessments of your projects",
    ),
    # Its author isn't a peer's to know.
    InventoryItem(
        model=ProjectReview,
        owner="reviewer",
        site_only=("work",),
        is_restored=False,
        label="assessments of others’ projects you wrote",
    ),
    # This site's runners made it. Another site checks the files with its own.
    InventoryItem(
        model=FileCheck,
        owner="work__learner",
        site_only=("attempt", "queue", "host"),
        is_restored=False,
        label="checks of your project files",
    ),
    InventoryItem(model=EvidencePage, owner="learner", secrets=("token",)),
    # This site's key signed them, and only this site can say whether they are revoked.
    InventoryItem(model=Badge, owner="learner", is_restored=False),
    InventoryItem(model=SavedReply, owner="mentor"),
    InventoryItem(
        model=ReviewClaim,
        owner="mentor",
        may_be_future=("expires_at",),
        is_restored=False,
        label="questions you’re answering",
    ),
    InventoryItem(
        model=UserSession, owner="user", secrets=("session_key", "data"), is_restored=False, label="sessions"
    ),
    InventoryItem(model=ApiToken, owner="user", secrets=("digest", "token_key"), is_restored=False),
    InventoryItem(model=Token, owner="user", secrets=("hash", "data"), is_restored=False, label="signed-in apps"),
    # The other site has providers of its own, and only they can say who somebody is.
    InventoryItem(
        model=SocialAccount,
        owner="user",
        is_restored=False,
        label="accounts at your institution’s sign-in",
    ),
    InventoryItem(model=LtiIdentity, owner="user", is_restored=False, label="accounts on learning platforms"),
    InventoryItem(model=NightlyRoster, owner="person", is_restored=False),
    InventoryItem(
        model=LtiScoreOutbox,
        owner="identity__user",
        may_be_future=("next_at",),
        is_restored=False,
        label="scores for learning platforms",
    ),
    # About the pages of this site, which its admins answer.
    InventoryItem(model=FaultReport, owner="reporter", site_only=("answered_by", "is_told"), is_restored=False),
    # The other site's secrets differ, so its owner has to add them there.
    InventoryItem(model=Webhook, owner="person", is_restored=False),
    InventoryItem(
        model=WebhookDelivery,
        owner="webhook__person",
        may_be_future=("next_at",),
        is_restored=False,
        label="messages to your webhooks",
    ),
    # Who did what, and on which day. The times and the other people in it stay on the site.
    InventoryItem(
        model=AuditEntry,
        owner="person__pk",
        site_only=("uid", "at", "actor", "person", "person_name", "fields", "request_id", "once"),
        is_restored=False,
        label="what others did that concerns you",
    ),
    InventoryItem(
        model=AuditEntry,
        owner="actor__pk",
        site_only=("uid", "at", "actor", "person", "person_name", "fields", "request_id", "once"),
        is_restored=False,
        label="what the site recorded that you did",
    ),
    InventoryItem(model=NoticeChoice, owner="person", label="notification settings"),
    InventoryItem(
        model=Notice, owner="person", site_only=("mail", "mail_tries", "mail_next_at"), label="notifications"
    ),
)

# Models that are deleted with the account but never exported, each with the reason.
NOT_EXPORTED = {
    "personal_data.ErasureItem": "an order to erase this account, which goes with it",
    "exercises.RegradeResult": "a report under review; once applied, it is the verdict of its submission",
    "cohorts.ExportPiece": "what a cohort's archive says of all its members; it is deleted after some days",
    "cohorts.QuotaCharge": "that a run counts against a cohort's quotas, for two days",
    "cohorts.GroupMessage": "a text to several learners, for two days; what each of them got is a comment",
    "cohorts.GroupMessageCopy": "that a text to several learners is for them, for two days",
    "cohorts.Reminder": "it names a learner, and only their current mentors may see that",
    "mfa.Authenticator": "the secret of a second factor",
    "allauth_idp_oidc.Client": "an app; only the built-in one exists, and it belongs to nobody",
    "lti.LtiRegistrationLink": "a link with which a platform registers, made as an admin; it expires within two weeks",
    "account.EmailConfirmation": "a key that confirms an address",
    "socialaccount.SocialToken": "a provider's token; none is stored",
    "personal_data.ErasureWarning": "that the site told them when their account goes, or that they kept it",
    "personal_data.IdleWarning": "that the site warned them before it deletes the account",
    "audit_log.KnownName": "the names that you had; the account has the current one",
    "admin.LogEntry": "the admin's own record of changes to the curriculum",
}


_COUNTS = CompiledQuery(
    lambda: User.objects.filter(pk=Param("person")).values_list(*(item.count_subquery() for item in INVENTORY))
)


def counts_of(person: User) -> list[tuple[str, int]]:
    """The title of each item and how many rows it has. One query."""
    [counts] = _COUNTS(person=person.pk)
    return [(item.title, count or 0) for item, count in zip(INVENTORY, counts, strict=True)]


def rows_of(person: User) -> Iterator[tuple[InventoryItem, QuerySet[Any]]]:
    for item in INVENTORY:
        yield item, item.rows(person)
