"""Faults that tests force on a running program; nothing of them is in the product."""
