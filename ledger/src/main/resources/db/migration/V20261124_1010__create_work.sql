-- Work: what was seen, what is to be done, what waits to be sent, what could not be read.

create table seen (
    stage text not null,
    subject_key text not null,
    seq bigint not null,
    at timestamptz not null default clock_timestamp(),
    constraint seen_pk primary key (stage, subject_key, seq)
);
comment on table seen is 'Facts a stage has taken in: a redelivered event or one the sweeper found first is seen once.';

create table sweep (
    stage text not null constraint sweep_pk primary key,
    swept_to timestamptz not null
);
comment on table sweep is 'Up to which time a stage has looked for facts that Kafka did not bring.';

create table lane (
    stage text not null,
    name text not null,
    priority smallint not null default 0,
    next_at timestamptz not null default 'infinity',
    running_job uuid,
    lease_until timestamptz,
    fence bigint not null default 0,
    held_by uuid,
    constraint lane_pk primary key (stage, name),
    constraint lane_lease_check check ((running_job is null) = (lease_until is null))
) with (fillfactor = 70);
comment on table lane is 'Jobs of one lane run one after the other. next_at: when its oldest open job may run, by database time. held_by: the dead job it waits for. fence: the token of the lease, raised by every claim.';
create index lane_ready on lane (stage, priority desc, next_at) where running_job is null and held_by is null and next_at < 'infinity';
create index lane_running on lane (stage, lease_until) where running_job is not null;

create table job (
    id uuid not null constraint job_pk primary key,
    stage text not null,
    lane text not null,
    ord bigint generated always as identity,
    kind text not null,
    subject_key text not null,
    dedupe text not null,
    priority smallint not null default 0,
    state text not null default 'READY' constraint job_state_check check (state in ('READY', 'RUNNING', 'DONE', 'DEAD')),
    attempt int not null default 0,
    run_at timestamptz not null default clock_timestamp(),
    cause uuid,
    created_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    note text,
    constraint job_lane_fk foreign key (stage, lane) references lane,
    constraint job_dedupe_uq unique (stage, kind, dedupe)
) with (fillfactor = 70);
comment on table job is 'Work of a stage. A retry is the same row with a later run_at; attempt is counted at the claim; cause is the event that asked for it.';
create index job_open on job (stage, lane, ord) where state in ('READY', 'RUNNING');
create index job_dead on job (stage, finished_at) where state = 'DEAD';

create table timer (
    stage text not null,
    subject_key text not null,
    kind text not null,
    due timestamptz not null,
    lane text not null,
    constraint timer_pk primary key (stage, subject_key, kind)
);
comment on table timer is 'What is to be looked at when its time has come; the sweeper turns due ones into jobs.';
create index timer_due on timer (stage, due);

create table outbox (
    id bigint generated always as identity constraint outbox_pk primary key,
    shard smallint not null,
    topic text not null,
    key text not null,
    headers jsonb not null default '{}',
    value bytea not null,
    created_at timestamptz not null default clock_timestamp(),
    parked text
);
comment on table outbox is 'What waits to be sent to Kafka, in order per shard; deleted after the broker has it. parked: why it can never be sent.';
create index outbox_shard on outbox (shard, id) where parked is null;

create table quarantine (
    id uuid not null constraint quarantine_pk primary key,
    stage text not null,
    topic text not null,
    part int not null,
    off bigint not null,
    key text,
    headers jsonb not null,
    value bytea,
    reason text not null,
    state text not null default 'OPEN' constraint quarantine_state_check check (state in ('OPEN', 'REDRIVEN', 'SKIPPED')),
    at timestamptz not null default clock_timestamp(),
    constraint quarantine_record_uq unique (stage, topic, part, off)
);
comment on table quarantine is 'Records that could not be taken in, with their original bytes and the reason.';
