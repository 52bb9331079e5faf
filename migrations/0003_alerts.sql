-- Breakages, and who is told of them.

-- How the attempts ended that say whether their pipeline works on a branch: success, failure or timed out, of builds
-- that are no pull request's. They are ordered by (at, build_id, attempt). `functions/breakage.sql` keeps them.
create table verdicts (
  build_id bigint not null references builds on delete cascade,
  attempt bigint not null,
  org_id bigint not null default 1,
  -- Organisation and pipeline are the build's, whose row answers for them.
  pipeline_id bigint not null,
  branch text not null,
  -- The build's `created_at`.
  at timestamptz not null,
  red boolean not null,
  -- When the attempt ended.
  decided_at timestamptz not null,
  primary key (build_id, attempt)
);
-- One index a colour: the next of a colour is one step away, however many of the other stand before it.
create index verdicts_green on verdicts (pipeline_id, branch, at, build_id, attempt) where not red;
create index verdicts_red on verdicts (pipeline_id, branch, at, build_id, attempt) where red;

-- From the first red verdict of a pipeline on a branch to the first green one after it.
create table breakages (
  id bigint generated always as identity primary key,
  org_id bigint not null default 1 references orgs,
  pipeline_id bigint not null references pipelines on delete cascade,
  branch text not null,
  opened_by bigint not null references builds on delete cascade,
  opened_attempt bigint not null,
  -- The `created_at` of `opened_by`: with it and the attempt, the place of the opening among the verdicts.
  position timestamptz not null,
  opened_at timestamptz not null,
  closed_by bigint references builds on delete cascade,
  closed_attempt bigint,
  closed_at timestamptz,
  -- The record was corrected, and there never was such a breakage. It stays for those who were told of it, closed when
  -- we learned so, by no build.
  retracted boolean not null default false,
  -- How often its state was put in the outbox: odd while the last word is that it is broken.
  told int not null default 0,
  check ((closed_by is null) = (closed_attempt is null)),
  check (retracted or (closed_at is null) = (closed_by is null)),
  check (not retracted or (closed_at is not null and closed_by is null))
);
create unique index breakages_one_open on breakages (pipeline_id, branch) where closed_at is null;
create index breakages_by_position on breakages (pipeline_id, branch, position, opened_by, opened_attempt)
  where not retracted;
-- The lists, newest first; open ones are few among many.
create index breakages_open on breakages (org_id, opened_at desc, id desc) where closed_at is null;
create index breakages_by_time on breakages (org_id, opened_at desc, id desc) where not retracted;
create index breakages_by_end on breakages (org_id, closed_at) where closed_by is not null;
-- Builds that are forgotten take their breakages with them.
create index breakages_opened_by on breakages (opened_by);
create index breakages_closed_by on breakages (closed_by) where closed_by is not null;

-- Where alerts go.
create table alert_channels (
  id bigint generated always as identity primary key,
  org_id bigint not null default 1 references orgs,
  kind text not null check (kind in ('slack', 'email')),
  name text not null,
  -- The webhook's address, which is a secret, or a comma list of mail addresses; null takes it from the environment.
  target text,
  enabled boolean not null default true,
  -- Why it was switched off without being asked to.
  disabled_reason text,
  -- When it takes the next message.
  next_slot timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);

-- Who is told what. Globs: `*` is any run of characters, `?` is one.
create table alert_routes (
  id bigint generated always as identity primary key,
  org_id bigint not null default 1 references orgs,
  name text not null,
  provider text not null default '*',
  repository text not null default '*',
  pipeline text not null default '*',
  -- Null is the pipeline's default branch.
  branch text,
  kinds text[] not null default '{broken,fixed}'
    check (cardinality(kinds) > 0 and kinds <@ '{broken,fixed,still_failing}'::text[]),
  enabled boolean not null default true,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);

create table alert_route_channels (
  route_id bigint not null references alert_routes on delete cascade,
  channel_id bigint not null references alert_channels on delete cascade,
  primary key (route_id, channel_id)
);
create index alert_route_channels_by_channel on alert_route_channels (channel_id);

-- When to keep quiet about what.
create table silences (
  id bigint generated always as identity primary key,
  org_id bigint not null default 1 references orgs,
  provider text not null default '*',
  repository text not null default '*',
  pipeline text not null default '*',
  -- Null is any branch.
  branch text,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null check (reason <> ''),
  created_at timestamptz not null default clock_timestamp(),
  check (ends_at > starts_at)
);

-- What was told, or is about to be: one row a message to a channel.
create table alerts (
  id bigint generated always as identity primary key,
  org_id bigint not null default 1 references orgs,
  breakage_id bigint references breakages on delete set null,
  channel_id bigint not null references alert_channels on delete cascade,
  kind text not null check (kind in ('broken', 'fixed', 'still_failing', 'broken_and_fixed', 'digest', 'test')),
  -- The build it is about, which may be forgotten before the alert is.
  build_id bigint,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'dead', 'collapsed')),
  tries int not null default 0,
  last_error text,
  created_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz,
  -- Names the message, so that it is never written twice.
  dedupe_key text not null,
  unique (org_id, dedupe_key)
);
create index alerts_by_channel on alerts (channel_id, id desc);
create index alerts_waiting on alerts (channel_id, id) where state = 'waiting';
create index alerts_of_breakage on alerts (breakage_id) where breakage_id is not null;
