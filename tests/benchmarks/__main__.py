import importlib
import sys
from pathlib import Path

HERE = Path(__file__).parent
names = sorted(path.stem for path in HERE.glob("*.py") if "def main(" in path.read_text())
name = sys.argv[1] if len(sys.argv) > 1 else ""

if name not in names:
    sys.exit(f"There is no measurement “{name}”. There are: {', '.join(names)}.")
sys.exit(importlib.import_module(f"tests.benchmarks.{name}").main())
