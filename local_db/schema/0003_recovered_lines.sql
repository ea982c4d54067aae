-- Names that recovered lines had in earlier epochs, and the name each goes by now (protocol 1, epochs).
CREATE TABLE aliases (old TEXT PRIMARY KEY, new TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX aliases_new ON aliases (new)
