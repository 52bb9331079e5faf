-- Lists and searches that cost the same however many builds there are.

-- Each filter by itself, in the order of the list, and with what else narrows it: what is not wanted is passed over
-- without being read.
create index builds_by_provider on builds (org_id, provider, created_at desc, id desc, status, branch);
create index builds_by_status on builds (org_id, status, created_at desc, id desc, provider, branch);
create index builds_by_branch on builds (org_id, branch, created_at desc, id desc, status, provider);
drop index builds_by_pipeline;
create index builds_by_pipeline on builds (pipeline_id, created_at desc, id desc, status, branch);

-- What builds are searched by, beside the names of their pipelines. A table of its own, because it stays as it is while
-- the build goes on.
create table build_texts (
  build_id bigint primary key references builds on delete cascade,
  org_id bigint not null default 1,
  -- The build's own, so that this table can be read in the order of the list.
  pipeline_id bigint not null,
  created_at timestamptz not null,
  commit_sha text,
  -- Branch, title of the commit, actor, and the repository where the pipeline has another: a line each, in lower case.
  words text not null
);

-- Nobody takes in a build between the reading of what there is and the functions that keep it.
lock table builds in share row exclusive mode;
insert into build_texts (build_id, org_id, pipeline_id, created_at, commit_sha, words)
select b.id, b.org_id, b.pipeline_id, b.created_at, lower(b.commit_sha),
       lower(coalesce(b.branch, '') || E'\n' || coalesce(b.commit_title, '') || E'\n' || coalesce(b.actor, '')
             || case when p.repository <> b.repository then E'\n' || b.repository else '' end)
  from builds b join pipelines p on p.id = b.pipeline_id where b.version > 0;

create index build_texts_by_time on build_texts (org_id, created_at desc, build_id desc);
create index build_texts_by_commit on build_texts (commit_sha text_pattern_ops) where commit_sha is not null;

create extension if not exists pg_trgm;
-- What is new waits in the index's own list, which the sweeper sorts in, so that no webhook has to.
create index build_texts_by_words on build_texts using gin (words gin_trgm_ops) with (gin_pending_list_limit = 65536);
