"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from tracker.web.wire import guarded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

application = guarded(get_wsgi_application())
# Loads every page now: otherwise the first visitor of each process waits for it, for seconds after a restart.
reverse("home")
