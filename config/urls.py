from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView

from accounts.views import password_reset
from config.views import docs, health, robots, status
from progress.views import home

admin.site.site_header = admin.site.site_title = "Descent"
admin.site.index_title = "Curriculum, people and submissions"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # allauth's recipe: one door

urlpatterns = [
    path("", home, name="home"),
    path("", include("curriculum.urls")),
    path("", include("progress.urls")),
    path("exercises/", include("exercises.urls")),
    path("", include("cohorts.urls")),
    path("account/", include("accounts.urls")),
    path("notices/", include("notices.urls")),
    path("account/data/", include("personal_data.urls")),
    path("accounts/sessions/", RedirectView.as_view(pattern_name="accounts:sign_ins"), name="usersessions_list"),
    path("accounts/password/reset/", password_reset, name="account_reset_password"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs/", docs, name="docs"),
    path("api/v1/", include("config.api")),
    path("healthz", health, name="health"),
    path("robots.txt", robots, name="robots"),
    path("status/", status, name="status"),
]
