"""Is this machine ready, and what is missing: one check a line, each with what to do.

Nothing here uses the network beyond a ledger that a URL names, and nothing is
changed: a workspace that is not there is not made.
"""

from zhaoren.doctor.findings import Finding, State
from zhaoren.doctor.machine import check_machine
from zhaoren.doctor.place import check_place
from zhaoren.doctor.project import check_project

__all__ = ["Finding", "State", "check_machine", "check_place", "check_project"]
