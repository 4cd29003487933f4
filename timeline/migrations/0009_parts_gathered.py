"""The parts of events, gathered in one row for each, and the rows of what is there already."""

import json
from collections import defaultdict
from itertools import pairwise

import django.db.models.deletion
from django.db import migrations, models

import timeline.models.derived

# As in `models/gathered.py`; what is gathered otherwise later needs a migration of its own.
PARTS = [
    ("Participation", ("id", "actor_id", "role", "said_by_id", "position")),
    ("Citation", ("id", "source_id", "said_by", "position")),
    ("Figure", ("id", "name", "low", "best", "high", "position")),
]
AT_ONCE = 2_000  # events; their rows are in memory together


def gather(apps, schema_editor):
    """Gives every published event its row, as `models/gathered.py` will from now on."""
    using = schema_editor.connection.alias
    event_parts = apps.get_model("timeline", "EventParts")
    published = apps.get_model("timeline", "Event").objects.using(using).filter(status="published")
    keys = list(published.order_by("pk").values_list("pk", flat=True))
    for start, stop in pairwise([*range(0, len(keys), AT_ONCE), len(keys)]):
        some = keys[start:stop]
        gathered = defaultdict(lambda: [[] for _ in PARTS])
        for place, (model, columns) in enumerate(PARTS):
            rows = apps.get_model("timeline", model).objects.using(using)
            rows = rows.filter(event__gte=some[0], event__lte=some[-1]).order_by("position", "pk")
            for event, *row in rows.values_list("event_id", *columns):
                gathered[event][place].append(row)
        event_parts.objects.using(using).bulk_create(
            [
                event_parts(event_id=key, content=json.dumps(gathered[key], ensure_ascii=False, separators=(",", ":")))
                for key in some
            ],
            batch_size=500,
        )


class Migration(migrations.Migration):
    dependencies = [("timeline", "0008_leaner_indexes")]
    operations = [
        migrations.CreateModel(
            name="EventParts",
            fields=[
                (
                    "event",
                    timeline.models.derived.OwnKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="gathered",
                        serialize=False,
                        to="timeline.event",
                    ),
                ),
                ("content", models.TextField()),
            ],
            options={"verbose_name": "parts of an event", "verbose_name_plural": "parts of events"},
        ),
        migrations.RunPython(gather, migrations.RunPython.noop),
    ]
