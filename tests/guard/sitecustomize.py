"""Guard every Python program that a test starts."""

import netguard

netguard.install()
