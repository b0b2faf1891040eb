"""Handout + layout -> blocks -> pages of positioned marks. Knows no PDF."""
