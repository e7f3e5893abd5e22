from django.urls import path

from proof import views

app_name = "proof"
urlpatterns = [
    # the learner's choices
    path("account/evidence/", views.edit_page, name="edit_page"),
    path("account/evidence/close/", views.close_page, name="close_page"),
    path("account/evidence/link/", views.change_link, name="change_link"),
    path("account/evidence/badges/<str:uid>/", views.issue_badge, name="issue_badge"),
    # what anyone can read
    path("evidence/", views.listed_pages, name="listed_pages"),
    path("evidence/<str:token>/", views.evidence_page, name="evidence_page"),
    path("evidence/<str:token>/badges/<uuid:uid>.<slug:form>", views.badge, name="badge"),
    path("evidence/<str:token>/<slug:slug>/", views.evidence_code, name="evidence_code"),
    path("badges/status/<int:number>/", views.status_list, name="status_list"),
    path(".well-known/did.json", views.did, name="did"),
]
