-- Breakages, kept in the transaction of the build that opens, moves or closes one: what `domain::breakage` defines,
-- which a property test holds this to. Only what stands beside a changed verdict is looked at.
--
-- A pipeline's branch is locked from the moment a verdict of it changes until the commit, so that two builds that end
-- at once see one another. Builds are locked before branches, so that nobody waits in a circle.

-- Whether the outcome says how its pipeline fares.
create or replace function is_decided(status build_status) returns boolean
language sql immutable parallel safe
return status in ('success', 'timed_out', 'failure');

-- Whether such an event means a pull request's build: it may carry the name of any branch and is no verdict on it.
create or replace function is_of_pull_request(event text) returns boolean
language sql immutable parallel safe
return coalesce(starts_with(event, 'pull_request') or starts_with(event, 'merge_request'), false);

-- What the branch is named that alerts are about unless a route says otherwise.
create or replace function default_branches(default_branch text) returns text[]
language sql immutable parallel safe
return case when default_branch is null then array['main', 'master'] else array[default_branch] end;

create or replace function is_default_branch(branch text, default_branch text) returns boolean
language sql immutable parallel safe
return branch = any(default_branches(default_branch));

-- Locks the branches that the reports will have verdicts on, in one order: for a batch, once its builds are locked.
create or replace function lock_branches(p_org bigint, p_reports jsonb) returns void
language sql as $$
  select pg_advisory_xact_lock(key)
    from (select distinct hashtextextended(r -> 'run' ->> 'branch',
                   (select p.id from pipelines p
                     where p.org_id = p_org and p.provider = (r -> 'pipeline' ->> 'provider')::provider
                       and p.external_id = r -> 'pipeline' ->> 'external_id')) as key
            from jsonb_array_elements(p_reports) r
           where is_decided((r -> 'run' ->> 'status')::build_status)
           order by key) branches;
$$;

-- The verdicts in a build's attempts. Branch and event are the build's own: an attempt that lacks them has those of the
-- others.
create or replace function verdicts_of(p_build builds) returns setof verdicts
language sql stable as $$
  select p_build.id, a.attempt, p_build.org_id, p_build.pipeline_id, whole.branch, p_build.created_at,
         (a.j).status <> 'success', coalesce((a.j).finished_at, (a.j).observed_at, p_build.created_at)
    from (select max(branch collate "C") as branch, max(event collate "C") as event
            from attempts where build_id = p_build.id) whole,
         (select attempt, join_attempts(attempts) j from attempts where build_id = p_build.id group by attempt) a
   where is_decided((a.j).status) and whole.branch is not null and not is_of_pull_request(whole.event)
   order by a.attempt;
$$;

-- Keeps the verdicts of a build that has changed, and the breakages that they make.
create or replace function keep_verdicts(p_before builds, p_after builds) returns void
language plpgsql as $$
declare
  known verdicts[];
  told verdicts[];
begin
  if greatest(p_before.attempt, p_after.attempt) = 1
     and not is_decided(p_before.status) and not is_decided(p_after.status) then
    return;
  end if;
  known := array(select v from verdicts v where v.build_id = p_after.id order by v.attempt);
  told := array(select v from verdicts_of(p_after) v);
  if known = told then return; end if;

  perform pg_advisory_xact_lock(key)
     from (select distinct hashtextextended(v.branch, v.pipeline_id) as key from unnest(known || told) v order by key) branches;
  if known <> '{}' then
    delete from verdicts v
     where v.build_id = p_after.id and not exists (select from unnest(told) t where t.attempt = v.attempt);
  end if;
  insert into verdicts as v select t.* from unnest(told) t
  on conflict (build_id, attempt) do update
     set pipeline_id = excluded.pipeline_id, branch = excluded.branch, at = excluded.at, red = excluded.red,
         decided_at = excluded.decided_at
   where v is distinct from excluded;
  perform settle_breakages(p_after.id, array(select v from unnest(known || told) v group by v having count(*) = 1));
end $$;

-- The breakages that there are beside a place among the verdicts, between the green verdicts before and after it, and
-- those that there should be.
create or replace function breakages_beside(p verdicts, out known breakages[], out wanted breakages[])
language plpgsql as $$
declare
  first verdicts;
  last verdicts;
  red verdicts;
  green verdicts;
  one breakages;
begin
  select * into first from verdicts v
   where v.pipeline_id = p.pipeline_id and v.branch = p.branch and not v.red
     and (v.at, v.build_id, v.attempt) < (p.at, p.build_id, p.attempt)
   order by v.at desc, v.build_id desc, v.attempt desc limit 1;
  if not found then first.at := '-infinity'; end if;
  select * into last from verdicts v
   where v.pipeline_id = p.pipeline_id and v.branch = p.branch and not v.red
     and (v.at, v.build_id, v.attempt) > (p.at, p.build_id, p.attempt)
   order by v.at, v.build_id, v.attempt limit 1;
  if not found then last.at := 'infinity'; end if;

  known := array(select b from breakages b
                  where b.pipeline_id = p.pipeline_id and b.branch = p.branch and not b.retracted
                    and (b.position, b.opened_by, b.opened_attempt) > (first.at, first.build_id, first.attempt)
                    and (b.position, b.opened_by, b.opened_attempt) < (last.at, last.build_id, last.attempt));
  wanted := '{}';
  green := first;
  loop
    select * into red from verdicts v
     where v.pipeline_id = p.pipeline_id and v.branch = p.branch and v.red
       and (v.at, v.build_id, v.attempt) > (green.at, green.build_id, green.attempt)
       and (v.at, v.build_id, v.attempt) < (last.at, last.build_id, last.attempt)
     order by v.at, v.build_id, v.attempt limit 1;
    exit when not found;
    select * into green from verdicts v
     where v.pipeline_id = p.pipeline_id and v.branch = p.branch and not v.red
       and (v.at, v.build_id, v.attempt) > (red.at, red.build_id, red.attempt)
     order by v.at, v.build_id, v.attempt limit 1;
    one := null;
    one.org_id := red.org_id;
    one.pipeline_id := red.pipeline_id;
    one.branch := red.branch;
    one.opened_by := red.build_id;
    one.opened_attempt := red.attempt;
    one.position := red.at;
    one.opened_at := red.decided_at;
    one.closed_by := green.build_id;
    one.closed_attempt := green.attempt;
    -- Builds may overtake one another; nothing ends before it begins.
    one.closed_at := case when green.build_id is not null then greatest(red.decided_at, green.decided_at) end;
    one.retracted := false;
    one.told := 0;
    wanted := wanted || one;
    exit when green.build_id is null;
  end loop;
end $$;

-- Makes the breakages beside the changed places what the verdicts say.
create or replace function settle_breakages(p_build bigint, p_places verdicts[]) returns void
language plpgsql as $$
declare
  known breakages[] := '{}';
  wanted breakages[] := '{}';
  taken bigint[] := '{}';
  place verdicts;
  beside record;
  pair record;
  one breakages;
begin
  foreach place in array p_places loop
    beside := breakages_beside(place);
    known := known || beside.known;
    wanted := wanted || beside.wanted;
  end loop;
  if known = '{}' and wanted = '{}' then return; end if;
  wanted := array(select distinct w from unnest(wanted) w);

  for pair in select * from same_trouble(known, wanted) loop
    if wanted[pair.n].id is null and not pair.id = any(taken) then
      wanted[pair.n].id := pair.id;
      wanted[pair.n].told := pair.told;
      taken := taken || pair.id;
    end if;
  end loop;
  -- Those that are gone first, then the closed: a branch has one open breakage at most, at every moment.
  for one in select distinct k.* from unnest(known) k where not k.id = any(taken) loop
    one.retracted := true;
    one.closed_by := null;
    one.closed_attempt := null;
    one.closed_at := clock_timestamp();
    perform write_breakage(one);
  end loop;
  for one in select w.* from unnest(wanted) w order by w.closed_at is null, w.id is null loop
    -- The earlier part of one that was split is known to people under the id of the other.
    if one.id is null and exists (select from unnest(known) k
                                   where (k.opened_by, k.opened_attempt) = (one.opened_by, one.opened_attempt)) then
      one.told := 2;
    end if;
    if not one = any(known) then perform write_breakage(one); end if;
    if one.closed_at is null then perform tell_still_failing(one, p_build); end if;
  end loop;
end $$;

-- Which of the known breakages the wanted ones may be, the likeliest first. To people it is the same trouble if it ends
-- the same way; else if it began the same way; else if it is the same branch's.
create or replace function same_trouble(p_known breakages[], p_wanted breakages[])
returns table (n bigint, id bigint, told int)
language sql immutable as $$
  select w.n, k.id, k.told
    from unnest(p_wanted) with ordinality w(w_id, org_id, pipeline_id, branch, opened_by, opened_attempt, position,
                                            opened_at, closed_by, closed_attempt, closed_at, retracted, w_told, n),
         unnest(p_known) k,
         lateral (select k.pipeline_id = w.pipeline_id as is_pipeline,
                         (k.closed_by, k.closed_attempt) is not distinct from (w.closed_by, w.closed_attempt) as is_end,
                         (k.opened_by, k.opened_attempt) = (w.opened_by, w.opened_attempt) as is_begin) same
   where k.branch = w.branch and (is_pipeline or is_begin)
   order by is_pipeline and is_end desc, is_begin desc, w.position desc, k.position desc;
$$;

-- Writes a breakage and puts in the outbox what people have yet to hear of it. What is heard of only when it is over has
-- two things to tell.
create or replace function write_breakage(p breakages) returns void
language plpgsql as $$
declare
  told_before int := p.told;
  known breakages;
begin
  p.told := case when p.closed_at is null then told_before + 1 - told_before % 2
                 when told_before = 0 and not p.retracted then 2
                 else told_before + told_before % 2 end;
  if p.id is null then
    insert into breakages (org_id, pipeline_id, branch, opened_by, opened_attempt, position, opened_at, closed_by,
                           closed_attempt, closed_at, told)
    values (p.org_id, p.pipeline_id, p.branch, p.opened_by, p.opened_attempt, p.position, p.opened_at, p.closed_by,
            p.closed_attempt, p.closed_at, p.told)
    returning id into p.id;
  else
    update breakages b
       set (pipeline_id, opened_by, opened_attempt, position, opened_at, closed_by, closed_attempt, closed_at, retracted, told)
         = (p.pipeline_id, p.opened_by, p.opened_attempt, p.position, p.opened_at, p.closed_by, p.closed_attempt,
            p.closed_at, p.retracted, p.told)
     where b.id = p.id;
  end if;
  insert into outbox (org_id, topic, dedupe_key, payload)
  select p.org_id, 'breakage', concat_ws(':', 'breakage', p.id, kind, n),
         jsonb_build_object('breakage_id', p.id, 'kind', kind, 'heard_at', clock_timestamp(),
                            'build_id', case kind when 'broken' then p.opened_by else coalesce(p.closed_by, p.opened_by) end,
                            -- What is broken once more was corrected now, whenever it began.
                            'at', case when kind = 'fixed' then p.closed_at when n = 1 then p.opened_at else clock_timestamp() end)
    from generate_series(told_before + 1, p.told) n,
         lateral (select case n % 2 when 1 then 'broken' else 'fixed' end as kind) k;
end $$;

-- Puts in the outbox that the build has failed in an open breakage after others, where a route asks for that.
create or replace function tell_still_failing(p breakages, p_build bigint) returns void
language plpgsql as $$
begin
  if not exists (select from alert_routes where enabled and 'still_failing' = any(kinds)) then return; end if;
  insert into outbox (org_id, topic, dedupe_key, payload)
  select p.org_id, 'breakage', concat_ws(':', 'breakage', p.id, 'still_failing', v.build_id, v.attempt),
         jsonb_build_object('breakage_id', p.id, 'kind', 'still_failing', 'heard_at', clock_timestamp(),
                            'build_id', v.build_id, 'at', v.decided_at)
    from (select * from verdicts v where v.pipeline_id = p.pipeline_id and v.branch = p.branch and v.red
           order by v.at desc, v.build_id desc, v.attempt desc limit 1) v
   where v.build_id = p_build and (v.build_id, v.attempt) <> (p.opened_by, p.opened_attempt)
  on conflict do nothing;
end $$;
