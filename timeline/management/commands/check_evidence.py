from django.core.management import BaseCommand, CommandError

from timeline import curation


class Command(BaseCommand):
    help = (
        "Holds every quotation of every published event against the text of its source, and asks of those that quote "
        "nothing whether they cite a source that can be found again. Fails if one does not hold."
    )

    def handle(self, **options):
        audit = curation.audit()
        checked = f"{_counted(audit.quotations, 'quotation')} of {_counted(audit.events, 'published event')}"
        if audit.cited:
            checked += f", of which {audit.cited} only cite{'s' if audit.cited == 1 else ''}"
        if not audit.all_is_well:
            lines = [f"“{fault.event}” ({fault.event.uid}): {fault.sentence}" for fault in audit.faults]
            for text, events in audit.altered.items():
                names = "; ".join(f"“{event}” ({event.uid})" for event in events)
                lines.append(
                    f"The text of “{text.source}”, version {text.version}, is not what was taken: its SHA-256 differs. "
                    f"{_counted(len(events), 'published event')} rest{'s' if len(events) == 1 else ''} on it: {names}."
                )
            raise CommandError("\n".join([f"{checked}: {_counted(len(lines), 'fault')}.", *lines]))
        self.stdout.write(f"{checked}: all verified.")


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
