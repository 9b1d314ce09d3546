"""``python -m functions.cli``: the same as ``suyi``."""

import sys

from functions.cli import main

sys.exit(main())
