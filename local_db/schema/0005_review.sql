-- Reviewing: who is at a request, what was asked, whose form counts. Queue tickets, complaints, public notices. What a
-- supervisor looked at afterwards; days signed off; cards from one shift to the next.

-- What a step says beside its reason: to whom a request went, which proposal it speaks of.
ALTER TABLE request_events ADD COLUMN detail TEXT NOT NULL DEFAULT '';
ALTER TABLE requests ADD COLUMN assigned TEXT NOT NULL DEFAULT '';
ALTER TABLE requests ADD COLUMN reviewer TEXT NOT NULL DEFAULT '';
ALTER TABLE requests ADD COLUMN endorsed TEXT NOT NULL DEFAULT '';
ALTER TABLE requests ADD COLUMN question TEXT NOT NULL DEFAULT '';
ALTER TABLE visits ADD COLUMN ticket TEXT;

-- Each form a request ever had, from its first correction on: the one shown is that of the last line that stands.
CREATE TABLE request_versions (
  ref TEXT PRIMARY KEY, request TEXT NOT NULL, form TEXT NOT NULL, papers TEXT NOT NULL, officer TEXT NOT NULL,
  t INTEGER NOT NULL, seq INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX request_versions_request ON request_versions (request, seq);

-- Nobody decides on their own work. The rule is asked before (desk/rules/request_life.py) and the centre asks it again;
-- this holds even where a room of the counter forgot to ask. Only own lines: what others wrote is for the centre to judge.
CREATE TRIGGER nobody_decides_on_own_work BEFORE INSERT ON journal
WHEN NEW.k IN ('request.approved', 'request.endorsed', 'request.signed', 'request.returned', 'request.refused')
BEGIN
  SELECT RAISE(ABORT, 'own work') WHERE EXISTS (
    SELECT 1 FROM requests
    WHERE ref = json_extract(CAST(NEW.raw AS TEXT), '$.b.request')
      AND officer = json_extract(CAST(NEW.raw AS TEXT), '$.o')
  ) OR EXISTS (
    SELECT 1 FROM request_versions v JOIN request_events e ON e.ref = v.ref
    WHERE v.request = json_extract(CAST(NEW.raw AS TEXT), '$.b.request')
      AND v.officer = json_extract(CAST(NEW.raw AS TEXT), '$.o') AND e.verdict NOT IN ('refused', 'conflict')
  );
END;

-- The life of a ticket, a complaint, a public notice: every line leaves a step naming the state it leads to.
CREATE TABLE life_events (
  ref TEXT PRIMARY KEY, root TEXT NOT NULL, k TEXT NOT NULL, leads_to TEXT NOT NULL, officer TEXT NOT NULL,
  desk TEXT NOT NULL, t INTEGER NOT NULL, reason TEXT NOT NULL, body TEXT NOT NULL, verdict TEXT NOT NULL,
  seq INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX life_events_root ON life_events (root, seq);

CREATE TABLE tickets (
  ref TEXT PRIMARY KEY, desk TEXT NOT NULL, date TEXT NOT NULL, number TEXT NOT NULL, first_group TEXT NOT NULL,
  service_group TEXT NOT NULL, lane TEXT NOT NULL, services TEXT NOT NULL, issued INTEGER NOT NULL,
  officer TEXT NOT NULL, seq INTEGER NOT NULL, state TEXT NOT NULL, holder TEXT NOT NULL,
  counter TEXT NOT NULL DEFAULT '', called INTEGER, first_called INTEGER, calls INTEGER NOT NULL DEFAULT 0,
  caller TEXT NOT NULL DEFAULT '', ended INTEGER, visit TEXT
) WITHOUT ROWID;
CREATE INDEX tickets_day ON tickets (date, state, seq);
CREATE INDEX tickets_number ON tickets (number, date);

CREATE TABLE complaints (
  ref TEXT PRIMARY KEY, desk TEXT NOT NULL, officer TEXT NOT NULL, category TEXT NOT NULL, channel TEXT NOT NULL,
  anonymous INTEGER NOT NULL, complainant TEXT, phone TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL,
  place TEXT NOT NULL, received INTEGER NOT NULL, first_due TEXT, due TEXT, agency TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', changed INTEGER NOT NULL, track TEXT NOT NULL,
  seq INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX complaints_state ON complaints (state, due);

CREATE TABLE public_notices (
  ref TEXT PRIMARY KEY, desk TEXT NOT NULL, officer TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL,
  place TEXT NOT NULL, request TEXT, posted TEXT NOT NULL, until TEXT NOT NULL, legal_basis TEXT NOT NULL,
  objections INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
  changed INTEGER NOT NULL, seq INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX public_notices_state ON public_notices (state, until);

CREATE TABLE checks (
  ref TEXT PRIMARY KEY, subject TEXT NOT NULL, reasons TEXT NOT NULL, result TEXT NOT NULL, note TEXT NOT NULL,
  officer TEXT NOT NULL, t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX checks_subject ON checks (subject);

CREATE TABLE day_reviews (
  ref TEXT PRIMARY KEY, date TEXT NOT NULL, desk TEXT NOT NULL, officer TEXT NOT NULL, t INTEGER NOT NULL,
  figures TEXT NOT NULL, note TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX day_reviews_date ON day_reviews (date);

CREATE TABLE handovers (
  ref TEXT PRIMARY KEY, date TEXT NOT NULL, desk TEXT NOT NULL, officer TEXT NOT NULL, recipient TEXT NOT NULL,
  note TEXT NOT NULL, open TEXT NOT NULL, t INTEGER NOT NULL, taken_by TEXT NOT NULL DEFAULT '', taken INTEGER
) WITHOUT ROWID;
CREATE INDEX handovers_date ON handovers (date)
