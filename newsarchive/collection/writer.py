"""The one thread that commits, for all collections of a run.

Seventy papers that commit in the main thread cost it up to a third of every second in fsync; nothing here
waits for a COMMIT but this thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from newsarchive.collection.collection import Collection
from newsarchive.errors import StorageError

TICK = 1.0  # seconds between commits
FULL = 16  # outcomes and captures of one collection that do not wait for the tick


class WriterThread(threading.Thread):
    """Commits every collection once a tick, sooner where much has gathered. A fault is told once, and ends it."""

    def __init__(self, on_failure: Callable[[StorageError], None]) -> None:
        super().__init__(name="newsarchive-writer", daemon=True)
        self._collections: list[Collection] = []
        self._on_failure = on_failure
        self._ended = threading.Event()
        self._at_work = threading.Lock()

    def add(self, collection: Collection) -> None:
        """From now on this one is committed too."""
        self._collections = [*self._collections, collection]

    def remove(self, collection: Collection) -> None:
        """Waits for its commit under way; what gathers from now on is its owner's to commit."""
        with self._at_work:
            self._collections = [each for each in self._collections if each is not collection]

    def run(self) -> None:
        """The thread's work, until `stop`."""
        waited = 0.0
        while not self._ended.wait(TICK / 10):
            waited += TICK / 10
            due = waited >= TICK
            for collection in self._collections:
                if due or collection.unwritten >= FULL:
                    self._commit(collection)
            if due:
                waited = 0.0

    def _commit(self, collection: Collection) -> None:
        with self._at_work:
            if collection.failure is None and collection in self._collections:
                try:
                    collection.commit()
                except StorageError as error:
                    self._on_failure(error)

    def stop(self) -> None:
        """Lets the commit under way finish and ends the thread. The collections commit the rest when they close."""
        self._ended.set()
        if self.is_alive():
            self.join()
