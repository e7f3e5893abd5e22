from django.urls import path

from notices import views
from notices.webhooks import views as webhooks

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="notice_list"),
    path("read/", views.mark_all_read, name="mark_all_read"),
    path("read/undo/", views.undo_read, name="undo_read"),
    path("choices/", views.choices, name="choices"),
    path("stop/<str:token>/", views.stop_mail, name="stop_mail"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/<uuid:uid>/delete/", webhooks.delete_webhook, name="delete_webhook"),
    path("webhooks/<uuid:uid>/switch-on/", webhooks.switch_on_webhook, name="switch_on_webhook"),
    path("webhooks/<uuid:uid>/test/", webhooks.send_test, name="send_test"),
    path("webhooks/deliveries/<uuid:uid>/again/", webhooks.send_again, name="send_again"),
    path("<uuid:uid>/", views.notice_open, name="notice_open"),
]
