-- Taking in one report: pipeline, build, attempt, jobs, transition and the push that waits. All of it happens under the
-- build's row lock, so that two reports about one build take turns, and inside the caller's transaction.
--
-- A report, as `store::intake` writes it:
--   {pipeline: {provider, repository, name, external_id?, url?, default_branch?}, external_id, number?, born_at?,
--    died_at?, numbered, sequence?, run?: {status, raw_status, observed_at, …}, jobs: [{external_id, sequence, name, status, …}]}

-- The pipeline a report names; made when it is new, renamed when the report is newer than the name.
create or replace function report_pipeline(p_org bigint, p_report jsonb) returns bigint
language plpgsql as $$
declare
  told pipelines := jsonb_populate_record(null::pipelines, p_report -> 'pipeline');
  told_at timestamptz := coalesce((p_report -> 'run' ->> 'observed_at')::timestamptz, '-infinity');
  known pipelines;
  renamed pipelines;
begin
  if told.external_id is null then
    select * into known from pipelines p
     where p.org_id = p_org and p.provider = told.provider and p.repository = told.repository and p.name = told.name
     order by p.confirmed desc, p.id limit 1;
    if found then return known.id; end if;
    told.confirmed := false;
    -- A stand-in until a run tells the identity; no provider's identity begins with a question mark.
    told.external_id := '?' || told.repository || ':' || told.name;
  end if;
  loop
    select * into known from pipelines p
     where p.org_id = p_org and p.provider = told.provider and p.external_id = told.external_id;
    exit when found;
    insert into pipelines (org_id, provider, repository, name, external_id, url, default_branch, confirmed, named_at)
    values (p_org, told.provider, told.repository, told.name, told.external_id, told.url, told.default_branch,
            coalesce(told.confirmed, true), told_at)
    on conflict (org_id, provider, external_id) do nothing
    returning * into known;
    if found then return known.id; end if;
  end loop;
  renamed := known;
  renamed.name := told.name;
  renamed.url := coalesce(told.url, known.url);
  renamed.default_branch := coalesce(told.default_branch, known.default_branch);
  if renamed is distinct from known and told_at >= known.named_at then
    update pipelines p
       set name = renamed.name, url = renamed.url, default_branch = renamed.default_branch, named_at = told_at
     where p.id = known.id;
  end if;
  return known.id;
end $$;

-- The build a report is about, locked. A new one has version 0 and is at the bottom of the merge's order; it is written
-- with what it will be listed by, so that the change which follows touches no index.
create or replace function report_build(p_org bigint, p_report jsonb) returns builds
language plpgsql as $$
declare
  build builds;
  p_provider provider := (p_report -> 'pipeline' ->> 'provider')::provider;
  p_repository text := p_report -> 'pipeline' ->> 'repository';
  v_id text;
  told attempts;
begin
  loop
    v_id := report_id(p_org, p_report);
    select * into build from builds b
     where b.org_id = p_org and b.provider = p_provider and b.repository = p_repository and b.external_id = v_id
       for no key update;
    exit when found;
    told := jsonb_populate_record(null::attempts, nullif(p_report -> 'run', 'null'));
    insert into builds (org_id, pipeline_id, provider, repository, external_id, former_id, attempt, status, branch,
                        created_at, version, sequence)
    values (p_org, report_pipeline(p_org, p_report), p_provider, p_repository, v_id,
            nullif(p_report ->> 'external_id', v_id), 1, coalesce(told.status, 'queued'), told.branch,
            coalesce(least(told.queued_at, told.started_at, told.finished_at), clock_timestamp()), 0, 0)
    on conflict (org_id, provider, repository, external_id) do nothing
    returning * into build;
    exit when found;
  end loop;
  return build;
end $$;

create or replace function report_attempt(p_build builds, p_report jsonb) returns void
language plpgsql as $$
declare
  told attempts := jsonb_populate_record(null::attempts, p_report -> 'run');
begin
  told.build_id := p_build.id;
  told.org_id := p_build.org_id;
  told.sequence := (p_report ->> 'sequence')::bigint;
  told.attempt := case when (p_report ->> 'numbered')::boolean then told.sequence else 1 end;
  insert into attempts as known select told.*
  on conflict (build_id, sequence) do update
     set (status, raw_status, observed_at, queued_at, started_at, finished_at, ended_by, duration_seconds, queued_seconds,
          branch, commit_sha, commit_title, actor, event, web_url)
       = (select j.status, j.raw_status, j.observed_at, j.queued_at, j.started_at, j.finished_at, j.ended_by,
                 j.duration_seconds, j.queued_seconds, j.branch, j.commit_sha, j.commit_title, j.actor, j.event, j.web_url
            from join_attempt(known, excluded) j)
   where join_attempt(known, excluded) is distinct from known;
end $$;

create or replace function report_jobs(p_build builds, p_report jsonb) returns void
language sql as $$
  insert into jobs as known (org_id, build_id, external_id, sequence, attempt, name, stage, status, raw_status,
                             observed_at, queued_at, started_at, finished_at, web_url)
  select p_build.org_id, p_build.id, t.external_id, t.sequence,
         case when (p_report ->> 'numbered')::boolean then t.sequence else 1 end,
         t.name, t.stage, t.status, t.raw_status, t.observed_at, t.queued_at, t.started_at, t.finished_at, t.web_url
    from jsonb_populate_recordset(null::jobs, p_report -> 'jobs') t
  on conflict (build_id, external_id) do update
     set (sequence, name, stage, status, raw_status, observed_at, queued_at, started_at, finished_at, web_url)
       = (select j.sequence, j.name, j.stage, j.status, j.raw_status, j.observed_at, j.queued_at, j.started_at,
                 j.finished_at, j.web_url
            from join_job(known, excluded) j),
         attempt = case when (p_report ->> 'numbered')::boolean
                        then greatest(known.sequence, excluded.sequence) else known.attempt end
   where join_job(known, excluded) is distinct from known;
$$;

-- Ends the attempts of a build that are only known to have ended by a time: each with its last job, unless there is more
-- to come, a job that is not over or one that nobody has told of yet.
create or replace function end_attempts(p_build bigint) returns void
language plpgsql as $$
begin
  update attempts a set finished_at = e.finished_at
    from attempts t
   cross join lateral (
         select case when bool_and(is_terminal(j.status)) and max(j.finished_at) >= t.ended_by - interval '1 minute'
                     then max(j.finished_at) else t.ended_by end as finished_at
           from jobs j where j.build_id = t.build_id and j.attempt = t.attempt) e
   where t.build_id = p_build and t.ended_by is not null
     and a.build_id = t.build_id and a.sequence = t.sequence and a.finished_at is distinct from e.finished_at;
end $$;

-- Numbers the attempts of a build whose provider does not: one ends with a terminal report, and what is newer than all
-- of its jobs belongs to the next.
create or replace function number_attempts(p_build bigint) returns void
language sql as $$
  update attempts a
     set attempt = n.attempt
    from (select s.sequence, 1 + (select count(*) from attempts e
                                   where e.build_id = p_build and e.sequence < s.sequence and is_terminal(e.status)) attempt
            from attempts s where s.build_id = p_build) n
   where a.build_id = p_build and a.sequence = n.sequence and a.attempt <> n.attempt;
  update jobs j
     set attempt = n.attempt
    from (select s.id, 1 + (select count(*) from attempts e
                             where e.build_id = p_build and e.sequence < s.sequence and is_terminal(e.status)) attempt
            from jobs s where s.build_id = p_build) n
   where j.id = n.id and j.attempt <> n.attempt;
$$;

-- An attempt as it is shown. A provider that does not number attempts tells the times of the first with a later one
-- too: of those only what came after the end of the attempt before counts, and what the attempt's own jobs tell.
create or replace function shown_attempt(p_build bigint, p_attempt bigint, p_numbered boolean) returns attempts
language plpgsql stable as $$
declare
  head attempts := (select join_attempts(a) from attempts a where a.build_id = p_build and a.attempt = p_attempt);
  ended timestamptz;
begin
  if p_numbered or p_attempt = 1 then return head; end if;
  ended := (select max(a.finished_at) from attempts a where a.build_id = p_build and a.attempt < p_attempt);
  select least(case when head.queued_at > ended then head.queued_at end, min(j.queued_at)),
         least(case when head.started_at > ended then head.started_at end, min(j.started_at)), null
    into head.queued_at, head.started_at, head.queued_seconds
    from jobs j where j.build_id = p_build and j.attempt = p_attempt;
  return head;
end $$;

-- The build as its attempts make it: shown by the latest, at the bottom where only a job has spoken of that one.
create or replace function build_of_attempts(p_build builds, p_numbered boolean) returns builds
language plpgsql as $$
declare
  head attempts;
begin
  p_build.attempt := case when p_numbered then p_build.sequence else
    1 + (select count(*) from attempts e
          where e.build_id = p_build.id and e.sequence < p_build.sequence and is_terminal(e.status)) end;
  head := shown_attempt(p_build.id, p_build.attempt, p_numbered);
  p_build.status := coalesce(head.status, 'queued');
  p_build.raw_status := head.raw_status;
  p_build.branch := head.branch;
  p_build.commit_sha := head.commit_sha;
  p_build.commit_title := head.commit_title;
  p_build.actor := head.actor;
  p_build.event := head.event;
  p_build.queued_at := head.queued_at;
  p_build.started_at := head.started_at;
  p_build.finished_at := head.finished_at;
  p_build.duration_seconds := coalesce(head.duration_seconds, seconds_between(head.started_at, head.finished_at));
  p_build.queued_seconds := coalesce(head.queued_seconds, seconds_between(head.queued_at, head.started_at));
  p_build.web_url := head.web_url;
  p_build.created_at := coalesce(
    (select min(least(a.queued_at, a.started_at, a.finished_at)) from attempts a where a.build_id = p_build.id),
    p_build.heard_at);
  return p_build;
end $$;

-- Takes in one report. Answers the outbox row to ring for; null where nothing that is shown has moved.
create or replace function apply_report(p_org bigint, p_report jsonb) returns bigint
language plpgsql as $$
declare
  numbered boolean := (p_report ->> 'numbered')::boolean;
  before builds := report_build(p_org, p_report);
  after builds := before;
  v_first build_status := case when before.version > 0 then first_status(before) end;
  v_transition bigint;
  v_outbox bigint;
begin
  if p_report -> 'run' <> 'null' then perform report_attempt(before, p_report); end if;
  if p_report -> 'jobs' <> '[]' then perform report_jobs(before, p_report); end if;
  if p_report -> 'jobs' <> '[]' or p_report -> 'run' ->> 'ended_by' is not null then
    perform end_attempts(before.id);
  end if;
  after.sequence := greatest(before.sequence, (p_report ->> 'greatest_sequence')::bigint);
  -- A build that gave up its id gave up its number with it.
  after.number := case when before.former_id is null then greatest(before.number, (p_report ->> 'number')::bigint) end;
  after.born_at := least(before.born_at, (p_report ->> 'born_at')::timestamptz);
  after.died_at := least(before.died_at, (p_report ->> 'died_at')::timestamptz);
  if not numbered then perform number_attempts(before.id); end if;
  after := build_of_attempts(after, numbered);
  if before.version > 0 and p_report -> 'pipeline' -> 'external_id' <> 'null' then
    after.pipeline_id := report_pipeline(p_org, p_report);
  end if;
  perform keep_verdicts(before, after);
  perform count_build(before, v_first, after);
  perform keep_text(before, after);
  if before.version > 0 and after is not distinct from before then return null; end if;

  after.version := before.version + 1;
  update builds b
     set (pipeline_id, attempt, status, raw_status, branch, commit_sha, commit_title, actor, event, queued_at, started_at,
          finished_at, duration_seconds, queued_seconds, web_url, created_at, version, sequence, number, born_at, died_at)
       = (after.pipeline_id, after.attempt, after.status, after.raw_status, after.branch, after.commit_sha,
          after.commit_title, after.actor, after.event, after.queued_at, after.started_at, after.finished_at,
          after.duration_seconds, after.queued_seconds, after.web_url, after.created_at, after.version, after.sequence,
          after.number, after.born_at, after.died_at)
   where b.id = before.id;
  if before.version > 0 and (before.status, before.attempt) = (after.status, after.attempt) then return null; end if;

  insert into transitions (org_id, build_id, from_status, to_status, attempt, version)
  values (p_org, before.id, case when before.version > 0 then before.status end, after.status, after.attempt, after.version)
  returning id into v_transition;
  insert into outbox (org_id, topic, dedupe_key, payload)
  values (p_org, 'push', 'push:' || v_transition, jsonb_build_object('transition_id', v_transition))
  returning id into v_outbox;
  return v_outbox;
end $$;
