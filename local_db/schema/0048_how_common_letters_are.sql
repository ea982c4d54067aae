-- How many names have three letters in a row, roughly (of every fourth name, counted when a copy is taken in whole):
-- a long word is looked for by its rarest ones.
CREATE TABLE name_gram_counts (gram TEXT PRIMARY KEY, names INTEGER NOT NULL) WITHOUT ROWID;
