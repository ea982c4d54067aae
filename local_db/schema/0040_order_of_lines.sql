-- The order of lines on one subject is that of what each had seen, whatever order they arrived in (folds/order.py):
-- `depth` counts the lines a line stands on. The latest line is asked for, not kept.
DROP TABLE latest;
ALTER TABLE subjects ADD COLUMN depth INTEGER NOT NULL DEFAULT 0;
CREATE INDEX subjects_root ON subjects (root, depth);

-- What a request cost and by which definition when it was taken in, and each time it was priced anew.
ALTER TABLE requests ADD COLUMN first_fee_satang INTEGER;
ALTER TABLE requests ADD COLUMN first_service_from TEXT NOT NULL DEFAULT '';
CREATE TABLE request_prices (
  ref TEXT PRIMARY KEY, request TEXT NOT NULL, fee_satang INTEGER, service_from TEXT NOT NULL, t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX request_prices_request ON request_prices (request);

-- Who took a card over, and who answered an act that was asked for: the line of another desk may come before the card.
CREATE TABLE handovers_taken (
  ref TEXT PRIMARY KEY, handover TEXT NOT NULL, officer TEXT NOT NULL, t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX handovers_taken_handover ON handovers_taken (handover);
CREATE TABLE undo_steps (
  ref TEXT PRIMARY KEY, asked TEXT NOT NULL, step TEXT NOT NULL, officer TEXT NOT NULL, t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX undo_steps_asked ON undo_steps (asked);
CREATE INDEX visits_ticket ON visits (ticket) WHERE ticket IS NOT NULL
