-- With whom a drawer was counted closed; NULL where it was counted alone.
ALTER TABLE shifts ADD COLUMN counted_with TEXT;

-- Slips of payers as seen at the counter: a claim, until the bank says the same.
CREATE TABLE slips_seen (
  ref TEXT PRIMARY KEY, desk TEXT NOT NULL, order_ref TEXT NOT NULL, bank TEXT NOT NULL, reference TEXT NOT NULL,
  officer TEXT NOT NULL, t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX slips_seen_order ON slips_seen (order_ref);
CREATE INDEX slips_seen_slip ON slips_seen (bank, reference);

-- When the payer of a tax was given its assessment.
CREATE TABLE assessments_told (
  ref TEXT PRIMARY KEY, request TEXT NOT NULL, satang INTEGER NOT NULL, date TEXT NOT NULL, received_by TEXT NOT NULL,
  officer TEXT NOT NULL, t INTEGER NOT NULL, seq INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX assessments_told_request ON assessments_told (request, seq)
