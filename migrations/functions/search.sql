-- Keeping what builds are searched by. Triggers do what the functions of versions before leave out, which may run again.

-- How a build stands, where that is neither going on nor having gone well.
create or replace function rare_status(p_status build_status) returns build_status
language sql immutable parallel safe
return case when p_status not in ('queued', 'running', 'success') then p_status end;

-- What is new has its build's status, and is no longer than an index takes.
create or replace function fit_text() returns trigger
language plpgsql as $$
begin
  new.rare_status := (select rare_status(b.status) from builds b where b.id = new.build_id);
  new.commit_sha := left(new.commit_sha, 64);
  if octet_length(new.words) > 2200 then new.words := left(new.words, 550); end if;
  return new;
end $$;
create or replace trigger fit_text before insert on build_texts for each row execute function fit_text();

create or replace function keep_rare_status() returns trigger
language plpgsql as $$
begin
  update build_texts t set rare_status = rare_status(new.status)
   where t.build_id = new.id and t.rare_status is distinct from rare_status(new.status);
  return new;
end $$;
create or replace trigger keep_rare_status after update of status on builds
  for each row when (rare_status(old.status) is distinct from rare_status(new.status)) execute function keep_rare_status();

-- In the transaction of the build.
create or replace function keep_text(p_before builds, p_after builds) returns void
language plpgsql as $$
begin
  if p_before.version > 0
     and (p_before.pipeline_id, p_before.created_at, p_before.commit_sha, p_before.branch, p_before.commit_title, p_before.actor)
         is not distinct from
         (p_after.pipeline_id, p_after.created_at, p_after.commit_sha, p_after.branch, p_after.commit_title, p_after.actor) then
    return;
  end if;
  insert into build_texts as known (build_id, org_id, pipeline_id, created_at, commit_sha, words)
  select p_after.id, p_after.org_id, p_after.pipeline_id, p_after.created_at, lower(p_after.commit_sha),
         lower(coalesce(p_after.branch, '') || E'\n' || coalesce(p_after.commit_title, '') || E'\n'
               || coalesce(p_after.actor, '') || case when p.repository <> p_after.repository then E'\n' || p_after.repository else '' end)
    from pipelines p where p.id = p_after.pipeline_id
  on conflict (build_id) do update
     set (pipeline_id, created_at, commit_sha, words)
       = (excluded.pipeline_id, excluded.created_at, excluded.commit_sha, excluded.words);
end $$;
