"""One paper's folder: the only room that puts archive, records and state together.

`Collection` is the handle of a run (it holds the lock and writes); `Holdings` reads and never writes.
"""
