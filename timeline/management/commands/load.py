import json
import sys
import time
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from timeline import interchange
from timeline.interchange import bulk


class Command(BaseCommand):
    help = (
        "Loads timeline files (sourceline/1, YAML or JSON), JSON Lines of the same (.jsonl, .jsonl.gz) and tables "
        "(.csv, .csv.gz with --mapping and --timeline), and says what was created, changed and unchanged. Each file is "
        "loaded in one transaction; the same file again changes nothing. A timeline file is loaded whole or not at "
        "all. Of JSON Lines and tables, rows that are wrong are refused, with the reason, and the others loaded; the "
        "exit code is 1 if any was refused, and stays so when the file is passed over as loaded already. On SQLite, "
        "nobody else can write while a file is loaded."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "files", nargs="+", type=Path, metavar="FILE", help="a file, or a folder that holds timeline.yaml"
        )
        parser.add_argument(
            "--mapping", metavar="FILE.toml|NAME", help="what the columns of tables are; ucdp-ged is ready made"
        )
        parser.add_argument("--timeline", default="", metavar="SLUG", help="the timeline of tables, made if need be")
        parser.add_argument("--again", action="store_true", help="read files that were loaded before, too")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="write there what came of each large file")

    def handle(self, *, files, **options):
        reports: list[bulk.Report] = []
        try:
            mapping = bulk.Mapping.read(options["mapping"]) if options["mapping"] else None
            for file in files:
                if file.name.lower().endswith(bulk.SUFFIXES):
                    with _Bar(file) as progress:
                        report = bulk.load(
                            file,
                            clock=timezone.now,
                            mapping=mapping,
                            timeline=options["timeline"],
                            again=options["again"],
                            progress=progress,
                        )
                    reports.append(report)
                else:
                    report = interchange.load(file, now=timezone.now())
                self.stdout.write(str(report))
        except interchange.InterchangeError as error:
            raise CommandError(str(error)) from error
        finally:
            bulk.settle(reports)
            if options["report"]:
                text = json.dumps([report.as_json() for report in reports], ensure_ascii=False, indent=1)
                options["report"].write_text(text + "\n", encoding="utf-8")
        if refused := sum(len(report.refused) for report in reports):
            raise CommandError(f"{refused:,} row{'s were' if refused != 1 else ' was'} refused; the others are loaded.")


class _Bar:
    """Shows on a terminal how far the loading of a file is, and nothing elsewhere."""

    def __init__(self, file: Path):
        self.file, self.begun, self.is_shown = file, time.monotonic(), sys.stderr.isatty()

    def __enter__(self):
        return self.show if self.is_shown else None

    def show(self, rows: int, part: float) -> None:
        rate = rows / max(time.monotonic() - self.begun, 0.001)
        done = "█" * round(part * 20)
        sys.stderr.write(f"\r{self.file.name} {done:░<20} {part:4.0%}  {rows:,} rows, {rate:,.0f} a second ")
        sys.stderr.flush()

    def __exit__(self, *error):
        if self.is_shown:
            sys.stderr.write("\n")
