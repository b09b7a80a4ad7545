"""`python -m pengrade`, the same as the command `pengrade`."""

import sys

from pengrade.command import main

sys.exit(main())
