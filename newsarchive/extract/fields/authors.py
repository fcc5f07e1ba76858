"""Who wrote it. In: JSON-LD, metadata and by-lines. Out: people and organisations, each once, without "By" and jobs."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence

from newsarchive.extract.article import Person
from newsarchive.extract.page.jsonld import JsonLd, types_of
from newsarchive.extract.words.strings import text_of, words
from newsarchive.extract.words.wording import alternatives, vocabulary, whole_words
from newsarchive.urls import page_url

_MOST = 30
# Words in small letters, since "John Y Smith" and "Robert E Lee" are one name; the most usual ones in capitals too.
_BREAK = re.compile(
    r"\s*(?:[;|/\n]|\s&\s|,\s*(?:by|By|BY)\b|\b(?:[Ii]m (?:Gespräch|Interview) mit|[Ii]n conversation with)\b)\s*"
    r"|,?\s+(?:and|und|et|y|en|och|og|e|i|sowie|és|ve|και|и|та|AND|UND|ET)(?=[\s,])\s*"
)
_PLACE = re.compile(r"(?:^|\s+)(?:in|aus|IN)\s+(?:the\s+)?[^\W\d_a-zà-ÿ].*$")  # "Ann Lee in Brussels"
_ASIDE = re.compile(r"\s*\([^()]*\)")  # "Ann Lee (Brussels, for The Courier)"
_JUNK = re.compile(r"@|https?:|www\.|\d|[{}\[<%©]|^\W*$", re.IGNORECASE)
_ADDRESS = re.compile(r"@|://|www\.|\.\w{2,}$", re.IGNORECASE)
_IN_WORD = re.compile(r"(?<=[A-ZÄÖÜ])\d+\b")  # as in the name of a station: BR24
_OF_GROUP = re.compile(
    r"(?<=Press)\s+(?:\w+\s+)?(?:writer|reporter|correspondent)s?$", re.IGNORECASE
)  # "Associated Press Writer"
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_URL = re.compile(r"\s*[-\u2013\u2014|(,]*\s*https?://\S+")  # "Ann Lee - https://ann.example/"
_GLUED = re.compile(r"^By(?=[A-Z][a-z])")
# What follows a name in a by-line: a handle, a separator, a word for publishing, a number, sections ("Ann Lee, in News, Town"),
# a month with a day.
_CUT = re.compile(
    r"(?:\s*[@•·|]|\s+\d|\s*\b(?:updated|published|posted|last modified|aktualisiert|veröffentlicht|publié|mis à jour)\b"
    r"|,\s+in\s+(?-i:[A-ZÀ-Þ])(?!.*\b(?:and|und|et)\b)"
    r"|\b(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|okt|oct|nov|dec|dez)[a-zäéû]*\.?\s+\d).*",
    re.IGNORECASE | re.DOTALL,
)
_JOB_TITLE = re.compile(
    r"\s+(?:(?:senior|chief|deputy|staff|associate|assistant|contributing|managing|special|national|local|political|politics|business"
    r"|sports?|crime|education|health|science|news|digital|features?|city|environment)\s+)+"
    r"(?:reporter|correspondent|editor|writer|columnist|producer)s?$"
    r"|(?<!,)\s+(?:the\s+)?(?:associated press|ap)\s+(?:\w+\s+){0,2}writers?$",
    re.IGNORECASE,
)
# The same before a name, alone or as the end of a compound: "Gastautor Jo Day", "Courier-Redakteurin Jo Day".
_JOB_BEFORE = re.compile(
    r"^(?:[^\W\d_][\w-]*-)?(?:(?:chef|gast|sport|lokal|politik|wirtschafts)?"
    r"(?:redakteur(?:in)?|reporter(?:in)?|korrespondent(?:in)?|autor(?:in)?|expert(?:e|in)|volontär(?:in)?|mitarbeiter(?:in)?)"
    r"|(?:staff |guest )?(?:writer|reporter|correspondent|columnist))\s+(?=(?-i:[^\W\d_a-z]\S+\s+[^\W\d_a-z]))",
    re.IGNORECASE,
)


def find_authors(data: JsonLd, metas: Sequence[str], bylines: Sequence[str], own_names: Iterable[str]) -> tuple[Person, ...]:
    """Authors by JSON-LD, else by metadata, else as the by-line shows them. `own_names` are the paper's own.

    The paper itself is an author only where nobody else is named: that one place gives it says nothing of the others.
    A by-line that names all of them and more is the fuller: some papers declare the first of several authors only.
    """
    papers = frozenset(_key(name) for name in own_names)
    paper: tuple[Person, ...] = ()
    shown = _each(((Person(name=name) for name in bylines)), papers)
    for people in (_each(_from_jsonld(data), papers), _each((Person(name=name) for name in metas), papers), shown):
        if others := {key: person for key, person in people.items() if key not in papers}:
            return tuple(_fuller(others, shown).values())[:_MOST]
        paper = paper or tuple(people.values())
    return paper[:_MOST]


def _fuller(people: dict[str, Person], shown: dict[str, Person]) -> dict[str, Person]:
    """Those declared, or, where the by-line names them all and more, or persons where none are declared, those of the by-line."""
    nobody = all(one.type == "Organization" for one in people.values())
    if not (nobody or people.keys() < shown.keys()):
        return people
    persons = {key: one for key, one in shown.items() if one.type == "Person" and (key in people or len(one.name.split()) >= 2)}
    kept = {key: one for key, one in people.items() if _key(one.name) in vocabulary("agencies")}
    return persons | kept if persons.keys() - people.keys() else people


def _each(people: Iterable[Person], papers: frozenset[str]) -> dict[str, Person]:
    """People by what makes them the same."""
    found: dict[str, Person] = {}
    for person in people:
        for clean in _clean(person, papers):
            found.setdefault(_key(clean.name), clean)
    return found


def _key(name: str) -> str:
    """Letters alone: "huffingtonpost" is the name of a host, and the paper is The Huffington Post."""
    return "".join(words(name.casefold().removeprefix("the ")))


def _from_jsonld(data: JsonLd) -> list[Person]:
    people: list[Person] = []
    for item in (*data.items(data.article.get("author")), *data.items(data.article.get("creator"))):
        if not isinstance(item, dict):
            people += [Person(name=text)] if (text := text_of(item)) else []
            continue
        names = item.get("name")
        kind = "Organization" if any("Organization" in name for name in types_of(item)) else "Person"
        url = page_url(item["url"]) if isinstance(item.get("url"), str) and "://" in item["url"] else None
        for one in names[:20] if isinstance(names, list) else [names]:
            people += [Person(name=text, url=url, type=kind)] if (text := text_of(one)) else []
    return people


def _clean(person: Person, papers: frozenset[str]) -> list[Person]:
    """One entry as the people in it: several names may stand in one string."""
    if _key(person.name) in papers and not _ADDRESS.search(person.name):
        return [_typed(person.name, person, papers)]
    told = _EMAIL.sub("", _URL.sub("", person.name))
    whole = _without_job(_CUT.sub("", _by().sub("", _GLUED.sub("", told))))
    if "://" in whole:
        return []
    whole = _ASIDE.sub(" ", whole).strip() or ("" if ":" in whole else whole.strip("() "))
    if person.type == "Organization":
        return [_typed(whole, person, papers)] if whole and not _JUNK.search(whole) else []
    pieces = _BREAK.split(whole)
    if any(len(piece) == 1 for piece in pieces):  # "Q & A" is one name
        pieces = [whole]
    parts = [piece for part in pieces for piece in _commas(part)]
    names = [name for part in parts if (name := _name(part))]
    if len(names) > 1:  # "Ann Lee, The Paper": where she works, not who else wrote
        names = [name for name in names if _key(name) not in papers] or names[:1]
    url = person.url if len(names) == 1 else None
    return [_typed(name, Person(name=name, url=url, type=person.type), papers) for name in names]


def _without_job(name: str) -> str:
    """ "Ann Lee Senior Politics Editor" is Ann Lee; of "Courier staff reporter" no name would be left."""
    rest = _JOB_BEFORE.sub("", _JOB_TITLE.sub("", name)).strip()
    return rest if len(rest.split()) >= 2 else name.strip()


def _without_agency(name: str) -> str:
    """ "Ann Lee Reuters" is Ann Lee; "The Courier with Reuters" stays."""
    *own, last = name.split() or [""]
    signed = len(own) >= 2 and last.lower() in vocabulary("agencies") and all(word[0].isupper() for word in own)
    return " ".join(own) if signed else name


@functools.cache
def _by() -> re.Pattern[str]:
    return re.compile(rf"^\W*{alternatives('by')}(?:\s*:\s*|\s+)", re.IGNORECASE)


def _commas(part: str) -> list[str]:
    """ "Ann Lee, Bo Day" is two names; "Lee, Ann" is one, turned round; "Ann Lee, Reporter" has a job."""
    pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
    single = len(pieces) == 2 and all(len(piece.split()) == 1 for piece in pieces)
    if single and not whole_words("job").search(part) and pieces[1].lower() not in vocabulary("agencies"):
        return [f"{pieces[1]} {pieces[0]}"]
    return pieces


def _name(part: str) -> str | None:
    name = _without_agency(_without_job(_PLACE.sub("", _by().sub("", part))).strip(" \t.,;:|-–—•*"))  # noqa: RUF001
    few = len(name.split()) <= 6 and 2 <= len(name) <= 80
    if (
        not few
        or _JUNK.search(_IN_WORD.sub("", name))
        or name.count("(") != name.count(")")
        or all(word in vocabulary("logins") for word in name.lower().split())
        or whole_words("no_name").search(name)
        or not re.search(r"[^\W\d_]", name)
    ):
        return None
    if not whole_words("job").search(name):
        return name
    return _OF_GROUP.sub("", name) if whole_words("group").search(name) else None


def _typed(name: str, person: Person, papers: frozenset[str]) -> Person:
    known = _key(name) in papers or _key(name) in vocabulary("agencies")
    group = person.type == "Organization" or known or bool(whole_words("group").search(name))
    return Person(name=name, url=person.url, type="Organization" if group else "Person")
