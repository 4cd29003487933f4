"""Dates of many texts, for measuring: see `timeline.extraction.times`."""

import json
import sys
from collections.abc import Iterator
from datetime import date

from django.core.management import BaseCommand, CommandError

from timeline.errors import SourcelineError
from timeline.extraction.times import expressions


class LineError(SourcelineError):
    """A line of the input that is no task: its `number`, from 1, and what is `wrong` with it. It was skipped."""

    def __init__(self, number: int, wrong: str):
        super().__init__(f"line {number}: {wrong}; nothing was tagged")
        self.number = number
        self.wrong = wrong


class Command(BaseCommand):
    help = (
        'Finds the dates and times of texts. Reads lines of JSON ({"text": "…", "reference_date": "2020-01-03", '
        '"language": "en"}; the language may be left out) and answers each with one, as soon as it is read.'
    )
    requires_system_checks = ()

    def handle(self, **options):
        failures = 0
        for number, line in enumerate(sys.stdin.buffer, start=1):
            # Bytes, since a line that is no UTF-8 must not end the others.
            if not line.strip():
                continue
            try:
                answer = {"expressions": [*_tagged(number, line)]}
            except LineError as error:
                failures += 1
                answer = {"error": str(error), "expressions": []}
            self.stdout.write(json.dumps(answer))
            self.stdout.flush()
        if failures:
            raise CommandError(f"{failures} {'line' if failures == 1 else 'lines'} could not be read.", returncode=1)


def _tagged(number: int, line: bytes) -> Iterator[dict]:
    """The expressions of one line, as they are written. Raises LineError."""
    text, published, language = _task(number, line)
    for found in expressions(text, published, language=language):
        when = found.date
        yield {
            "start": found.start,
            "end": found.stop,
            "text": found.text,
            "value": found.value,
            "mod": found.mod,
            "type": found.type,
            "edtf": when.to_edtf() if when else None,
            "earliest": when.earliest.isoformat() if when and when.earliest else None,
            "latest": when.latest.isoformat() if when and when.latest else None,
        }


def _task(number: int, line: bytes) -> tuple[str, date, str]:
    try:
        task = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineError(number, f"it is no JSON ({error})") from error
    if not isinstance(task, dict) or not isinstance(task.get("text"), str):
        raise LineError(number, 'it has no "text"; expected {"text": "…", "reference_date": "2020-01-03"}')
    try:
        published = date.fromisoformat(task["reference_date"][:10])
    except (KeyError, TypeError, ValueError) as error:
        given = task.get("reference_date")
        wrong = f'"reference_date" is {json.dumps(given)}; expected a day such as "2020-01-03"'
        raise LineError(number, wrong) from error
    language = task.get("language") or "en"
    if not isinstance(language, str):
        raise LineError(number, '"language" is no text; expected a tag such as "en"')
    return task["text"], published, language
