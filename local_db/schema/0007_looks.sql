-- Looks at records: how the person was found, what confirmed it, which hidden fields were shown, and how many an
-- officer may open in an hour.
ALTER TABLE views ADD COLUMN source TEXT NOT NULL DEFAULT 'copy';
ALTER TABLE views ADD COLUMN as_of INTEGER NOT NULL DEFAULT 0;
ALTER TABLE views ADD COLUMN found_by TEXT NOT NULL DEFAULT '';
ALTER TABLE views ADD COLUMN confirmed TEXT NOT NULL DEFAULT '';
ALTER TABLE views ADD COLUMN asked_by TEXT NOT NULL DEFAULT '';
CREATE INDEX views_officer ON views (officer, t);
CREATE TABLE reveals (
  ref TEXT PRIMARY KEY, viewed TEXT NOT NULL, officer TEXT NOT NULL, fields TEXT NOT NULL, t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX reveals_viewed ON reveals (viewed);
CREATE TABLE look_allowances (
  ref TEXT PRIMARY KEY, officer TEXT NOT NULL, second TEXT NOT NULL, more INTEGER NOT NULL, reason TEXT NOT NULL,
  t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX look_allowances_officer ON look_allowances (officer, t);
-- What the centre answered when it was asked about somebody outside the copy: kept as long as the policy says.
CREATE TABLE looked_up (
  number TEXT PRIMARY KEY, record TEXT NOT NULL, as_of INTEGER NOT NULL, kept INTEGER NOT NULL
) WITHOUT ROWID;
-- Earlier names and addresses of a person, as the registry tells them: a list as JSON, NULL for none.
ALTER TABLE citizens ADD COLUMN past TEXT
