from django.urls import path

from branding import views

app_name = "branding"
urlpatterns = [
    path("site/<slug:version>.css", views.stylesheet, name="stylesheet"),
    path("site/<slug:version>.png", views.logo, name="logo"),
]
