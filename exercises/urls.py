from django.urls import path

from exercises.authored import views as authored
from exercises.catalogue import views as catalogue
from exercises.fleet import views as fleet
from exercises.lifecycle import views as lifecycle
from exercises.regrades import views as regrades
from exercises.submissions import views as submissions
from exercises.trials import views as trials
from exercises.workspace import views as workspace

app_name = "exercises"
urlpatterns = [
    path("", catalogue.exercise_list, name="exercise_list"),
    path("fleet/", fleet.fleet, name="fleet"),
    path("fleet/<slug:host>/", fleet.set_service, name="set_service"),
    path("lint", workspace.lint, name="lint"),
    path("lifecycle/", lifecycle.lifecycle_list, name="lifecycle_list"),
    path("lifecycle/read/", lifecycle.read_folders, name="read_folders"),
    path("lifecycle/exercise/<slug:slug>/", lifecycle.lifecycle_detail, name="lifecycle_detail"),
    path("lifecycle/exercise/<slug:slug>/stage/", lifecycle.set_stage, name="set_stage"),
    path("lifecycle/exercise/<slug:slug>/audit/", lifecycle.request_audit, name="request_audit"),
    path("lifecycle/write/", authored.write_exercise, name="write_exercise"),
    path("lifecycle/write/<slug:slug>/", authored.edit_exercise, name="edit_exercise"),
    path("lifecycle/write/<slug:slug>/files.zip", authored.download_exercise, name="download_exercise"),
    path("lifecycle/write/<slug:slug>/discard/", authored.discard_draft, name="discard_draft"),
    path("lifecycle/write/<slug:slug>/restore/", authored.restore_draft, name="restore_draft"),
    path("lifecycle/exercise/<slug:slug>/remove/", authored.remove_exercise, name="remove_exercise"),
    path("lifecycle/exercise/<slug:slug>/take-back/", authored.restore_exercise, name="restore_exercise"),
    path("regrades/", regrades.regrade_list, name="regrade_list"),
    path("regrades/<uuid:uid>/", regrades.regrade_detail, name="regrade_detail"),
    path("regrades/<uuid:uid>/apply/", regrades.apply_regrade, name="apply_regrade"),
    path("regrades/<uuid:uid>/cancel/", regrades.cancel_regrade, name="cancel_regrade"),
    path("regrades/<uuid:uid>/reopen/", regrades.reopen_regrade, name="reopen_regrade"),
    path("regrades/<uuid:uid>/undo/", regrades.undo_regrade, name="undo_regrade"),
    path("regrades/<uuid:uid>/<uuid:submission>/", regrades.regrade_result, name="regrade_result"),
    path("<slug:slug>/", workspace.exercise_detail, name="exercise_detail"),
    path("<slug:slug>/compare/", submissions.compare, name="compare"),
    path("<slug:slug>/draft", workspace.draft, name="draft"),
    path("<slug:slug>/solutions/", submissions.solutions, name="solutions"),
    path("<slug:slug>/submissions/", submissions.submission_list, name="submission_list"),
    path("<slug:slug>/submissions/<uuid:uid>/", submissions.submission_detail, name="submission_detail"),
    path("<slug:slug>/submissions/<uuid:uid>/again", submissions.submission_again, name="submission_again"),
    path("<slug:slug>/submissions/<uuid:uid>/cancel", submissions.submission_cancel, name="submission_cancel"),
    path("<slug:slug>/try/", trials.start_trial, name="start_trial"),
    path("<slug:slug>/try/<uuid:uid>/", trials.trial_detail, name="trial_detail"),
]
