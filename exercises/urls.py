from django.urls import path

from exercises import views

app_name = "exercises"
urlpatterns = [
    path("", views.exercise_list, name="exercise_list"),
    path("<slug:slug>/", views.exercise_detail, name="exercise_detail"),
    path("<slug:slug>/compare/", views.compare, name="compare"),
    path("<slug:slug>/draft", views.draft, name="draft"),
    path("<slug:slug>/solutions/", views.worked, name="worked"),
    path("<slug:slug>/submissions/", views.submission_list, name="submission_list"),
    path("<slug:slug>/submissions/<uuid:uid>/", views.submission_detail, name="submission_detail"),
    path("<slug:slug>/submissions/<uuid:uid>/again", views.submission_again, name="submission_again"),
    path("<slug:slug>/submissions/<uuid:uid>/cancel", views.submission_cancel, name="submission_cancel"),
    path("<slug:slug>/submissions/<uuid:uid>/stream", views.stream, name="stream"),
]
