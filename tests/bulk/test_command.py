"""`manage.py load` with large files: what it says, how it ends, and that no death half-way leaves a trace."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from timeline.models import Event

from .loading import COLUMNS, HERE, MAPPING, ROW

CHILD = """
import sys
import django
django.setup()
from pathlib import Path
from django.utils import timezone
from timeline.interchange import bulk
report = bulk.load(Path(sys.argv[1]), clock=timezone.now, mapping=bulk.Mapping.read(sys.argv[2]), timeline="strikes",
                   progress=lambda rows, part: print(rows, flush=True))
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table with one good row and one wrong one, and its mapping beside it."""
    (tmp_path / "mapping.toml").write_text(MAPPING)
    (tmp_path / "rows.csv").write_text(COLUMNS + ROW + ROW.replace("1,", "2,", 1).replace("2019-12-27", "soon"))
    return tmp_path / "rows.csv"


@pytest.mark.django_db
def test_a_ready_mapping_is_known_by_its_name(capsys):
    call_command("load", str(HERE / "ged-iraq.csv"), mapping="ucdp-ged", timeline="violence")
    said = capsys.readouterr().out
    assert "9 rows" in said
    assert "refused: nothing" in said
    assert "left out, as the mapping says: 1 row" in said


@pytest.mark.django_db
def test_refused_rows_make_it_fail_are_listed_and_stop_no_others(table, capsys):
    options = {"mapping": str(table.parent / "mapping.toml"), "timeline": "strikes"}
    report = table.parent / "report.json"
    with pytest.raises(CommandError, match="1 row was refused; the others are loaded"):
        call_command("load", str(table), report=report, **options)
    assert "row 3 (2): “soon” is no day." in capsys.readouterr().out
    (told,) = json.loads(report.read_text())
    assert told["refused_rows"] == [{"row": 3, "key": "2", "why": "“soon” is no day."}]
    assert told["created"]["event"] == Event.objects.count() == 1
    with pytest.raises(CommandError):
        call_command("load", str(table), **options)
    assert "loaded already" in capsys.readouterr().out


@pytest.mark.skipif(connection.vendor != "sqlite", reason="These are settings of SQLite.")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_load_leaves_the_settings_of_its_connection_as_they_were(table):
    def settings_now():
        with connection.cursor() as cursor:
            found = {}
            for name in ("cache_size", "temp.cache_size", "temp_store", "wal_autocheckpoint"):
                cursor.execute(f"PRAGMA {name}")
                found[name] = cursor.fetchone()
            return found

    before = settings_now()
    with pytest.raises(CommandError, match="1 row was refused"):
        call_command("load", str(table), mapping=str(table.parent / "mapping.toml"), timeline="strikes")
    assert Event.objects.count() == 1
    assert settings_now() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "a table needs --mapping and --timeline"),
        (
            {"mapping": "ucdp", "timeline": "x"},
            "ucdp: there is no such mapping; expected a .toml file or one of ucdp-ged",
        ),
        ({"mapping": "ucdp-ged", "timeline": "Not a slug"}, "“Not a slug” is no slug"),
        ({"mapping": "ucdp-ged", "timeline": "x"}, "the table has no column"),
    ],
)
def test_what_it_cannot_begin_with_is_said(table, options, says):
    with pytest.raises(CommandError) as raised:
        call_command("load", str(table), **options)
    assert says in str(raised.value)
    assert not Event.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the copy of the database is a file")
@pytest.mark.django_db
def test_killed_half_way_and_run_again_it_ends_the_same(tmp_path):
    """With the signal that no program can catch, early and late; the rows are too many for one batch."""
    copy = tmp_path / "copy.sqlite3"
    with sqlite3.connect(connection.settings_dict["NAME"]) as database:
        database.execute("VACUUM INTO ?", [str(copy)])
    database.close()
    (tmp_path / "mapping.toml").write_text(MAPPING)
    table = tmp_path / "rows.csv"
    table.write_text(COLUMNS + "".join(ROW.replace("1,", f"{number},", 1) for number in range(7_000)))
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{copy}",
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "-c", CHILD, str(table), str(tmp_path / "mapping.toml")]

    def run(rows: int) -> int:
        """How it ended; killed once so many rows were read."""
        with subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
        ) as child:
            for line in child.stdout:
                if int(line) == rows:
                    child.send_signal(signal.SIGKILL)
        return child.returncode

    def counted() -> tuple[int, ...]:
        with sqlite3.connect(copy) as database:
            tables = ("timeline", "event", "origin", "citation", "source", "eventwords", "load")
            found = tuple(database.execute(f"SELECT count(*) FROM timeline_{table}").fetchone()[0] for table in tables)
        database.close()
        return found

    nothing = counted()
    for rows in (6_000,):
        assert run(rows) == -signal.SIGKILL
        assert counted() == nothing
    assert run(-1) == 0
    assert [after - before for before, after in zip(nothing, counted(), strict=True)] == [
        1,
        7_000,
        7_000,
        7_000,
        1,
        7_000,
        1,
    ]
    assert run(-1) == 0
    assert counted()[1] == nothing[1] + 7_000
