from django.urls import path

from proof import views
from proof.pictures import views as pictures
from proof.projects import views as projects

app_name = "proof"
urlpatterns = [
    # the learner's choices
    path("account/evidence/", views.edit_page, name="edit_page"),
    path("account/evidence/close/", views.close_page, name="close_page"),
    path("account/evidence/link/", views.change_link, name="change_link"),
    path("account/evidence/badges/<str:uid>/", views.issue_badge, name="issue_badge"),
    path("account/evidence/badges/<str:uid>/publish/", views.publish_badge, name="publish_badge"),
    # what anyone can read
    path("cards/front.png", pictures.front, name="front_card"),
    path("cards/roadmaps/<str:uid>.png", pictures.roadmap, name="roadmap_card"),
    path("cards/exercises/<slug:slug>.png", pictures.exercise, name="exercise_card"),
    path("evidence/<str:token>/card.png", pictures.evidence, name="evidence_card"),
    path("evidence/", views.listed_pages, name="listed_pages"),
    path("evidence/<str:token>/", views.evidence_page, name="evidence_page"),
    path("evidence/<str:token>/badges/<uuid:uid>.<slug:form>", views.badge, name="badge"),
    path("evidence/<str:token>/projects/<slug:slug>/", projects.evidence_project, name="evidence_project"),
    path(
        "evidence/<str:token>/projects/<slug:slug>/<uuid:uid>/",
        projects.evidence_project_file,
        name="evidence_project_file",
    ),
    path("evidence/<str:token>/<slug:slug>/", views.evidence_code, name="evidence_code"),
    path("badges/status/<int:number>/", views.status_list, name="status_list"),
    path(".well-known/did.json", views.did, name="did"),
]
