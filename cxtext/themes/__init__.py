"""Themes: found in vectors, assigned to any text, named in the words of the responses."""
