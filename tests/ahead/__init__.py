"""What is known of days to come: near misses, and who qualifies on which day."""
