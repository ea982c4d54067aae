"""What the counter reads, by room. Each function takes a reading (or the act's) connection and gives frozen rows."""
