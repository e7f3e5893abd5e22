from django.urls import path

from cohorts.announcements import views as announcements
from cohorts.bulk import views as bulk
from cohorts.cohort import views as cohort
from cohorts.exports import views as exports
from cohorts.grid import views as grid
from cohorts.groups import views as groups
from cohorts.joining import link_views as links
from cohorts.joining import request_views as join_requests
from cohorts.joining import views as joining
from cohorts.learner_page import views as learner_page
from cohorts.marks import exception_views as mark_exceptions
from cohorts.marks import views as marks
from cohorts.members import bulk_views as member_bulk
from cohorts.members import views as members
from cohorts.mentor_notes import views as mentor_notes
from cohorts.mentor_queue import group_answer_views as group_answers
from cohorts.mentor_queue import views as mentor_queue
from cohorts.plan import views as plan
from cohorts.quotas import views as quotas
from cohorts.reminders import views as reminders
from cohorts.rosters import views as rosters
from cohorts.saved_replies import views as saved_replies
from cohorts.sections import views as sections
from cohorts.shared_replies import views as shared_replies
from cohorts.sign_offs import views as sign_offs
from cohorts.struggles import views as struggles
from cohorts.threads import views as threads

app_name = "cohorts"
LEARNER = "cohorts/<slug:slug>/learners/<uuid:uid>/"
ANNOUNCEMENT = "cohorts/<slug:slug>/announcements/<uuid:uid>/"
EXCEPTIONS = "cohorts/<slug:slug>/marks/exceptions/"
SECTIONS = "cohorts/<slug:slug>/sections/"
REQUESTS = "cohorts/<slug:slug>/members/requests/"
ROSTERS = "cohorts/<slug:slug>/rosters/"
REPLY = "cohorts/<slug:slug>/shared-replies/<uuid:uid>/"
urlpatterns = [
    path("cohorts/", cohort.cohort_list, name="cohort_list"),
    path("cohorts/create/", cohort.create_cohort, name="create_cohort"),
    path("cohorts/restore/", members.restore_member, name="restore_member"),
    path("cohorts/<slug:slug>/", grid.cohort_detail, name="cohort_detail"),
    path("cohorts/<slug:slug>/grid.csv", grid.grid_file, name="grid_file"),
    path("cohorts/<slug:slug>/bulk/", bulk.bulk, name="bulk"),
    path("cohorts/<slug:slug>/bulk/undo/", bulk.undo_bulk, name="undo_bulk"),
    path("cohorts/<slug:slug>/about/", cohort.cohort_about, name="cohort_about"),
    path("cohorts/<slug:slug>/announcements/", announcements.announcement_list, name="announcement_list"),
    path("cohorts/<slug:slug>/announcements/write/", announcements.announce, name="announce"),
    path("cohorts/<slug:slug>/announcements/restore/", announcements.restore_announcement, name="restore_announcement"),
    path(f"{ANNOUNCEMENT}edit/", announcements.edit_announcement, name="edit_announcement"),
    path(f"{ANNOUNCEMENT}withdraw/", announcements.withdraw_announcement, name="withdraw_announcement"),
    path("cohorts/<slug:slug>/leave/", members.leave, name="leave"),
    path("cohorts/<slug:slug>/edit/", cohort.edit_cohort, name="edit_cohort"),
    path("cohorts/<slug:slug>/due-weeks/", plan.edit_plan, name="edit_plan"),
    path("cohorts/<slug:slug>/marks/", marks.mark_list, name="mark_list"),
    path("cohorts/<slug:slug>/marks/scheme/", marks.edit_mark_scheme, name="edit_mark_scheme"),
    path("cohorts/<slug:slug>/marks/rows/add/", marks.add_mark_rows, name="add_mark_rows"),
    path("cohorts/<slug:slug>/marks/rows/restore/", marks.restore_mark_row, name="restore_mark_row"),
    path("cohorts/<slug:slug>/marks/rows/<uuid:uid>/", marks.edit_mark_row, name="edit_mark_row"),
    path("cohorts/<slug:slug>/marks/rows/<uuid:uid>/remove/", marks.remove_mark_row, name="remove_mark_row"),
    path("cohorts/<slug:slug>/marks/files/<slug:kind>/", marks.mark_file, name="mark_file"),
    path(EXCEPTIONS, mark_exceptions.mark_exception_list, name="mark_exception_list"),
    path(f"{EXCEPTIONS}grant/", mark_exceptions.grant_mark_exception, name="grant_mark_exception"),
    path(f"{EXCEPTIONS}restore/", mark_exceptions.restore_mark_exception, name="restore_mark_exception"),
    path(f"{EXCEPTIONS}<uuid:batch>/undo/", mark_exceptions.undo_mark_exception, name="undo_mark_exception"),
    path("cohorts/<slug:slug>/marks/<uuid:uid>/", marks.learner_marks, name="learner_marks"),
    path("cohorts/<slug:slug>/archive/", cohort.archive_cohort, name="archive_cohort"),
    path("cohorts/<slug:slug>/clone/", cohort.clone_cohort, name="clone_cohort"),
    path("cohorts/<slug:slug>/members/", members.member_list, name="member_list"),
    path("cohorts/<slug:slug>/members/groups/", groups.group_changes, name="group_changes"),
    path(f"{REQUESTS}undo/", join_requests.undo_join_decision, name="undo_join_decision"),
    path(f"{REQUESTS}<uuid:uid>/", join_requests.decide_join_request, name="decide_join_request"),
    path("cohorts/<slug:slug>/members/<uuid:uid>/", members.edit_member, name="edit_member"),
    path("cohorts/<slug:slug>/members/bulk/", member_bulk.member_bulk, name="member_bulk"),
    path("cohorts/<slug:slug>/members/bulk/undo/", member_bulk.undo_member_bulk, name="undo_member_bulk"),
    path("cohorts/<slug:slug>/members/<uuid:uid>/remove/", members.remove_member, name="remove_member"),
    path("cohorts/<slug:slug>/exports/", exports.export_list, name="export_list"),
    path("cohorts/<slug:slug>/exports/<uuid:uid>/", exports.export_file, name="export_file"),
    path("cohorts/<slug:slug>/quotas/", quotas.quotas, name="quotas"),
    path("quotas/", quotas.quota_list, name="quota_list"),
    path("quotas/<slug:slug>/", quotas.edit_quotas, name="edit_quotas"),
    path(ROSTERS, rosters.roster_list, name="roster_list"),
    path(f"{ROSTERS}<uuid:uid>/", rosters.roster_detail, name="roster_detail"),
    path(f"{ROSTERS}<uuid:uid>/check/", rosters.check_roster_again, name="check_roster_again"),
    path(f"{ROSTERS}<uuid:uid>/apply/", rosters.apply_roster, name="apply_roster"),
    path(f"{ROSTERS}<uuid:uid>/links/", rosters.roster_links, name="roster_links"),
    path(SECTIONS, sections.sections, name="sections"),
    path(f"{SECTIONS}move/", sections.move_learners, name="move_learners"),
    path(f"{SECTIONS}move/undo/", sections.undo_move, name="undo_move"),
    path(f"{SECTIONS}restore/", sections.restore_section, name="restore_section"),
    path(f"{SECTIONS}<uuid:uid>/", sections.edit_section, name="edit_section"),
    path(f"{SECTIONS}<uuid:uid>/remove/", sections.remove_section, name="remove_section"),
    path("cohorts/<slug:slug>/struggles/", struggles.struggles, name="struggles"),
    path("cohorts/<slug:slug>/struggles/learners/", struggles.learners, name="struggle_learners"),
    path("cohorts/<slug:slug>/shared-replies/", shared_replies.shared_reply_list, name="shared_reply_list"),
    path("cohorts/<slug:slug>/shared-replies/write/", shared_replies.write_shared_reply, name="write_shared_reply"),
    path(f"{REPLY}edit/", shared_replies.edit_shared_reply, name="edit_shared_reply"),
    path(f"{REPLY}withdraw/", shared_replies.withdraw_shared_reply, name="withdraw_shared_reply"),
    path(f"{REPLY}restore/", shared_replies.restore_shared_reply, name="restore_shared_reply"),
    path("cohorts/<slug:slug>/invitations/", joining.invitation_list, name="invitation_list"),
    path("cohorts/<slug:slug>/invitations/roster/", joining.roster, name="roster"),
    path("cohorts/<slug:slug>/invitations/links/", links.make_invitation_links, name="make_invitation_links"),
    path("cohorts/<slug:slug>/invitations/links/file/", links.invitation_links_file, name="invitation_links_file"),
    path("cohorts/<slug:slug>/invitations/restore/", joining.restore_invitation, name="restore_invitation"),
    path("cohorts/<slug:slug>/invitations/send/", joining.send_invitations_again, name="send_invitations_again"),
    path("cohorts/<slug:slug>/invitations/<uuid:uid>/revoke/", joining.revoke_invitation, name="revoke_invitation"),
    path("join/<str:secret>/", joining.join, name="join"),
    path("invitations/requests/<uuid:uid>/", join_requests.join_request, name="join_request"),
    path("invitations/<uuid:uid>/", joining.invitation, name="invitation"),
    path(LEARNER, learner_page.learner_detail, name="learner_detail"),
    path(f"{LEARNER}summary/", learner_page.learner_summary, name="learner_summary"),
    path(f"{LEARNER}note/", mentor_notes.edit_mentor_note, name="edit_mentor_note"),
    path(f"{LEARNER}note/restore/", mentor_notes.restore_mentor_note, name="restore_mentor_note"),
    path(f"{LEARNER}evidence/", grid.evidence, name="evidence"),
    path(f"{LEARNER}reminder/", reminders.reminder, name="reminder"),
    path("reminders/restore/", reminders.restore_reminder, name="restore_reminder"),
    path(f"{LEARNER}write/", threads.write_to, name="write_to"),
    path(f"{LEARNER}submissions/<uuid:submission>/", learner_page.submission_detail, name="submission_detail"),
    path("cohorts/<slug:slug>/sign-offs/", sign_offs.sign_off_list, name="sign_off_list"),
    path("sign-offs/request/<str:uid>/", sign_offs.request_sign_off, name="request_sign_off"),
    path("sign-offs/restore/", sign_offs.restore_sign_off, name="restore_sign_off"),
    path("sign-offs/decisions/undo/", sign_offs.undo_decision, name="undo_decision"),
    path("sign-offs/<uuid:uid>/", sign_offs.sign_off_detail, name="sign_off_detail"),
    path("sign-offs/<uuid:uid>/file/", sign_offs.sign_off_file, name="sign_off_file"),
    path("sign-offs/<uuid:uid>/decide/", sign_offs.decide_sign_off, name="decide_sign_off"),
    path("sign-offs/<uuid:uid>/withdraw/", sign_offs.withdraw_sign_off, name="withdraw_sign_off"),
    path("questions/", threads.thread_list, name="thread_list"),
    path("questions/ask/", threads.ask, name="ask"),
    path("questions/queue/", mentor_queue.mentor_queue, name="review"),
    path("questions/queue/answer/", group_answers.answer_ticked, name="answer_ticked"),
    path("questions/queue/answer/undo/", group_answers.undo_answers, name="undo_answers"),
    path("questions/queue/next/", mentor_queue.claim_next, name="claim_next"),
    path("questions/replies/", saved_replies.saved_reply_list, name="saved_reply_list"),
    path("questions/replies/restore/", saved_replies.restore_saved_reply, name="restore_saved_reply"),
    path("questions/replies/<uuid:uid>/", saved_replies.edit_saved_reply, name="edit_saved_reply"),
    path("questions/replies/<uuid:uid>/delete/", saved_replies.delete_saved_reply, name="delete_saved_reply"),
    path("questions/restore/", threads.restore_comment, name="restore_comment"),
    path("questions/<uuid:uid>/", threads.thread_detail, name="thread_detail"),
    path("questions/<uuid:uid>/settle/", threads.settle, name="settle"),
    path("questions/<uuid:uid>/reopen/", threads.reopen, name="reopen"),
    path("questions/<uuid:uid>/claim/", mentor_queue.claim_thread, name="claim_thread"),
    path("questions/<uuid:uid>/release/", mentor_queue.release_claim, name="release_claim"),
    path("questions/<uuid:uid>/hand-over/", mentor_queue.hand_over, name="hand_over"),
    path("questions/comments/<uuid:uid>/rate/", threads.rate_comment, name="rate_comment"),
    path("questions/comments/<uuid:uid>/", threads.edit_comment, name="edit_comment"),
]
