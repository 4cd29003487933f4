import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from timeline.models import Timeline

SEED = "soleimani-2020"


class Command(BaseCommand):
    help = (
        "Makes Sourceline ready to serve: applies migrations, loads the seed if it was never loaded, makes a curator."
    )
    requires_system_checks = []

    def handle(self, **options):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0)
            self.stdout.write("The database is up to date.")
        # History tells it from a timeline that a curator has renamed, or deleted on purpose.
        if not Timeline.history.filter(slug=SEED).exists():
            self._load_seed()
        if not get_user_model().objects.exists():
            self._make_curator()

    def _load_seed(self):
        from timeline import interchange  # takes longer to import than all the rest of a run with nothing to do

        try:
            report = interchange.load(settings.BASE_DIR / "seeds" / SEED, now=timezone.now())
        except interchange.InterchangeError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"“{report.timeline}” is loaded: {report.created['event']} events.")

    def _make_curator(self):
        password = secrets.token_urlsafe(12)
        user = get_user_model().objects.create_user("curator", password=password, is_staff=True)
        user.groups.add(Group.objects.get_or_create(name="Curators")[0])
        self.stdout.write(f"A curator signs in at /admin/ as curator, password {password} (shown this once).")
