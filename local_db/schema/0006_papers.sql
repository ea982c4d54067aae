-- Forms being typed: no part of the journal and no projection; gone once the request is taken in.
CREATE TABLE drafts (
  officer TEXT NOT NULL, service TEXT NOT NULL, about TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (officer, service, about)
) WITHOUT ROWID;

-- Papers asked for in writing, and why a request is late: made anew by `desk rebuild`.
CREATE TABLE papers_asked (
  ref TEXT PRIMARY KEY, request TEXT NOT NULL, papers TEXT NOT NULL, more TEXT NOT NULL, until TEXT,
  reason TEXT NOT NULL, officer TEXT NOT NULL, t INTEGER NOT NULL, seq INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX papers_asked_request ON papers_asked (request, seq);
CREATE TABLE delays_told (
  ref TEXT PRIMARY KEY, request TEXT NOT NULL, reason TEXT NOT NULL, expected TEXT, officer TEXT NOT NULL,
  t INTEGER NOT NULL, seq INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX delays_told_request ON delays_told (request, seq)
