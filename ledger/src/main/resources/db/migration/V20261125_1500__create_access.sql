-- Who may come in over the console. Nobody but the console's role sees these tables.

create table access_token (
    id uuid not null constraint access_token_pk primary key,
    name text not null constraint access_token_name_check check (name ~ '^[A-Za-z0-9._@-]{1,64}$'),
    hash bytea not null constraint access_token_hash_uq unique constraint access_token_hash_check check (length(hash) = 32),
    roles text[] not null constraint access_token_roles_check check (cardinality(roles) > 0),
    apps text[] not null,
    environments text[] not null,
    created_by text not null,
    created_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    revoked_by text,
    last_used_at timestamptz,
    constraint access_token_life_check check (expires_at > created_at),
    constraint access_token_revoked_check check (num_nulls(revoked_at, revoked_by) in (0, 2))
);
comment on table access_token is 'Tokens by the SHA-256 of their secret, which is kept nowhere. The name is the actor; no apps or no environments means all.';
create unique index access_token_name on access_token (name) where revoked_at is null;

create table session (
    id_hash bytea not null constraint session_pk primary key constraint session_id_check check (length(id_hash) = 32),
    token_hash bytea not null,
    actor text not null,
    created_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null
);
comment on table session is 'Who is logged in to the pages, by the SHA-256 of the cookie. It ends with the token that opened it.';
create index session_expires on session (expires_at);

create table command (
    actor text not null,
    key text not null,
    payload_sha256 text not null,
    answer text not null,
    at timestamptz not null default clock_timestamp(),
    constraint command_pk primary key (actor, key)
);
comment on table command is 'Commands of people by their idempotency key, with the answer they got: the same again gets it again.';

grant select, insert, update (revoked_at, revoked_by, last_used_at) on access_token to slipway_console;
grant select, insert, delete on session to slipway_console;
grant select, insert on command to slipway_console;
