from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("setup/", views.setup, name="setup"),
    path("settings/", views.settings, name="settings"),
    path("theme/", views.choose_theme, name="choose_theme"),
    path("sign-ins/", views.sign_ins, name="sign_ins"),
    path("keys/", views.api_tokens, name="api_tokens"),
    path("keys/<uuid:uid>/revoke/", views.revoke_api_token, name="revoke_api_token"),
    path("sign-ins/<int:pk>/end/", views.end_sign_in, name="end_sign_in"),
    path("sign-ins/end-others/", views.end_other_sign_ins, name="end_other_sign_ins"),
]
