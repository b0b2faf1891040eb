"""What a soak says: a line for each check, with the goal and what was reached."""


class Lines:
    """Prints each line as it comes, and counts the goals that were missed."""

    def __init__(self):
        self.missed, self._name = 0, ""

    def begin(self, name):
        """Name the check that the next lines belong to."""
        self._name = name

    def say(self, text, *, met=True):
        """Print a line."""
        self.missed += not met
        print(f"{self._name:9} {'ok    ' if met else 'MISSED'} {text}", flush=True)
