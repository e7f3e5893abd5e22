from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("setup/", views.setup, name="setup"),
    path("settings/", views.settings, name="settings"),
    path("sign-ins/", views.sign_ins, name="sign_ins"),
    path("keys/", views.keys, name="keys"),
    path("keys/<uuid:uid>/revoke/", views.revoke_key, name="revoke_key"),
    path("sign-ins/<int:pk>/end/", views.end_sign_in, name="end_sign_in"),
    path("sign-ins/end-others/", views.end_other_sign_ins, name="end_other_sign_ins"),
]
