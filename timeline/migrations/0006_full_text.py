"""The indexes of full text, each in its database's own way, and the words of what is there already.

The words are folded before they are stored and have one space between them, so neither database may part or change
them: FTS5's `ascii` parts at the space and takes every character that is not ASCII for a letter; PostgreSQL is given
lexemes, and its parser never sees them.

A later migration that alters `EventWords` or `ActorWords` has SQLite make the table anew and so drops its triggers; it
must make them again.
"""
# ruff: noqa: S608 (the names in these statements are written below)

from collections import defaultdict

from django.db import migrations

from timeline.folding import folded

# Table, key, columns, and the function that looks up in PostgreSQL.
TABLES = [
    ("timeline_eventwords", "event_id", ("title", "summary", "quotations"), "timeline_events_with"),
    ("timeline_actorwords", "actor_id", ("names",), "timeline_actors_with"),
]


def sqlite(table, key, columns, _function):
    """The statements that make the index; dropping the FTS5 table and the triggers undoes them."""
    names = ", ".join(columns)
    fts = f"{table}_fts"
    remove = f"INSERT INTO {fts}({fts}, rowid, {names}) VALUES ('delete', old.{key}, {', '.join(f'old.{each}' for each in columns)});"
    add = f"INSERT INTO {fts}(rowid, {names}) VALUES (new.{key}, {', '.join(f'new.{each}' for each in columns)});"
    # An index of first letters costs half as much again and answers the first key that is typed four times as quickly;
    # one of two letters would cost as much once more, and halve what the second key takes.
    yield (
        f"CREATE VIRTUAL TABLE {fts} USING fts5({names}, content='{table}', content_rowid='{key}', "
        "tokenize='ascii', prefix='1', columnsize=0)"
    )
    yield f"CREATE TRIGGER {table}_inserted AFTER INSERT ON {table} BEGIN {add} END"
    yield f"CREATE TRIGGER {table}_deleted AFTER DELETE ON {table} BEGIN {remove} END"
    yield f"CREATE TRIGGER {table}_updated AFTER UPDATE ON {table} BEGIN {remove} {add} END"


def sqlite_undone(table, _key, _columns, _function):
    for when in ("inserted", "deleted", "updated"):
        yield f"DROP TRIGGER {table}_{when}"
    yield f"DROP TABLE {table}_fts"


LEXEMES = """
CREATE FUNCTION timeline_lexemes(words text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT array_to_tsvector(string_to_array(words, ' ')) $$
"""


def postgresql(table, key, columns, function):
    """The statements that make the index and the function that asks it.

    A lexeme keeps no position: a `tsvector` has no more than 256 of them for each, and none beyond the 16,383rd. What
    holds all words of a phrase is read to see whether it holds the phrase. That is a condition of its own, beside those
    that the index answers for sure; were they one, lexemes would be made of every row that is found.

    The function is there for its settings. For a word that is common, or of which nothing is known yet, the planner
    would read the whole table and make lexemes of all of it; or set two processes to work, which takes longer to begin
    than most words take to find.
    """

    def select(*places):
        # Eight bytes a key, in one value: as rows it takes longer to send and much longer to read.
        held = " OR ".join(f"timeline_lexemes({each}) @@ lexemes" for each in places)
        whole = " OR ".join(f"strpos(' ' || {each} || ' ', phrase) > 0" for each in places)
        return f"(SELECT string_agg(int8send({key}), '') FROM {table} WHERE ({held}) AND (phrase IS NULL OR {whole}))"

    cases = " ".join(f"WHEN '{each}' THEN RETURN {select(each)};" for each in columns)
    yield f"CREATE INDEX {table}_lexemes ON {table} USING gin ({', '.join(f'timeline_lexemes({each})' for each in columns)})"
    yield (
        f"CREATE FUNCTION {function}(lexemes tsquery, phrase text, part text DEFAULT '') RETURNS bytea "
        "LANGUAGE plpgsql STABLE SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 SET jit = off "
        "SET work_mem = '64MB' "
        f"AS $$ BEGIN CASE part {cases} ELSE RETURN {select(*columns)}; END CASE; END $$"
    )


def postgresql_undone(table, _key, _columns, function):
    yield f"DROP FUNCTION {function}"
    yield f"DROP INDEX {table}_lexemes"


def make_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(LEXEMES)
    make = {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]
    for table in TABLES:
        for statement in make(*table):
            schema_editor.execute(statement, params=None)


def drop_indexes(apps, schema_editor):
    undo = {"sqlite": sqlite_undone, "postgresql": postgresql_undone}[schema_editor.connection.vendor]
    for table in TABLES:
        for statement in undo(*table):
            schema_editor.execute(statement, params=None)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION timeline_lexemes")


def fold_what_is_there(apps, schema_editor):
    """Gives every published event and every actor its words, as `models/words.py` will from now on."""
    using = schema_editor.connection.alias

    def rows(model, *fields, **filters):
        return apps.get_model("timeline", model).objects.using(using).filter(**filters).order_by().values_list(*fields)

    quotations, names = defaultdict(list), defaultdict(list)
    shown = {"event__status": "published"}
    quoted = rows("Evidence", "event", "position", "pk", "passage__exact", **shown)
    cited = rows("Citation", "event", "position", "pk", "source__title", **shown)
    for event, _position, _pk, text in [*sorted(quoted), *sorted(cited)]:
        quotations[event].append(text)
    for actor, _pk, name in sorted(rows("Alias", "actor", "pk", "name")):
        names[actor].append(name)

    event_words, actor_words = apps.get_model("timeline", "EventWords"), apps.get_model("timeline", "ActorWords")
    event_words.objects.using(using).bulk_create(
        (
            event_words(event_id=pk, title=folded(title), summary=folded(summary), quotations=folded(*quotations[pk]))
            for pk, title, summary in rows("Event", "pk", "title", "summary", status="published")
        ),
        batch_size=500,
    )
    actor_words.objects.using(using).bulk_create(
        (actor_words(actor_id=pk, names=folded(name, *names[pk])) for pk, name in rows("Actor", "pk", "name")),
        batch_size=500,
    )


def forget_what_is_there(apps, schema_editor):
    for model in ("EventWords", "ActorWords"):
        apps.get_model("timeline", model).objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("timeline", "0005_citations_and_index")]
    operations = [
        migrations.RunPython(make_indexes, drop_indexes),
        migrations.RunPython(fold_what_is_there, forget_what_is_there),
    ]
