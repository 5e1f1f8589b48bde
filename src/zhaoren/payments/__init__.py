"""Bank files, rosters and held lists, and reading what banks answer.

A night writes proposals of everything that is eligible, marked 未审核 in file
names, lists, manifests and in the files. Real files are those of the ledger's
batches (`zhaoren.office.batching`, `export`); both come from the same layouts
and writers.
"""
