"""What a figure file may say: one exercise's picture, in clinical words.

`content/figures/<id>.yaml` holds a `FigureFile`: what all panels share (`always`), then `start` and `finish`, or numbered
`panels`. A pose says a position, joint angles in degrees, what rests on what, and where feet and hands are. Lengths are in %
of stature. Every coordinate triple is [forwards, outwards, upwards] for a side's own foot or hand, [forwards, left, up] else.
"""
