"""Django settings, read from the environment. A value that makes no sense stops the start with one line."""

import sys
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from environs import Env, EnvError

from pengrade.deployment import embedded_redis_url, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()


def _refuse(problem: str) -> None:
    sys.exit(f"pengrade: setting refused: {problem}")


def _origin(name: str, default: str) -> str:
    value = env.str(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        _refuse(f"{name} must be an origin such as https://pengrade.example, not {value!r}")
    return value


def _redis(name: str, default: str) -> str:
    value = env.str(name, default)
    if urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        _refuse(f"{name} must begin with redis://, rediss:// or unix://, not {value!r}")
    return value


def _at_least(name: str, default: int, least: int) -> int:
    value = env.int(name, default)
    if value < least:
        _refuse(f"{name} must be at least {least}, not {value}")
    return value


try:
    # Where this machine keeps what it makes: database, keys, the embedded Redis server's socket.
    VAR = Path(env.str("PENGRADE_VAR", str(BASE_DIR / "var")))
    BASE_URL = _origin("PENGRADE_BASE_URL", "http://127.0.0.1:8000")
    DEBUG = env.bool("PENGRADE_DEBUG", False)
    LOG_LEVEL = env.str("PENGRADE_LOG_LEVEL", "INFO").upper()
    SECRET_KEY = env.str("SECRET_KEY", "") or secret_key(VAR)
    REDIS_URL = _redis("REDIS_URL", embedded_redis_url(VAR))
    PROBLEM_SETS = Path(env.str("PENGRADE_PROBLEM_SETS", str(BASE_DIR / "problemsets")))
    # What one answer may cost before the fence stops it and a person takes over.
    GRADING_MILLISECONDS = _at_least("PENGRADE_GRADING_MILLISECONDS", 2000, 50)
    GRADING_MEGABYTES = _at_least("PENGRADE_GRADING_MEGABYTES", 512, 128)
    TIME_ZONE = env.str("TZ", "") or "UTC"
    # Hosts in private networks that an LMS's services may lie on; others are refused (server-side request forgery).
    LTI_PRIVATE_HOSTS: list[str] = env.list("PENGRADE_PRIVATE_HOSTS", [])
    database = env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR / 'pengrade.sqlite3'}", conn_max_age=60)
except (EnvError, ValueError) as error:
    _refuse(str(error))

if TIME_ZONE not in available_timezones():
    _refuse(f"TZ must be a time zone such as Europe/Zurich, not {TIME_ZONE!r}")
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    _refuse(f"PENGRADE_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not {LOG_LEVEL!r}")

if database["ENGINE"].endswith("sqlite3"):
    # WAL lets readers go on while one writes; IMMEDIATE takes the write lock at BEGIN, so that two
    # transactions queue instead of failing at their first write; FULL keeps a committed answer
    # through a power cut.
    database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    # A file, not memory: tests then meet the locks that several processes meet.
    database["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
DATABASES = {"default": database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ALLOWED_HOSTS = [str(urlsplit(BASE_URL).hostname), *env.list("PENGRADE_HOSTS", [])]
if ALLOWED_HOSTS[0] == "127.0.0.1":
    ALLOWED_HOSTS.append("localhost")  # what people type when they look for what runs on their own machine
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("PENGRADE_BEHIND_PROXY", False) else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = None  # a platform's "open in a new window" keeps its opener
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django_vite",
    "rest_framework",
    "csp",
    "pengrade",
    "pengrade.courses",
    "pengrade.banks",
    "pengrade.assignments",
    "pengrade.attempts",
    "pengrade.lti",
    "pengrade.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
]
ROOT_URLCONF = "pengrade.urls"
WSGI_APPLICATION = "pengrade.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "pengrade" / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    }
]

LANGUAGE_CODE = "en"
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "pengrade" / "locale"]
USE_TZ = True

STATIC_URL = "/static/"
# The few built files are found where the build left them; no copying step to forget.
WHITENOISE_USE_FINDERS = True
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DJANGO_VITE = {"default": {"dev_mode": False, "manifest_path": FRONTEND_DIST / "manifest.json"}}

# Frames are allowed per platform, on the pages that a launch reached (web/access.py); nothing else
# may be framed. 'unsafe-inline' stands nowhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["pengrade.web.api.parsers.ShallowJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["pengrade.web.api.permissions.DenyUnlessStated"],
    "UNAUTHENTICATED_USER": None,
}

# Celery speaks of a Unix socket as redis+socket://, the Redis client as unix://.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that listens and does not answer is given up after some seconds (a worker's longest read takes one).
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300, "socket_connect_timeout": 1, "socket_timeout": 4}
# A page that rings the doorbell must not wait for a dead broker: the sweep finds the row.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
