from django.urls import path

from proof.views import choices, public

app_name = "proof"
urlpatterns = [
    # the learner's choices
    path("account/evidence/", choices.edit_page, name="edit_page"),
    path("account/evidence/close/", choices.close_page, name="close_page"),
    path("account/evidence/link/", choices.change_link, name="change_link"),
    path("account/evidence/badges/<str:uid>/", choices.issue_badge, name="issue_badge"),
    # what anyone can read
    path("evidence/", public.listed_pages, name="listed_pages"),
    path("evidence/<str:token>/", public.evidence_page, name="evidence_page"),
    path("evidence/<str:token>/badges/<uuid:uid>.<slug:form>", public.badge, name="badge"),
    path("evidence/<str:token>/<slug:slug>/", public.evidence_code, name="evidence_code"),
    path("badges/status/<int:number>/", public.status_list, name="status_list"),
    path(".well-known/did.json", public.did, name="did"),
]
