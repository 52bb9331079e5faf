-- What the metrics read. In PL/pgSQL, so that a connection plans each statement once: planning took longer than reading.
-- The plan is the one for any arguments; where arguments call for different plans, there are different statements, and
-- `offset 0` has each row looked up by itself, where a plan for any number of them would rather read everything once.

-- Everything that counts in whole spans and in the edges around them, with one snapshot, so that nothing moves from one
-- place to another meanwhile: rollups, what has yet to be added to them, builds and closed breakages of the edges. Those of
-- an edge that are alike and of the same `p_unit` are one row, with their times as lists of one order: reading and sending
-- each by itself took most of an answer.
create or replace function counted_between(
  p_org bigint, p_providers text[], p_pipelines bigint[], p_branch text, p_scopes text[], p_unit interval,
  p_spans int[], p_from timestamptz[], p_to timestamptz[], p_edges_from timestamptz[], p_edges_to timestamptz[])
returns table (scope text, at timestamptz, totals bytea, n int, status text, first_status text,
               duration_seconds double precision[], queued_seconds double precision[], restored_seconds double precision[])
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  -- How a first attempt stands is written out, as in `first_status`: a function would be called for each build.
  return query
    select c.scope, c.at, c.totals, 1, null::text, null::text, null::float8[], null::float8[], null::float8[]
      from unnest(p_spans, p_from, p_to) w (span, start, stop)
     cross join unnest(p_scopes) s (scope)
     cross join lateral (select * from rollups c
        where c.org_id = p_org and c.scope = s.scope and c.branch = coalesce(p_branch, '')
          and c.span = w.span and c.at >= w.start and c.at < w.stop offset 0) c;
  return query
    select h.pipeline_id::text, h.at, null::bytea, h.n, h.status::text, h.first_status::text, array[h.duration_seconds],
           array[h.queued_seconds], array[h.restored_seconds]
      from unnest(p_from, p_to) w (start, stop)
      join rollup_changes h on h.org_id = p_org and h.at >= w.start and h.at < w.stop
       and (p_providers is null or h.provider = any(p_providers::provider[]))
       and (p_pipelines is null or h.pipeline_id = any(p_pipelines)) and (p_branch is null or h.branch = p_branch)
     where h.at >= (select o.counted_until from orgs o where o.id = p_org);
  if p_pipelines is null then
    return query
      select '*', min(b.created_at), null::bytea, 1, b.status::text, b.first::text, array_agg(b.duration_seconds),
             array_agg(b.queued_seconds), null::float8[]
        from unnest(p_edges_from, p_edges_to) w (start, stop)
       cross join lateral (
         select b.*, case when b.attempt = 1 then b.status
                          else (select a.status from attempts a where a.build_id = b.id and a.attempt = 1
                                 order by a.sequence desc limit 1) end as first
           from builds b
          where b.org_id = p_org and b.created_at >= w.start and b.created_at < w.stop offset 0) b
       where (p_providers is null or b.provider = any(p_providers::provider[])) and (p_branch is null or b.branch = p_branch)
       group by w.start, date_bin(p_unit, b.created_at, '2000-01-01 00:00Z'), b.status, b.first;
    return query
      select '*', min(k.closed_at), null::bytea, 1, null::text, null::text, null::float8[], null::float8[],
             array_agg(extract(epoch from k.closed_at - k.opened_at)::float8)
        from unnest(p_edges_from, p_edges_to) w (start, stop)
       cross join lateral (select * from breakages k
          where k.org_id = p_org and k.closed_by is not null and k.closed_at >= w.start and k.closed_at < w.stop offset 0) k
       where (p_branch is null or k.branch = p_branch)
         and (p_providers is null
              or exists (select from pipelines p where p.id = k.pipeline_id and p.provider = any(p_providers::provider[])))
       group by w.start, date_bin(p_unit, k.closed_at, '2000-01-01 00:00Z');
  else
    return query
      select l.id::text, min(b.created_at), null::bytea, 1, b.status::text, b.first::text, array_agg(b.duration_seconds),
             array_agg(b.queued_seconds), null::float8[]
        from unnest(p_edges_from, p_edges_to) w (start, stop)
       cross join unnest(p_pipelines) l (id)
       cross join lateral (
         select b.*, case when b.attempt = 1 then b.status
                          else (select a.status from attempts a where a.build_id = b.id and a.attempt = 1
                                 order by a.sequence desc limit 1) end as first
           from builds b
          where b.pipeline_id = l.id and b.created_at >= w.start and b.created_at < w.stop
            and (p_branch is null or b.branch = p_branch) offset 0) b
       group by w.start, l.id, date_bin(p_unit, b.created_at, '2000-01-01 00:00Z'), b.status, b.first;
    return query
      select l.id::text, min(k.closed_at), null::bytea, 1, null::text, null::text, null::float8[], null::float8[],
             array_agg(extract(epoch from k.closed_at - k.opened_at)::float8)
        from unnest(p_edges_from, p_edges_to) w (start, stop)
       cross join unnest(p_pipelines) l (id)
       cross join lateral (select * from breakages k
          where k.pipeline_id = l.id and k.closed_by is not null and k.closed_at >= w.start and k.closed_at < w.stop
            and (p_branch is null or k.branch = p_branch) offset 0) k
       group by w.start, l.id, date_bin(p_unit, k.closed_at, '2000-01-01 00:00Z');
  end if;
end $$;

-- How many pipelines are broken now: on their default branch, or on the branch that is asked for.
create or replace function failing_now(p_org bigint, p_providers text[], p_pipelines bigint[], p_branch text) returns bigint
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
  return (
    select count(distinct k.pipeline_id)
      from breakages k
     cross join lateral (select p.provider, p.default_branch from pipelines p where p.id = k.pipeline_id offset 0) p
     where k.org_id = p_org and not k.retracted and k.closed_at is null
       and (p_providers is null or p.provider = any(p_providers::provider[]))
       and (p_pipelines is null or k.pipeline_id = any(p_pipelines))
       and case when p_branch is null then is_default_branch(k.branch, p.default_branch) else k.branch = p_branch end);
end $$;

-- The build that came to be last in a scope. Each way reads an index in the order of time from its end: of a few pipelines
-- that of each, which has the branch; where a branch is asked for of many, that of the branch.
create or replace function newest_build(p_org bigint, p_providers text[], p_pipelines bigint[], p_branch text)
returns setof builds rows 1
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
  if p_pipelines is not null and (p_branch is null or cardinality(p_pipelines) <= 20) then
    return query
      select b.* from unnest(p_pipelines) l (id)
       cross join lateral (select * from builds b where b.pipeline_id = l.id and (p_branch is null or b.branch = p_branch)
                            order by b.created_at desc, b.id desc limit 1) b
       order by b.created_at desc, b.id desc limit 1;
  elsif p_pipelines is not null then
    return query
      select * from (select * from builds b where b.org_id = p_org and b.branch = p_branch
                      order by b.created_at desc, b.id desc offset 0) b
       where b.pipeline_id = any(p_pipelines) limit 1;
  elsif p_providers is not null then
    return query
      select b.* from unnest(p_providers) l (provider)
       cross join lateral (select * from builds b where b.org_id = p_org and b.provider = l.provider::provider
                            order by b.created_at desc, b.id desc limit 1) b
       order by b.created_at desc, b.id desc limit 1;
  else
    return query select * from builds b where b.org_id = p_org order by b.created_at desc, b.id desc limit 1;
  end if;
end $$;

-- A pipeline's newest builds, of one branch or of all.
create or replace function last_builds(p_pipeline bigint, p_branch text, p_count int)
returns table (id bigint, status text, duration_seconds double precision, created_at timestamptz, branch text)
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  -- The newest are found by the index alone, which has their branch.
  return query
    select b.id, b.status::text, b.duration_seconds, b.created_at, b.branch
      from (select l.id from builds l where l.pipeline_id = p_pipeline and (p_branch is null or l.branch = p_branch)
             order by l.created_at desc, l.id desc limit p_count) l
      join builds b on b.id = l.id
     order by b.created_at desc, b.id desc;
end $$;

-- How many builds of a branch, or of the default branch, ended alike up to the newest, and since when. Each colour is read
-- by the index of its own: the newest of each, then what came after the newest of the other.
create or replace function streak(p_pipeline bigint, p_branch text)
returns table (red boolean, length bigint, since timestamptz)
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  return query
    with newest as (
      select n.branch, v.* from pipelines p
       cross join lateral unnest(case when p_branch is null then default_branches(p.default_branch) else array[p_branch] end)
         n (branch)
       cross join lateral (
         (select red, at, build_id, attempt from verdicts where pipeline_id = p_pipeline and branch = n.branch and red
           order by at desc, build_id desc, attempt desc limit 1)
         union all
         (select red, at, build_id, attempt from verdicts where pipeline_id = p_pipeline and branch = n.branch and not red
           order by at desc, build_id desc, attempt desc limit 1)) v
       where p.id = p_pipeline),
    head as (
      select n.branch, n.red, coalesce(o.at, '-infinity') as at, coalesce(o.build_id, 0) as build_id,
             coalesce(o.attempt, 0) as attempt
        from (select * from newest order by at desc, build_id desc, attempt desc limit 1) n
        left join newest o on o.branch = n.branch and o.red <> n.red)
    select head.red, count(distinct v.build_id), min(v.decided_at)
      from head cross join lateral (
        select v.build_id, v.decided_at from verdicts v
         where head.red and v.red and v.pipeline_id = p_pipeline and v.branch = head.branch
           and (v.at, v.build_id, v.attempt) > (head.at, head.build_id, head.attempt)
         union all
        select v.build_id, v.decided_at from verdicts v
         where not head.red and not v.red and v.pipeline_id = p_pipeline and v.branch = head.branch
           and (v.at, v.build_id, v.attempt) > (head.at, head.build_id, head.attempt)) v
     group by head.red;
end $$;

-- The branches of a pipeline's builds in a window, the busiest first.
create or replace function busiest_branches(
  p_pipeline bigint, p_branch text, p_from timestamptz, p_to timestamptz, p_count int)
returns table (branch text, decided bigint, success bigint, last_status text)
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  -- The newest of each is looked up, which is less than to put all in order.
  return query
    select g.branch, g.decided, g.success, n.status::text
      from (select b.branch, count(*) filter (where is_decided(b.status)) as decided,
                   count(*) filter (where b.status = 'success') as success, max(b.created_at) as newest
              from builds b
             where b.pipeline_id = p_pipeline and (p_branch is null or b.branch = p_branch)
               and b.created_at >= p_from and b.created_at < p_to
             group by b.branch order by 2 desc, b.branch limit p_count) g
     cross join lateral (
       select l.status from builds l
        where l.pipeline_id = p_pipeline and l.created_at = g.newest and l.branch is not distinct from g.branch
        order by l.id desc limit 1) n
     order by g.decided desc, g.branch;
end $$;

-- How long the jobs of a pipeline's newest builds in a window took, the slowest first: median and 95th percentile.
create or replace function slowest_jobs(
  p_pipeline bigint, p_branch text, p_from timestamptz, p_to timestamptz, p_builds int, p_count int)
returns table (name text, runs bigint, durations double precision[])
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  return query
    select s.name, count(*), percentile_cont(array[0.5, 0.95]) within group (order by s.seconds)
      from (select j.name, extract(epoch from j.finished_at - j.started_at)::float8 as seconds
              from (select b.id from builds b
                     where b.pipeline_id = p_pipeline and (p_branch is null or b.branch = p_branch)
                       and b.created_at >= p_from and b.created_at < p_to
                     order by b.created_at desc, b.id desc limit p_builds) b
              join jobs j on j.build_id = b.id
             where is_decided(j.status) and j.finished_at is not null and j.started_at is not null) s
     group by s.name order by percentile_cont(0.5) within group (order by s.seconds) desc, s.name limit p_count;
end $$;
