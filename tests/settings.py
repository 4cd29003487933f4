"""Sourceline's settings as a developer has them, with what the tests alone need.

It is a module, not a fixture, because Django reads its settings before pytest reads any `conftest.py`.
"""

import os

os.environ["DEBUG"] = "1"
os.environ.setdefault("SECRET_KEY", "known to everybody, and good enough for tests")

from config.settings import *  # noqa: F403
from config.settings import BASE_DIR, DATABASES, TEMPLATES

# A slow password hash is a virtue, but not here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Else a response would not know its context.
TEMPLATES[0]["BACKEND"] = "tests.rendering.Jinja2"

# A file, since the live server's threads cannot well share one connection to a database in memory; a file for each
# run, so that two runs at once leave each other alone.
(BASE_DIR / ".cache").mkdir(exist_ok=True)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": BASE_DIR / ".cache" / f"test-{os.getpid()}.sqlite3"}
