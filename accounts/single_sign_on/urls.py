"""Of allauth's addresses only these exist: nobody connects another account by hand, or fills in a form about it.

allauth looks up two of the names.
"""

from django.urls import path

from accounts.single_sign_on import views

urlpatterns = [
    path("oidc/<slug:slug>/login/", views.sign_in, name="openid_connect_login"),
    path("oidc/<slug:slug>/login/callback/", views.callback, name="openid_connect_callback"),
    path("oidc/<slug:slug>/confirm/", views.confirm, name="confirm_with_provider"),
]
