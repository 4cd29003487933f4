"""From bytes to words: what encoding a page or a file is in.

A page says its encoding up to four times, and the four disagree. In this order: a byte-order mark; UTF-8, where the
bytes are that and not plain ASCII, which does not happen by chance; what came with them (the charset of a
Content-Type); what they declare themselves (`<meta charset>`, an XML declaration); UTF-8 again; and Windows-1252, the
habit of old pages in the languages of western Europe, if the words look like it. Each must fit to the last byte: a
page with a replacement character in it is no source to quote from.

Labels, and which encoding a label stands for: WHATWG, Encoding Standard, section 4.2.
"""

import codecs
import re

from timeline.errors import SourcelineError

__all__ = ["DecodingError", "decode"]

_DECLARED_WITHIN = 4096  # bytes; the HTML standard asks for 1024, and not every page listens
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARATIONS = (
    re.compile(rb"""<meta\b[^>]{0,200}\bcharset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.IGNORECASE),
    re.compile(rb"""\A\s{0,9}<\?xml\b[^>]{0,200}\bencoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})""", re.IGNORECASE),
)
# By Python's name of the codec: those that hold text and that pages use, and what a browser reads for some others.
_KNOWN = frozenset(
    [
        *(
            "utf-8",
            "utf-16",
            "utf-16-le",
            "utf-16-be",
            "utf-32",
            "koi8-r",
            "koi8-u",
            "cp866",
            "mac-roman",
            "mac-cyrillic",
        ),
        *("big5", "big5hkscs", "euc_jp", "iso2022_jp", "gb18030", "cp932", "cp949", "cp874"),
        *(f"cp125{digit}" for digit in range(9)),
        *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    ]
)
_READ_AS = dict.fromkeys(["ascii", "iso8859-1"], "cp1252") | dict.fromkeys(["iso8859-11", "tis-620"], "cp874")
_READ_AS |= {"utf-8-sig": "utf-8", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_READ_AS |= {"shift_jis": "cp932", "euc_kr": "cp949"}
_FORMATS = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zipped file, such as a word processor's document"),
    (b"\xd0\xcf\x11\xe0", "a document of an old word processor"),
    (b"{\\rtf", "a document in Rich Text Format"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a compressed file"),
)
_PRINTED = re.compile("[^\x00-\x08\x0e-\x1a\x1c-\x1f\x80-\x9f]*")


class DecodingError(SourcelineError):
    """Bytes that are no text in any encoding that may be theirs.

    `tried` are the names of the encodings that do not fit, in order; empty where the bytes are something else
    altogether, which `problem` names. `problem` is a sentence.
    """

    def __init__(self, problem: str, tried: tuple[str, ...] = ()) -> None:
        self.problem, self.tried = problem, tried
        super().__init__(f"{problem} Nothing was read.")


def decode(body: bytes, declared: str | None = None) -> str:
    """The words of `body`, without a byte-order mark.

    `declared` is the encoding that came with it (the charset of a Content-Type), None or empty for none; a label that
    nobody knows counts as none. Raises DecodingError where nothing fits, naming what was tried, and for a PDF, an
    image and other things that are no text.
    """
    for opening, name in _FORMATS:
        if body.startswith(opening):
            raise DecodingError(f"It is {name}, not text.")
    tried: list[str] = []
    for encoding in _likely(body, declared):
        if encoding in tried:
            continue
        try:
            words = body.decode(encoding)
        except UnicodeDecodeError:
            tried.append(encoding)
            continue
        if encoding != "windows-1252" or encoding in _said(body, declared) or _plausible(body, words):
            return words
        tried.append(encoding)
    raise DecodingError(f"It is not text in any of the encodings that were tried: {', '.join(tried)}.", tuple(tried))


def _likely(body: bytes, declared: str | None) -> list[str]:
    marked = [encoding for mark, encoding in _MARKS if body.startswith(mark)]
    said = _said(body, declared)
    first = [] if body.isascii() and said else ["utf-8"]
    return [*marked[:1], *first, *said, "utf-8", "windows-1252"]


def _said(body: bytes, declared: str | None) -> list[str]:
    """The encodings that are named beside the bytes and in them, as far as they are known."""
    labels = [declared or ""]
    for declaration in _DECLARATIONS:
        if found := declaration.search(body, 0, _DECLARED_WITHIN):
            label = found[1].decode("ascii")
            labels.append("utf-8" if label.casefold().startswith("utf-16") else label)  # it was read byte by byte
    return [encoding for label in labels if (encoding := _encoding(label))]


def _encoding(label: str) -> str:
    """Python's name for the encoding of a label; "" for what is unknown, or no encoding of text."""
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return ""
    name = _READ_AS.get(name, name)
    return name.replace("cp125", "windows-125") if name in _KNOWN else ""


def _plausible(body: bytes, words: str) -> bool:
    """Mostly plain letters, a few accented ones among them, and no control characters."""
    accented = sum(map(str.isalpha, (c for c in words if not c.isascii())))
    strange = len(words) - sum(map(str.isascii, words))
    return bool(_PRINTED.fullmatch(words)) and strange * 4 <= len(body) and accented * 2 >= strange
