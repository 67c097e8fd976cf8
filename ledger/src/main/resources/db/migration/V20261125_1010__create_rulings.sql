-- What people have ruled, as it stands: projections of entries, as everything beside them.

alter table artifact add column veto text;

create table restriction (
    app text not null,
    environment text not null,
    kind text not null constraint restriction_kind_check check (kind in ('HOLD', 'FREEZE')),
    reason text not null,
    actor text not null,
    since timestamptz not null,
    until timestamptz,
    constraint restriction_pk primary key (app, environment, kind)
);
comment on table restriction is 'What keeps an environment of an app from changing: a hold (no new artifact by itself), a freeze (no deployment).';

create table approval (
    app text not null,
    environment text not null,
    digest text not null,
    approver text not null,
    role text not null,
    decision text not null constraint approval_decision_check check (decision in ('APPROVED', 'REJECTED')),
    comment text,
    at timestamptz not null,
    expires timestamptz,
    constraint approval_pk primary key (app, environment, digest, approver)
);
comment on table approval is 'The last word of each approver on a digest in an environment.';

create table waiver (
    id uuid not null constraint waiver_pk primary key,
    subject_key text not null,
    advisory text not null,
    package text,
    reason text not null,
    owner text not null,
    actor text not null,
    at timestamptz not null,
    expires timestamptz,
    revoked_at timestamptz
);
comment on table waiver is 'Somebody answers for a finding of an artifact, or of whatever runs in an environment of an app, until it expires.';
create index waiver_subject on waiver (subject_key) where revoked_at is null;

create table drift (
    app text not null,
    environment text not null,
    kind text not null,
    detail text not null,
    since timestamptz not null,
    constraint drift_pk primary key (app, environment, kind)
);
comment on table drift is 'Where what runs is not what the ledger says.';

create table stop_request (
    instance text not null constraint stop_request_pk primary key,
    reason text not null,
    actor text not null,
    at timestamptz not null
);
comment on table stop_request is 'A person wants a build (by its id) or a deployment (by its id) to stop; read at the heartbeat of its job.';

do $$
declare
    service text;
begin
    foreach service in array array['builder', 'scanner', 'promoter', 'deployer', 'console'] loop
        execute format('grant select on restriction, approval, waiver, drift, stop_request to slipway_%s', service);
    end loop;
end $$;
grant update (veto) on artifact to slipway_console;
grant insert, update, delete on restriction to slipway_console, slipway_deployer;
grant insert, update on approval, waiver to slipway_console;
grant insert, update, delete on drift to slipway_deployer;
grant insert on stop_request to slipway_console, slipway_builder;
