"""What decides between candidates, one SELECT at a time, over a few rows written by hand."""
