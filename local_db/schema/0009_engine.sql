-- What the line cost, by day of the office.
CREATE TABLE data_use (
  day TEXT PRIMARY KEY, up INTEGER NOT NULL, down INTEGER NOT NULL, requests INTEGER NOT NULL
) WITHOUT ROWID;
