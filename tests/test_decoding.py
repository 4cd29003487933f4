"""What encoding bytes are in."""

import codecs
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.decoding import DecodingError, decode

RUSSIAN = "Война началась в пять часов"
FRENCH = "« L’armée a été touchée près de la frontière », a dit un témoin à la télévision."
JAPANESE = "ロケット弾が基地に命中した"


@pytest.mark.parametrize(
    ("body", "declared", "words"),
    [
        (b"", None, ""),
        (b"plain", None, "plain"),
        (RUSSIAN.encode(), None, RUSSIAN),
        # A mark is believed before anything else
        (codecs.BOM_UTF8 + RUSSIAN.encode(), "windows-1251", RUSSIAN),
        (RUSSIAN.encode("utf-16"), "utf-8", RUSSIAN),
        (RUSSIAN.encode("utf-32"), None, RUSSIAN),
        (codecs.BOM_UTF16_BE + RUSSIAN.encode("utf-16-be"), None, RUSSIAN),
        # UTF-8 does not happen by chance
        (RUSSIAN.encode(), "iso-8859-1", RUSSIAN),
        (RUSSIAN.encode(), "windows-1251", RUSSIAN),
        # What came with it, and what it says itself
        (RUSSIAN.encode("cp1251"), "Windows-1251", RUSSIAN),
        (RUSSIAN.encode("koi8-r"), " KOI8-R ", RUSSIAN),
        (RUSSIAN.encode("utf-16-le"), "utf-16le", RUSSIAN),
        (JAPANESE.encode("shift_jis"), "Shift_JIS", JAPANESE),
        (JAPANESE.encode("iso2022_jp"), "iso-2022-jp", JAPANESE),
        ("军队".encode("gbk"), "gb2312", "军队"),
        (b'<meta charset="windows-1251">' + RUSSIAN.encode("cp1251"), None, '<meta charset="windows-1251">' + RUSSIAN),
        (b"<meta content='text/html; charset=koi8-r'>" + RUSSIAN.encode("koi8-r"), "utf-8", None),
        (b'<?xml version="1.0" encoding="windows-1251"?>' + RUSSIAN.encode("cp1251"), "", None),
        (b'<meta charset="utf-16">' + RUSSIAN.encode(), None, None),
        # The habit of old pages
        (FRENCH.encode("cp1252"), None, FRENCH),
        (FRENCH.encode("cp1252"), "iso-8859-1", FRENCH),
        (FRENCH.encode("cp1252"), "us-ascii", FRENCH),
        (FRENCH.encode("cp1252"), "x-unknown", FRENCH),
    ],
)
def test_bytes_are_read_in_the_encoding_that_fits(body, declared, words):
    decoded = decode(body, declared)
    assert decoded.endswith(RUSSIAN) if words is None else decoded == words


@pytest.mark.parametrize(
    ("body", "declared", "tried"),
    [
        (RUSSIAN.encode("cp1251"), None, ("utf-8", "windows-1252")),
        (RUSSIAN.encode("cp1251"), "shift_jis", ("utf-8", "cp932", "windows-1252")),
        (codecs.BOM_UTF16_LE + b"\x00\xd8x", None, ("utf-16", "utf-8", "windows-1252")),
        (b"a\x00\xff\x01" * 9, None, ("utf-8", "windows-1252")),
        (RUSSIAN.encode("cp1251"), "utf-7", ("utf-8", "windows-1252")),
        (RUSSIAN.encode("cp1251"), "rot13", ("utf-8", "windows-1252")),
    ],
)
def test_bytes_that_fit_nowhere_are_refused_with_what_was_tried(body, declared, tried):
    with pytest.raises(DecodingError) as caught:
        decode(body, declared)
    assert caught.value.tried == tried
    assert ", ".join(tried) in str(caught.value)


@pytest.mark.parametrize(
    "label", ["hex", "zlib", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "\0", "x" * 99]
)
def test_a_label_that_is_no_encoding_of_text_counts_as_none(label):
    assert decode(b"\\x41 6162", label) == "\\x41 6162"


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"%PDF-1.7 x", "a PDF document"),
        (b"PK\x03\x04x", "a zipped file"),
        (b"\x89PNG\r\n", "an image"),
        (b"\x1f\x8b", "compressed"),
    ],
)
def test_what_is_no_text_is_named(body, named):
    with pytest.raises(DecodingError) as caught:
        decode(body, "utf-8")
    assert named in caught.value.problem
    assert caught.value.tried == ()


@given(
    st.binary(max_size=200), st.sampled_from([None, "", "utf-8", "utf-16", "iso-2022-jp", "big5", "cp1252", "nonsense"])
)
def test_whatever_the_bytes_there_are_words_or_one_kind_of_error(body, declared):
    with suppress(DecodingError):
        assert isinstance(decode(body, declared), str)
