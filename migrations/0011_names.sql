-- What pipelines are searched by: repository and name, a line each, in lower case.
alter table pipelines add column words text not null generated always as (lower(repository || E'\n' || name)) stored;
