"""``footnote serve``."""

import click

from api.cli import given


@click.command("serve")
@click.option("--host", help="FOOTNOTE_HOST, or 127.0.0.1.")
@click.option("--port", type=click.IntRange(0, 65535), help="FOOTNOTE_PORT, or 8080; 0: any.")
def command(host: str | None, port: int | None) -> None:
    """Serve HTTP, its documentation at /docs and the web page at /, until stopped."""
    from api.serve import serve

    serve(given.settings(host=host, port=port))
