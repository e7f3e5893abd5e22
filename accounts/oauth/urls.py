"""The OAuth server. Of allauth's addresses only these exist: apps sign in with a code, and in no other way.

allauth looks up its page for the code as `idp:oidc:device_authorization`.
"""

from django.urls import include, path

from accounts.oauth import views

oidc = [
    path("device/", views.device, name="device_authorization"),
    path("account/apps/<uuid:uid>/revoke/", views.revoke_app, name="revoke_app"),
    path("api/oauth/device/code", views.device_code, name="device_code"),
    path("api/oauth/token", views.token, name="token"),
    path("api/oauth/revoke", views.revoke, name="revoke"),
    path(".well-known/oauth-authorization-server", views.metadata, name="metadata"),
]
app_name = "idp"
urlpatterns = [path("", include((oidc, "oidc")))]
