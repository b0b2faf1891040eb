"""The words of a figure file in, a posed scene out: who rests on what, where feet and hands are."""
