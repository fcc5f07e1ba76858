"""Logging of a command: to stderr where the user wants to listen, else only into the papers' `runs/`."""

from __future__ import annotations

import logging
import sys

from newsarchive.collection.files.runlog import OneLine


def start_logging(*, verbose: bool) -> None:
    """With `verbose` all that happens is said; without, errors are told by the command itself."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.handlers[:] = [logging.NullHandler()]
    if verbose:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(OneLine())
        root.handlers.append(handler)
