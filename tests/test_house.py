"""The rules of the house, read off its files: who may import whom, and what no template may hold.

The map of the modules is in README; what is written here is that map, and it is held of the code as it stands.
"""

import ast
import importlib
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template import engines
from django.template.base import DebugLexer, TokenType
from django.urls import URLPattern, URLResolver, get_resolver

ROOT: Path = settings.BASE_DIR
APP = ROOT / "timeline"
TEMPLATES = sorted([*ROOT.glob("templates/**/*.html"), *APP.glob("**/*.html")])
PUBLIC = [path for path in TEMPLATES if path.is_relative_to(ROOT / "templates/public")]
PYTHON = sorted([*APP.rglob("*.py"), *(ROOT / "config").rglob("*.py")])

# The layers of the map, the lowest first. A module imports its own layer and those below; an edge no other edge.
PURE = {"errors", "dates", "wording", "anchoring", "ordering", "decoding", "folding", "extraction"}
MODELS = {"models"}
WORKFLOWS = {"localised", "filters", "page", "reader", "changes", "profile", "chart", "curation", "interchange"}
WORKFLOWS |= {"fetching", "ingest", "review", "likeness", "fulltext", "templating", "index", "library", "rows", "lanes"}
EDGES = {"views", "answers", "errorpages", "admin", "management", "templatetags"}
# The commands that read an article and touch no database; all others leave it to `ingest`.
READING = {"timeline/management/commands/extract.py", "timeline/management/commands/tag_dates.py"}
# What Django asks for, and what says nothing of its own.
FRAME = {"apps", "migrations", ""}


def module_of(path: Path) -> str:
    """The part of the application that a file belongs to: "admin" for `admin/forms.py`, "" for the package itself."""
    return path.relative_to(APP).with_suffix("").parts[0].replace("__init__", "")


def imports_of(path: Path) -> set[str]:
    """Every module that a file imports, by its absolute name; `from timeline import dates` is `timeline.dates`."""
    package = path.relative_to(ROOT).parent.parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            whence = ".".join(filter(None, [above, node.module or ""]))
            found |= {whence, *(f"{whence}.{alias.name}" for alias in node.names)}
    return found


def neighbours_of(path: Path) -> set[str]:
    """The parts of the application that a file imports, its own left out."""
    parts = {name.split(".")[1] for name in imports_of(path) if name.startswith("timeline.")}
    return (parts & (PURE | MODELS | WORKFLOWS | EDGES | FRAME)) - {module_of(path)}


def clock_readings(source: str) -> list[str]:
    """Where a module asks what time it is: `date.today()`, by whatever name; a story of its own may have a `now`."""
    tree = ast.parse(source)
    clocks = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            of_datetime = getattr(node, "module", None) == "datetime"
            clocks |= {name.asname or name.name for name in node.names if of_datetime or name.name == "datetime"}
    asked = {"today", "now", "utcnow", "fromtimestamp", "utcfromtimestamp"}
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [
        ast.unparse(call)
        for call in calls
        if isinstance(call, ast.Attribute) and call.attr in asked and ast.unparse(call).split(".")[0] in clocks
    ]


def files_of(*modules: str) -> list[Path]:
    return [path for path in PYTHON if APP in path.parents and module_of(path) in modules]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_module_has_its_place_on_the_map():
    known = PURE | MODELS | WORKFLOWS | EDGES | FRAME
    assert {module_of(path) for path in PYTHON if APP in path.parents} <= known


@pytest.mark.parametrize("path", files_of(*PURE), ids=named)
def test_a_pure_module_knows_neither_django_nor_models_nor_network_nor_clock(path):
    """Except for `wording`, which marks strings for whoever translates, none of them needs Django's."""
    foreign = {"django", "socket", "urllib.request", "http", "urllib3", "requests", "time", "os", "random", "zoneinfo"}
    roots = {name for name in imports_of(path) for other in foreign if name == other or name.startswith(f"{other}.")}
    assert not roots - {"datetime.time"}
    assert neighbours_of(path) <= PURE
    assert not clock_readings(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from datetime import date\ndate.today()", ["date.today"]),
        ("from datetime import datetime as d\nd.now(tz=None)", ["d.now"]),
        ("import datetime as dt\ndt.datetime.utcnow()", ["dt.datetime.utcnow"]),
        ("from datetime import date\nstory.now(); date(2020, 1, 3); date.fromisoformat('2020-01-03')", []),
    ],
)
def test_whoever_asks_the_clock_is_found(source, found):
    assert clock_readings(source) == found


@pytest.mark.parametrize("path", files_of(*MODELS, *WORKFLOWS, *EDGES), ids=named)
def test_extraction_is_reached_through_ingest_alone(path):
    """Apart from the two commands that need no database; and it knows nothing of whoever reaches it."""
    allowed = module_of(path) == "ingest" or named(path) in READING
    assert allowed or "extraction" not in neighbours_of(path)


@pytest.mark.parametrize("path", files_of("extraction"), ids=named)
def test_extraction_knows_no_other_layer_at_all(path):
    assert neighbours_of(path) <= {"errors", "dates", "anchoring", "decoding"}


@pytest.mark.parametrize("path", files_of(*MODELS, *WORKFLOWS), ids=named)
def test_models_and_workflows_know_nothing_above_them(path):
    below = PURE | MODELS | (WORKFLOWS if module_of(path) in WORKFLOWS else set())
    assert neighbours_of(path) <= below


@pytest.mark.parametrize("path", files_of("index"), ids=named)
def test_the_index_knows_the_models_alone(path):
    """Whatever else reads events may ask it."""
    assert neighbours_of(path) <= PURE | MODELS


@pytest.mark.parametrize("path", files_of(*EDGES), ids=named)
def test_an_edge_imports_no_other_edge(path):
    assert neighbours_of(path) <= PURE | MODELS | WORKFLOWS


@pytest.mark.parametrize("path", files_of(*WORKFLOWS), ids=named)
def test_a_workflow_knows_nothing_of_http(path):
    """But for the query string, which is what a filter reads."""
    http = {name for name in imports_of(path) if name.startswith(("django.http", "django.shortcuts", "django.views"))}
    assert http <= ({"django.http", "django.http.QueryDict"} if "filters" in path.parts else set())


@pytest.mark.parametrize("path", files_of(*PURE, *WORKFLOWS), ids=named)
def test_a_module_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


STEPS = ("clean", "metadata", "sentences", "times", "actors", "voices", "candidates")


@pytest.mark.parametrize(
    "name", [*sorted((PURE | WORKFLOWS) - {"errors", "wording", "ordering"}), *(f"extraction.{step}" for step in STEPS)]
)
def test_a_module_lists_what_is_for_others(name):
    """Those left out are short enough to be all for others."""
    module = importlib.import_module(f"timeline.{name}")
    assert all(hasattr(module, public) for public in module.__all__)


@pytest.mark.django_db
def test_the_models_change_nothing_that_a_migration_does_not_say():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("path", files_of(*WORKFLOWS, *EDGES), ids=named)
def test_who_may_be_seen_is_decided_by_the_querysets_alone(path):
    """`published()` is the one place that knows which status readers may see; others ask it or an event itself."""
    filters = re.findall(r"filter\([^)]*\bstatus\s*=\s*Event\b", path.read_text(encoding="utf-8"))
    assert not filters


# Templates


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_has_script_or_style_within(path):
    html = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|javascript:", html)
    assert not re.search(r"""\son[a-z]+\s*=\s*["']""", html)
    assert not re.search(r"\bhx-on\b|\bhx-vars\b|hx-vals=.js:", html)


@pytest.mark.parametrize("path", PUBLIC, ids=named)
def test_every_htmx_request_sits_on_a_link_form_or_field_that_works_without_it(path):
    for tag in re.findall(r"<[^>]*\s(?:data-)?hx-(?:get|post)=[^>]*>", _without_tags(path.read_text(encoding="utf-8"))):
        name = re.match(r"<(\w+)", tag).group(1)
        needed = {"a": "href=", "form": "action=", "select": "form=", "input": "form="}
        assert f" {needed[name]}" in tag, tag


def _without_tags(source: str) -> str:
    """A template's source with its own tags replaced by the letter x, so that what is left is plain HTML."""
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "x", source, flags=re.DOTALL)


SAYS_SOMETHING = re.compile(r"[^\W\d_]{2,}")
PRINTED = re.compile(r"""(?:^|\bor\b|\belse\b|~)\s*["']([^"']*)["']""")
ATTRIBUTES_READ = r"""\s(?:alt|aria-label|aria-description|placeholder|title|content)="([^"]*)\""""
# Names, which are the same in every language.
UNTRANSLATED = {"Sourceline", "EDTF", "SHA", "YAML", "JSON"}
MACHINE_READ = re.compile(r"width=device-width|light dark|^#|includeIndicatorStyles")


def visible_texts(path: Path) -> list[tuple[int, str]]:
    """What a template says to readers outside every translation tag, with its line."""
    tokens = DebugLexer(path.read_text(encoding="utf-8")).tokenize()
    html, translating = [], False
    for token in tokens:
        if token.token_type == TokenType.BLOCK:
            word = token.contents.split()[0]
            if word in ("blocktranslate", "blocktrans", "trans"):
                translating = True
            elif word in ("endblocktranslate", "endblocktrans", "endtrans"):
                translating = False
            html.append("\n" * token.contents.count("\n"))
        elif token.token_type == TokenType.VAR:
            html += PRINTED.findall(token.contents)
        elif token.token_type == TokenType.TEXT:
            html.append("\n" * token.contents.count("\n") if translating else token.contents)
    source = "".join(html)
    machine = r"<!--.*?-->|<(script|style|code)\b.*?</\1>"
    source = re.sub(machine, lambda match: "\n" * match.group().count("\n"), source, flags=re.DOTALL)
    found = []
    for match in re.finditer(r"<[^>]*>|[^<]+", source):
        said = re.findall(ATTRIBUTES_READ, match.group()) if match.group().startswith("<") else [match.group()]
        line = source.count("\n", 0, match.start()) + 1
        found += [(line, text.strip()) for text in said if set(SAYS_SOMETHING.findall(text)) - UNTRANSLATED]
    return [(line, text) for line, text in found if not MACHINE_READ.search(text) and not text.startswith("&")]


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_all_that_a_template_says_can_be_translated(path):
    assert visible_texts(path) == []


def test_the_scanner_of_templates_finds_what_was_left_untranslated(tmp_path):
    template = tmp_path / "planted.html"
    template.write_text(
        '{% load i18n %}<p title="A tip">{% translate "Said" %} left out {{ name }}\n'
        "{% blocktranslate %}within{% endblocktranslate %}</p>\n<p>Sourceline</p>\n"
        '<p>{{ _("Said") }} {% trans %}within{% endtrans %} {{ name or "nameless" }}</p> <p>{{ url("about") }}</p>',
        encoding="utf-8",
    )
    assert visible_texts(template) == [(1, "A tip"), (1, "left out"), (4, "nameless")]


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_template_compiles(path):
    engines["public" if path in PUBLIC else "desk"].from_string(path.read_text(encoding="utf-8"))


def test_a_fragment_begins_with_an_underscore_and_is_no_page():
    pages = {path for path in TEMPLATES if "{% extends" in path.read_text(encoding="utf-8")}
    for path in TEMPLATES:
        if path.name.startswith("_"):
            assert path not in pages, named(path)
            assert "<html" not in path.read_text(encoding="utf-8"), named(path)


# The project as a whole


def committed() -> list[Path]:
    """Every text file that is part of the project: what git keeps or would."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    if not (ROOT / ".git").exists():
        pytest.skip("This is no clone: nothing tells what belongs to the project.")
    found = {}
    for path in committed():
        try:
            found[named(path)] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def test_a_lock_says_nowhere_where_its_packages_come_from(texts):
    """It holds wherever that is; each machine has a registry of its own. Who asks for donations may be named."""
    locks = [name for name in texts if name.endswith(("requirements.txt", "package-lock.json"))]
    assert len(locks) == 5
    for name in locks:
        addresses = re.findall(r"\bhttps?://[^\s\"]+", texts[name])
        assert all(re.search("sponsor|collective", address) for address in addresses), name
        assert '"resolved"' not in texts[name]
        assert "--index-url" not in texts[name]


def test_no_file_names_a_path_of_the_machine_that_it_was_written_on(texts):
    paths = re.compile(r"/(?:work|home|root|Users)/[a-z]+(?:/|\b)")
    assert {name for name, text in texts.items() if paths.search(text)} == set()


def test_a_test_with_transactions_of_its_own_leaves_the_database_as_it_was(texts):
    """Else Django makes its content types anew behind it, under other keys, and whoever restores the old ones fails."""
    marks = [mark for name, text in texts.items() if name.startswith("tests/") for mark in TRANSACTIONAL.findall(text)]
    assert marks
    assert all("serialized_rollback=True" in mark for mark in marks)


TRANSACTIONAL = re.compile(r"^@pytest\.mark\.django_db\(.*transaction=.*\)$", re.MULTILINE)


def test_every_address_has_a_slash_at_its_end():
    def walk(patterns, before=""):
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                if "admin" not in route:
                    yield from walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern):
                yield route

    assert all(route == "" or route.removesuffix("$").endswith("/") for route in walk(get_resolver().url_patterns))
