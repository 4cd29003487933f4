"""Drops the indexes that others begin with, or that nothing is found by: each is written for every row that is loaded.

By their columns, not by altering the fields alone: for that SQLite would write each of these tables anew, which takes
minutes where there is a million events, and would give the keys of rows that are gone to new ones.
"""

from django.db import migrations, models

# Each, and what serves in its place.
DROPPED = [
    ("timeline_event", "timeline_id"),  # event_in_time
    ("timeline_participation", "event_id"),  # actor_once_a_role
    ("timeline_participation", "actor_id"),  # actor_in_events
    ("timeline_citation", "event_id"),  # source_cited_once_an_event
    ("timeline_figure", "event_id"),  # figure_once_an_event
    ("timeline_origin", "timeline_id"),  # one_event_a_row
    ("timeline_source", "slug"),  # nothing: it only follows the permanent id in an address
    ("timeline_historicalsource", "slug"),
]


def drop(apps, schema_editor):
    for table, column in DROPPED:
        with schema_editor.connection.cursor() as cursor:
            found = schema_editor.connection.introspection.get_constraints(cursor, table)
        for name, about in found.items():
            if about["index"] and not about["unique"] and about["columns"] == [column]:
                schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


def make(apps, schema_editor):
    for table, column in DROPPED:
        schema_editor.execute(f'CREATE INDEX "{table}_{column}" ON "{table}" ("{column}")')


class Migration(migrations.Migration):
    dependencies = [("timeline", "0007_curators_cite")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, make)],
            state_operations=[
                migrations.AlterField(
                    model_name="citation",
                    name="event",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=models.CASCADE,
                        related_name="citations",
                        to="timeline.event",
                        verbose_name="event",
                    ),
                ),
                migrations.AlterField(
                    model_name="event",
                    name="timeline",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=models.PROTECT,
                        related_name="events",
                        to="timeline.timeline",
                        verbose_name="timeline",
                    ),
                ),
                migrations.AlterField(
                    model_name="figure",
                    name="event",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=models.CASCADE,
                        related_name="figures",
                        to="timeline.event",
                        verbose_name="event",
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalsource",
                    name="slug",
                    field=models.SlugField(
                        db_index=False,
                        help_text="Stands in the address after the permanent id.",
                        max_length=120,
                        verbose_name="slug",
                    ),
                ),
                migrations.AlterField(
                    model_name="origin",
                    name="timeline",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=models.CASCADE,
                        related_name="+",
                        to="timeline.timeline",
                        verbose_name="timeline",
                    ),
                ),
                migrations.AlterField(
                    model_name="participation",
                    name="actor",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=models.PROTECT,
                        related_name="participations",
                        to="timeline.actor",
                        verbose_name="actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="participation",
                    name="event",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=models.CASCADE,
                        related_name="participations",
                        to="timeline.event",
                        verbose_name="event",
                    ),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="slug",
                    field=models.SlugField(
                        db_index=False,
                        help_text="Stands in the address after the permanent id.",
                        max_length=120,
                        verbose_name="slug",
                    ),
                ),
            ],
        ),
    ]
