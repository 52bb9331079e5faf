-- What was closed of a pipeline at a time, beside all that was closed then.
create index breakages_by_pipeline_end on breakages (pipeline_id, closed_at) where closed_by is not null;
