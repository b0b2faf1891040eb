"""Warning signs: the catalogue of all in, the one list that a plan prints out, in which no danger is lost and none stands twice."""
