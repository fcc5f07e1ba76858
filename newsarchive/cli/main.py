"""`newsarchive`: gathers the verbs, and turns what goes wrong into one clear line and an exit code.

A verb is imported when it is called: Scrapy, Twisted and trafilatura take most of a second, and `status` needs none.
"""

from __future__ import annotations

import importlib
import logging
import sys

import click

from newsarchive import __version__
from newsarchive.errors import INTERRUPTED, NewsarchiveError, UsageError

VERBS = ("demo", "crawl", "extract", "learn", "status", "history", "verify", "sources", "schedule", "schema")


class Verbs(click.Group):
    """Each verb is the command of its own name in the file of its own name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's parameters
        """In the order in which a newcomer meets them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's parameters
        """The verb, imported now."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(importlib.import_module(f"newsarchive.cli.{cmd_name}"), cmd_name)
        return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="newsarchive")
def cli() -> None:
    """Archives regional news: exact WARC files and one clean JSON line per article.

    Start with `newsarchive demo`.
    """


def main() -> None:
    """The console script. Exit codes: see `newsarchive.errors`."""
    logging.captureWarnings(capture=True)
    try:
        code = cli.main(standalone_mode=False, prog_name="newsarchive")
    except click.UsageError as error:
        error.show()
        sys.exit(UsageError.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except NewsarchiveError as error:
        click.echo(f"newsarchive: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # `newsarchive status --urls | head`
        sys.stderr.close()
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)
