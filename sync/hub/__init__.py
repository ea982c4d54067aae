"""The branch hub: the journals of one branch on the office LAN, so that it goes on as one with the line down."""
