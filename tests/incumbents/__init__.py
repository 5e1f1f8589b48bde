"""The law of incumbents: who was found first stays first, and deciding again says the same."""
