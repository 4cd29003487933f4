from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from timeline import interchange


class Command(BaseCommand):
    help = (
        "Loads timeline files (sourceline/1, YAML or JSON) and says what was created, changed and unchanged. "
        "Each file is loaded whole or not at all; the same file again changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "files", nargs="+", type=Path, metavar="FILE", help="a file, or a folder that holds timeline.yaml"
        )

    def handle(self, *, files, **options):
        for file in files:
            try:
                report = interchange.load(file, now=timezone.now())
            except interchange.InterchangeError as error:
                raise CommandError(str(error)) from error
            self.stdout.write(str(report))
