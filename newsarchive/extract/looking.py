"""How a page is looked at. In: a page that is opened, and a site model or none. Out: the `Look` that is believed.

A page is read by the model first, then by itself, then without the paper's rules: as far as the look before says too little.
All looks see the one tree, which is left as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from newsarchive.extract.article import Rejection
from newsarchive.extract.opening import walked
from newsarchive.extract.page import rules, taught
from newsarchive.extract.page.barren import long_texts
from newsarchive.extract.page.model import Model
from newsarchive.extract.page.reading import Reading
from newsarchive.extract.seeing import Seen, seen
from newsarchive.extract.telling import Told, told

# Characters of text below which a page that was read in part is read whole; no fewer than those below which `seeing` asks for a
# second opinion, which it leaves to that reading.
_LITTLE = 600
_PLENTY = 2000  # characters that are an article, whatever was passed by
_FAR_MORE = 2  # between the two: times as much text in what was passed by, which does the same


@dataclass(frozen=True, slots=True)
class Look:
    """What a page was read to be: the reading, what was seen of it, what it says of its article or why it is none."""

    reading: Reading
    saw: Seen
    told: Told | Rejection
    warnings: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Characters of the article's text, line ends among them; 0 for a refusal."""
        return len("\n".join(self.saw.lines)) if isinstance(self.told, Told) else 0

    def warned(self, warning: str) -> Look:
        """The same with one more warning."""
        return replace(self, warnings=(*self.warnings, warning))


def look(read: Reading, model: Model | None = None) -> Look:
    """The look that is believed."""
    found = _by_model(read, model)
    return found if read.ruled.digest is None or found.size else _without_rules(read, found, model)


def _by_model(read: Reading, model: Model | None) -> Look:
    if model is None:
        return by_itself(read)
    found = _look(walked(read, model, whole=False))
    guide = found.reading.taught
    if guide and found.size and guide.fits(found.size):
        return found
    alone = by_itself(read)
    if not (alone.size and found.size) or taught.longer(alone.size, found.size):
        return alone.warned("model-not-fitting")
    return found


def by_itself(read: Reading) -> Look:
    """The page without menus, lists and footers: half its elements. All of it where that gives little, or they hold far more."""
    first = _look(walked(read, whole=False))
    passed = first.reading.walk.passed
    if first.size >= _PLENTY or not passed:
        return first
    enough = first.size >= _LITTLE and sum(long_texts(element) for _, element in passed) <= _FAR_MORE * first.size
    return first if enough else _look(walked(read))


def _without_rules(read: Reading, refused: Look, model: Model | None) -> Look:
    """A second reading of a page that the paper's rules leave nothing of: they may be out of date."""
    rules.undo(read.ruled)
    found = _by_model(replace(read, ruled=rules.Ruled()), model)
    return found.warned("rule-not-fitting") if found.size else refused


def _look(read: Reading) -> Look:
    saw = seen(read)
    return Look(read, saw, told(read, saw))
