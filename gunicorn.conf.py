"""How gunicorn serves the site; every value here can be overridden on its command line.

A new version is taken over by `kill -USR2` of the master: see `when_ready`.
"""

import os
import signal
from typing import Any

from gunicorn import systemd

wsgi_app = "tracker.wsgi"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4  # a slow reader holds a thread, not a process
timeout = 60
graceful_timeout = 20
keepalive = 5
# Workers begin as copies of a master that has loaded everything. Loading it themselves they would answer nobody for some
# seconds, and a reload stops the old ones at once: two in a row left requests without an answer for 20 seconds.
preload_app = True
max_requests = 20_000  # a slow leak never becomes an outage
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - the heartbeat must not wait for a disk
control_socket_disable = True  # it would write into the home directory
errorlog = "-"
loglevel = "warning"


def when_ready(server: Any) -> None:
    """After `kill -USR2` a second master, with the new version, shares the socket: it sends the first one home.

    That one stops listening, answers what it has in hand and ends; no request is refused or cut off. HUP would only start
    new workers of the version that is loaded.
    """
    if server.master_pid:
        # The service is not over when the first one ends.
        systemd.sd_notify(f"MAINPID={os.getpid()}", server.log)
        os.kill(server.master_pid, signal.SIGTERM)
