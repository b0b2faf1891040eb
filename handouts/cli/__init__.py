"""The command line: words and files in; files, lists and messages out. A module a family of commands; nothing else knows click."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from handouts.cli.root import main

__all__ = ["main"]


def __getattr__(name: str) -> Any:
    """Load the command when it is asked for: the package itself starts without it."""
    if name != "main":
        raise AttributeError(f"module 'handouts.cli' has no attribute '{name}'")
    from handouts.cli.root import main

    return main
