"""What independent judges say of our pages: axe on accessibility, Nu on HTML, Lighthouse on good practice.

Each takes what it audits and gives back its complaints, readable and one to a line; none means that all is well.
`test_audit.py` holds that each of them does complain.
"""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from playwright.sync_api import Page

from .chromium import CHROMIUM, CHROMIUM_FLAGS, NODE

__all__ = ["axe", "lighthouse", "vnu"]

_PACKAGES = Path(__file__).resolve().parent.parent / "node_modules"

_RUN_AXE = """async () => {
    await document.fonts.ready;
    const ending = document.getAnimations().filter(a => a.effect.getComputedTiming().endTime < Infinity);
    await Promise.allSettled(ending.map(a => a.finished));
    const found = await axe.run(document, {
        preload: false, resultTypes: ["violations"], rules: {"target-size": {enabled: true}}
    });
    return found.violations;
}"""


def _package(name: str) -> Path:
    path = _PACKAGES / name
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing; `make test` installs it. Nothing was audited.")
    return path


@cache
def _axe_source() -> str:
    return _package("axe-core/axe.min.js").read_text()


def axe(page: Page) -> list[str]:
    """The violations that axe-core finds in `page` once it has loaded: WCAG 2.2 AA and axe's own best practices.

    Fonts and running transitions are awaited, since a colour half-way is nobody's choice. The script goes in through
    the debugger, where the page's content security policy has no say, and is gone with the document. It may load
    nothing ahead: it would copy style sheets into the page as inline ones, which the policy refuses, on the console.
    """
    page.wait_for_load_state()
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(_axe_source())
    return [
        f"{page.url}: {violation['id']} ({violation['impact']}): {violation['help']}: {' '.join(node['target'])} — "
        + node["failureSummary"].replace("\n", " ")
        for violation in page.evaluate(_RUN_AXE)
        for node in violation["nodes"]
    ]


# It runs for seconds, and so is quicker without what makes Java quick that runs for hours.
_JAVA = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m"]


def vnu(pages: Mapping[str, str]) -> list[str]:
    """The errors and warnings of the Nu HTML checker for `pages`, which are named HTML documents.

    The checker takes seconds to start, so give it many pages at once. Its remarks of style ("Trailing slash on void
    elements has no effect") are left out. Raises RuntimeError when the checker itself fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            names[f"{number}.html"] = name
            Path(folder, f"{number}.html").write_text(html, encoding="utf-8")
        command = ["java", *_JAVA, "-jar", str(_package("vnu-jar/build/dist/vnu.jar"))]
        options = ["--stdout", "--exit-zero-always", "--format", "json"]
        answer = subprocess.run([*command, *options, folder], capture_output=True, text=True, check=False)
    try:
        messages: list[dict[str, Any]] = json.loads(answer.stdout)["messages"]
    except (ValueError, KeyError) as error:
        raise RuntimeError(f"The Nu HTML checker failed: {answer.stdout}{answer.stderr}") from error
    return [
        f"{names[PurePath(message['url']).name]}:{message.get('lastLine', '?')}: "
        f"{message.get('subType', message['type'])}: {message['message']} {message.get('extract', '')!r}"
        for message in messages
        if message["type"] != "info" or message.get("subType") == "warning"
    ]


def lighthouse(url: str) -> tuple[dict[str, int], list[str]]:
    """Lighthouse's scores for `url`, 0 to 100 by category, and the audits that kept a score below 100.

    The categories are `accessibility` and `best-practices`. Raises RuntimeError when Lighthouse itself fails.
    """
    command = [NODE, _package("lighthouse/cli/index.js"), url, "--quiet", "--output=json"]
    quoted = " ".join(re.sub("=(.*)", r'="\1"', flag) for flag in ["--headless=new", *CHROMIUM_FLAGS])
    options = [
        "--only-categories=accessibility,best-practices",
        "--no-enable-error-reporting",
        f"--chrome-flags={quoted}",
    ]
    answer = subprocess.run(
        [*command, *options],
        env={**os.environ, "CHROME_PATH": CHROMIUM},
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        report = json.loads(answer.stdout)
        if "runtimeError" in report:
            raise RuntimeError(f"Lighthouse failed for {url}: {report['runtimeError']['message']}")
        categories = report["categories"]
        scores = {name: round(100 * category["score"]) for name, category in categories.items()}
    except (ValueError, KeyError, TypeError) as error:
        raise RuntimeError(f"Lighthouse failed for {url}: {answer.stdout[:500]}{answer.stderr}") from error
    lost = [
        f"{name}: {audit['id']}: {audit['title']} {json.dumps(audit.get('details', {}).get('items', []))[:500]}"
        for name, category in categories.items()
        for reference in category["auditRefs"]
        if (audit := report["audits"][reference["id"]])["score"] not in {None, 1}
    ]
    return scores, lost
