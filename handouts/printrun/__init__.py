"""Many finished sheets -> one print file: tagged and archival like each of them, what they share written once, in flat memory."""

from handouts.printrun.joining import join
from handouts.printrun.separators import Wording
from handouts.printrun.sheets import FinishedSheet, Joined, Options
from handouts.printrun.writing import write_print_run

__all__ = ["FinishedSheet", "Joined", "Options", "Wording", "join", "write_print_run"]
