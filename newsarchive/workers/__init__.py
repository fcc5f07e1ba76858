"""Killable processes that turn captures into results: the engine behind `crawl` and `extract`."""
