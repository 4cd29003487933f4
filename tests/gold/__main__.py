"""`make gold`: precision, recall and F1 of the extraction on the corpus, and what has changed since the last result."""

import argparse
import sys
from collections.abc import Mapping
from typing import TextIO

from tests.gold import corpus, results
from tests.gold.scoring import LAYERS, Tally, score
from timeline.errors import SourcelineError
from timeline.extraction import extract


def tallies(articles: list[corpus.Article]) -> dict[str, dict[str, Tally]]:
    """What the extraction as it is now makes of each article, by name and layer."""
    return {
        article.name: score(article, extract(article.text, published=article.published, language=article.language))
        for article in articles
    }


def print_table(found: Mapping[str, Mapping[str, Tally]], out: TextIO) -> None:
    for layer in LAYERS:
        out.write(f"{layer:<17}{'right':>6}{'missed':>8}{'false':>7}{'precision':>11}{'recall':>8}{'F1':>7}\n")
        rows = {name: layers[layer] for name, layers in found.items()}
        if len(rows) > 1:
            rows["all"] = sum(rows.values(), Tally())
        for name, tally in rows.items():
            counts = f"{len(tally.right):>6}{len(tally.missed):>8}{len(tally.false):>7}"
            shares = f"{_percent(tally.precision):>11}{_percent(tally.recall):>8}{_percent(tally.f1):>7}"
            out.write(f"  {name:<15.15}{counts}{shares}\n")
        out.write("\n")


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def print_mistakes(found: Mapping[str, Mapping[str, Tally]], out: TextIO) -> None:
    for name, layers in found.items():
        for layer, tally in layers.items():
            for verdict, findings in (("missed", tally.missed), ("false", tally.false)):
                for finding in findings:
                    note = f" – {finding.note}" if finding.note else ""
                    out.write(f"{name}, {layer}, {verdict}: {finding.label}{note}\n")
    out.write("\n")


def print_changes(before: dict, after: dict, out: TextIO) -> None:
    if not before:
        out.write("There is no committed result to compare with.\n")
        return
    gains, losses = results.changes(before, after)
    for heading, lines in (("Gains", gains), ("Losses", losses)):
        out.write(f"{heading} against the committed result: {len(lines)}\n")
        out.writelines(f"  {line}\n" for line in lines)


def main(arguments: list[str] | None = None, out: TextIO = sys.stdout) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.gold", description="Score the extraction on the gold corpus."
    )
    parser.add_argument("--article", metavar="NAME", help="this article alone")
    parser.add_argument("--mistakes", action="store_true", help="list what was missed and what was proposed in error")
    parser.add_argument("--write", action="store_true", help="make this the result that later ones are compared with")
    options = parser.parse_args(arguments)
    if options.write and options.article:
        parser.error("--write keeps the result of all articles; leave --article out")
    try:
        found = tallies([corpus.article(options.article)] if options.article else corpus.articles())
    except SourcelineError as error:
        raise SystemExit(str(error)) from error
    print_table(found, out)
    if options.mistakes:
        print_mistakes(found, out)
    after = results.written(found)
    print_changes(results.committed(), after, out)
    if options.write:
        results.write(after)
        out.write(f"Written: {results.RESULT.relative_to(corpus.ROOT)}\n")


if __name__ == "__main__":
    main()
