"""How gunicorn serves Sourceline: `gunicorn --config config/gunicorn.py config.wsgi`."""

import gc
import signal

worker_class = "gthread"
threads = 4
loglevel = "warning"


def post_worker_init(worker):
    """Leaves Ctrl-C to the arbiter, and what stays for good out of the garbage collector's rounds.

    A terminal sends it to both. The arbiter's own signal then often interrupts the worker while it is stopping its
    threads, and a gthread worker waits for itself until it is killed, half a minute later.

    A page makes some ten thousand objects and drops them without the collector's help, which by default would go
    through them a dozen times.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
