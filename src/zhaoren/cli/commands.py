"""Which commands there are, where each is defined, and what it is for in a line.

A command's module is imported when that command is called, so that no command
waits for what only others need. A new command is a line here and a module
`zhaoren/cli/<name>.py` that registers it on `zhaoren.cli.app.app`; its line is
the first sentence of its help, which a test compares.
"""

from __future__ import annotations

from typing import NamedTuple


class Listed(NamedTuple):
    """The module within `zhaoren.cli` that defines a command, and the first line of its help."""

    module: str
    summary: str


COMMANDS = {
    "run": Listed("run", "Run the nightly job once: read, check, join, decide, write, record."),
    "serve": Listed(
        "serve",
        "Run the nightly job every night at 02:00 (Asia/Shanghai) until it is stopped.",
    ),
    "status": Listed(
        "status",
        "Show grants and money by state, policy and district, what waits for whom, what is due.",
    ),
    "review": Listed(
        "review", "Review: lists for reviewers, their answers, a district approved at once."
    ),
    "notice": Listed("notice", "Public notice: publish, take objections, decide them."),
    "fund": Listed("fund", "Request funds of the treasuries, and record that they arrived."),
    "keys": Listed("keys", "Keys with which payment batches are signed."),
    "batch": Listed(
        "batch", "Payment batches: prepare, release, export, import the bank's return."
    ),
    "grant": Listed(
        "grant", "Reject a grant, reopen one that was at its end, or settle a conflict of amounts."
    ),
    "recovery": Listed(
        "recovery",
        "List a paid grant for recovery, and end a recovery with or without money.",
    ),
    "ledger": Listed(
        "ledger",
        "Verify the ledger, show what it says of a grant, erase what is no longer needed.",
    ),
    "policies": Listed(
        "policies",
        "List every measure of the documents: its policy, amount and status, or why it pays "
        "nobody.",
    ),
    "diff": Listed(
        "diff",
        "Compare two runs: verdicts that differ, and why (data, rules, date, ledger, others).",
    ),
    "verify": Listed(
        "verify",
        "Verify a published run: hashes, figures, money to the bank file; then compute it again.",
    ),
    "explain": Listed(
        "explain",
        "Explain a verdict: each criterion, its clause, the data, what would change it.",
    ),
    "near": Listed(
        "near",
        "List who lacks exactly one point, and who qualifies or loses out on a day that is known.",
    ),
    "readings": Listed(
        "readings",
        "Price every interpretation: who would gain or lose under the other reading. Writes "
        "nothing.",
    ),
    "simulate": Listed(
        "simulate",
        "Decide a night again under other rules: who gains, who loses, what it costs. Touches "
        "nothing.",
    ),
    "check": Listed(
        "check",
        "Check contracts, rules, bank layouts and working days without data; list every fault.",
    ),
    "test": Listed("check", "Run the cases of every policy through the production SQL."),
    "sample": Listed(
        "sample",
        "Invent the exports of a city: people, employers, contributions, and the usual dirt.",
    ),
    "doctor": Listed(
        "doctor",
        "Tell whether this machine is ready for nights, what is missing, and what to do about it.",
    ),
    "config": Listed(
        "config", "Show every setting: its value, where it comes from, and what it does."
    ),
    "gc": Listed(
        "gc",
        "Delete runs, copies of inputs and cache on which no grant rests and which no night needs.",
    ),
    "version": Listed(
        "version",
        "Print the versions of the program and of the engines that its results depend on.",
    ),
}
