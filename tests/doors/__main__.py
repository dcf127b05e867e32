"""Write the table of doors anew: ``python -m tests.doors``. Read what changed before you commit."""

import os
import subprocess
import sys
from pathlib import Path

FILE = Path(__file__).with_name("table.txt")

if __name__ == "__main__":
    asking = [sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/doors/test_table.py"]
    done = subprocess.run([*asking, "-k", "every_door"], env={**os.environ, "WRITE_DOORS": "1"})
    if done.returncode == 0:
        subprocess.run(["git", "--no-pager", "diff", "--stat", "--", str(FILE)])
    sys.exit(done.returncode)
