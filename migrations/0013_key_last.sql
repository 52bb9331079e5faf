-- Every report looks its build up by this key. While PostgreSQL knows nothing of what a table holds, as in the first minutes
-- of a database, all indexes that begin alike promise it the same, and it takes the one that was made last: it read through
-- all builds of a provider for each report. Made beside the old one, so that builds can be read meanwhile.
create unique index builds_key on builds (org_id, provider, repository, external_id);
alter table builds
  drop constraint builds_org_id_provider_repository_external_id_key,
  add constraint builds_org_id_provider_repository_external_id_key unique using index builds_key;
