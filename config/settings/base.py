"""Paths, the site's address, its secrets, language and time."""

from pathlib import Path

import django_stubs_ext
import environ
from django.core.management.utils import get_random_secret_key

from config.environment import FileEnvironment
from config.operations.version import read_commit, read_version
from runner.protocol import broker_socket, catalog_folders

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = FileEnvironment()
VERSION = read_version()
COMMIT = env.str("DESCENT_COMMIT", default="") or read_commit()

VAR = Path(env.str("DESCENT_VAR", default=str(BASE_DIR / "var")))
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
VALKEY_SOCKET = broker_socket(VAR)
EXERCISE_CATALOGS = catalog_folders(env.str("DESCENT_CATALOG", default="shipped"))
_curriculum = env.str("DESCENT_CURRICULUM", default="shipped")  # empty: none but those that admins make
SHIPPED_CURRICULUM = BASE_DIR / "curriculum" / "content"
CURRICULUM_CONTENT = SHIPPED_CURRICULUM if _curriculum == "shipped" else Path(_curriculum) if _curriculum else None

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
    """Return the given key or, in development only, one from a file, so that sessions survive a restart."""
    # Not env.str, which reads a value that begins with $ as a variable's name.
    key: str = env.ENVIRON.get("SECRET_KEY", "")
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

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
