import time

from django.core.management import BaseCommand, CommandError

from timeline import index
from timeline.models import IndexPart, Timeline


class Command(BaseCommand):
    help = (
        "Makes the index of each timeline anew from the database, and mends the words that full text looks up and the "
        "parts that lists read; with --check it only says what differs, and fails if anything does."
    )

    def add_arguments(self, parser):
        parser.add_argument("timelines", nargs="*", metavar="TIMELINE", help="A timeline's slug. Without any, all.")
        parser.add_argument("--check", action="store_true", help="Change nothing; compare.")
        parser.add_argument(
            "--facets", action="store_true", help="Leave words and parts, which take minutes for a million events."
        )

    def handle(self, *, timelines, check, facets, **options):
        chosen = Timeline.objects.filter(slug__in=timelines) if timelines else Timeline.objects.all()
        unknown = sorted(set(timelines) - {timeline.slug for timeline in chosen})
        if unknown:
            raise CommandError(f"There is no timeline {', '.join(unknown)}. Nothing was done.")
        wrong = []
        for timeline in chosen:
            started = time.perf_counter()
            if check:
                found = index.differences(timeline)
                wrong += [f"{timeline.slug}: {sentence}" for sentence in found]
                said = _counted(len(found), "difference")
            else:
                table = index.rebuild(timeline, whole=not facets)
                size = sum(len(part.content) for part in IndexPart.objects.filter(timeline=timeline).iterator())
                said = f"{_counted(len(table), 'event')}, {size / 1e6:,.1f} MB stored"
            self.stdout.write(f"{timeline.slug}: {said}, {time.perf_counter() - started:.1f} s.")
        if wrong:
            raise CommandError("\n".join([f"{_counted(len(wrong), 'difference')} from the database.", *wrong]))


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
