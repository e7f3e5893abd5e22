"""The REST API."""

from config.settings.base import COMMIT, VERSION

REQUESTS_AN_HOUR = 600
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api_tokens.authentication.ApiTokenAuthentication",  # first: its error explains tokens to visitors
        "accounts.oauth.authentication.AppTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "accounts.scopes.ScopePermission",
    ],
    "DEFAULT_SCHEMA_CLASS": "config.api.errors.ApiSchema",
    "EXCEPTION_HANDLER": "config.api.errors.handle_error",
    "DEFAULT_PAGINATION_CLASS": "config.api.rest.Pagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PARSER_CLASSES": ["config.api.rest.TextJSONParser", "rest_framework.parsers.FormParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_THROTTLE_CLASSES": ["lib.throttling.PersonThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "user": f"{REQUESTS_AN_HOUR}/hour",
        "typesetting": "20/minute",
        "lint": "60/minute",
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
    # Not FormParser: a form can't carry lists of objects, and generated clients prefer one to JSON.
    "PARSER_WHITELIST": ["config.api.rest.TextJSONParser", "rest_framework.parsers.MultiPartParser"],
    "ENUM_NAME_OVERRIDES": {
        "CohortRoleEnum": "cohorts.cohort.models.CohortRole",
        "InvitedRoleEnum": "cohorts.joining.models.INVITED_ROLES",
        "RosterStateEnum": "cohorts.rosters.models.RosterState",
        "StateEnum": "exercises.submissions.models.Submission.State",
    },
}
