from django.urls import path

from accounts.api_tokens import views as api_tokens
from accounts.preferences import views as preferences
from accounts.sessions import views as sessions

app_name = "accounts"
urlpatterns = [
    path("settings/", preferences.settings, name="settings"),
    path("theme/", preferences.choose_theme, name="choose_theme"),
    path("sign-ins/", sessions.sign_ins, name="sign_ins"),
    path("sign-ins/<int:pk>/end/", sessions.end_sign_in, name="end_sign_in"),
    path("sign-ins/end-others/", sessions.end_other_sign_ins, name="end_other_sign_ins"),
    path("keys/", api_tokens.api_tokens, name="api_tokens"),
    path("keys/<uuid:uid>/revoke/", api_tokens.revoke_api_token, name="revoke_api_token"),
]
