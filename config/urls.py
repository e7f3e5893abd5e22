from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from accounts.sign_in import views as sign_in
from cohorts.needs.views import home
from config.api.docs import SchemaView
from config.api.root import RootView
from config.operations import monitoring
from config.pages.views import about, docs, manifest, offline, robots, security_txt, service_worker, status

handler400 = "config.web.errors.bad_request"
handler500 = "config.web.errors.server_error"
urlpatterns = [
    path("", home, name="home"),
    path("", include("progress.urls")),
    path("exercises/", include("exercises.urls")),
    path("explore/", include("exercises.explorables.urls")),
    path("", include("cohorts.urls")),
    path("projects/", include("projects.urls")),
    path("", include("proof.urls")),
    path("", include("authoring.urls")),
    path("", include("lti.urls")),
    path("", include("branding.urls")),
    path("account/", include("accounts.urls")),
    path("notices/", include("notices.urls")),
    path("account/data/", include("personal_data.urls")),
    path("accounts/sessions/", RedirectView.as_view(pattern_name="accounts:sign_ins"), name="usersessions_list"),
    path("accounts/password/reset/", sign_in.password_reset, name="account_reset_password"),
    path("accounts/password/change/", sign_in.change_password, {"kind": "change"}, name="account_change_password"),
    path("accounts/password/set/", sign_in.change_password, {"kind": "set"}, name="account_set_password"),
    path("accounts/email/", sign_in.email, name="account_email"),
    re_path(r"^accounts/confirm-email/(?P<key>[-:\w]+)/$", sign_in.confirm_email, name="account_confirm_email"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("accounts/confirm-email/", sign_in.link_sent, {"kind": "address"}, name="account_email_verification_sent"),
    path("accounts/password/reset/done/", sign_in.link_sent, {"kind": "password"}, name="account_reset_password_done"),
    path("accounts/", include("accounts.single_sign_on.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("", include("accounts.oauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/schema/", SchemaView.as_view(), name="schema"),
    path("api/v1/docs/", docs, name="docs"),
    path("api/v1/", RootView.as_view(), name="api_root"),
    path("api/v1/", include("config.api.routes")),
    path("metrics", monitoring.metrics, name="metrics"),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("service-worker.js", service_worker, name="service_worker"),
    path("app.webmanifest", manifest, name="manifest"),
    path("offline/", offline, name="offline"),
    path("about/", about, name="about"),
    path("status/", status, name="status"),
]
