-- After a disk was put back, two orders of one name are both in the journal, and both QR codes bear that bank reference
-- (protocol 1): each has its row, as two receipts of one number have (0030).
CREATE TABLE orders_of_each (
  ref TEXT PRIMARY KEY, compact TEXT NOT NULL, desk TEXT NOT NULL, satang INTEGER NOT NULL,
  payer_name TEXT NOT NULL, payer TEXT NOT NULL, method TEXT NOT NULL, shift TEXT NOT NULL, state TEXT NOT NULL,
  officer TEXT NOT NULL, opened INTEGER NOT NULL, seq INTEGER NOT NULL, visit TEXT
) WITHOUT ROWID;
INSERT INTO orders_of_each SELECT * FROM orders;
DROP TABLE orders;
ALTER TABLE orders_of_each RENAME TO orders;
CREATE INDEX orders_state ON orders (state, seq);
CREATE INDEX orders_compact ON orders (compact)
