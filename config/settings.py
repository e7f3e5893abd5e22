"""One settings file. It runs with nothing set; production sets the environment (docs/operations.md has every name)."""

from pathlib import Path

import django_stubs_ext
import environ
import structlog
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

from config import logs
from config.environment import FileEnvironment
from config.version import read_commit, read_version
from runner.protocol import SILENCE_OPTIONS, broker_socket

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = FileEnvironment()
VERSION = read_version()
COMMIT = env.str("DESCENT_COMMIT", default="") or read_commit()

# ------------------------------------------------------------------ paths
VAR = Path(env.str("DESCENT_VAR", default=str(BASE_DIR / "var")))
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
VALKEY_SOCKET = broker_socket(VAR)
EXERCISE_CATALOG = Path(env.str("DESCENT_CATALOG", default=str(BASE_DIR / "exercises" / "catalog")))
CURRICULUM_CONTENT = BASE_DIR / "curriculum" / "content"

# ------------------------------------------------------------------ hosts and secrets
DEBUG = env.bool("DEBUG", default=True)
DOCS_URL = env.str("DOCS_URL", default="")  # links in the footer, if there are such pages
SOURCE_URL = env.str("SOURCE_URL", default="")
CONTACT = env.str("CONTACT", default="")
SANDBOX = env.str("DESCENT_SANDBOX", default="")  # "weak" on a developer's machine that can't run the full sandbox
PORT = env.str("PORT", default="8000")  # of `manage.py up`, which checks it
SITE_ROOT = env.str("SITE_ROOT", default=f"http://127.0.0.1:{PORT}")
_site = environ.urlparse(SITE_ROOT)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"] if DEBUG else [_site.hostname or ""]
CSRF_TRUSTED_ORIGINS = [SITE_ROOT]


def _secret_key() -> str:
    """The given key or, in development only, one that is made once and kept, so that sessions survive a restart."""
    key: str = env.ENVIRON.get(
        "SECRET_KEY", ""
    )  # not env.str, which reads a value that begins with $ as a variable's name
    if key:
        return key
    if not DEBUG:
        return ""  # config.checks explains what to do
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


SECRET_KEY = _secret_key()
BADGE_KEY_FILE = env.str("BADGE_KEY_FILE", default=str(VAR / "keys" / "badge.pem"))  # proof.signing_key makes it

# ------------------------------------------------------------------ apps, middleware and templates
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
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "knox",
    "rest_framework",
    "simple_history",
    "template_partials",
    "accounts",
    "notices",
    "curriculum",
    "exercises",
    "progress",
    "cohorts",
    "proof",
    "authoring",
    "personal_data",
    "config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "django_structlog.middlewares.RequestMiddleware",  # first, so that every line of a request has its id
    "config.middleware.AccessLogMiddleware",
    "config.middleware.HeadMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.http_metrics.HttpMetricsMiddleware",
    "config.middleware.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "config.body_limit.BodyLimitMiddleware",
    "config.middleware.TextMiddleware",
    "config.monitoring.ProbeMiddleware",
    "config.middleware.PrivateMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.LogUserMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionAgeMiddleware",
    "accounts.middleware.LastSeenMiddleware",
    "accounts.middleware.TimeZoneMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.SignInMiddleware",
    "config.middleware.CacheDownMiddleware",
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
            "builtins": ["config.template_tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context_processors.version",
                "config.context_processors.site_links",
                "config.context_processors.weak_sandbox",
                "accounts.theme.theme",
                "progress.context_processors.running_timer",
                "notices.context_processors.unread_notices",
                "cohorts.context_processors.mentoring",
            ],
        },
    },
]
FORM_RENDERER = "config.form_renderer.Renderer"

# ------------------------------------------------------------------ database
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'descent.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits at BEGIN instead of failing in the middle
        "timeout": 20,
        # Memory-map the file: otherwise each thread's connection has a page cache of its own.
        "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size={128 * 2**20};",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 600  # seconds; opening one takes as long as a short page
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}  # a file: some tests start real workers on it
else:
    # One for each thread: a request that waits for a verdict keeps its own. It goes back to the pool before the answer
    # is sent (config/page_handler.py). The pool closes those that are idle for ten minutes, and Django's CONN_MAX_AGE
    # stays 0. It gives up early, since the next request tries again at once, while its own attempts come at ever longer
    # intervals: by default for five minutes.
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": WEB_THREADS, "timeout": 5, "reconnect_timeout": 3},
        # A cut link says nothing, and TCP alone notices after a quarter of an hour.
        "connect_timeout": 3,
        "tcp_user_timeout": 5000,  # milliseconds
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        # How often a compiled query comes on one connection before the server keeps its plan: see decision 0005.
        # Behind PgBouncer the next query may go to another connection.
        "prepare_threshold": None if DATABASES["default"].get("DISABLE_SERVER_SIDE_CURSORS") else 5,
    }
    DATABASES["default"]["ENGINE"] = "lib.postgresql"  # it tests the pool's connections without asking the server
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = env.str("CACHE_URL", default=f"unix://{VALKEY_SOCKET}?db=2")
CACHES = {
    "default": {
        "BACKEND": "config.cache.JSONCache",  # Django's own class unpickles what it reads
        "LOCATION": CACHE_URL,
        "OPTIONS": {
            "socket_connect_timeout": 1,
            "socket_timeout": 2,
        },  # otherwise an unresponsive server blocks a page for minutes
    }
}

# ------------------------------------------------------------------ the queue between web and runners
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=f"redis+socket://{VALKEY_SOCKET}?virtual_host=0")
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]  # never pickle
CELERY_TASK_IGNORE_RESULT = True  # the database row is the result
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Fetch a task when a process is free. On Redis the prefetch counter leaks, and workers hoard tasks (celery#9913).
CELERY_WORKER_DISABLE_PREFETCH = True
LONGEST_JOB_S = env.float("LONGEST_JOB_S", default=60)
JOB_LIFE_S = 2 * LONGEST_JOB_S  # by then a lost worker's job has been redelivered (after 1.5) and graded
RUNNER_SILENT_AFTER_S = 0.6 * LONGEST_JOB_S  # heartbeats come after every quarter of LONGEST_JOB_S; one may get lost
CELERY_TASK_TIME_LIMIT = LONGEST_JOB_S
CELERY_TASK_DEFAULT_QUEUE = "web"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Longer than any task, or Redis hands a running task to a second worker (celery#5935). Check often, or a lost
# worker's task waits for minutes. The runner needs the same values, because each process checks for all.
CELERY_BROKER_TRANSPORT_OPTIONS = SILENCE_OPTIONS | {
    "visibility_timeout": 1.5 * LONGEST_JOB_S,
    "unacked_restore_interval": min(5, LONGEST_JOB_S / 6),
    "unacked_restore_throttle": 1,
    "max_retries": 0,  # fail at once if the queue is down, so that the page can say so
    "socket_connect_timeout": 2,
}
CELERY_BEAT_SCHEDULER = "config.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "resend-lost-submissions": {"task": "exercises.resend_lost", "schedule": LONGEST_JOB_S / 6},
    "advance-regrades": {"task": "exercises.advance_regrades", "schedule": LONGEST_JOB_S / 6},
    "advance-audits": {"task": "exercises.advance_audits", "schedule": LONGEST_JOB_S / 6},
    "write-regrades": {"task": "exercises.write_regrades", "schedule": LONGEST_JOB_S / 6},
    "update-broker": {"task": "exercises.update_broker", "schedule": LONGEST_JOB_S / 6},
    "measure-fleet": {"task": "exercises.measure_fleet", "schedule": 60},
    "forget-trials": {"task": "exercises.forget_trials", "schedule": 60},
    "measure-difficulties": {"task": "exercises.measure_difficulties", "schedule": crontab(hour=3, minute=57)},
    "tell-the-week": {"task": "progress.tell_the_week", "schedule": crontab(minute=3)},
    "queue-announcements": {"task": "cohorts.queue_announcements", "schedule": 60},
    "tell-digests": {"task": "cohorts.tell_digests", "schedule": crontab(minute=13)},
    "queue-invitations": {"task": "cohorts.queue_invitations", "schedule": 60},
    "nudge-learners": {"task": "cohorts.nudge_learners", "schedule": crontab(minute=23)},
    "tell-learners": {"task": "authoring.tell_learners", "schedule": 60},
    "tell-reporters": {"task": "authoring.tell_reporters", "schedule": 60},
    "find-links": {"task": "authoring.find_links", "schedule": crontab(hour=3, minute=47)},
    "check-links": {"task": "authoring.check_links", "schedule": crontab(minute="*/10")},
    "deliver-shared-replies": {"task": "cohorts.deliver_shared_replies", "schedule": 60},
    "mail-what-is-due": {"task": "notices.mail_what_is_due", "schedule": 60},
    "send-webhooks": {"task": "notices.send_webhooks", "schedule": 60},
    "forget-sign-ins": {"task": "accounts.forget_sign_ins", "schedule": crontab(hour=3, minute=7)},
    "forget-invitations": {"task": "cohorts.forget_invitations", "schedule": crontab(hour=3, minute=27)},
    "forget-withdrawn-sign-offs": {
        "task": "cohorts.forget_withdrawn_sign_offs",
        "schedule": crontab(hour=3, minute=37),
    },
    "forget-old-notices": {"task": "notices.forget_old", "schedule": crontab(hour=3, minute=17)},
}

# ------------------------------------------------------------------ links to other sites
CHECK_LINKS = env.bool("CHECK_LINKS", default=False)
LINK_NETWORKS = env.list("LINK_NETWORKS", default=[])  # private networks that links may lead to, as 10.0.0.0/8

WEBHOOK_NETWORKS = env.list("WEBHOOK_NETWORKS", default=[])  # private networks that webhooks may lead to, also by http

# ------------------------------------------------------------------ threads with mentors
THREAD_NUDGE_DAYS = [days for days in env.list("THREAD_NUDGE_DAYS", cast=int, default=[7, 14, 21]) if days > 0]
THREAD_CLOSE_DAYS = max(0, env.int("THREAD_CLOSE_DAYS", default=28))

# ------------------------------------------------------------------ accounts and mail
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.AddressBackend",
    "cohorts.backends.MentorBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.context_words.ContextWordsValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupNameForm"
ACCOUNT_SIGNUP_REDIRECT_URL = "accounts:setup"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before an address is added, removed or made the main one
SESSION_MAX_DAYS = env.int("SESSION_MAX_DAYS", default=90)  # since the last password or second factor
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]  # no codes by email: an open browser may show the mail
ACCOUNT_RATE_LIMITS = {
    "manage_email": "10/m/user,30/h/user",
    "login_failed": "10/m/ip,5/300s/key",  # the key is an email address and an IP address: accounts.adapter
    "login_failed_anywhere": "300/h/key",
    "confirm_email": None,  # it counts by email address alone, so anyone could use up its owner's attempts
    "confirmation_mail": "1/180s/key",
}
ACCOUNT_ADAPTER = "exercises.account_adapter.AdoptingAccountAdapter"
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.allauth_forms.LoginForm",
    "signup": "accounts.allauth_forms.SignupForm",
    "add_email": "accounts.allauth_forms.AddEmailForm",
    "reset_password": "accounts.allauth_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.allauth_forms.ResetPasswordKeyForm",
    "change_password": "accounts.allauth_forms.ChangePasswordForm",
    "set_password": "accounts.allauth_forms.SetPasswordForm",
    "reauthenticate": "accounts.allauth_forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "accounts.allauth_forms.SecondFactorForm",
    "authenticate_webauthn": "accounts.allauth_forms.SecondFactorKeyForm",
    "login_webauthn": "accounts.allauth_forms.PasskeySignInForm",
    "reauthenticate_webauthn": "accounts.allauth_forms.KeyAgainForm",
    "reauthenticate": "accounts.allauth_forms.SecondFactorAgainForm",
    "activate_totp": "accounts.allauth_forms.ActivateTOTPForm",
    "add_webauthn": "accounts.allauth_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.allauth_forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_ROOT.startswith("https://")  # browsers allow it on localhost only
MFA_TOTP_ISSUER = "Descent"
ADMIN_NEEDS_SECOND_FACTOR = not DEBUG  # so that the demo's admin can sign in with the printed password
MFA_TOTP_TOLERANCE = 1  # half a minute, because phones' clocks differ
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# ------------------------------------------------------------------ apps that people sign in to with a code (OAuth)
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 3600  # seconds
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 90 * 24 * 3600  # since its last use, which replaces it
APP_SIGN_IN_DAYS = 365  # however often it is used
IDP_OIDC_DEVICE_CODE_EXPIRES_IN = 600
IDP_OIDC_RATE_LIMITS = {"device_user_code": "20/m/user", "device_code": "60/m/ip", "token": "600/m/ip"}

EMAIL_URL = env.str("EMAIL_URL", default="")
vars().update(env.email_url_config(EMAIL_URL or "consolemail://"))
if EMAIL_URL.startswith("smtp"):
    EMAIL_BACKEND = "config.mail.SMTPBackend"  # it counts for /metrics
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Descent <descent@localhost>")
# Without mail nobody can confirm an address, so a second factor must not require it.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if EMAIL_URL else "none"
MFA_ALLOW_UNVERIFIED_EMAIL = not EMAIL_URL
ACCOUNT_EMAIL_NOTIFICATIONS = bool(EMAIL_URL)  # tell owners of accounts about changed passwords, passkeys and addresses
EMAIL_TIMEOUT = 10  # otherwise an unresponsive mail server blocks a page forever

# ------------------------------------------------------------------ language and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

# ------------------------------------------------------------------ static files and security headers
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns about a missing one, and it is made by collectstatic only
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.static_files.BundledStaticFilesStorage"
    },
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "interest-cohort")
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 2**19  # bytes of a body without files, as much as is parsed within a second
FILE_UPLOAD_MAX_MEMORY_SIZE = 9 * 2**20  # the largest upload (config/body_limit.py): none reaches a disk
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # pages send the token of their form
COOKIE_PREFIX = ""
if SITE_ROOT.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # Browsers accept such a cookie from this host over HTTPS only, so no other host of the domain can set one.
    COOKIE_PREFIX = "__Host-"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
SESSION_ENGINE = "accounts.sessions"
MESSAGE_STORAGE = "config.message_storage.MessageStorage"

# ------------------------------------------------------------------ the REST API
REQUESTS_AN_HOUR = 600
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api_tokens.ApiTokenAuthentication",  # first, so that the error for visitors explains API tokens
        "accounts.oauth.authentication.AppTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "accounts.scopes.ScopePermission",
    ],
    "DEFAULT_SCHEMA_CLASS": "config.api_errors.ApiSchema",
    "EXCEPTION_HANDLER": "config.api_errors.handle_error",
    "DEFAULT_PAGINATION_CLASS": "config.rest.Pagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PARSER_CLASSES": ["config.rest.TextJSONParser", "rest_framework.parsers.FormParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_THROTTLE_CLASSES": ["lib.throttling.PersonThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "user": f"{REQUESTS_AN_HOUR}/hour",
        "typesetting": "20/minute",
        "invitation": "60/minute",
        "webhook": "10/hour",
        "webhook_message": "60/hour",
    },
}
KNOX_TOKEN_MODEL = "accounts.ApiToken"  # noqa: S105  a name
# Otherwise Knox's migrations create its own table, which stays empty and has a reference that flush doesn't know.
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {
    "TOKEN_PREFIX": "descent_",  # so that secret scanners recognise a leaked token
    "AUTH_TOKEN_CHARACTER_LENGTH": 48,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Descent",
    "DESCRIPTION": "The roadmap, my hours, my submissions.",
    "VERSION": "1",
    "EXTENSIONS_INFO": {"x-site-version": VERSION, "x-site-commit": COMMIT},
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "CohortRoleEnum": "cohorts.models.CohortRole",
        "InvitedRoleEnum": "cohorts.models.INVITED_ROLES",
    },
}

# ------------------------------------------------------------------ limits
TIMER_ASK_AFTER_HOURS = 4.0
SUBMISSIONS_PER_MINUTE = 20
SUBMISSIONS_IN_PROGRESS = 2
GPU_SECONDS_PER_DAY = env.float("GPU_SECONDS_PER_DAY", default=600)  # per learner, until midnight in their time zone
FAILED_ATTEMPTS_PER_HOUR = 30  # per learner, failures of ours: ten submissions that failed three times each
# What visitors may try without an account, the front page's first; none: nothing.
TRIAL_EXERCISES = env.list("TRIAL_EXERCISES", default=["dropout", "matmul", "stable-softmax"])
TRIALS_PER_ADDRESS = env.int("TRIALS_PER_ADDRESS", default=30)  # an hour
TRIALS_PER_HOUR = env.int("TRIALS_PER_HOUR", default=600)  # on the whole site
LENT_REGRADE_SHARE = 1 / 20  # of a lent host's passes, graded again on a host of our own

# ------------------------------------------------------------------ logs and metrics
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
ACCESS_LOG = env.bool("ACCESS_LOG", default=False)  # a line for each request
LOG_FORMAT = env.str("LOG_FORMAT", default=logs.LINE if DEBUG else logs.JSON)
# It would log the address that the sender wrote. accounts.security_log logs the real one.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
structlog.configure(
    processors=[
        *logs.PROCESSORS,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "ours": {"()": logs.formatter, "style": LOG_FORMAT},
    },
    "filters": {"without_traceback": {"()": logs.WithoutTraceback}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ours"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # Django's own handler would print its lines a second time, without the request's id.
    # psycopg's pool would log three lines for each page.
    "loggers": {
        "django_structlog": {"level": "WARNING"},
        "django": {"handlers": [], "level": "INFO"},
        # Whoever scans the internet sends such requests all day, and the traceback always leads to the same line.
        "django.security.DisallowedHost": {"filters": ["without_traceback"]},
        # Two lines for each periodic task, 40 MB a day.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "psycopg.pool": {"level": "WARNING"},
    },
}
