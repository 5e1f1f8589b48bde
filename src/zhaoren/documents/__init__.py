"""What offices read and fill in: review lists, public notices, fund applications."""
