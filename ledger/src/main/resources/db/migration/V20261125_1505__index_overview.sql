-- The pages show the newest of each: found by an index, however long the history is.

create index artifact_app on artifact (app, packaged_at desc, digest);
create index placement_waiting on placement (app, environment, changed_at desc) where state in ('PENDING', 'BLOCKED');
create index deployment_open on deployment (app, environment, queued_at desc)
    where state in ('QUEUED', 'PREPARING', 'STARTED', 'VERIFYING', 'SHIFTING', 'BAKING');
create index build_requested on build (requested_at desc, id desc);
