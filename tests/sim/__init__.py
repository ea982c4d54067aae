"""The deterministic simulation: desks, hub and centre in one process, on a clock, network and disk of its own."""
