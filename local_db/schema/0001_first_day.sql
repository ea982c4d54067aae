-- Sources: what every other table is folded from.
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE arrivals (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL);
INSERT INTO arrivals VALUES (1, 0);
CREATE TABLE journal (
  epoch INTEGER NOT NULL, n INTEGER NOT NULL, seq INTEGER NOT NULL UNIQUE, t INTEGER NOT NULL, k TEXT NOT NULL,
  raw BLOB NOT NULL, head BLOB NOT NULL, PRIMARY KEY (epoch, n)
);
CREATE TABLE received (
  desk TEXT NOT NULL, epoch INTEGER NOT NULL, n INTEGER NOT NULL, seq INTEGER NOT NULL UNIQUE, raw BLOB NOT NULL,
  PRIMARY KEY (desk, epoch, n)
);
CREATE TABLE feed_kept (seq INTEGER PRIMARY KEY, f INTEGER NOT NULL, k TEXT NOT NULL, b TEXT NOT NULL);
CREATE TABLE unfolded (seq INTEGER PRIMARY KEY, cause TEXT NOT NULL);

-- Sync: proof and life story.
CREATE TABLE acks (
  desk TEXT NOT NULL, epoch INTEGER NOT NULL, through INTEGER NOT NULL, head BLOB NOT NULL, time INTEGER NOT NULL,
  key TEXT NOT NULL, sig TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (desk, epoch, through, key, time)
) WITHOUT ROWID;
CREATE TABLE attempts (
  id INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  started INTEGER NOT NULL, ended INTEGER, cause TEXT, bytes_up INTEGER NOT NULL DEFAULT 0,
  bytes_down INTEGER NOT NULL DEFAULT 0
);

-- Registry copy: kept by the feed alone.
CREATE TABLE citizens (
  id INTEGER PRIMARY KEY, pin TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, title TEXT NOT NULL,
  given TEXT NOT NULL, middle TEXT NOT NULL, family TEXT NOT NULL, given_en TEXT NOT NULL, family_en TEXT NOT NULL,
  sex TEXT NOT NULL, born_year INTEGER, born_month INTEGER, born_day INTEGER, nationality TEXT NOT NULL,
  house TEXT, role TEXT NOT NULL, father TEXT, mother TEXT, status TEXT NOT NULL, died TEXT, merged_into TEXT,
  phone TEXT NOT NULL, card_expires TEXT,
  given_key TEXT NOT NULL, family_key TEXT NOT NULL, name_key TEXT NOT NULL, sort_key BLOB NOT NULL
);
CREATE INDEX citizens_given ON citizens (given_key);
CREATE INDEX citizens_family ON citizens (family_key);
CREATE INDEX citizens_house ON citizens (house);
CREATE INDEX citizens_phone ON citizens (phone) WHERE phone != '';
CREATE TABLE households (
  house TEXT PRIMARY KEY, version INTEGER NOT NULL, number TEXT NOT NULL, moo TEXT NOT NULL, road TEXT NOT NULL,
  subdistrict TEXT NOT NULL, tambon TEXT NOT NULL, amphoe TEXT NOT NULL, province TEXT NOT NULL,
  postcode TEXT NOT NULL
) WITHOUT ROWID;
CREATE VIRTUAL TABLE citizen_names USING fts5(name_key, content='citizens', content_rowid='id', tokenize='trigram');
CREATE TRIGGER citizens_named AFTER INSERT ON citizens BEGIN
  INSERT INTO citizen_names(rowid, name_key) VALUES (new.id, new.name_key);
END;
CREATE TRIGGER citizens_unnamed AFTER DELETE ON citizens BEGIN
  INSERT INTO citizen_names(citizen_names, rowid, name_key) VALUES ('delete', old.id, old.name_key);
END;

-- Projections: folded from the sources, made anew by `desk rebuild`.
CREATE TABLE subjects (ref TEXT PRIMARY KEY, root TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE latest (root TEXT PRIMARY KEY, ref TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE outcomes (
  ref TEXT PRIMARY KEY, result TEXT NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL, fields TEXT NOT NULL,
  seq INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE adjudicated (desk TEXT, epoch INTEGER, through INTEGER NOT NULL, PRIMARY KEY (desk, epoch)) WITHOUT ROWID;
CREATE TABLE officers (
  officer TEXT PRIMARY KEY, name_th TEXT NOT NULL, name_en TEXT NOT NULL, roles TEXT NOT NULL, verifier TEXT NOT NULL,
  valid_until INTEGER NOT NULL, pin TEXT
) WITHOUT ROWID;
CREATE TABLE sign_ins (ref TEXT PRIMARY KEY, officer TEXT NOT NULL, t INTEGER NOT NULL, ended INTEGER) WITHOUT ROWID;
CREATE TABLE visits (
  ref TEXT PRIMARY KEY, officer TEXT NOT NULL, purpose TEXT NOT NULL, opened INTEGER NOT NULL, closed INTEGER
) WITHOUT ROWID;
CREATE TABLE views (
  ref TEXT PRIMARY KEY, citizen TEXT NOT NULL, officer TEXT NOT NULL, purpose TEXT NOT NULL, visit TEXT,
  t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX views_citizen ON views (citizen, t);
CREATE TABLE requests (
  ref TEXT PRIMARY KEY, desk TEXT NOT NULL, service TEXT NOT NULL, service_from TEXT NOT NULL, state TEXT NOT NULL,
  applicant_name TEXT NOT NULL, applicant_number TEXT, applicant TEXT NOT NULL, concerns_name TEXT NOT NULL,
  concerns_number TEXT, concerns TEXT NOT NULL, acting TEXT, form TEXT NOT NULL, papers TEXT NOT NULL,
  fee_satang INTEGER, due TEXT, visit TEXT, decided_by TEXT NOT NULL, officer TEXT NOT NULL, opened INTEGER NOT NULL,
  opened_seq INTEGER NOT NULL, changed INTEGER NOT NULL, reason TEXT NOT NULL DEFAULT '', track TEXT NOT NULL,
  receipt TEXT
) WITHOUT ROWID;
CREATE INDEX requests_state ON requests (state, opened_seq);
CREATE INDEX requests_opened ON requests (opened, ref);
CREATE INDEX requests_applicant ON requests (applicant_number);
CREATE INDEX requests_concerns ON requests (concerns_number);
CREATE TABLE request_events (
  ref TEXT PRIMARY KEY, request TEXT NOT NULL, k TEXT NOT NULL, leads_to TEXT NOT NULL, officer TEXT NOT NULL,
  second TEXT, t INTEGER NOT NULL, reason TEXT NOT NULL, verdict TEXT NOT NULL DEFAULT '', seq INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX request_events_request ON request_events (request, seq);
CREATE TABLE shifts (
  ref TEXT PRIMARY KEY, desk TEXT NOT NULL, drawer TEXT NOT NULL, cashier TEXT NOT NULL, date TEXT NOT NULL,
  float_satang INTEGER NOT NULL, opened INTEGER NOT NULL, closed INTEGER, counted_satang INTEGER,
  expected_satang INTEGER, difference_satang INTEGER, counts TEXT, note TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE shift_counts (
  ref TEXT PRIMARY KEY, shift TEXT NOT NULL, cashier TEXT NOT NULL, counted_satang INTEGER NOT NULL,
  expected_satang INTEGER NOT NULL, difference_satang INTEGER NOT NULL, t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE orders (
  ref TEXT PRIMARY KEY, compact TEXT NOT NULL UNIQUE, desk TEXT NOT NULL, satang INTEGER NOT NULL,
  payer_name TEXT NOT NULL, payer TEXT NOT NULL, method TEXT NOT NULL, shift TEXT NOT NULL, state TEXT NOT NULL,
  officer TEXT NOT NULL, opened INTEGER NOT NULL, seq INTEGER NOT NULL, visit TEXT
) WITHOUT ROWID;
CREATE INDEX orders_state ON orders (state, seq);
CREATE TABLE order_items (
  order_ref TEXT NOT NULL, position INTEGER NOT NULL, request TEXT NOT NULL, label TEXT NOT NULL,
  satang INTEGER NOT NULL, PRIMARY KEY (order_ref, position)
) WITHOUT ROWID;
CREATE INDEX order_items_request ON order_items (request);
CREATE TABLE payments (
  ref TEXT PRIMARY KEY, order_ref TEXT NOT NULL, method TEXT NOT NULL, satang INTEGER NOT NULL,
  tendered_satang INTEGER NOT NULL, change_satang INTEGER NOT NULL, shift TEXT NOT NULL, bank_ref TEXT,
  officer TEXT NOT NULL, t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX payments_order ON payments (order_ref);
CREATE INDEX payments_shift ON payments (shift);
CREATE TABLE receipts (
  ref TEXT PRIMARY KEY, desk TEXT NOT NULL, epoch INTEGER NOT NULL, book TEXT NOT NULL, number INTEGER NOT NULL,
  fiscal_year INTEGER NOT NULL, order_ref TEXT NOT NULL, payment_ref TEXT NOT NULL, payer_name TEXT NOT NULL,
  satang INTEGER NOT NULL, date TEXT NOT NULL, shift TEXT NOT NULL, officer TEXT NOT NULL, t INTEGER NOT NULL,
  copies INTEGER NOT NULL DEFAULT 0, print_known INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE UNIQUE INDEX receipts_number ON receipts (desk, fiscal_year, book, number);
CREATE INDEX receipts_date ON receipts (date);
CREATE TABLE settlements (
  ref1 TEXT NOT NULL, bank_ref TEXT NOT NULL, satang INTEGER NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (ref1, bank_ref)
) WITHOUT ROWID;
CREATE TABLE books (
  book TEXT NOT NULL, fiscal_year INTEGER NOT NULL, desk TEXT NOT NULL, epoch INTEGER NOT NULL, first INTEGER NOT NULL,
  last INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (book, fiscal_year, desk, epoch)
) WITHOUT ROWID;
CREATE TABLE services (code TEXT, valid_from TEXT, service TEXT NOT NULL, PRIMARY KEY (code, valid_from)) WITHOUT ROWID;
CREATE TABLE policies (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE holidays (date TEXT PRIMARY KEY, name_th TEXT NOT NULL, name_en TEXT NOT NULL, working INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE reference_data (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE public_keys (key TEXT PRIMARY KEY, owner TEXT NOT NULL, public_key TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE revoked_desks (desk TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (desk, key)) WITHOUT ROWID;
CREATE TABLE notices (seq INTEGER PRIMARY KEY, th TEXT NOT NULL, en TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE days (
  ref TEXT PRIMARY KEY, date TEXT NOT NULL, desk TEXT NOT NULL, officer TEXT NOT NULL, second TEXT, t INTEGER NOT NULL,
  sheet TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX days_date ON days (date)
