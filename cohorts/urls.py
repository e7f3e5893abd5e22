from django.urls import path

from cohorts.views import announcements, cohorts, comments, invitations, joining, manage, members, mentor_notes, threads

app_name = "cohorts"
LEARNER = "cohorts/<slug:slug>/learners/<uuid:uid>/"
ANNOUNCEMENT = "cohorts/<slug:slug>/announcements/<uuid:uid>/"
urlpatterns = [
    path("cohorts/", cohorts.cohort_list, name="cohort_list"),
    path("cohorts/create/", manage.create_cohort, name="create_cohort"),
    path("cohorts/restore/", members.restore_member, name="restore_member"),
    path("cohorts/<slug:slug>/", cohorts.cohort_detail, name="cohort_detail"),
    path("cohorts/<slug:slug>/about/", members.cohort_about, name="cohort_about"),
    path("cohorts/<slug:slug>/announcements/", announcements.announcement_list, name="announcement_list"),
    path("cohorts/<slug:slug>/announcements/write/", announcements.announce, name="announce"),
    path("cohorts/<slug:slug>/announcements/restore/", announcements.restore_announcement, name="restore_announcement"),
    path(f"{ANNOUNCEMENT}edit/", announcements.edit_announcement, name="edit_announcement"),
    path(f"{ANNOUNCEMENT}withdraw/", announcements.withdraw_announcement, name="withdraw_announcement"),
    path("cohorts/<slug:slug>/leave/", members.leave, name="leave"),
    path("cohorts/<slug:slug>/edit/", manage.edit_cohort, name="edit_cohort"),
    path("cohorts/<slug:slug>/due-weeks/", manage.edit_plan, name="edit_plan"),
    path("cohorts/<slug:slug>/archive/", manage.archive_cohort, name="archive_cohort"),
    path("cohorts/<slug:slug>/clone/", manage.clone_cohort, name="clone_cohort"),
    path("cohorts/<slug:slug>/members/", members.member_list, name="member_list"),
    path("cohorts/<slug:slug>/members/<uuid:uid>/", members.edit_member, name="edit_member"),
    path("cohorts/<slug:slug>/members/<uuid:uid>/remove/", members.remove_member, name="remove_member"),
    path("cohorts/<slug:slug>/invitations/", invitations.invitation_list, name="invitation_list"),
    path("cohorts/<slug:slug>/invitations/roster/", invitations.roster, name="roster"),
    path("cohorts/<slug:slug>/invitations/<uuid:uid>/revoke/", invitations.revoke_invitation, name="revoke_invitation"),
    path("join/<str:secret>/", joining.join, name="join"),
    path("invitations/<uuid:uid>/", joining.invitation, name="invitation"),
    path(LEARNER, cohorts.learner_detail, name="learner_detail"),
    path(f"{LEARNER}note/", mentor_notes.edit_mentor_note, name="edit_mentor_note"),
    path(f"{LEARNER}note/restore/", mentor_notes.restore_mentor_note, name="restore_mentor_note"),
    path(f"{LEARNER}write/", threads.write_to, name="write_to"),
    path(f"{LEARNER}submissions/<uuid:submission>/", cohorts.submission_detail, name="submission_detail"),
    path("questions/", threads.thread_list, name="thread_list"),
    path("questions/ask/", threads.ask, name="ask"),
    path("questions/restore/", comments.restore_comment, name="restore_comment"),
    path("questions/<uuid:uid>/", threads.thread_detail, name="thread_detail"),
    path("questions/<uuid:uid>/settle/", threads.settle, name="settle"),
    path("questions/<uuid:uid>/reopen/", threads.reopen, name="reopen"),
    path("questions/comments/<uuid:uid>/", comments.edit_comment, name="edit_comment"),
]
