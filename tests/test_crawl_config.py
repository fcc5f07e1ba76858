"""What settings say of how often papers are looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest

from newsarchive.crawl.config import Config
from newsarchive.crawl.run import make_settings
from newsarchive.errors import BadConfiguration
from newsarchive.sources.model import Source

HOUR = timedelta(hours=1)


def test_a_paper_s_own_bounds_go_before_those_of_the_run():
    config = Config.from_settings(make_settings({"NEWSARCHIVE_POLL_EVERY": "1h, 12h"}))
    assert config.pace(Source("paper", "https://paper.example/")).most == 12 * HOUR
    assert config.pace(Source("paper", "https://paper.example/", poll_every=("1h", "2h"))).most == 2 * HOUR


def test_without_a_word_a_paper_is_looked_at_every_six_hours_at_least():
    pace = Config.from_settings(make_settings({})).pace(Source("paper", "https://paper.example/"))
    assert (pace.least, pace.most) == (HOUR / 4, 6 * HOUR)


@pytest.mark.parametrize("given", ["1h", "0m,1h", "2h,1h", "1h,25h", "1h,2h,3h", "often"])
def test_bounds_that_cannot_be_are_told_with_setting_value_and_rule(given: str):
    with pytest.raises(BadConfiguration, match=r"NEWSARCHIVE_POLL_EVERY = .*: must be two times from"):
        Config.from_settings(make_settings({"NEWSARCHIVE_POLL_EVERY": given}))
