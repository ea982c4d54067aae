"""The acts at the counter: rules decide, the journal records. Screens and commands come in through here alone."""
