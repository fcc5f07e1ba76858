"""The words of a text, and the short way to them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.records.words import keys_of, words_of

_PIECES = st.sampled_from(["-", "\u2212", "--", "5", "19-20", "a", "day", " ", "\n", '"', ".", "\u00e9", "\u00ad", "\u6f22", "%"])


@given(st.lists(_PIECES, max_size=14).map("".join) | st.text(max_size=40))
def test_the_short_way_to_the_words_gives_what_the_long_way_gives(text: str):
    assert keys_of(text) == words_of(text).keys


def test_a_minus_belongs_to_its_number_and_a_dash_between_two_does_not():
    assert keys_of("at -5, from 2019-20") == ("at", "-5", "from", "2019", "20")
