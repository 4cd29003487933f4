import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import reset_queries
from django.utils import timezone
from django.utils.text import slugify

from timeline.errors import SourcelineError
from timeline.ingest import IngestError, bring_in, stream
from timeline.models import Redirect, Timeline


class Command(BaseCommand):
    help = (
        "Brings articles in: stores each as a source, and proposes what it tells as candidates of a timeline. Nothing "
        "becomes public by it. Each article is stored whole or not at all; the same text again changes nothing. Fails "
        "if one of them could not be brought in, once the others are."
    )

    def add_arguments(self, parser):
        parser.add_argument("places", nargs="+", metavar="FILE|URL|-", help="where the articles are")
        timeline = parser.add_mutually_exclusive_group(required=True)
        timeline.add_argument("--timeline", metavar="SLUG", help="the timeline that they tell of")
        timeline.add_argument("--new-timeline", metavar="TITLE", help="a timeline that is made for them")
        parser.add_argument(
            "--published", type=_day, metavar="DATE", help="the day of publication, as in 2020-01-03, if none is said"
        )
        parser.add_argument("--title")
        parser.add_argument("--publisher")
        parser.add_argument("--author", action="append", default=[], dest="authors", help="may be given again")
        parser.add_argument("--language", help="as in en, de, fa, ar")
        parser.add_argument("--zone", help="the time zone of the day of publication, as in America/New_York")
        parser.add_argument("--url", help="where the original can be read")
        parser.add_argument("--form", choices=["html", "markdown", "text"], help="what they are written in")
        parser.add_argument(
            "--jsonl",
            action="store_true",
            help="an article a line, as JSON: text, html or markdown, and title, publisher, authors, url, language, "
            "published, zone. So is a file that ends in .jsonl",
        )

    def handle(self, *, places, timeline, new_timeline, jsonl, **options):
        said = stream.Said(
            **{name: options[name] or "" for name in ("title", "publisher", "url", "language", "zone", "form")},
            authors=tuple(options["authors"]),
            published=options["published"],
        )
        many = len(places) > 1 or any(_is_stream(place, jsonl) for place in places)
        if many and (said.title or said.url):
            raise CommandError("--title and --url are for one article alone. Nothing was brought in.")
        story = _timeline(timeline) if timeline else _new_timeline(new_timeline)
        done = failed = candidates = 0
        try:
            for given in _articles(places, jsonl):
                try:
                    if isinstance(given, SourcelineError):
                        raise given
                    article, doubts = stream.article_from(given, said)
                    report = bring_in(story, article, now=timezone.now())
                except SourcelineError as error:
                    failed += 1
                    self.stderr.write(str(error))
                else:
                    done += 1
                    candidates += len(report.created)
                    self.stdout.write("\n".join(f"{given.name}: {line}" for line in (*doubts, *report.lines())))
                reset_queries()  # kept in development, with the texts in them
        finally:
            if new_timeline and not done:
                story.delete()
        if many:
            self.stdout.write(f"{done} brought in, {failed} not; {candidates} candidates are new.")
        if failed:
            raise CommandError(f"{failed} of {done + failed} articles could not be brought in.")


def _articles(places: list[str], jsonl: bool) -> Iterator[stream.Given | SourcelineError]:
    """What is at `places`, each read when its turn comes; an error in place of what cannot be read."""
    for place in places:
        if not _is_stream(place, jsonl):
            try:
                yield stream.given_at(place, standard_input=sys.stdin.buffer)
            except SourcelineError as error:
                yield error
            continue
        with ExitStack() as opened:
            try:
                file = sys.stdin.buffer if place == "-" else opened.enter_context(Path(place).open("rb"))
            except OSError as error:
                yield IngestError(place, f"It cannot be read: {error.strerror}.")
                continue
            yield from stream.given_in(file, "standard input" if place == "-" else place)


def _is_stream(place: str, jsonl: bool) -> bool:
    is_address = place.lower().startswith(("http://", "https://"))
    return not is_address and (jsonl or place.lower().endswith((".jsonl", ".ndjson")))


def _day(text: str) -> date:
    return date.fromisoformat(text)


_day.__name__ = "day"  # argparse says "invalid day value"


def _timeline(slug: str) -> Timeline:
    uid = Redirect.objects.target(Redirect.Of.TIMELINE, slug)
    found = Timeline.objects.filter(slug=slug).first() or Timeline.objects.filter(uid=uid).first()
    if found is None:
        slugs = ", ".join(Timeline.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(
            f"There is no timeline “{slug}”. There are: {slugs}. --new-timeline makes one. Nothing was brought in."
        )
    return found


def _new_timeline(title: str) -> Timeline:
    slug = slugify(title)[:120]
    if not slug or len(title) > 200:
        raise CommandError(f"“{title}” is no title for a timeline: it has no letters for an address, or too many.")
    if Timeline.objects.filter(slug=slug).exists():
        raise CommandError(f"There is a timeline “{slug}” already: --timeline {slug}. Nothing was brought in.")
    return Timeline.objects.create(title=title, slug=slug)
