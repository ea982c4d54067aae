-- After a disk was put back, two receipts of one number are both on paper and both true (protocol 1): each has its row,
-- the centre names the second one a conflict, a supervisor has the numbers. One desk's own next number comes from its book.
DROP INDEX receipts_number;
CREATE INDEX receipts_number ON receipts (desk, fiscal_year, book, number);
