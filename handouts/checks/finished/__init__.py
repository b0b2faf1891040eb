"""A finished PDF, ours or anybody's: what a reader, a screen reader and a printer will meet in it. Needs the extra `encrypt` (pikepdf)."""
