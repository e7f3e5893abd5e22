from django.contrib.auth.decorators import login_required
from django.urls import path

from progress.checkpoints import views as checkpoints
from progress.commitments import views as commitments
from progress.home import views as home
from progress.hours import views as hours
from progress.notes import views as notes
from progress.placement import views as placement
from progress.plan import views as plan
from progress.review import views as review
from progress.roadmap import views as roadmap
from progress.search import views as search
from progress.start import views as start
from progress.timer import views as timer
from progress.topic import views as topics

app_name = "progress"
urlpatterns = [
    # reading
    path("roadmap/", roadmap.roadmap, name="roadmap"),
    path("roadmap/guide/", roadmap.guide, name="guide"),
    path("roadmap/topics/", roadmap.reference, name="reference"),
    path("roadmap/ground-<slug:key>.svg", roadmap.map_ground, name="map_ground"),
    path("roadmap/phases/<int:number>/", roadmap.phase_detail, name="phase_detail"),
    path("roadmap/placement/", placement.placement, name="placement"),
    path("roadmaps/<str:roadmap>/", roadmap.roadmap_detail, name="roadmap_detail"),
    path("roadmaps/<str:roadmap>/guide/", roadmap.roadmap_guide, name="roadmap_guide"),
    path("roadmaps/<str:roadmap>/topics/", roadmap.roadmap_reference, name="roadmap_reference"),
    path("roadmaps/<str:roadmap>/phases/<int:number>/", roadmap.roadmap_phase, name="roadmap_phase"),
    path("roadmaps/<str:roadmap>/choose/", roadmap.choose_roadmap, name="choose_roadmap"),
    path("roadmap/topics/<str:uid>/", topics.topic_detail, name="topic_detail"),
    path("roadmap/topics/<str:uid>/test-out/", topics.test_out, name="test_out"),
    path("roadmap/topics/<str:uid>/mark/", topics.mark_topic, name="mark_topic"),
    path("roadmap/subtopics/<str:uid>/mark/", topics.mark_subtopic, name="mark_subtopic"),
    path("roadmap/topics/<str:uid>/resources/<str:resource>/", topics.study_resource, name="study_resource"),
    path("roadmap/resources/undo/", topics.undo_resource, name="undo_resource"),
    path("roadmap/marks/undo/", topics.undo_mark, name="undo_mark"),
    path("start/", start.start, name="start"),
    path("start/finish/", start.finish, name="start_finish"),
    path("learning/", login_required(home.home), name="learning"),
    path("search/", search.search, name="search"),
    # notes
    path("notes/", notes.notes, name="notes"),
    path("notes/restore/", notes.restore_note, name="restore_note"),
    path("notes/<slug:kind>/<str:uid>/", notes.note, name="note"),
    path("notes/<slug:kind>/<str:uid>/edit/", notes.edit_note, name="edit_note"),
    # hours
    path("hours/", hours.hours, name="hours"),
    path("hours/log/", hours.log_study, name="log_study"),
    path("hours/log/preview/", hours.log_preview, name="log_preview"),
    path("hours/entries/restore/", hours.restore_entry, name="restore_entry"),
    path("hours/entries/<uuid:uid>/", hours.edit_entry, name="edit_entry"),
    path("hours/entries/<uuid:uid>/delete/", hours.delete_entry, name="delete_entry"),
    path("hours/timer/start/", timer.start_timer, name="start_timer"),
    path("hours/timer/stop/", timer.stop_timer, name="stop_timer"),
    path("hours/timer/discard/", timer.discard_timer, name="discard_timer"),
    path("hours/hours.csv", hours.hours_file, name="hours_file"),
    path("hours/import/", hours.import_hours, name="import_hours"),
    path("hours/import/undo/", hours.undo_import, name="undo_import"),
    path("hours/sessions/log/", hours.log_session, name="log_session"),
    # the plan
    path("plan/", plan.plan, name="plan"),
    path("plan/what-if/", plan.what_if, name="what_if"),
    path("plan/restart/", plan.restart_plan, name="restart_plan"),
    path("plan/restart/undo/", plan.undo_restart, name="undo_restart"),
    path("plan/commitment/", commitments.set_commitment, name="set_commitment"),
    path("plan/commitment/end/", commitments.end_commitment, name="end_commitment"),
    path("plan/commitment/undo/", commitments.undo_commitment, name="undo_commitment"),
    path("plan/delete/", plan.delete_plan, name="delete_plan"),
    path("plan/restore/", plan.restore_plan, name="restore_plan"),
    path("plan/pauses/", plan.add_pause, name="add_pause"),
    path("plan/pauses/<int:pk>/remove/", plan.remove_pause, name="remove_pause"),
    path("plan/feed/open/", plan.open_feed, name="open_feed"),
    path("plan/feed/close/", plan.close_feed, name="close_feed"),
    path("plan/feed/<str:token>.ics", plan.feed, name="plan_feed"),
    # review
    path("review/", review.review, name="review"),
    path("review/gaps/", review.check_gaps, name="check_gaps"),
    path("review/prediction/", review.check_prediction, name="check_prediction"),
    path("review/undo/", review.undo_review, name="undo_review"),
    path("review/<slug:kind>/<str:uid>/", review.answer_review, name="answer_review"),
    # checkpoints
    path("checkpoints/", checkpoints.checkpoint_list, name="checkpoint_list"),
    path("checkpoints/answers/restore/", checkpoints.restore_answer, name="restore_answer"),
    path("checkpoints/<str:uid>/", checkpoints.checkpoint_detail, name="checkpoint_detail"),
    path("checkpoints/criteria/<str:uid>/", checkpoints.answer_criterion, name="answer_criterion"),
]
