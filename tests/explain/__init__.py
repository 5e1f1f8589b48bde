"""Why somebody gets what, or nothing."""
