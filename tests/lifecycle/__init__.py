"""The whole lifecycle, played at random."""
