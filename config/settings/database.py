"""The database and the cache."""

from config.settings.apps import WEB_THREADS
from config.settings.base import VALKEY_SOCKET, VAR, env

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
        # Otherwise an unresponsive server blocks a page for minutes.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}
