"""What a WSGI server serves: `gunicorn config.wsgi`."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

try:
    settings.SECRET_KEY  # noqa: B018 — an empty one is refused when asked for: now, and not at the first sign-in
except ImproperlyConfigured as error:
    raise ImproperlyConfigured("SECRET_KEY is not set. It is required unless DEBUG=1.") from error
