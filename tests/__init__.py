"""The tests. Two workers on two cores: neither gains from threads of its own."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
