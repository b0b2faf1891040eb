"""Blocks and a layout in, pages of positioned marks out: every place is decided here, and no word."""
