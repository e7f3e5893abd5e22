from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="notice_list"),
    path("read/", views.mark_all_read, name="mark_all_read"),
    path("read/undo/", views.undo_read, name="undo_read"),
    path("choices/", views.choices, name="choices"),
    path("stop/<str:token>/", views.stop_mail, name="stop_mail"),
    path("<uuid:uid>/", views.notice_open, name="notice_open"),
]
