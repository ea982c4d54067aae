-- The registry copy, made for finding people among a million. A person's number is the row's own number, so that it is
-- found in one descent; names are kept once each, numbered in dictionary order within their role.
DROP TRIGGER citizens_named;
DROP TRIGGER citizens_unnamed;
DROP TABLE citizen_names;
ALTER TABLE citizens RENAME TO citizens_before;
ALTER TABLE households RENAME TO households_before;
DROP INDEX citizens_given;
DROP INDEX citizens_family;
DROP INDEX citizens_house;
DROP INDEX citizens_phone;
CREATE TABLE citizens (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL, title TEXT NOT NULL,
  given TEXT NOT NULL, middle TEXT NOT NULL, family TEXT NOT NULL, given_en TEXT NOT NULL, family_en TEXT NOT NULL,
  sex TEXT NOT NULL, born_year INTEGER, born_month INTEGER, born_day INTEGER, nationality TEXT NOT NULL,
  house TEXT, role TEXT NOT NULL, father TEXT, mother TEXT, status TEXT NOT NULL, died TEXT, merged_into TEXT,
  phone TEXT NOT NULL, card_expires TEXT,
  given_name INTEGER NOT NULL, family_name INTEGER NOT NULL,
  pin TEXT NOT NULL GENERATED ALWAYS AS (printf('%013d', id)) VIRTUAL
);
CREATE TABLE households (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL, number TEXT NOT NULL, moo TEXT NOT NULL, road TEXT NOT NULL,
  subdistrict TEXT NOT NULL, tambon TEXT NOT NULL, amphoe TEXT NOT NULL, province TEXT NOT NULL, postcode TEXT NOT NULL,
  house TEXT NOT NULL GENERATED ALWAYS AS (printf('%011d', id)) VIRTUAL
);
INSERT INTO citizens (
  id, version, title, given, middle, family, given_en, family_en, sex, born_year, born_month, born_day, nationality,
  house, role, father, mother, status, died, merged_into, phone, card_expires, given_name, family_name
) SELECT
  CAST(pin AS INTEGER), version, title, given, middle, family, given_en, family_en, sex, born_year, born_month,
  born_day, nationality, house, role, father, mother, status, died, merged_into, phone, card_expires, 0, 0
  FROM citizens_before ORDER BY pin;
INSERT INTO households (id, version, number, moo, road, subdistrict, tambon, amphoe, province, postcode)
  SELECT CAST(house AS INTEGER), version, number, moo, road, subdistrict, tambon, amphoe, province, postcode
  FROM households_before ORDER BY house;
DROP TABLE citizens_before;
DROP TABLE households_before;

-- Search tables: made from the rows of citizens alone, and made anew from them when need be.
-- A name's number is its role, its place in dictionary order and its first two letters (local_db/names.py).
CREATE TABLE names (id INTEGER PRIMARY KEY, key TEXT NOT NULL);
CREATE INDEX names_key ON names (key);
-- How many bear it, apart from the letters: a thousand of these lie in a few pages.
CREATE TABLE name_people (id INTEGER PRIMARY KEY, people INTEGER NOT NULL);
-- Where a misspelt name may lead: hashes of its bones, of them with a letter left out, and of its sound codes.
CREATE TABLE name_slips (code INTEGER, name INTEGER, PRIMARY KEY (code, name)) WITHOUT ROWID;
CREATE VIRTUAL TABLE name_grams USING fts5(key, content='names', content_rowid='id', tokenize='trigram');
CREATE TRIGGER names_put AFTER INSERT ON names BEGIN
  INSERT INTO name_grams(rowid, key) VALUES (new.id, new.key);
END;
CREATE TRIGGER names_dropped AFTER DELETE ON names BEGIN
  INSERT INTO name_grams(name_grams, rowid, key) VALUES ('delete', old.id, old.key);
END;
-- Parts beside the first of the given and of the family name: middle names, further words, Latin spellings.
CREATE TABLE name_parts (
  name INTEGER, given_name INTEGER, family_name INTEGER, citizen INTEGER,
  PRIMARY KEY (name, given_name, family_name, citizen)
) WITHOUT ROWID;
CREATE INDEX citizens_given ON citizens (given_name, family_name, born_year);
CREATE INDEX citizens_family ON citizens (family_name, given_name, born_year);
CREATE INDEX citizens_house ON citizens (house);
CREATE INDEX citizens_phone ON citizens (phone) WHERE phone != '';
CREATE INDEX households_tambon ON households (tambon)
