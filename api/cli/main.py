"""The command ``footnote``: what there is, and how it ends.

Subcommands are imported only when they are called, so that ``footnote --help`` costs nothing that
it does not use.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from api import exits
from rag.errors import FootnoteError

COMMANDS = {
    "ingest": "Make files and folders searchable.",
    "ask": "Answer a question, with citations.",
    "search": "Show the passages found for a question.",
    "summarise": "Summarise a document, every sentence cited.",
    "documents": "List, show and delete documents.",
    "verify": "Check claims against evidence.",
    "reindex": "Build the index anew, with another embedder.",
    "eval": "Run cases and write a report; decide a gate.",
    "serve": "Serve HTTP and the web page.",
    "doctor": "Say what works and what does not.",
    "demo": "Ingest the sample documents and show what Footnote does.",
    "bench": "Measure start-up, speed and memory.",
}
"""Name of each subcommand (and of its module here), with its line in the help."""
REFUSED = "See that the disk is not full, and that files and folders are yours to read and write."
ALIASES = {"summarize": "summarise"}


class Commands(click.Group):
    """A group whose members are modules, imported when first called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name them in the order of the help."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of *cmd_name*; None where there is no such command."""
        del ctx
        name = ALIASES.get(cmd_name, cmd_name)
        if name not in COMMANDS:
            return None
        module = "evaluate" if name == "eval" else name
        found: click.Command = import_module(f"api.cli.{module}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without importing any of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="footnote", prog_name="footnote")
def cli() -> None:
    """Answer questions about your own documents, with citations that can be trusted.

    Settings are read from FOOTNOTE_* in the environment or in a file .env. Exit codes: 0 done, 1 a
    gate or check failed, 2 the request is wrong, 3 the installation is not ready, 4 a remote part
    failed.
    """


def run(arguments: Sequence[str] | None = None) -> int:  # noqa: PLR0911 - one for each end
    """Run the command line and return its exit code; errors go to standard error."""
    try:
        result = cli.main(args=arguments, prog_name="footnote", standalone_mode=False)
        sys.stdout.flush()
    except FootnoteError as error:
        click.echo(f"{error.problem}\n{error.remedy}", err=True)
        return exits.code_of(error)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return exits.WRONG
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. What was finished is kept; run the same command to go on.", err=True)
        return exits.INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe went away (`| head`): nobody is left to tell.
        _print_no_more()
        return exits.DONE
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"The system refused: {where}{error.strerror or error}.\n{REFUSED}", err=True)
        _print_no_more()
        return exits.NOT_READY
    return result if isinstance(result, int) else exits.DONE


def _print_no_more() -> None:
    """Let what is still to be printed go nowhere, or the end of Python would complain of it."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """Enter here from the shell."""
    sys.exit(run())


if __name__ == "__main__":
    main()
