"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from tracker.web.wire import guarded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

application = guarded(get_wsgi_application())
