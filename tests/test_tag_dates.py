"""`manage.py tag_dates`: a line of JSON in, a line of JSON out."""

import io
import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command


@pytest.fixture
def tag(monkeypatch, capsys):
    """Runs the command over lines of input; gives the lines of output."""

    def run(*lines: bytes | dict) -> list[dict]:
        given = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        try:
            call_command("tag_dates", stdout=sys.stdout)
        finally:
            run.answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        return run.answers

    return run


def task(text: str, reference_date: str = "2020-01-03", **more) -> dict:
    return {"text": text, "reference_date": reference_date, **more}


def test_an_expression_is_given_with_all_that_is_known_of_it(tag):
    assert tag(task("It was “over” by late December.")) == [
        {
            "expressions": [
                {
                    "start": 17,
                    "end": 30,
                    "text": "late December",
                    "value": "2019-12",
                    "mod": "END",
                    "type": "DATE",
                    "edtf": "../2019-12-31",
                    "earliest": None,
                    "latest": "2019-12-31",
                }
            ]
        }
    ]


def test_offsets_count_code_points_of_the_text_as_it_was_given(tag):
    text = "𝔄 e\u0301 \r\n\u00a0 He  left\tyesterday."
    (found,) = tag(task(text))[0]["expressions"]
    assert text[found["start"] : found["end"]] == "yesterday"


def test_what_has_no_days_has_no_edtf(tag):
    (found,) = tag(task("It is open now."))[0]["expressions"]
    assert (found["value"], found["edtf"], found["earliest"], found["latest"]) == ("PRESENT_REF", None, None, None)


def test_a_part_of_the_day_is_left_out_of_the_edtf(tag):
    (found,) = tag(task("He left yesterday morning."))[0]["expressions"]
    assert (found["value"], found["edtf"]) == ("2020-01-02TMO", "2020-01-02")


def test_answers_come_in_the_order_of_the_lines(tag):
    answers = tag(*(task(f"It was {'x ' * (20 - number)}in {1900 + number}.") for number in range(20)))
    assert [answer["expressions"][0]["value"] for answer in answers] == [str(1900 + number) for number in range(20)]


def test_the_language_of_a_line_may_be_given(tag):
    answers = tag(task("Am 5/1/2019 yesterday", language="fi"))
    assert [found["text"] for found in answers[0]["expressions"]] == ["5/1/2019"]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (b"nonsense", "it is no JSON"),
        (b"\xff\xfe", "it is no JSON"),
        (b"[" * 100_000, "it is no JSON"),
        (b"[1]", 'it has no "text"'),
        (b'{"reference_date": "2020-01-03"}', 'it has no "text"'),
        (b'{"text": 5, "reference_date": "2020-01-03"}', 'it has no "text"'),
        (b'{"text": "x"}', '"reference_date" is null'),
        (b'{"text": "x", "reference_date": "2020-02-30"}', '"reference_date" is "2020-02-30"'),
        (b'{"text": "x", "reference_date": 20200103}', '"reference_date" is 20200103'),
        (b'{"text": "x", "reference_date": "2020-01-03", "language": 5}', '"language" is no text'),
    ],
)
def test_a_bad_line_is_named_in_its_place_and_the_others_are_read(tag, line, wrong):
    with pytest.raises(CommandError, match=r"^1 line could not be read\.$") as caught:
        tag(task("It was in 1998."), line, task("It was in 1999."))
    assert caught.value.returncode == 1
    first, second, third = tag.answers
    assert first["expressions"][0]["value"] == "1998"
    assert second["expressions"] == []
    assert second["error"].startswith(f"line 2: {wrong}")
    assert second["error"].endswith("; nothing was tagged")
    assert third["expressions"][0]["value"] == "1999"


def test_empty_lines_are_counted_and_not_answered(tag):
    with pytest.raises(CommandError):
        tag(task("It was in 1998."), b"", b"  ", b"nonsense")
    assert len(tag.answers) == 2
    assert tag.answers[1]["error"].startswith("line 4:")


def test_half_a_character_is_answered_all_the_same(tag):
    (found,) = tag(b'{"text": "on \\ud800 5 May 2019", "reference_date": "2020-01-03"}')[0]["expressions"]
    assert found["value"] == "2019-05-05"


def test_each_line_is_answered_before_the_next_is_asked_for():
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "tag_dates"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for year in (1998, 1999):
            process.stdin.write(json.dumps(task(f"It was in {year}.")).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["expressions"][0]["value"] == str(year)
        process.stdin.close()
        assert process.wait() == 0
