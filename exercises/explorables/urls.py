from django.urls import path

from exercises.explorables import views

app_name = "explorables"
urlpatterns = [
    path("", views.explorable_list, name="explorable_list"),
    path("<slug:slug>/", views.explorable_detail, name="explorable_detail"),
]
