"""The report of a run: its figures, and the page in a real Chromium."""
