"""From ranked pain points to the tools where work is planned."""
