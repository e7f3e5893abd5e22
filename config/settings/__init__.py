"""The settings run with nothing set; production sets the environment (docs/operations.md describes every variable)."""

from config.settings.accounts import *
from config.settings.api import *
from config.settings.apps import *
from config.settings.base import *
from config.settings.celery import *
from config.settings.database import *
from config.settings.email import *
from config.settings.limits import *
from config.settings.logging import *
from config.settings.retention import *
from config.settings.security import *
