-- What the pollers keep: how each source stands, the runs of each poller, and what is still to be found.

-- The provider's own number of the build. A number between two known ones that nobody told of is a build that was missed.
alter table builds add column number bigint;

-- Whom builds come from, by the repository that their builds name; also a pattern that led nowhere.
create table sources (
  org_id bigint not null default 1 references orgs,
  provider provider not null,
  name text not null,
  -- When the last webhook of a build came, to the minute.
  last_webhook_at timestamptz,
  -- When the configuration first named it; null where only webhooks know it.
  named_at timestamptz,
  last_poll_at timestamptz,
  complete_until timestamptz,
  backfill_from timestamptz,
  backfill_reached timestamptz,
  error text,
  error_at timestamptz,
  throttled_until timestamptz,
  -- When a poll last told of a build that a webhook should have told of first.
  polled_news_at timestamptz,
  last_requests bigint not null default 0,
  total_requests bigint not null default 0,
  budget_limit bigint,
  budget_remaining bigint,
  budget_resets_at timestamptz,
  primary key (org_id, provider, name)
);

-- One row a poller: a run that is asked for waits here, whatever becomes of the ring.
create table polls (
  org_id bigint not null default 1 references orgs,
  provider provider not null,
  -- The number of the last run that was asked for or begun.
  run bigint not null,
  state text not null check (state in ('idle', 'queued', 'running')),
  requested_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  -- Whoever runs is believed dead after this.
  lease_until timestamptz,
  error text,
  -- What the configuration's patterns led to, so that they are not asked for each time.
  names text[] not null default '{}',
  names_at timestamptz,
  primary key (org_id, provider)
);

-- Builds to look at again: not over, or with something lacking. It follows the feed of transitions when a poll runs, so
-- that taking in a webhook costs nothing more; an index of unfinished builds would turn each change of a status from an
-- update in place into one that writes to every index of `builds`.
create table unsettled (
  build_id bigint primary key references builds on delete cascade,
  org_id bigint not null default 1 references orgs,
  noted_at timestamptz not null default clock_timestamp(),
  looked_at timestamptz,
  -- The build's version after the last look: what was lacking then is not to be had.
  looked_version bigint
);

-- Numbers that were missing between two builds of a pipeline, and what became of them.
create table holes (
  org_id bigint not null default 1 references orgs,
  pipeline_id bigint not null references pipelines on delete cascade,
  number bigint not null,
  state text not null default 'open' check (state in ('open', 'found', 'gone')),
  -- When the builds on either side came to be.
  after timestamptz not null,
  before timestamptz not null,
  seen_at timestamptz not null default clock_timestamp(),
  primary key (pipeline_id, number)
);
