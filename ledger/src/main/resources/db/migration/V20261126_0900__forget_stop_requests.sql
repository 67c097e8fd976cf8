-- a wish to stop ends with what was to stop, or it would stop later work about the same build
grant delete on stop_request to slipway_builder, slipway_deployer;
delete from stop_request s
where exists (select 1 from build b where b.id::text = s.instance and b.finished_at is not null)
    or exists (select 1 from deployment d where d.id::text = s.instance and d.ended_at is not null);
comment on table stop_request is 'A person wants a build (by its id) or a deployment (by its id) to stop; read at the heartbeat of its job, gone with its end.';
