"""Of allauth's addresses only these exist: nobody connects another account by hand, or fills in a form about it.

allauth looks up two of the names. The way to a provider begins at the same address, whatever its protocol.
"""

from django.urls import path

from accounts.single_sign_on import views
from accounts.single_sign_on.saml import views as saml

urlpatterns = [
    path("oidc/<slug:slug>/login/", views.sign_in, name="openid_connect_login"),
    path("oidc/<slug:slug>/login/callback/", views.callback, name="openid_connect_callback"),
    path("saml/<slug:slug>/acs/", saml.acs, name="saml_acs"),
    path("saml/<slug:slug>/acs/finish/", saml.finish, name="saml_finish_acs"),
    path("saml/<slug:slug>/metadata/", saml.metadata, name="saml_metadata"),
    path("oidc/<slug:slug>/confirm/", views.confirm, name="confirm_with_provider"),
]
