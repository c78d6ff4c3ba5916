"""``python -m hillrunner``."""

import sys

from hillrunner.cli import main

sys.exit(main())
