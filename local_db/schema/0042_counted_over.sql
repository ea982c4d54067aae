-- Who signed beside the cashier who took a drawer over; NULL where it was counted over alone.
ALTER TABLE shift_counts ADD COLUMN counted_with TEXT
