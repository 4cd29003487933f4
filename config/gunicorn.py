"""How gunicorn serves Sourceline: `gunicorn --config config/gunicorn.py config.wsgi`."""

import ctypes
import gc
import signal

# Objects that are made before the garbage collector goes through those that are new: while a request is answered, and
# once it has been.
MOST_AT_WORK, MOST_AT_REST = 200_000, 10_000

worker_class = "gthread"
threads = 4
loglevel = "warning"

# Of glibc's <malloc.h>.
M_ARENA_MAX = -8


def post_worker_init(worker):
    """Leaves Ctrl-C to the arbiter, memory in one piece, and what stays for good out of the garbage collector's rounds.

    A terminal sends it to both. The arbiter's own signal then often interrupts the worker while it is stopping its
    threads, and a gthread worker waits for itself until it is killed, half a minute later.

    A page makes some ten thousand objects and drops most of them without the collector's help, which by default would
    go through them a dozen times. What is kept of new pages adds up, and is gone through between two requests.

    All threads take their memory from one place, where glibc gives each its own: of the large columns that a selection
    is worked out with, each place would keep what the most greedy question has needed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(M_ARENA_MAX, 1)
    gc.freeze()
    _collect_from(MOST_AT_REST)


def pre_request(worker, request):
    _collect_from(MOST_AT_WORK)


def post_request(worker, request, environ, response):
    """Leaves it to the next object that is made, and so to the collector's own rules, when it has been answered."""
    _collect_from(MOST_AT_REST)


def _collect_from(objects):
    gc.set_threshold(objects, 50, 50)
