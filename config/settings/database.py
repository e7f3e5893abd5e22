"""The database and the cache."""

from config.settings.base import VALKEY_SOCKET, VAR, env

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'descent.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits at BEGIN instead of failing in the middle
        "timeout": 20,
        # Memory-map the file: otherwise each thread's connection has a page cache of its own.
        "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size={128 * 2**20};",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}  # a file: some tests start real workers on it
else:
    DATABASES["default"]["OPTIONS"] = {
        # A cut link says nothing, and TCP alone notices after a quarter of an hour.
        "connect_timeout": 3,
        "tcp_user_timeout": 5000,  # milliseconds
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
    }
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # the server may have restarted since the last request
# Each thread keeps its connection for so many seconds: opening one takes as long as a short page.
DATABASES["default"]["CONN_MAX_AGE"] = 600
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
