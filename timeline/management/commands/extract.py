import json
import sys
from datetime import date
from pathlib import Path

from django.core.management import BaseCommand, CommandError

from timeline import interchange
from timeline.decoding import decode
from timeline.errors import SourcelineError
from timeline.interchange.file import TimelineFile

LARGEST = 10_000_000  # bytes of an article


class Command(BaseCommand):
    help = (
        "Prints the events that an article seems to tell, as a timeline file (sourceline/1) that `load` reads, or with "
        "--format json everything that was found in it, with its places in the text. Nothing is stored: no database "
        "is touched."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE|-", help="the article, in HTML, Markdown or plain text")
        parser.add_argument(
            "--published", type=_day, required=True, metavar="DATE", help="its day of publication, as in 2020-01-03"
        )
        parser.add_argument("--language", default="en", help="as in en, de, fa, ar; en unless given")
        parser.add_argument("--form", choices=["html", "markdown", "text"], help="guessed unless given")
        parser.add_argument("--format", choices=["yaml", "json"], default="yaml")
        parser.add_argument(
            "--known", type=Path, metavar="FILE", help="a timeline file whose actors are looked for by all their names"
        )

    def handle(self, *, file, published, language, form, known, **options):
        # Here, as every command would wait for the lexicons else.
        from timeline import extraction
        from timeline.extraction.clean import Form, clean, guess_form
        from timeline.extraction.timeline_file import findings, timeline_file

        try:
            raw = decode(_read(file))
            actors = _known(known) if known else {}
        except SourcelineError as error:
            raise CommandError(f"{file}: {error} Nothing was extracted.") from error
        article = clean(raw, Form(form) if form else guess_form(file, raw))
        found = extraction.extract(
            article.text, published=published, language=language, known=[_as_known(entry) for entry in actors.values()]
        )
        if options["format"] == "json":
            self.stdout.write(json.dumps(findings(found), ensure_ascii=False, indent=2))
            return
        title = article.headline or ("" if file == "-" else Path(file).stem)
        content = timeline_file(found, published=published, title=title, language=language, known=actors)
        self.stdout.write(interchange.as_file(content), ending="")


def _read(file: str) -> bytes:
    try:
        if file == "-":
            body = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(file).open("rb") as opened:
                body = opened.read(LARGEST + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}. Nothing was extracted.") from error
    if len(body) > LARGEST:
        raise CommandError(f"{file} is larger than {LARGEST // 1_000_000} MB. Nothing was extracted.")
    return body


def _known(path: Path) -> dict[str, dict]:
    """The actors of the timeline file at `path`, by their slugs."""
    try:
        content = TimelineFile.read(path).content
    except interchange.InterchangeError as error:
        raise CommandError(str(error).replace("Nothing was imported", "Nothing was extracted")) from error
    return {entry["slug"]: entry for entry in content.get("actors", [])}


def _as_known(entry: dict):
    from timeline.extraction.actors import Known

    return Known(key=entry["slug"], name=entry["name"], aliases=tuple(entry.get("aliases", ())), sort=entry["type"])


def _day(text: str) -> date:
    return date.fromisoformat(text)


_day.__name__ = "day"  # argparse says "invalid day value"
