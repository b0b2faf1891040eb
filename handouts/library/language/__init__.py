"""The wording of one language: its file in, phrases out, with plurals, sides and doses in words."""
