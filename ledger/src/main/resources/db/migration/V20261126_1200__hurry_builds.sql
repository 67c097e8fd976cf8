-- an urgent build goes before routine ones, in the queues of all stages
alter table build add column urgent boolean not null default false;
comment on column build.urgent is 'Goes before everything in the queues that is not; once urgent, always urgent.';
grant insert (urgent), update (urgent) on build to slipway_builder, slipway_console;

create function urgency(subject text) returns smallint stable language sql as $$
    select case when exists (select from build where urgent and id = case
        when subject ~ '^[0-9a-f]{8}-' then subject::uuid
        else (select build_id from artifact where digest = subject) end) then 10::smallint else 0::smallint end
$$;
comment on function urgency is 'The least priority of a job about this subject: that of the build it is or comes from.';
