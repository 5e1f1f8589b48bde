"""One published SELECT at a time, over a few rows written by hand."""
