"""How gunicorn serves the site behind nginx.

``gunicorn --config deploy/gunicorn.conf.py 'webmap:create_app(LOG_REQUESTS=True)'``

`geomarches serve` is one process for one machine's own reader; this is for many. WEB_CONCURRENCY gives the number of
processes (gunicorn's own variable, 1 without it). Each opens the atlas after the fork: nothing is preloaded. The site
writes a line of JSON for each request on stderr, and counts them at /metrics.
"""

import os
import shutil
import tempfile

# Where the processes add up their counts: the client looks for it once, when it is imported.
counts = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="geomarches-counts-")

# nginx speaks to the socket, whatever the machine; the address is for health checks, and no other machine reaches it.
bind = ["unix:/run/geomarches/web.sock", "127.0.0.1:8000"]
# Those at work, those that wait for a place, and a few to refuse the others (THREADS in webmap/crowd.py).
threads = 20
timeout = 30
graceful_timeout = 30
# The root may be read-only: heartbeats go to memory, and there is no control socket in a home.
worker_tmp_dir = "/dev/shm"  # noqa: S108 - gunicorn makes a file of a random name there
control_socket_disable = True
loglevel = "warning"


def on_exit(server):
    """Leave no counts behind."""
    shutil.rmtree(counts, ignore_errors=True)


def child_exit(server, worker):
    """A process that ended counts no longer among those that run."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
