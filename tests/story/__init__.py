"""One worked quarter: three months of nights in Zibo, played and checked (`make story`)."""
