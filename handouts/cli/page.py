"""The command that opens the picking page."""

from pathlib import Path

import click

from handouts.cli.shared import clinic_option


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port on this computer. Default: any that is free.")
@click.option("--no-open", is_flag=True, help="Print the link instead of opening the browser.")
@clinic_option
def serve_page(clinic_path: Path | None, port: int, *, no_open: bool) -> None:
    """Open the picking page: choose exercises in the browser, and watch the sheet form.

    It runs on this computer only, and keeps nothing of a patient unless you save it.

    \b
      handouts serve
      handouts serve --clinic my-clinic
    """
    from handouts.web.serving import ServingOptions, serve

    serve(clinic_path, ServingOptions(port, not no_open))
