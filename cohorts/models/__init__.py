"""Cohorts of learners and mentors, and the threads between them."""

from cohorts.models.cohort import (
    RESERVED_SLUGS,
    STAFF_ROLES,
    Cohort,
    CohortQuerySet,
    CohortRole,
    Membership,
    MembershipQuerySet,
)
from cohorts.models.invitation import INVITED_ROLES, Invitation, InvitationState, expiry
from cohorts.models.plan import MAX_WEEKS, DueWeek
from cohorts.models.thread import (
    WHOLE_ROADMAP,
    About,
    Comment,
    CommentQuerySet,
    Thread,
    ThreadQuerySet,
    open_to_mentor,
    subject,
)

__all__ = [
    "INVITED_ROLES",
    "MAX_WEEKS",
    "RESERVED_SLUGS",
    "STAFF_ROLES",
    "WHOLE_ROADMAP",
    "About",
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
    "Thread",
    "ThreadQuerySet",
    "expiry",
    "open_to_mentor",
    "subject",
]
