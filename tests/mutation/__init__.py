"""Mutation: every rule and every SELECT altered in one place, which the tests must notice.

`make mutate` runs it; docs/mutation.md lists who survives, and why.
"""
