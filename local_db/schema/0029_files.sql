-- Scans, by content, encrypted with the rest of the file. Not folded: what a line speaks of is kept here beside it.
-- `here` bytes of it lie here; `held` bytes were seen at the centre; `done` ms when the centre had it whole, for what
-- was attached here; `wanted` what a fellow desk attached and somebody here asked for.
CREATE TABLE files (
  sha256 TEXT PRIMARY KEY, bytes INTEGER NOT NULL, here INTEGER NOT NULL, held INTEGER NOT NULL,
  added INTEGER NOT NULL, done INTEGER, wanted INTEGER NOT NULL, cause TEXT
) WITHOUT ROWID;
CREATE TABLE file_parts (
  sha256 TEXT NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (sha256, at)
) WITHOUT ROWID;

-- Projection: which file belongs to which paper of which request.
CREATE TABLE attachments (
  ref TEXT PRIMARY KEY, request TEXT NOT NULL, paper TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL,
  media TEXT NOT NULL, name TEXT NOT NULL, officer TEXT NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX attachments_request ON attachments (request);
