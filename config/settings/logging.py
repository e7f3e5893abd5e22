"""Logs and metrics."""

import structlog

from config import logs
from config.settings.base import DEBUG, env

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
ACCESS_LOG = env.bool("ACCESS_LOG", default=False)  # a line for each request
LOG_FORMAT = env.str("LOG_FORMAT", default=logs.LINE if DEBUG else logs.JSON)
# It would log the address that the sender wrote. config.web.middleware binds the real one.
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
    "loggers": {
        "django_structlog": {"level": "WARNING"},
        "django": {"handlers": [], "level": "INFO"},
        # Whoever scans the internet sends such requests all day, and the traceback always leads to the same line.
        "django.security.DisallowedHost": {"filters": ["without_traceback"]},
        # Two lines for each periodic task, 40 MB a day.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
