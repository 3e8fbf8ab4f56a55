"""``python -m cxtext``: the same as the ``cxtext`` command."""

from __future__ import annotations

import sys

from cxtext.cli import main

if __name__ == "__main__":
    sys.exit(main())
