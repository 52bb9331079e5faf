-- The pollers' half: batches of reports, and what is still to be found.

-- Takes in reports in their order, all or none. Answers the outbox rows to ring for, each with the place of its report.
create or replace function apply_reports(p_org bigint, p_reports jsonb) returns table (place bigint, outbox_id bigint)
language plpgsql as $$
declare
  report jsonb;
begin
  -- All builds before any branch, and the branches in one order: so nobody waits in a circle.
  perform report_build(p_org, r) from jsonb_array_elements(p_reports) r;
  perform lock_branches(p_org, p_reports);
  for report, place in select r, n - 1 from jsonb_array_elements(p_reports) with ordinality t (r, n) loop
    outbox_id := apply_report(p_org, report);
    if outbox_id is not null then return next; end if;
  end loop;
end $$;

-- Notes that webhooks of a repository arrive. Written once a minute at most, so that deliveries do not queue for the row.
create or replace function hear_webhook(p_org bigint, p_pipeline jsonb) returns void
language plpgsql as $$
declare
  p_provider provider := (p_pipeline ->> 'provider')::provider;
  p_name text := p_pipeline ->> 'repository';
begin
  perform from sources s
    where s.org_id = p_org and s.provider = p_provider and s.name = p_name
      and s.last_webhook_at > clock_timestamp() - interval '1 minute';
  if found then return; end if;
  insert into sources as s (org_id, provider, name, last_webhook_at) values (p_org, p_provider, p_name, clock_timestamp())
  on conflict (org_id, provider, name) do update set last_webhook_at = excluded.last_webhook_at
   where s.last_webhook_at is null or s.last_webhook_at < excluded.last_webhook_at - interval '1 minute';
end $$;

-- Whether the jobs of an attempt that has ended are to be asked for: none has been told of, or what was told cannot be all.
-- Of older builds they are not, because each is a request, unless GitHub tells an end that few jobs live to see: then only
-- they know when it was.
create or replace function lacks_jobs(b builds, p_attempt bigint, p_finished_at timestamptz) returns boolean
language sql stable as $$
  select (b.created_at > now() - interval '3 days'
          or b.provider = 'github' and p_finished_at > b.created_at + interval '6 hours')
     and (select count(*) = 0 or b.provider = 'github'
                 and (bool_or(not is_terminal(j.status)) or max(j.finished_at) is distinct from p_finished_at)
            from jobs j where j.build_id = b.id and j.attempt = p_attempt)
$$;

create or replace function lacks_jobs(b builds) returns boolean
language sql stable as $$
  select is_terminal(b.status) and lacks_jobs(b, b.attempt, b.finished_at)
$$;

-- Earlier attempts of a build whose end nobody has told of, or the jobs of which are lacking; only where the provider
-- numbers attempts.
create or replace function lacking_attempts(b builds) returns bigint[]
language sql stable as $$
  select coalesce(array_agg(n order by n), '{}') from generate_series(1, least(b.attempt - 1, 100)) n
   where b.provider = 'github' and not exists (
     select from attempts a where a.build_id = b.id and a.attempt = n and is_terminal(a.status)
                              and not lacks_jobs(b, n, a.finished_at))
$$;

create or replace function lacks_anything(b builds) returns boolean
language sql stable as $$
  select b.former_id is null and (lacks_jobs(b) or lacking_attempts(b) <> '{}')
$$;

-- Whether more is expected of a build. One that the provider has no more, or that another build took the id from, stays
-- as it is.
create or replace function is_unfinished(b builds) returns boolean
language sql stable as $$
  select not is_terminal(b.status) and b.raw_status is distinct from 'gone' and b.former_id is null
$$;

-- Whether a look at a build has told all there is to tell. A provider may answer with what was an hour ago: what it could
-- not tell so soon after the build had changed is asked for once more.
create or replace function is_looked_at(u unsettled, b builds) returns boolean
language sql stable as $$
  select u.looked_version is not distinct from b.version and not exists (
    select from transitions t
     where t.build_id = b.id and t.at > u.looked_at - interval '1 hour' and t.at <= clock_timestamp() - interval '1 hour')
$$;

-- Follows the feed to its end and notes the builds of a provider that are to be looked at again. Answers whether there
-- is nothing more to read now. It remembers the oldest transaction that was still running: what that commits later is read next time,
-- and what is read twice does no harm.
create or replace function follow_unsettled(p_org bigint, p_provider provider, p_limit bigint) returns boolean
language plpgsql as $$
declare
  v_name text := 'unsettled:' || p_provider;
  place xid8;
  next xid8;
  news record;
begin
  insert into cursors (org_id, name, position) values (p_org, v_name, '0') on conflict do nothing;
  select c.position::xid8 into place from cursors c where c.org_id = p_org and c.name = v_name for update;
  -- A database that was restored counts its transactions anew.
  if place > pg_snapshot_xmax(pg_current_snapshot()) then place := '0'; end if;

  -- All by one snapshot: a later one would pass over what has been committed in between.
  select array_agg(distinct t.build_id) build_ids, count(*) < p_limit reached, max(t.xid::text::numeric)::text::xid8 last,
         pg_snapshot_xmin(pg_current_snapshot()) oldest
    into news
    from (select * from transitions where org_id = p_org and xid >= place order by xid, id limit p_limit) t;
  insert into unsettled (build_id, org_id)
  select b.id, p_org from builds b
   where b.id = any(news.build_ids) and b.provider = p_provider and (is_unfinished(b) or lacks_anything(b))
  on conflict do nothing;
  next := case when news.reached then news.oldest else least(news.last, news.oldest) end;
  update cursors c set position = next::text, updated_at = clock_timestamp() where c.org_id = p_org and c.name = v_name;
  return news.reached or next = place;
end $$;

-- Notes the numbers that are missing between the builds of a repository that came to be after a time.
create or replace function note_holes(p_org bigint, p_provider provider, p_repository text, p_since timestamptz)
returns void language sql as $$
  with known as (
    select b.pipeline_id, b.number, b.created_at
      from pipelines p join builds b on b.pipeline_id = p.id
     where p.org_id = p_org and p.provider = p_provider and p.repository = p_repository
       and b.created_at >= p_since and b.number is not null),
  neighbours as (
    select pipeline_id, number, created_at,
           lag(number) over w as last_number, lag(created_at) over w as last_created_at
      from known window w as (partition by pipeline_id order by created_at, number))
  insert into holes (org_id, pipeline_id, number, after, before)
  select p_org, n.pipeline_id, missing, n.last_created_at, n.created_at
    from neighbours n
   cross join generate_series(n.last_number + 1, least(n.number - 1, n.last_number + 1000)) missing
   where not exists (select from known k where k.pipeline_id = n.pipeline_id and k.number = missing)
  on conflict do nothing;
$$;
