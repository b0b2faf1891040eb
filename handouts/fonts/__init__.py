"""The faces a sheet is set in (Source Sans 3, SIL OFL 1.1, see OFL.txt) and how a text becomes glyphs."""
