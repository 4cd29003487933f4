"""Sourceline's settings as deployed, with a static file of 30 kB beside its own: the floor of what can be answered."""

from config.settings import *  # noqa: F403
from config.settings import BASE_DIR

STATIC_ROOT = BASE_DIR / ".cache" / "bench" / "static"
STATICFILES_DIRS = [BASE_DIR / ".cache" / "bench" / "floor"]
