from django.urls import path

from cohorts import views

app_name = "cohorts"
urlpatterns = [
    path("", views.cohort_list, name="cohort_list"),
    path("<slug:slug>/", views.cohort_detail, name="cohort_detail"),
    path("<slug:slug>/learners/<uuid:uid>/", views.learner_detail, name="learner_detail"),
    path(
        "<slug:slug>/learners/<uuid:uid>/submissions/<uuid:submission>/",
        views.submission_detail,
        name="submission_detail",
    ),
]
