-- Text is found within a pipeline, or among builds of a rare status, by an index that has both.

-- Nobody takes in a build between the reading of what there is and the functions that keep it.
lock table builds in share row exclusive mode;
drop table build_texts;

-- What builds are searched by, beside the names of their pipelines. A table of its own, because it stays as it is while
-- the build goes on.
create table build_texts (
  build_id bigint primary key references builds on delete cascade,
  org_id bigint not null default 1,
  -- The build's own, so that this table can be read in the order of the list and within a filter.
  pipeline_id bigint not null,
  created_at timestamptz not null,
  -- How the build stands; null where it goes on or went well, as most do: those are not written again when they end.
  rare_status build_status,
  -- In lower case, as long as any is.
  commit_sha text,
  -- Branch, title of the commit, actor, and the repository where the pipeline has another: a line each, in lower case, as
  -- long as an index takes.
  words text not null,
  -- In UTC. Text is looked for day by day, so that what is on every day is found among the last ones.
  day timestamptz not null generated always as (date_bin('24 hours', created_at, '2000-01-01 00:00Z')) stored
);

insert into build_texts (build_id, org_id, pipeline_id, created_at, rare_status, commit_sha, words)
select b.id, b.org_id, b.pipeline_id, b.created_at,
       case when b.status not in ('queued', 'running', 'success') then b.status end, left(lower(b.commit_sha), 64),
       case when octet_length(w.words) <= 2200 then w.words else left(w.words, 550) end
  from builds b join pipelines p on p.id = b.pipeline_id
 cross join lateral (
   select lower(coalesce(b.branch, '') || E'\n' || coalesce(b.commit_title, '') || E'\n' || coalesce(b.actor, '')
                || case when p.repository <> b.repository then E'\n' || b.repository else '' end) as words) w
 where b.version > 0;

create index build_texts_by_time on build_texts (org_id, created_at desc, build_id desc);
create index build_texts_by_pipeline on build_texts (pipeline_id, created_at desc, build_id desc)
  include (rare_status, commit_sha, words);
create index build_texts_by_status on build_texts (org_id, rare_status, created_at desc, build_id desc)
  include (pipeline_id, commit_sha, words) where rare_status is not null;
create index build_texts_by_commit on build_texts (commit_sha text_pattern_ops) where commit_sha is not null;
-- What is new waits in the index's own list, which the sweeper sorts in, so that no webhook has to.
create index build_texts_by_words on build_texts using gin (day, words gin_trgm_ops) with (gin_pending_list_limit = 65536);
-- What it is planned with is known before anybody asks.
analyze build_texts;
