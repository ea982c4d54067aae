-- Money an auditor would sign for: the ledger, undoing, refunds, what became of every number, cash between drawer, safe
-- and treasury. All amounts in satang.

-- The ledger. A line's postings add up to nought; `satang` is a debit when positive, a credit when negative.
CREATE TABLE postings (
  seq INTEGER NOT NULL, place INTEGER NOT NULL, ref TEXT NOT NULL, desk TEXT NOT NULL, date TEXT NOT NULL,
  shift TEXT NOT NULL, account TEXT NOT NULL, satang INTEGER NOT NULL, PRIMARY KEY (seq, place)
) WITHOUT ROWID;
CREATE TABLE balances (
  desk TEXT NOT NULL, date TEXT NOT NULL, shift TEXT NOT NULL, account TEXT NOT NULL, debit_satang INTEGER NOT NULL,
  credit_satang INTEGER NOT NULL, entries INTEGER NOT NULL, PRIMARY KEY (desk, date, shift, account)
) WITHOUT ROWID;
CREATE INDEX balances_shift ON balances (shift, account);

ALTER TABLE shifts ADD COLUMN witness TEXT;
ALTER TABLE shifts ADD COLUMN late INTEGER NOT NULL DEFAULT 0;
ALTER TABLE shifts ADD COLUMN z INTEGER;
CREATE INDEX shifts_day ON shifts (desk, date);
ALTER TABLE order_items ADD COLUMN account TEXT NOT NULL DEFAULT 'fee';
ALTER TABLE order_items ADD COLUMN part INTEGER NOT NULL DEFAULT 0;
-- Payments made otherwise than by one sum of cash or one QR bill: each piece with its reference.
CREATE TABLE tenders (
  payment TEXT NOT NULL, place INTEGER NOT NULL, method TEXT NOT NULL, satang INTEGER NOT NULL, reference TEXT NOT NULL,
  bank TEXT NOT NULL, dated TEXT, bounced TEXT, PRIMARY KEY (payment, place)
) WITHOUT ROWID;
ALTER TABLE payments ADD COLUMN surplus_satang INTEGER NOT NULL DEFAULT 0;
ALTER TABLE payments ADD COLUMN voided INTEGER NOT NULL DEFAULT 0;
ALTER TABLE receipts ADD COLUMN voided TEXT;
ALTER TABLE receipts ADD COLUMN replaces TEXT;
ALTER TABLE receipts ADD COLUMN written INTEGER NOT NULL DEFAULT 0;
ALTER TABLE receipts ADD COLUMN late INTEGER NOT NULL DEFAULT 0;
CREATE INDEX receipts_shift ON receipts (shift, fiscal_year, book, number, satang, voided);
CREATE INDEX receipts_order ON receipts (order_ref);
CREATE INDEX receipts_unknown_print ON receipts (desk, t) WHERE print_known = 0;
CREATE TABLE prints (
  ref TEXT PRIMARY KEY, receipt TEXT NOT NULL, result TEXT NOT NULL, copy_number INTEGER NOT NULL,
  reason TEXT NOT NULL, officer TEXT NOT NULL, t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX prints_receipt ON prints (receipt);

-- Acts that need a second person and had none at hand: asked, then confirmed or dropped, from any desk of the branch.
CREATE TABLE undo (
  ref TEXT PRIMARY KEY, desk TEXT NOT NULL, sort TEXT NOT NULL, receipt TEXT NOT NULL, satang INTEGER NOT NULL,
  reason TEXT NOT NULL, date TEXT NOT NULL, shift TEXT NOT NULL, asked_by TEXT NOT NULL, t INTEGER NOT NULL,
  state TEXT NOT NULL, answer TEXT, answered_by TEXT, answered_t INTEGER, payee TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX undo_state ON undo (state, t);
CREATE INDEX undo_receipt ON undo (receipt);
CREATE TABLE voids (
  ref TEXT PRIMARY KEY, desk TEXT NOT NULL, receipt TEXT NOT NULL, satang INTEGER NOT NULL, reason TEXT NOT NULL,
  date TEXT NOT NULL, shift TEXT NOT NULL, officer TEXT NOT NULL, second TEXT NOT NULL, t INTEGER NOT NULL,
  owed_satang INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE refunds (
  ref TEXT PRIMARY KEY, desk TEXT NOT NULL, receipt TEXT, satang INTEGER NOT NULL, payee TEXT NOT NULL,
  reason TEXT NOT NULL, date TEXT NOT NULL, officer TEXT NOT NULL, second TEXT, t INTEGER NOT NULL,
  paid TEXT, paid_how TEXT, paid_t INTEGER, paid_shift TEXT
) WITHOUT ROWID;
CREATE INDEX refunds_unpaid ON refunds (desk, t) WHERE paid IS NULL;
CREATE INDEX refunds_receipt ON refunds (receipt);
CREATE TABLE waivers (
  ref TEXT PRIMARY KEY, request TEXT NOT NULL, before_satang INTEGER NOT NULL, satang INTEGER NOT NULL,
  ground TEXT NOT NULL, basis TEXT NOT NULL, officer TEXT NOT NULL, second TEXT NOT NULL, t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX waivers_request ON waivers (request);

-- Numbers of books that no receipt will use: returned unused, reported lost, cancelled on a paper form.
CREATE TABLE numbers_ended (
  ref TEXT NOT NULL, desk TEXT NOT NULL, fiscal_year INTEGER NOT NULL, book TEXT NOT NULL, first INTEGER NOT NULL,
  last INTEGER NOT NULL, fate TEXT NOT NULL, reason TEXT NOT NULL, officer TEXT NOT NULL, second TEXT,
  t INTEGER NOT NULL, PRIMARY KEY (ref)
) WITHOUT ROWID;
CREATE INDEX numbers_ended_book ON numbers_ended (desk, fiscal_year, book, first);

-- Cash between drawer, safe and treasury.
CREATE TABLE cash_moves (
  ref TEXT PRIMARY KEY, desk TEXT NOT NULL, shift TEXT NOT NULL, way TEXT NOT NULL, satang INTEGER NOT NULL,
  reason TEXT NOT NULL, date TEXT NOT NULL, officer TEXT NOT NULL, second TEXT, t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX cash_moves_shift ON cash_moves (shift, t);
CREATE TABLE remittances (
  ref TEXT PRIMARY KEY, desk TEXT NOT NULL, date TEXT NOT NULL, cash_satang INTEGER NOT NULL,
  cheques_satang INTEGER NOT NULL, since TEXT NOT NULL, due TEXT, received_by TEXT NOT NULL, officer TEXT NOT NULL,
  second TEXT, t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX remittances_day ON remittances (desk, date);
CREATE TABLE safe_checks (
  ref TEXT PRIMARY KEY, desk TEXT NOT NULL, date TEXT NOT NULL, counted_satang INTEGER NOT NULL,
  expected_satang INTEGER NOT NULL, difference_satang INTEGER NOT NULL, officer TEXT NOT NULL, second TEXT,
  t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX safe_checks_day ON safe_checks (desk, date);

-- Where a sum of the bank went that no receipt took up whole: short, over, late, twice, unknown.
CREATE TABLE placements (
  ref TEXT PRIMARY KEY, desk TEXT NOT NULL, ref1 TEXT NOT NULL, bank_ref TEXT NOT NULL, satang INTEGER NOT NULL,
  sort TEXT NOT NULL, place TEXT NOT NULL, reason TEXT NOT NULL, officer TEXT NOT NULL, t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX placements_bank ON placements (ref1, bank_ref)
