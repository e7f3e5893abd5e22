"""What learners, mentors and admins do in cohorts and threads."""

from cohorts.actions.access import COHORT_IS_ARCHIVED, NOBODY_READS
from cohorts.actions.announcements import (
    AnnouncementChangedError,
    announce,
    change_announcement,
    queue_announcements,
    restore_announcement,
    tell_announcement,
    withdraw_announcement,
)
from cohorts.actions.claims import (
    HAS_CLAIM,
    NOT_WAITING,
    TOO_MANY_CLAIMS,
    claim_next,
    claim_thread,
    release_claim,
)
from cohorts.actions.cohorts import clone_cohort, create_cohort, edit_cohort, save_plan, set_archived
from cohorts.actions.comments import (
    ANSWERED_MEANWHILE,
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
from cohorts.actions.handing_over import NO_ROOM, hand_over
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
from cohorts.actions.nudges import close_quiet_threads, nudge_learners
from cohorts.actions.ratings import rate_comment
from cohorts.actions.reminders import CHOOSE_LATER_DAY, restore_reminder, set_reminder
from cohorts.actions.reply_delivery import SHARED_REPLY, deliver_shared_replies
from cohorts.actions.saved_replies import (
    TOO_MANY_REPLIES,
    add_saved_reply,
    change_saved_reply,
    delete_saved_reply,
    insert_saved_reply,
    restore_saved_reply,
)
from cohorts.actions.shared_replies import (
    REPLY_CHANGED,
    REPLY_WITHDRAWN,
    SharedReplyChangedError,
    read_shared_replies,
    restore_shared_reply,
    save_shared_reply,
    withdraw_shared_reply,
)
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
from cohorts.actions.writing import LAST_LINE, NO_CODE

__all__ = [
    "ANSWERED_MEANWHILE",
    "CHOOSE_LATER_DAY",
    "COHORT_IS_ARCHIVED",
    "HAS_ANSWER",
    "HAS_CLAIM",
    "LAST_LEAD",
    "LAST_LINE",
    "MAX_ADDRESSES",
    "NOBODY_READS",
    "NOT_WAITING",
    "NO_CODE",
    "NO_ROOM",
    "REPLY_CHANGED",
    "REPLY_WITHDRAWN",
    "SHARED_REPLY",
    "STALE",
    "TEXT_CHANGED",
    "THREAD_DELETED",
    "TOO_MANY_CLAIMS",
    "TOO_MANY_REPLIES",
    "UNREAD_COMMENT",
    "AnnouncementChangedError",
    "CommentChangedError",
    "InvitationResult",
    "MentorNoteChangedError",
    "SharedReplyChangedError",
    "SignOffEvidence",
    "add_comment",
    "add_members",
    "add_saved_reply",
    "announce",
    "change_announcement",
    "change_comment",
    "change_role",
    "change_saved_reply",
    "check_leads",
    "claim_next",
    "claim_thread",
    "clone_cohort",
    "close_quiet_threads",
    "connect_sign_off_signals",
    "connect_signals",
    "create_cohort",
    "create_link",
    "decide_sign_off",
    "delete_saved_reply",
    "deliver_shared_replies",
    "edit_cohort",
    "find_by_secret",
    "forget_invitations_to",
    "forget_stale_invitations",
    "forget_withdrawn_sign_offs",
    "hand_over",
    "insert_saved_reply",
    "invite_people",
    "join",
    "leave",
    "notify_readers",
    "nudge_learners",
    "open_thread",
    "queue_announcements",
    "queue_invitations",
    "rate_comment",
    "read_shared_replies",
    "read_sign_off",
    "read_thread",
    "reason_against",
    "release_claim",
    "remove_member",
    "reopen",
    "request_sign_off",
    "restore_announcement",
    "restore_comment",
    "restore_member",
    "restore_mentor_note",
    "restore_reminder",
    "restore_saved_reply",
    "restore_shared_reply",
    "restore_sign_off",
    "revoke",
    "save_mentor_note",
    "save_plan",
    "save_shared_reply",
    "send_invitation",
    "set_archived",
    "set_reminder",
    "set_up_notices",
    "settle",
    "tell_announcement",
    "tell_digests",
    "tell_members",
    "undo_decision",
    "withdraw_announcement",
    "withdraw_shared_reply",
    "withdraw_sign_off",
]
