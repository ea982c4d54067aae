-- What the desk says of itself: projections, folded from the journal.
CREATE TABLE recoveries_seen (
  desk TEXT NOT NULL, epoch INTEGER NOT NULL, ref TEXT NOT NULL, officer TEXT NOT NULL, second TEXT, t INTEGER NOT NULL,
  receipts TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (desk, epoch)
) WITHOUT ROWID;
CREATE TABLE answered (
  ref TEXT PRIMARY KEY, answer TEXT NOT NULL, how TEXT NOT NULL, by_ref TEXT, officer TEXT NOT NULL, t INTEGER NOT NULL,
  note TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE clock_corrections (
  ref TEXT PRIMARY KEY, desk TEXT NOT NULL, epoch INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  offset_ms INTEGER NOT NULL, t INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE desk_ends (
  desk TEXT NOT NULL, epoch INTEGER NOT NULL, ref TEXT NOT NULL, state TEXT NOT NULL, why TEXT NOT NULL,
  goes_to TEXT NOT NULL, officer TEXT NOT NULL, second TEXT, t INTEGER NOT NULL, PRIMARY KEY (desk, epoch)
) WITHOUT ROWID
