"""Write docs/inputs.md to stdout: `python -m zhaoren.contracts > docs/inputs.md`."""

import sys

from zhaoren.content import find_content
from zhaoren.contracts.describe import describe_inputs
from zhaoren.contracts.load import load_contracts

sys.stdout.write(describe_inputs(load_contracts(find_content()).inputs))
