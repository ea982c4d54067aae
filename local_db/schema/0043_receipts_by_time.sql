-- The latest receipt of a desk is asked for before each new one: by this index at once, however many the day has.
DROP INDEX receipts_date;
CREATE INDEX receipts_date ON receipts (desk, date, t)
