"""The one pain rule, and the return to running that keeps to it: the clinic's numbers in, one rule for the whole sheet out."""
