"""How gunicorn serves the site; every value here can be overridden on its command line."""

import os

wsgi_app = "tracker.wsgi"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4  # a slow reader holds a thread, not a process
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 20_000  # a slow leak never becomes an outage
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - the heartbeat must not wait for a disk
control_socket_disable = True  # it would write into the home directory
errorlog = "-"
loglevel = "warning"
