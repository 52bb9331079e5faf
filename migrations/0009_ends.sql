-- A time by which an attempt had ended, where its provider does not tell when it did: its jobs tell, and `finished_at` is
-- made of both.
alter table attempts add column ended_by timestamptz;
