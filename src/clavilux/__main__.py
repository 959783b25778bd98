"""`python -m clavilux`."""

import sys

from clavilux.cli import main

sys.exit(main())
