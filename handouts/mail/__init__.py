"""Sheets by e-mail: one message to one person, at most once, with a ledger that accounts for every one."""
