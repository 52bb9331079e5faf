-- How a build stands, where that is neither going on nor having gone well.
create or replace function rare_status(p_status build_status) returns build_status
language sql immutable parallel safe
return case when p_status not in ('queued', 'running', 'success') then p_status end;

-- Keeping what builds are searched by, in the transaction of the build.
create or replace function keep_text(p_before builds, p_after builds) returns void
language plpgsql as $$
begin
  if p_before.version > 0
     and (p_before.pipeline_id, p_before.created_at, p_before.commit_sha, p_before.branch, p_before.commit_title,
          p_before.actor, rare_status(p_before.status))
         is not distinct from
         (p_after.pipeline_id, p_after.created_at, p_after.commit_sha, p_after.branch, p_after.commit_title,
          p_after.actor, rare_status(p_after.status)) then
    return;
  end if;
  insert into build_texts as known (build_id, org_id, pipeline_id, provider, created_at, rare_status, commit_sha, words)
  select p_after.id, p_after.org_id, p_after.pipeline_id, p_after.provider, p_after.created_at, rare_status(p_after.status),
         left(lower(p_after.commit_sha), 64), case when octet_length(w.words) <= 2200 then w.words else left(w.words, 550) end
    from pipelines p
   cross join lateral (
     select lower(coalesce(p_after.branch, '') || E'\n' || coalesce(p_after.commit_title, '') || E'\n'
                  || coalesce(p_after.actor, '')
                  || case when p.repository <> p_after.repository then E'\n' || p_after.repository else '' end) as words) w
   where p.id = p_after.pipeline_id
  on conflict (build_id) do update
     set (pipeline_id, created_at, rare_status, commit_sha, words)
       = (excluded.pipeline_id, excluded.created_at, excluded.rare_status, excluded.commit_sha, excluded.words);
end $$;
