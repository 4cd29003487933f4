"""Words that are looked for, without regard to case, accents and apostrophes."""

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["Term", "fold", "terms"]


@dataclass(frozen=True)
class Term:
    """A word or phrase that is looked for, folded; `wanted` is False for one that must not be there."""

    pattern: re.Pattern
    wanted: bool = True

    def is_in(self, folded: str) -> bool:
        return bool(self.pattern.search(folded))


def terms(q: str) -> list[Term]:
    """What `q` asks for: words, by their beginnings; "phrases"; -either, which must not be there.

    Whatever is typed is data: nothing raises.
    """
    found = []
    for minus, phrase, word in re.findall(
        r'(?:(?<=\s)|^)(-?)(?:"([^"]*)"|(\S+))', q.replace("“", '"').replace("”", '"')
    ):
        words = re.findall(r"\w+", fold(phrase or word))
        if words:
            found.append(Term(re.compile(r"\b" + r"\W+".join(map(re.escape, words))), wanted=not minus))
    return found


def fold(text: str) -> str:
    """Without case and without accents, and with every apostrophe gone, so that Ka'taib is Kataib."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in plain if not unicodedata.combining(each) and each not in "'’ʼʿ‘")
