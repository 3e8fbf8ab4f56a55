"""How the weights that cxtext ships are built; the package itself never imports this."""
