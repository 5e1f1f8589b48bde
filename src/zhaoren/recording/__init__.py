"""What a night tells the ledger: found, held, going on, cleared, looked back on.

published            what a published run says, read from its Parquet files
merging              numbers that changed since
finding              new grants, and conflicts with what was found before
holding              every open grant looked at again
night                the plan made of these, in this order
work, tally          what its steps share; what its events come to
bookkeeping          a run's own dealings with the ledger: its head, incumbents, recording
"""
