-- What the branch's hub tells of a fellow desk's line stands until the centre has spoken of it.
ALTER TABLE received ADD COLUMN by_hub INTEGER NOT NULL DEFAULT 0
