import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django = get_asgi_application()

from config.body_limit import BodyLimit  # noqa: E402  it reads the settings

application = BodyLimit(django)
