-- Jenkins counts a job's builds from 1 again when the job is deleted and made anew: an id then names another build. A
-- build is told from the next by when it lived, and gives its id up when the next one comes.

alter table builds
  -- When it began and ended, where that is known exactly; of Jenkins' builds only.
  add column born_at timestamptz,
  add column died_at timestamptz,
  -- The id it had before another build took it.
  add column former_id text;
create index builds_by_former_id on builds (org_id, provider, repository, former_id) where former_id is not null;
