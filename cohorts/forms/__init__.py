"""What people send about cohorts and in threads."""

from cohorts.forms.announcements import AnnouncementForm
from cohorts.forms.cohorts import CloneForm, CohortForm, RoleForm, SharedPlanForm
from cohorts.forms.comments import NO_READER, AskForm, CommentForm
from cohorts.forms.invitations import ConfirmForm, LinkForm, RosterForm

__all__ = [
    "NO_READER",
    "AnnouncementForm",
    "AskForm",
    "CloneForm",
    "CohortForm",
    "CommentForm",
    "ConfirmForm",
    "LinkForm",
    "RoleForm",
    "RosterForm",
    "SharedPlanForm",
]
