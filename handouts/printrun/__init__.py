"""Many finished sheets -> one print file: tagged and archival like each of them, what they share written once, in flat memory."""

from handouts.printrun.joining import join
from handouts.printrun.separators import Wording
from handouts.printrun.sheets import Joined, Options, Sheet
from handouts.printrun.writing import write_print_run

__all__ = ["Joined", "Options", "Sheet", "Wording", "join", "write_print_run"]
