"""Settings of the demo LMS. It stands alone: nothing here is read from, or shared with, the tool it launches."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from demo_lms.files import kept_secret

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]

# A host name that a browser holds to be another site than the tool's 127.0.0.1: as in real life, the tool
# is then framed by a stranger and its ordinary cookies are blocked.
BASE_URL = os.environ.get("DEMO_LMS_BASE_URL", "http://localhost:8001").rstrip("/")
VAR = Path(os.environ.get("DEMO_LMS_VAR") or REPOSITORY / "var" / "demo_lms").resolve()

_address = urlsplit(BASE_URL)
if _address.scheme not in {"http", "https"} or not _address.hostname or _address.path:
    sys.exit(f"demo LMS: DEMO_LMS_BASE_URL must be an origin such as http://localhost:8001, not {BASE_URL!r}")

SECRET_KEY = kept_secret(VAR / "secret-key")
ALLOWED_HOSTS = [str(_address.hostname)]
DEBUG = False

INSTALLED_APPS = ["demo_lms"]
# No sessions, no accounts, no cookies: who somebody is stands in the address of the page, so that two tabs
# can be two people. Nothing here is worth forging, which is why there is no CSRF middleware either.
MIDDLEWARE = ["demo_lms.headers.SecurityHeaders", "django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "demo_lms.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "lms.sqlite3",
        "CONN_MAX_AGE": None,  # a file does not hang up; opening it anew costs more than most requests
        "OPTIONS": {
            # IMMEDIATE makes two writers queue; a deferred transaction would fail at its first write instead.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LANGUAGE_CODE = "en-gb"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}
