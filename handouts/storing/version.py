"""The program's version; it is part of every sheet's identity, so that a new program makes its sheets anew."""

__version__ = "0.2.0"
