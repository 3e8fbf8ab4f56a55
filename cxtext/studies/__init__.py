"""What answers a doubt: are the tags right, and did a fix work."""
