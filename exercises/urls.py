from django.urls import path

from exercises.views import comparison, drafts, exercises, stream, submissions

app_name = "exercises"
urlpatterns = [
    path("", exercises.exercise_list, name="exercise_list"),
    path("<slug:slug>/", exercises.exercise_detail, name="exercise_detail"),
    path("<slug:slug>/compare/", comparison.compare, name="compare"),
    path("<slug:slug>/draft", drafts.draft, name="draft"),
    path("<slug:slug>/solutions/", comparison.solutions, name="solutions"),
    path("<slug:slug>/submissions/", submissions.submission_list, name="submission_list"),
    path("<slug:slug>/submissions/<uuid:uid>/", submissions.submission_detail, name="submission_detail"),
    path("<slug:slug>/submissions/<uuid:uid>/again", submissions.submission_again, name="submission_again"),
    path("<slug:slug>/submissions/<uuid:uid>/cancel", submissions.submission_cancel, name="submission_cancel"),
    path("<slug:slug>/submissions/<uuid:uid>/stream", stream.stream, name="stream"),
]
