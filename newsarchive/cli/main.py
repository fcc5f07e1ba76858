"""`newsarchive`: gathers the verbs, and turns what goes wrong into one clear line and an exit code."""

from __future__ import annotations

import logging
import sys

import click

from newsarchive import __version__
from newsarchive.cli.crawl import crawl
from newsarchive.cli.demo import demo
from newsarchive.cli.extract import extract
from newsarchive.cli.schema import schema
from newsarchive.cli.sources import sources
from newsarchive.cli.status import status
from newsarchive.cli.verify import verify
from newsarchive.errors import INTERRUPTED, NewsarchiveError, UsageError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="newsarchive")
def cli() -> None:
    """Archives regional news: exact WARC files and one clean JSON line per article.

    Start with `newsarchive demo`.
    """


for verb in (demo, crawl, extract, status, verify, sources, schema):
    cli.add_command(verb)


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
