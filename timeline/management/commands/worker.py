from datetime import timedelta

from django.core.management import BaseCommand

from timeline.ingest import tasks, worker


class Command(BaseCommand):
    help = (
        "Brings in the articles that were confirmed on the desk, as they come. Any number of workers may run; what one "
        "leaves undone when it is killed is taken up by another, or by itself once it runs again. Ctrl-C ends it."
    )

    def add_arguments(self, parser):
        parser.add_argument("--batch", action="store_true", help="end once nothing is left to do")
        parser.add_argument(
            "--lease",
            type=float,
            default=tasks.LEASE.total_seconds(),
            metavar="SECONDS",
            help="after which a worker that gives no sign of life is dead (default: %(default)s)",
        )

    def handle(self, *, batch, lease, **options):
        worker.run(batch=batch, lease=timedelta(seconds=lease))
