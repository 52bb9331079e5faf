-- Which of the builds that had an id one after another a report is about.
--
-- A report that knows says when its build lived, to the millisecond: `born_at`, and `died_at` where it has ended. Any
-- other only shows that its build lived at some time: whoever runs a build may send such news in the middle of it.

-- How a report stands to a known build: 0 is about it, 1 about a later one with the same id, -1 about an earlier one.
create or replace function life_after(known builds, told attempts, p_born timestamptz, p_died timestamptz) returns int
language sql immutable parallel safe
return case
  when p_born is not null and known.born_at is not null then
    case when p_born > known.born_at + interval '1 s' then 1 when p_born < known.born_at - interval '1 s' then -1 else 0 end
  when p_born is not null then
    -- What is known of the build is vague: it was born before anything was heard of it but its time in the queue.
    -- Of the clean-up the length is exact.
    case when known.duration_seconds = told.duration_seconds and known.finished_at >= p_died then 0
         when least(known.started_at, known.finished_at) < p_born - interval '1 s' then 1
         when least(known.queued_at, known.started_at, known.finished_at) > p_died + interval '1 s' then -1 else 0 end
  when told.observed_at is null or known.born_at is null then 0
  when told.observed_at > known.died_at + interval '1 s' then
    -- News of the clean-up comes after the end and tells the same length of time.
    case when is_terminal(told.status) and coalesce(told.duration_seconds, 0) in (0, known.duration_seconds) then 0
         else 1 end
  when told.observed_at < known.born_at - interval '1 s' and told.status <> 'queued' then -1
  else 0 end;

-- The id of a build whose plain one another has: with the second of its birth, as far as that is known, and with our own
-- id where even that is taken.
create or replace function former_id(known builds, plain text, p_born timestamptz) returns text
language plpgsql stable as $$
declare
  wanted text := plain || '~' || floor(extract(epoch from p_born))::bigint;
begin
  if exists (select from builds b where b.org_id = known.org_id and b.provider = known.provider
                and b.repository = known.repository and b.external_id = wanted and b.id <> known.id) then
    return wanted || '.' || known.id;
  end if;
  return wanted;
end $$;

-- The id by which the build of a report is kept. One that has come in its place takes the plain id from it, under the
-- older one's row lock.
create or replace function report_id(p_org bigint, p_report jsonb) returns text
language plpgsql as $$
declare
  plain text := p_report ->> 'external_id';
  p_repository text := p_report -> 'pipeline' ->> 'repository';
  told attempts;
  v_born timestamptz := (p_report ->> 'born_at')::timestamptz;
  v_died timestamptz := (p_report ->> 'died_at')::timestamptz;
  known builds;
  former builds;
  v_order int;
begin
  if p_report -> 'pipeline' ->> 'provider' <> 'jenkins' or p_report -> 'run' = 'null' then return plain; end if;
  select * into known from builds b
   where b.org_id = p_org and b.provider = 'jenkins' and b.repository = p_repository and b.external_id = plain
     for update;
  if not found then return plain; end if;
  told := jsonb_populate_record(null::attempts, p_report -> 'run');
  v_order := life_after(known, told, v_born, v_died);
  if v_order = 0 and known.born_at is not null then return plain; end if;
  if v_order = 1 then
    update builds b
       set external_id = former_id(known, plain, coalesce(known.born_at, known.started_at, known.created_at)),
           former_id = plain, number = null, version = b.version + 1
     where b.id = known.id;
    return plain;
  end if;
  select * into former from builds b
   where b.org_id = p_org and b.provider = 'jenkins' and b.repository = p_repository and b.former_id = plain
     and life_after(b, told, v_born, v_died) = 0
     and (v_order = -1 or b.born_at = v_born or told.observed_at between b.born_at and b.died_at)
   order by b.born_at desc nulls last limit 1;
  if found and former.born_at is null and v_born is not null then
    update builds b set external_id = former_id(former, plain, v_born) where b.id = former.id returning * into former;
  end if;
  if former.id is not null then return former.external_id; end if;
  return case when v_order = 0 then plain else
    plain || '~' || floor(extract(epoch from coalesce(v_born, least(told.started_at, told.observed_at))))::bigint end;
end $$;
