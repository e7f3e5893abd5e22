"""Cohorts of learners and mentors, and the threads between them."""

from cohorts.models.announcement import Announcement, AnnouncementQuerySet
from cohorts.models.claim import ReviewClaim, ReviewClaimQuerySet
from cohorts.models.cohort import (
    RESERVED_SLUGS,
    STAFF_ROLES,
    Cohort,
    CohortQuerySet,
    CohortRole,
    Membership,
    MembershipQuerySet,
    days_to_close,
)
from cohorts.models.invitation import INVITED_ROLES, Invitation, InvitationState, expiry
from cohorts.models.mentor_note import MentorNote
from cohorts.models.plan import MAX_WEEKS, DueWeek
from cohorts.models.reminder import DEFAULT_REMINDER, MAX_REMINDER_DAYS, Reminder
from cohorts.models.saved_reply import SavedReply, SavedReplyQuerySet
from cohorts.models.shared_reply import (
    NO_FAILURE,
    ReplyReceipt,
    ReplyReceiptQuerySet,
    ReplyTarget,
    SharedReply,
    SharedReplyQuerySet,
)
from cohorts.models.sign_off import OUTCOMES, SignOff, SignOffDecision, SignOffFile, SignOffQuerySet, SignOffState
from cohorts.models.thread import (
    WHOLE_ROADMAP,
    About,
    Comment,
    CommentQuerySet,
    Rating,
    Thread,
    ThreadQuerySet,
    open_to_mentor,
    subject,
)

__all__ = [
    "DEFAULT_REMINDER",
    "INVITED_ROLES",
    "MAX_REMINDER_DAYS",
    "MAX_WEEKS",
    "NO_FAILURE",
    "OUTCOMES",
    "RESERVED_SLUGS",
    "STAFF_ROLES",
    "WHOLE_ROADMAP",
    "About",
    "Announcement",
    "AnnouncementQuerySet",
    "Cohort",
    "CohortQuerySet",
    "CohortRole",
    "Comment",
    "CommentQuerySet",
    "DueWeek",
    "Invitation",
    "InvitationState",
    "Membership",
    "MembershipQuerySet",
    "MentorNote",
    "Rating",
    "Reminder",
    "ReplyReceipt",
    "ReplyReceiptQuerySet",
    "ReplyTarget",
    "ReviewClaim",
    "ReviewClaimQuerySet",
    "SavedReply",
    "SavedReplyQuerySet",
    "SharedReply",
    "SharedReplyQuerySet",
    "SignOff",
    "SignOffDecision",
    "SignOffFile",
    "SignOffQuerySet",
    "SignOffState",
    "Thread",
    "ThreadQuerySet",
    "days_to_close",
    "expiry",
    "open_to_mentor",
    "subject",
]
