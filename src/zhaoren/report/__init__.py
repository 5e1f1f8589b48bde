"""The report of a run: one HTML file that says what was found, nobody's data in it."""
