-- The merge: the same rules as `domain::merge`, which a property test holds these to.

-- Whether nothing more is expected of an attempt.
create or replace function is_terminal(status build_status) returns boolean
language sql immutable parallel safe
return status in ('skipped', 'cancelled', 'success', 'timed_out', 'failure');

-- Whether news `b` is further than news `a`: terminal first, then the provider's own time, then whether the provider
-- said anything at all, then the status' own order, then the provider's words.
create or replace function is_further(
  b_status build_status, b_raw text, b_observed timestamptz,
  a_status build_status, a_raw text, a_observed timestamptz
) returns boolean
language sql immutable parallel safe
return (is_terminal(b_status), coalesce(b_observed, '-infinity'), b_raw is not null, b_status, coalesce(b_raw, '') collate "C")
     > (is_terminal(a_status), coalesce(a_observed, '-infinity'), a_raw is not null, a_status, coalesce(a_raw, '') collate "C");

create or replace function join_attempt(a attempts, b attempts) returns attempts
language plpgsql immutable parallel safe as $$
begin
  if a is null then return b; end if;
  if is_further(b.status, b.raw_status, b.observed_at, a.status, a.raw_status, a.observed_at) then
    a.status := b.status;
    a.raw_status := b.raw_status;
    a.observed_at := b.observed_at;
  end if;
  a.queued_at := least(a.queued_at, b.queued_at);
  a.started_at := least(a.started_at, b.started_at);
  a.finished_at := least(a.finished_at, b.finished_at);
  a.ended_by := least(a.ended_by, b.ended_by);
  a.duration_seconds := greatest(a.duration_seconds, b.duration_seconds);
  a.queued_seconds := greatest(a.queued_seconds, b.queued_seconds);
  a.branch := greatest(a.branch collate "C", b.branch);
  a.commit_sha := greatest(a.commit_sha collate "C", b.commit_sha);
  a.commit_title := greatest(a.commit_title collate "C", b.commit_title);
  a.actor := greatest(a.actor collate "C", b.actor);
  a.event := greatest(a.event collate "C", b.event);
  a.web_url := greatest(a.web_url collate "C", b.web_url);
  return a;
end $$;

create or replace aggregate join_attempts(attempts) (sfunc = join_attempt, stype = attempts);

create or replace function join_job(a jobs, b jobs) returns jobs
language plpgsql immutable parallel safe as $$
begin
  if is_further(b.status, b.raw_status, b.observed_at, a.status, a.raw_status, a.observed_at) then
    a.status := b.status;
    a.raw_status := b.raw_status;
    a.observed_at := b.observed_at;
  end if;
  a.sequence := greatest(a.sequence, b.sequence);
  a.name := greatest(a.name collate "C", b.name);
  a.stage := greatest(a.stage collate "C", b.stage);
  a.queued_at := least(a.queued_at, b.queued_at);
  a.started_at := least(a.started_at, b.started_at);
  a.finished_at := least(a.finished_at, b.finished_at);
  a.web_url := greatest(a.web_url collate "C", b.web_url);
  return a;
end $$;

-- Seconds from one time to another, never below zero.
create or replace function seconds_between(earlier timestamptz, later timestamptz) returns double precision
language sql immutable parallel safe
return case when later > earlier then extract(epoch from later - earlier)::double precision
            when later <= earlier then 0 end;
