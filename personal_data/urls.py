from django.urls import path

from personal_data import views
from personal_data.erasure import views as erasure
from personal_data.term_end import views as term_end

app_name = "personal_data"
urlpatterns = [
    path("", views.personal_data, name="personal_data"),
    path("archive.zip", views.archive, name="archive"),
    path("erase/", erasure.erase_accounts, name="erase_accounts"),
    path("keep/", term_end.keep_account, name="keep_account"),
    path("erase/cohorts/<slug:slug>/", term_end.term_erasure, name="term_erasure"),
    path("erase/<uuid:uid>/", erasure.erasure_detail, name="erasure_detail"),
]
