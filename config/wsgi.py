"""What a WSGI server serves: `gunicorn config.wsgi`."""

import atexit
import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# What serves keeps its connections in a pool, which grows with the threads that ask at once, and lets nobody wait for
# long. A command has one connection, says at once why it gets none, and waits for whoever writes before it.
for database in settings.DATABASES.values():
    if database["ENGINE"] == "django.db.backends.postgresql":
        database["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 32, "timeout": 2, "reconnect_timeout": 2}  # seconds
        database["OPTIONS"]["options"] += " -c lock_timeout=10s"


@atexit.register
def close_pools():
    """Ends the threads of the pools, for which the process would wait for five seconds else."""
    for database in connections.all():
        if database.vendor == "postgresql":
            database.close_pool()


application = get_wsgi_application()

try:
    settings.SECRET_KEY  # noqa: B018 — an empty one is refused when asked for: now, and not at the first sign-in
except ImproperlyConfigured as error:
    raise ImproperlyConfigured("SECRET_KEY is not set. It is required unless DEBUG=1.") from error
