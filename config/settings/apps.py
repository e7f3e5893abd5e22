"""Apps, middleware, templates and static files."""

from config.settings.base import BASE_DIR, DEBUG, VAR, env

INSTALLED_APPS = [
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "allauth.socialaccount",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "knox",
    "rest_framework",
    "simple_history",
    "template_partials",
    "audit_log",
    "branding",
    "accounts",
    "notices",
    "curriculum",
    "exercises",
    "progress",
    "cohorts",
    "lti",
    "projects",
    "proof",
    "authoring",
    "personal_data",
    "config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "django_structlog.middlewares.RequestMiddleware",  # first, so that every line of a request has its id
    "config.web.middleware.AccessLogMiddleware",
    "config.web.middleware.HeadMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.web.middleware.HttpMetricsMiddleware",
    "config.web.middleware.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "config.web.body_limit.BodyLimitMiddleware",
    "config.web.middleware.TextMiddleware",
    "config.web.middleware.ProbeMiddleware",
    "config.web.middleware.PrivateMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.web.middleware.LogUserMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.sessions.middleware.SessionAgeMiddleware",
    "accounts.sessions.middleware.LastSeenMiddleware",
    "accounts.sessions.middleware.TimeZoneMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.sessions.middleware.SignInMiddleware",
    "config.web.middleware.UnavailableMiddleware",
    "config.web.accepted_forms.AcceptedFormMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WEB_THREADS = env.int("WEB_THREADS", default=8)  # of a web process: at most half of them wait for a verdict
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["config.pages.template_tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.pages.context.page_context",
            ],
        },
    },
]
FORM_RENDERER = "config.pages.form_renderer.Renderer"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns about a missing one, and it is made by collectstatic only
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site needs our fonts or scripts, and each answer is shorter
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.web.static_files.BundledStaticFilesStorage"
    },
}
