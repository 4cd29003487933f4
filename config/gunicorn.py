"""How gunicorn serves Sourceline: `gunicorn --config config/gunicorn.py config.wsgi`."""

import signal

worker_class = "gthread"
threads = 4
loglevel = "warning"


def post_worker_init(worker):
    """Leaves Ctrl-C to the arbiter, which ends its workers.

    A terminal sends it to both. The arbiter's own signal then often interrupts the worker while it is stopping its
    threads, and a gthread worker waits for itself until it is killed, half a minute later.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
