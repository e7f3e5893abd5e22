from django.urls import path

from projects import views
from projects.assessment import views as assessment
from projects.peer_reviews import views as peers

app_name = "projects"
urlpatterns = [
    path("", views.project_list, name="project_list"),
    # a mentor's, and a peer's
    path("files/<uuid:uid>/", assessment.project_file, name="project_file"),
    path("work/<uuid:uid>/", assessment.work_detail, name="work_detail"),
    path("work/<uuid:uid>/assess/", assessment.assess_work, name="assess_work"),
    path("assessments/undo/", assessment.undo_assessment, name="undo_assessment"),
    path("cohorts/<slug:slug>/", assessment.cohort_project_list, name="cohort_projects"),
    path(
        "cohorts/<slug:slug>/peer-reviews/<slug:project>/",
        assessment.switch_peer_reviews,
        name="switch_peer_reviews",
    ),
    path("peer-reviews/<uuid:uid>/", peers.peer_review, name="peer_review"),
    path("peer-reviews/undo/", peers.undo_peer_review, name="undo_peer_review"),
    path("<slug:slug>/peer-reviews/", peers.peer_reviews, name="peer_reviews"),
    # a learner's own
    path("files/<slug:slug>/<slug:slot>/", views.upload_file, name="upload_file"),
    path("files/<slug:slug>/<slug:slot>/remove/", views.remove_file, name="remove_file"),
    path("<slug:slug>/", views.project_detail, name="project_detail"),
    path("<slug:slug>/start/", views.start_work, name="start_work"),
    path("<slug:slug>/dates/", views.move_dates, name="move_dates"),
    path("<slug:slug>/milestones/<slug:uid>/", views.mark_milestone, name="mark_milestone"),
    path("<slug:slug>/check/", views.file_check, name="file_check"),
    path("<slug:slug>/check/again/", views.check_files, name="check_files"),
    path("<slug:slug>/report/", views.save_report, name="save_report"),
    path("<slug:slug>/take-back/", views.take_back, name="take_back"),
    path("<slug:slug>/show/", views.show_work, name="show_work"),
]
