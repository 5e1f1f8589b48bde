"""The independent witness: verdicts worked out row by row, from the specification alone.

Nothing here imports the rules, the transforms or any step of the pipeline; only
`harness.py` runs the pipeline, in order to compare it with this.
"""
