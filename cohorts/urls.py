from django.urls import path

from cohorts import thread_views, views

app_name = "cohorts"
LEARNER = "cohorts/<slug:slug>/learners/<uuid:uid>/"
urlpatterns = [
    path("cohorts/", views.cohort_list, name="cohort_list"),
    path("cohorts/<slug:slug>/", views.cohort_detail, name="cohort_detail"),
    path(LEARNER, views.learner_detail, name="learner_detail"),
    path(f"{LEARNER}write/", thread_views.write_to, name="write_to"),
    path(f"{LEARNER}submissions/<uuid:submission>/", views.submission_detail, name="submission_detail"),
    path("questions/", thread_views.thread_list, name="thread_list"),
    path("questions/ask/", thread_views.ask, name="ask"),
    path("questions/restore/", thread_views.restore_comment, name="restore_comment"),
    path("questions/<uuid:uid>/", thread_views.thread_detail, name="thread_detail"),
    path("questions/<uuid:uid>/settle/", thread_views.settle, name="settle"),
    path("questions/<uuid:uid>/reopen/", thread_views.reopen, name="reopen"),
    path("questions/comments/<uuid:uid>/", thread_views.edit_comment, name="edit_comment"),
]
