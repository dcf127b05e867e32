"""Write the table of doors anew: ``make doors``. Read what changed before you commit."""

import os
import subprocess
import sys

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    asking = [sys.executable, "-m", "pytest", "-q", "-n", os.environ.get("PROCESSES", "auto")]
    wanted = ["tests/doors/test_table.py", "tests/fuzz/test_forms.py", "-k", "every_door or forms"]
    done = subprocess.run([*asking, *wanted], env={**os.environ, "WRITE_DOORS": "1"})
    if done.returncode:
        sys.exit(done.returncode)

    import django

    django.setup()
    from tests.doors.table import FILE, write_table

    write_table()
    subprocess.run(["git", "--no-pager", "diff", "--stat", "--", str(FILE)])
