-- Where sending stands is asked for at every act and every round: the last proof, and attempts not proven yet, are
-- found at once, however many years of both the file holds.
CREATE INDEX acks_last ON acks (desk, epoch, at, through);
CREATE INDEX attempts_unproven ON attempts (cause) WHERE cause IS NOT NULL
