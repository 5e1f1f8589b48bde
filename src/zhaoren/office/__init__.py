"""What people do with grants: one planner for each step from review to recovery.

review, review_answers, listed, candidates   lists that go out and come back
notice                                       public notice and objections
funding, balance                             applications, arrivals, where every fen is
keys, signing, batching, batch_files         payment batches that two people sign
accounts, returns                            where the money goes, and what the bank answered
corrections                                  reopened, rejected, settled, recovered
status, waiting, history, wording            where everything stands, in the office's words

A planner reads the book and says what is to be recorded; `zhaoren.ledger.perform`
carries it out. Documents and bank files are made in `zhaoren.documents` and
`zhaoren.payments`; the commands stand in `zhaoren.cli`.
"""
