"""Every setting of Sourceline. What differs between machines comes from the environment; README has the table."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, *, default: bool) -> bool:
    """The yes-or-no setting `name`; ImproperlyConfigured when it is neither."""
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in words:
        raise ImproperlyConfigured(f"{name} is {value!r}; expected one of {', '.join(words)}.")
    return words[value]


def listed(name: str) -> list[str]:
    """The comma-separated values of the setting `name`."""
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def database(name: str, *, default: str = "") -> dict:
    """The database at the address in the setting `name`; ImproperlyConfigured when that is none."""
    try:
        return dj_database_url.parse(os.environ.get(name) or default)
    except ValueError as error:  # it does not repeat the address, which holds a password
        raise ImproperlyConfigured(f"{name} is no address of a database: {error}") from error


def secret_key() -> str:
    """SECRET_KEY from the environment; in development one that is made on the first run and kept.

    Else none: a command that signs nothing needs none, and Django refuses whoever asks for it. `config.wsgi` asks.
    """
    key = os.environ.get("SECRET_KEY", "")
    if key or not DEBUG:
        return key
    kept = BASE_DIR / ".secret-key"
    try:
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(get_random_secret_key())
    except FileExistsError:
        pass
    return kept.read_text()


DEBUG = flag("DEBUG", default=False)
SECRET_KEY = secret_key()
ALLOWED_HOSTS = listed("ALLOWED_HOSTS") or (["127.0.0.1", "localhost", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "timeline",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "csp",
    "django_htmx",
    "django_http_compression",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.replica.Databases",
    "timeline.answers.KeptAnswers",
    "django_http_compression.middleware.HttpCompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

if DEBUG:
    MIDDLEWARE.append("timeline.errorpages.as_deployed")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# Public pages are Jinja's, which is several times as quick; the desk's are Django's, as the admin that they extend is.
TEMPLATES = [
    {
        "NAME": "public",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "public"],
        "OPTIONS": {"environment": "timeline.templating.environment"},
    },
    {
        "NAME": "desk",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "desk"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Forms' templates are looked for in ours first.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'sourceline.sqlite3'}")}
if os.environ.get("REPLICA_URL"):
    DATABASES["replica"] = database("REPLICA_URL") | {"TEST": {"MIRROR": "default"}}
DATABASE_ROUTERS = ["config.replica.Router"]
if {each["ENGINE"] for each in DATABASES.values()} == {"django.db.backends.postgresql"}:
    # Who vanishes without a word is noticed in seconds: a server by us, and by a server a client that holds a lock.
    keepalives = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 2}
    theirs = " ".join(f"-c tcp_{setting}={seconds}" for setting, seconds in keepalives.items())
    for name, each in DATABASES.items():
        asked = each.get("OPTIONS", {})
        each["OPTIONS"] = {
            "application_name": f"sourceline {name}",
            "connect_timeout": 2,
            "tcp_user_timeout": 8000,  # milliseconds
            **keepalives,
            **asked,
            "options": f"{theirs} {asked.get('options', '')}".strip(),
        }
        # A connection may have died since it was used last.
        each["CONN_HEALTH_CHECKS"] = True
elif "replica" in DATABASES:
    raise ImproperlyConfigured("REPLICA_URL is set, and a replica needs PostgreSQL in DATABASE_URL as well as in it.")
elif DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Write-ahead logging lets readers go on while somebody writes; IMMEDIATE takes the write lock when a
    # transaction begins, where a plain one would fail half-way with "database is locked". The cache (16 MB) holds the
    # upper pages of every index of a large file; reading it through a memory map takes three times as long.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
    }
    DATABASES["default"]["TEST"] = {"NAME": BASE_DIR / ".cache" / "test.sqlite3"}
    # Each thread keeps its connection, and with it what it has read of the file; to open one takes milliseconds.
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    raise ImproperlyConfigured("DATABASE_URL names neither SQLite (sqlite:///…) nor PostgreSQL (postgres://…).")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What takes long waits in the database for `manage.py worker`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
# Five wrong passwords for one name from one address close the door for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False

LANGUAGE_CODE = "en-gb"
TIME_ZONE = os.environ.get("TIME_ZONE", "UTC")
FORMAT_MODULE_PATH = "config.formats"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / ".static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Static files come from STATIC_ROOT, compressed, in development too: what is seen there is what is deployed.
WHITENOISE_AUTOREFRESH = False
WHITENOISE_USE_FINDERS = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
# A query string may hold anything and is answered; its length is the server's to limit (gunicorn: 4,094 bytes).
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# Above what `ingest` reads of an article, so that it is the form that says that a text is too long, and keeps it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8_000_000  # bytes
PERMISSIONS_POLICY = {name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "timeline.errorpages.csrf_failure"
if not DEBUG:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if flag("BEHIND_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        AXES_CLIENT_IP_CALLABLE = "config.proxy.client_address"

SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # A pool says of each connection that it cannot make one, and goes on trying; `config.replica` says it once.
    "loggers": {"psycopg.pool": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
