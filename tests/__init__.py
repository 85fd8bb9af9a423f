"""The tests. Two workers on two cores: neither gains from threads or processes of its own."""

import os
import sys

# Other modules are run by themselves, and may use the whole machine.
if "pytest" in sys.modules:
    for name in ("OMP_NUM_THREADS", "LOKY_MAX_CPU_COUNT"):
        os.environ.setdefault(name, "1")
