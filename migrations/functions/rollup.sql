-- Counting builds, in the transaction of the build that changes: what counted before is taken away, what counts now is
-- added. `store::rollups` adds the changes up.

-- How the build's first attempt stands.
create or replace function first_status(p_build builds) returns build_status
language sql stable as $$
  select case when p_build.attempt = 1 then p_build.status
              else (select a.status from attempts a where a.build_id = p_build.id and a.attempt = 1
                     order by a.sequence desc limit 1) end;
$$;

-- Takes away what counted of a build, and adds what counts. A build that nothing was heard of before has version 0.
create or replace function count_build(p_before builds, p_first build_status, p_after builds) returns void
language plpgsql as $$
declare
  v_first build_status := first_status(p_after);
begin
  if p_before.version > 0
     and (p_before.pipeline_id, p_before.branch, p_before.created_at, p_before.status, p_first, p_before.duration_seconds,
          p_before.queued_seconds)
         is not distinct from
         (p_after.pipeline_id, p_after.branch, p_after.created_at, p_after.status, v_first, p_after.duration_seconds,
          p_after.queued_seconds) then
    return;
  end if;
  if p_before.version > 0 then perform count_fact(-1, p_before, p_first); end if;
  perform count_fact(1, p_after, v_first);
end $$;

create or replace function count_fact(p_n int, p_build builds, p_first build_status) returns void
language sql as $$
  insert into rollup_changes (org_id, n, provider, pipeline_id, branch, at, status, first_status, duration_seconds, queued_seconds)
  values (p_build.org_id, p_n, p_build.provider, p_build.pipeline_id, p_build.branch, p_build.created_at, p_build.status,
          p_first, p_build.duration_seconds, p_build.queued_seconds);
$$;

create or replace function uncount_build() returns trigger
language plpgsql as $$
begin
  if old.version > 0 then perform count_fact(-1, old, first_status(old)); end if;
  return old;
end $$;
-- Before, so that its attempts are still there.
create or replace trigger uncount_build before delete on builds for each row execute function uncount_build();

create or replace function count_restored(p_n int, p breakages) returns void
language sql as $$
  insert into rollup_changes (org_id, n, provider, pipeline_id, branch, at, restored_seconds)
  select p.org_id, p_n, l.provider, p.pipeline_id, p.branch, p.closed_at, extract(epoch from p.closed_at - p.opened_at)
    from pipelines l where l.id = p.pipeline_id and p.closed_at is not null and not p.retracted;
$$;

create or replace function count_breakage() returns trigger
language plpgsql as $$
begin
  if tg_op <> 'INSERT' then perform count_restored(-1, old); end if;
  if tg_op <> 'DELETE' then perform count_restored(1, new); end if;
  return coalesce(new, old);
end $$;
create or replace trigger count_breakage before insert or update or delete on breakages
  for each row execute function count_breakage();
