-- The ledger proper: chains of entries per subject, the moves that are legal, and who may make them.

create table fact_type (
    type text not null,
    subject_kind text not null constraint fact_type_kind_check check (subject_kind in ('build', 'artifact', 'environment')),
    role text not null,
    constraint fact_type_pk primary key (type, subject_kind, role)
);
comment on table fact_type is 'Which facts may be entered about which kind of subject, by whom. Equal to FactType in lifecycle-model.';

create table move (
    type text not null,
    machine text not null,
    from_state text not null,
    to_state text not null,
    role text not null,
    constraint move_pk primary key (type, machine, from_state, to_state, role)
);
comment on table move is 'The state machines: which fact moves which machine from where to where, by whom. Equal to FactType in lifecycle-model.';

create table subject (
    key text not null constraint subject_pk primary key,
    kind text not null constraint subject_kind_check check (kind in ('build', 'artifact', 'environment')),
    chain_id uuid not null,
    seq bigint not null default 0 constraint subject_seq_check check (seq >= 0),
    head_hash bytea not null default decode(repeat('00', 32), 'hex')
) with (fillfactor = 70);
comment on table subject is 'What a chain of entries is about: the row a writer locks, with the head of its chain. Only the trigger of ledger_entry moves the head.';

create table ledger_entry (
    subject_key text not null constraint ledger_entry_subject_fk references subject,
    seq bigint not null constraint ledger_entry_seq_check check (seq > 0),
    event_id uuid not null constraint ledger_entry_event_uq unique,
    subject_kind text not null,
    type text not null,
    role text not null,
    actor text not null,
    machine text,
    instance text,
    from_state text,
    to_state text,
    chain_id uuid not null,
    at timestamptz not null,
    bytes bytea not null,
    prev_hash bytea not null,
    hash bytea not null,
    constraint ledger_entry_pk primary key (subject_key, seq),
    constraint ledger_entry_writer_fk foreign key (type, subject_kind, role) references fact_type,
    constraint ledger_entry_move_fk foreign key (type, machine, from_state, to_state, role) references move,
    constraint ledger_entry_move_check check (num_nulls(machine, instance, from_state, to_state) in (0, 4))
);
comment on table ledger_entry is 'The truth: every fact, append-only, in a chain per subject. bytes is what was published; hash = SHA-256(prev_hash || bytes).';
create index ledger_entry_chain on ledger_entry (chain_id, at);
create index ledger_entry_at on ledger_entry (type, at);

create table request (
    source text not null,
    id text not null,
    payload_sha256 text not null,
    build_id uuid not null,
    constraint request_pk primary key (source, id)
);
comment on table request is 'Request identity, kept for ever: the same CloudEvent (source, id) is the same build.';

create table build (
    id uuid not null constraint build_pk primary key,
    state text not null default 'NONE',
    repository text not null,
    commit_id text not null,
    ref text,
    directory text not null,
    rebuild boolean not null,
    content_identity text not null,
    actor text not null,
    digest text,
    failure_kind text,
    failure_reason text,
    log_sha256 text,
    requested_at timestamptz not null,
    finished_at timestamptz
) with (fillfactor = 70);
comment on table build is 'Builds as they stand: a projection of their entries. content_identity is what makes two requests ask for the same image.';
create index build_content on build (content_identity);
create index build_commit on build (commit_id);

create table artifact (
    digest text not null constraint artifact_pk primary key constraint artifact_digest_check check (digest ~ '^sha256:[0-9a-f]{64}$'),
    state text not null default 'NONE',
    app text not null,
    image_repository text not null,
    media_type text not null,
    source_repository text not null,
    commit_id text not null,
    ref text,
    build_id uuid not null,
    run_description text not null,
    sbom_sha256 text,
    packaged_at timestamptz not null
) with (fillfactor = 70);
comment on table artifact is 'Artifacts as they stand: a projection of their entries.';
create index artifact_commit on artifact (commit_id);

create table placement (
    app text not null,
    environment text not null,
    digest text not null,
    instance text generated always as (app || '/' || environment || '@' || digest) stored constraint placement_instance_uq unique,
    state text not null default 'NONE',
    image_repository text,
    tag text,
    decision text,
    changed_at timestamptz not null,
    constraint placement_pk primary key (app, environment, digest)
) with (fillfactor = 70);
comment on table placement is 'Permission of an artifact in an environment of an app: a projection of the artifact''s entries.';
create index placement_digest on placement (digest);

create table deployment (
    id uuid not null constraint deployment_pk primary key,
    state text not null default 'NONE',
    app text not null,
    environment text not null,
    digest text not null,
    configuration_sha256 text not null,
    cause text not null,
    failure text,
    queued_at timestamptz not null,
    ended_at timestamptz
) with (fillfactor = 70);
comment on table deployment is 'Attempts to make a digest run: a projection of the artifact''s entries.';
create index deployment_place on deployment (app, environment, queued_at);
create unique index deployment_one_active on deployment (app, environment)
    where state in ('PREPARING', 'STARTED', 'VERIFYING', 'SHIFTING', 'BAKING');

create table serving (
    app text not null,
    environment text not null,
    deployment_id uuid not null,
    digest text not null,
    known_good_deployment_id uuid,
    known_good_digest text,
    url text not null,
    since timestamptz not null,
    constraint serving_pk primary key (app, environment)
) with (fillfactor = 70);
comment on table serving is 'Which deployment has the traffic, and the last one known to be good.';

create table evidence (
    sha256 text not null constraint evidence_pk primary key constraint evidence_sha_check check (sha256 = encode(sha256(body), 'hex')),
    kind text not null,
    media_type text not null,
    body bytea not null,
    created_at timestamptz not null default clock_timestamp()
);
comment on table evidence is 'What is too large for an event, by content: SBOMs, logs, decisions with their policy and facts.';

create table finding (
    digest text not null,
    advisory text not null,
    package text not null,
    version text not null,
    fixed_in text,
    severity text not null,
    severity_source text not null,
    constraint finding_pk primary key (digest, advisory, package, version)
);
comment on table finding is 'Advisories that match what an artifact contains, as of its last scan.';

create table component (
    digest text not null,
    purl text not null,
    name text not null,
    version text not null,
    constraint component_pk primary key (digest, purl)
);
comment on table component is 'What is inside an artifact, by package URL.';
create index component_name on component (name, version);
