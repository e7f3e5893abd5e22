from django.urls import path

from personal_data import views
from personal_data.erasure import views as erasure

app_name = "personal_data"
urlpatterns = [
    path("", views.personal_data, name="personal_data"),
    path("archive.zip", views.archive, name="archive"),
    path("erase/", erasure.erase_accounts, name="erase_accounts"),
    path("erase/<uuid:uid>/", erasure.erasure_detail, name="erasure_detail"),
]
