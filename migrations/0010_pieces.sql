-- What is read of a long history is read in small pieces.

-- Text is looked for day by day, so that what is on every day is found among the last ones without looking at all that
-- have it. Days are UTC's.
alter table build_texts add column day timestamptz not null
  generated always as (date_bin('24 hours', created_at, '2000-01-01 00:00Z')) stored;
create extension if not exists btree_gin;
drop index build_texts_by_words;
create index build_texts_by_words on build_texts using gin (day, words gin_trgm_ops) with (gin_pending_list_limit = 65536);

-- What was closed of a pipeline at a time, beside all that was closed then.
create index breakages_by_pipeline_end on breakages (pipeline_id, closed_at) where closed_by is not null;
