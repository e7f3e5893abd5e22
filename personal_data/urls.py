from django.urls import path

from personal_data import views

app_name = "personal_data"
urlpatterns = [
    path("", views.personal_data, name="personal_data"),
    path("archive.zip", views.archive, name="archive"),
]
