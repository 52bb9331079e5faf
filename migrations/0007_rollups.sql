-- Builds that are counted in advance, so that a window's numbers cost the same however many builds there are.

-- What the builds that came to be in a span of time add up to, as `domain::Totals` writes it: of everything, of each
-- provider (by five minutes, hour and day), of each pipeline and of each branch of it (by day).
create table rollups (
  org_id bigint not null default 1 references orgs,
  -- '*', a provider, or a pipeline's id.
  scope text not null,
  -- '' is all branches, and those builds that have none.
  branch text not null default '',
  -- How long the span is, in seconds.
  span int not null,
  at timestamptz not null,
  totals bytea not null,
  primary key (org_id, scope, branch, span, at)
);
-- Totals are dense already, and small enough to stay beside their key.
alter table rollups alter column totals set storage external;
alter table rollups set (toast_tuple_target = 8160);

-- What has yet to be added to the rollups. A build's transaction only appends here, so that builds never wait for one
-- another; whoever asks for numbers adds what is here to the rollups.
create table rollup_changes (
  id bigint generated always as identity primary key,
  org_id bigint not null default 1,
  -- 1 adds, -1 takes away.
  n int not null,
  provider provider not null,
  pipeline_id bigint not null,
  branch text,
  at timestamptz not null,
  -- Null where it is a breakage that was closed.
  status build_status,
  first_status build_status,
  duration_seconds double precision,
  queued_seconds double precision,
  restored_seconds double precision
);
alter table rollup_changes set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

-- What came to be before this is counted for good: its builds may be forgotten, and what is told of them late changes
-- no number any more.
alter table orgs add column counted_until timestamptz not null default '-infinity';

-- Nobody changes a build between the counting of what there is and the functions that count what changes.
lock table builds, breakages in share row exclusive mode;
insert into rollup_changes (org_id, n, provider, pipeline_id, branch, at, status, first_status, duration_seconds, queued_seconds)
select b.org_id, 1, b.provider, b.pipeline_id, b.branch, b.created_at, b.status,
       case when b.attempt = 1 then b.status
            else (select a.status from attempts a where a.build_id = b.id and a.attempt = 1 order by a.sequence desc limit 1) end,
       b.duration_seconds, b.queued_seconds
  from builds b where b.version > 0;
insert into rollup_changes (org_id, n, provider, pipeline_id, branch, at, restored_seconds)
select k.org_id, 1, p.provider, k.pipeline_id, k.branch, k.closed_at, extract(epoch from k.closed_at - k.opened_at)
  from breakages k join pipelines p on p.id = k.pipeline_id
 where k.closed_at is not null and not k.retracted;
