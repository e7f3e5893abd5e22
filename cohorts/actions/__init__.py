"""What learners, mentors and admins do in cohorts and threads."""

from cohorts.actions.access import NOBODY_READS
from cohorts.actions.announcements import (
    AnnouncementChangedError,
    announce,
    change_announcement,
    queue_announcements,
    restore_announcement,
    tell_announcement,
    withdraw_announcement,
)
from cohorts.actions.cohorts import clone_cohort, create_cohort, edit_cohort, save_plan, set_archived
from cohorts.actions.comments import (
    HAS_ANSWER,
    TEXT_CHANGED,
    THREAD_DELETED,
    CommentChangedError,
    add_comment,
    change_comment,
    restore_comment,
)
from cohorts.actions.delivery import queue_invitations, send_invitation
from cohorts.actions.digest import tell_digests
from cohorts.actions.invitations import (
    MAX_ADDRESSES,
    InvitationResult,
    create_link,
    find_by_secret,
    forget_invitations_to,
    forget_stale_invitations,
    invite_people,
    join,
    reason_against,
    revoke,
)
from cohorts.actions.leading import check_leads
from cohorts.actions.members import (
    LAST_LEAD,
    add_members,
    change_role,
    leave,
    remove_member,
    restore_member,
    tell_members,
)
from cohorts.actions.mentor_notes import MentorNoteChangedError, restore_mentor_note, save_mentor_note
from cohorts.actions.notifications import connect_signals, notify_readers, set_up_notices
from cohorts.actions.sign_off_decisions import STALE, decide_sign_off, undo_decision
from cohorts.actions.sign_off_notices import connect_sign_off_signals, read_sign_off
from cohorts.actions.sign_offs import (
    SignOffEvidence,
    forget_withdrawn_sign_offs,
    request_sign_off,
    restore_sign_off,
    withdraw_sign_off,
)
from cohorts.actions.threads import UNREAD_COMMENT, open_thread, read_thread, reopen, settle

__all__ = [
    "HAS_ANSWER",
    "LAST_LEAD",
    "MAX_ADDRESSES",
    "NOBODY_READS",
    "STALE",
    "TEXT_CHANGED",
    "THREAD_DELETED",
    "UNREAD_COMMENT",
    "AnnouncementChangedError",
    "CommentChangedError",
    "InvitationResult",
    "MentorNoteChangedError",
    "SignOffEvidence",
    "add_comment",
    "add_members",
    "announce",
    "change_announcement",
    "change_comment",
    "change_role",
    "check_leads",
    "clone_cohort",
    "connect_sign_off_signals",
    "connect_signals",
    "create_cohort",
    "create_link",
    "decide_sign_off",
    "edit_cohort",
    "find_by_secret",
    "forget_invitations_to",
    "forget_stale_invitations",
    "forget_withdrawn_sign_offs",
    "invite_people",
    "join",
    "leave",
    "notify_readers",
    "open_thread",
    "queue_announcements",
    "queue_invitations",
    "read_sign_off",
    "read_thread",
    "reason_against",
    "remove_member",
    "reopen",
    "request_sign_off",
    "restore_announcement",
    "restore_comment",
    "restore_member",
    "restore_mentor_note",
    "restore_sign_off",
    "revoke",
    "save_mentor_note",
    "save_plan",
    "send_invitation",
    "set_archived",
    "set_up_notices",
    "settle",
    "tell_announcement",
    "tell_digests",
    "tell_members",
    "undo_decision",
    "withdraw_announcement",
    "withdraw_sign_off",
]
