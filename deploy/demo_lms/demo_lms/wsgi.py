"""What a WSGI server runs: `gunicorn demo_lms.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "demo_lms.settings"
application = get_wsgi_application()
