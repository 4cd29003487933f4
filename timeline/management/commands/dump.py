from pathlib import Path

from django.core.management import BaseCommand, CommandError

from timeline import interchange
from timeline.models import Redirect, Timeline


class Command(BaseCommand):
    help = (
        "Writes a timeline as a file (sourceline/1) that `load` reads back: a curator's backup, with candidates and "
        "rejected events too. --published leaves these out."
    )

    def add_arguments(self, parser):
        parser.add_argument("timeline", metavar="TIMELINE", help="its slug, as in soleimani-2020")
        parser.add_argument("--output", type=Path, metavar="DIR", help="a folder for the file and its texts")
        parser.add_argument("--json", action="store_true", help="JSON in place of YAML")
        parser.add_argument("--published", action="store_true", help="only what readers may see")

    def handle(self, *, timeline, output, json, published, **options):
        uid = Redirect.objects.target(Redirect.Of.TIMELINE, timeline)
        found = Timeline.objects.filter(slug=timeline).first() or Timeline.objects.filter(uid=uid).first()
        if found is None:
            slugs = ", ".join(Timeline.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no timeline “{timeline}”. There are: {slugs}. Nothing was written.")
        try:
            written = interchange.dump(found, folder=output, as_json=json, published=published)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"“{found}” is in {output}." if output else written, ending="\n" if output else "")
