"""Every command of the program by name, those that are imported only when they are asked for among them."""

import click

from handouts.cli.root import main

_CONTEXT = click.Context(main)
COMMANDS = {name: main.get_command(_CONTEXT, name) for name in main.list_commands(_CONTEXT)}
