from django.urls import path

from progress import hours_views, note_views, plan_views, review_views, timer_views, views

app_name = "progress"
urlpatterns = [
    # reading
    path("roadmap/", views.roadmap, name="roadmap"),
    path("roadmap/guide/", views.guide, name="guide"),
    path("roadmap/ground-<slug:key>.svg", views.map_ground, name="map_ground"),
    path("roadmap/phases/<int:number>/", views.phase_detail, name="phase_detail"),
    path("roadmap/topics/<str:uid>/", views.topic_detail, name="topic_detail"),
    path("roadmap/topics/<str:uid>/mark/", views.mark_topic, name="mark_topic"),
    path("roadmap/subtopics/<str:uid>/mark/", views.mark_subtopic, name="mark_subtopic"),
    path("roadmap/marks/undo/", views.undo_mark, name="undo_mark"),
    # notes
    path("notes/", note_views.notes, name="notes"),
    path("notes/restore/", note_views.restore_note, name="restore_note"),
    path("notes/<slug:kind>/<str:uid>/", note_views.note, name="note"),
    path("notes/<slug:kind>/<str:uid>/edit/", note_views.edit_note, name="edit_note"),
    # hours
    path("hours/", views.hours, name="hours"),
    path("hours/log/", views.log_study, name="log_study"),
    path("hours/log/preview/", views.log_preview, name="log_preview"),
    path("hours/entries/restore/", views.restore_entry, name="restore_entry"),
    path("hours/entries/<uuid:uid>/", views.edit_entry, name="edit_entry"),
    path("hours/entries/<uuid:uid>/delete/", views.delete_entry, name="delete_entry"),
    path("hours/timer/start/", timer_views.start_timer, name="start_timer"),
    path("hours/timer/stop/", timer_views.stop_timer, name="stop_timer"),
    path("hours/timer/discard/", timer_views.discard_timer, name="discard_timer"),
    path("hours/hours.csv", hours_views.hours_file, name="hours_file"),
    path("hours/import/", hours_views.import_hours, name="import_hours"),
    path("hours/import/undo/", hours_views.undo_import, name="undo_import"),
    path("hours/sessions/log/", hours_views.log_session, name="log_session"),
    # the plan
    path("plan/", plan_views.plan, name="plan"),
    path("plan/what-if/", plan_views.what_if, name="what_if"),
    path("plan/begin-anew/", plan_views.begin_anew, name="begin_anew"),
    path("plan/delete/", plan_views.delete_plan, name="delete_plan"),
    path("plan/restore/", plan_views.restore_plan, name="restore_plan"),
    path("plan/pauses/", plan_views.add_pause, name="add_pause"),
    path("plan/pauses/<int:pk>/remove/", plan_views.remove_pause, name="remove_pause"),
    path("plan/feed/open/", plan_views.open_feed, name="open_feed"),
    path("plan/feed/close/", plan_views.close_feed, name="close_feed"),
    path("plan/feed/<str:token>.ics", plan_views.feed, name="plan_feed"),
    # review
    path("review/", review_views.review, name="review"),
    path("review/undo/", review_views.undo_review, name="undo_review"),
    path("review/<slug:kind>/<str:uid>/", review_views.answer_review, name="answer_review"),
    # checkpoints
    path("checkpoints/", views.checkpoint_list, name="checkpoint_list"),
    path("checkpoints/answers/restore/", views.restore_answer, name="restore_answer"),
    path("checkpoints/<str:uid>/", views.checkpoint_detail, name="checkpoint_detail"),
    path("checkpoints/criteria/<str:uid>/", views.answer_criterion, name="answer_criterion"),
]
