"""What comes along with the parser."""

from __future__ import annotations

import subprocess
import sys

import pytest

CODE = """
import sys
from cxtext.language import load_parser, spare_torch
if sys.argv[1] == "spare":
    spare_torch()
nlp, name = load_parser()
print(nlp is not None, "torch" in sys.modules)
import torch
print(torch.__name__)
"""


@pytest.mark.parametrize("how", ["spare", "load"])
def test_a_command_reads_grammar_without_torch_and_can_load_it_later(how):
    pytest.importorskip("torch")
    done = subprocess.run([sys.executable, "-c", CODE, how], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", str(how == "load"), "torch"]
