from django.urls import path

from authoring.audit import views as audit
from authoring.branding import views as branding
from authoring.courses import views as courses
from authoring.drafts import node_views as nodes
from authoring.drafts import operation_views as operations
from authoring.drafts import page_views as pages
from authoring.drafts import views as drafts
from authoring.faults import views as faults
from authoring.links import views as links
from authoring.regrades import views as regrades
from authoring.reviews import views as reviews
from authoring.roadmaps import file_views as files
from authoring.roadmaps import views as roadmaps
from authoring.schedules import views as schedules
from authoring.sign_in import group_views as groups
from authoring.sign_in import views as sign_in
from authoring.usage import views as usage

app_name = "authoring"
# Behind this prefix a roadmap may have any uid, even one that is a word in the other addresses.
ROADMAP = "authoring/roadmaps/<str:roadmap>/"
GROUPS = "authoring/site/sign-in/<slug:slug>/groups/"
NODE = f"{ROADMAP}nodes/<str:uid>/"
urlpatterns = [
    path("roadmap/changes/<str:roadmap>/<int:number>/", drafts.version_detail, name="version_detail"),
    path("exercises/regrades/start/", regrades.start_regrade, name="start_regrade"),
    path("authoring/", roadmaps.roadmap_list, name="roadmap_list"),
    path("authoring/add/", roadmaps.add_roadmap, name="add_roadmap"),
    path("problems/", faults.fault_list, name="fault_list"),
    path("problems/new/<slug:kind>/<str:uid>/", faults.report_fault, name="report_fault"),
    path("problems/<uuid:uid>/withdraw/", faults.withdraw_fault, name="withdraw_fault"),
    path("problems/all/", faults.fault_queue, name="fault_queue"),
    path("authoring/site/", branding.edit_branding, name="edit_branding"),
    path("authoring/site/sign-in/", sign_in.provider_list, name="provider_list"),
    path("authoring/site/sign-in/<slug:slug>/", sign_in.edit_provider, name="edit_provider"),
    path("authoring/site/sign-in/<slug:slug>/remove/", sign_in.remove_provider, name="remove_provider"),
    path(GROUPS, groups.provider_groups, name="provider_groups"),
    path(f"{GROUPS}restore/", groups.restore_group_rule, name="restore_group_rule"),
    path(f"{GROUPS}<uuid:uid>/switch/", groups.switch_group_rule, name="switch_group_rule"),
    path(f"{GROUPS}<uuid:uid>/remove/", groups.remove_group_rule, name="remove_group_rule"),
    path("authoring/site/log/", audit.audit_list, name="audit_list"),
    path("authoring/site/log/<slug:kind>/", audit.audit_file, name="audit_file"),
    path("authoring/links/", links.link_list, name="link_list"),
    path("authoring/links/check/", links.check_links, name="check_links"),
    path("authoring/courses/", courses.course_list, name="course_list"),
    path("authoring/courses/<slug:uid>/", courses.course_detail, name="course_detail"),
    path("authoring/courses/<slug:uid>/fetch/", courses.fetch_course, name="fetch_course"),
    path("authoring/courses/<slug:uid>/hint/<uuid:key>/", courses.hint_course, name="hint_course"),
    path("authoring/courses/<slug:uid>/apply/", courses.apply_course, name="apply_course"),
    path("authoring/courses/<slug:uid>/offer/", courses.offer_course, name="offer_course"),
    path("authoring/courses/<slug:uid>/remove/", courses.remove_course, name="remove_course"),
    path("authoring/nodes/<str:uid>/", nodes.edit_current, name="edit_current"),
    path(ROADMAP, drafts.outline, name="outline"),
    path(f"{ROADMAP}order/", roadmaps.move_roadmap, name="move_roadmap"),
    path(f"{ROADMAP}draft/", pages.draft_detail, name="draft_detail"),
    path(f"{ROADMAP}draft/publish/", pages.publish, name="publish"),
    path(f"{ROADMAP}draft/schedule/", pages.schedule, name="schedule"),
    path(f"{ROADMAP}schedules/<uuid:uid>/cancel/", schedules.cancel_schedule, name="cancel_schedule"),
    path(f"{ROADMAP}draft/ask/", reviews.ask_review, name="ask_review"),
    path(f"{ROADMAP}reviews/<uuid:uid>/", reviews.review_detail, name="review_detail"),
    path(f"{ROADMAP}draft/discard/", drafts.discard, name="discard"),
    path(f"{ROADMAP}drafts/<int:pk>/reopen/", drafts.reopen, name="reopen"),
    path(f"{ROADMAP}edits/<uuid:batch>/undo/", drafts.undo_edit, name="undo_edit"),
    path(f"{ROADMAP}usage/", usage.usage, name="usage"),
    path(f"{ROADMAP}history/", drafts.history, name="history"),
    path(f"{ROADMAP}versions/<int:number>/roll-back/", drafts.roll_back, name="roll_back"),
    path("authoring/import/", files.import_file, name="import_new"),
    path("authoring/import/<str:roadmap>/", files.import_file, name="import_file"),
    path(f"{ROADMAP}export.zip", files.export, name="export"),
    path(NODE, nodes.edit_node, name="edit_node"),
    path(f"{NODE}add/<slug:kind>/", nodes.add_node, name="add_node"),
    path(f"{NODE}move/", operations.move_node, name="move_node"),
    path(f"{NODE}retire/", operations.retire_node, name="retire_node"),
    path(f"{NODE}restore/", operations.restore_node, name="restore_node"),
    path(f"{NODE}use-hours/", usage.use_hours, name="use_hours"),
    path(f"{NODE}split/", operations.split_topic, name="split_topic"),
    path(f"{NODE}merge/", operations.merge_topic, name="merge_topic"),
]
