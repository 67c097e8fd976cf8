-- What a running build says, readable by every replica; kept as evidence when the build ends, and gone from here then.

create table build_log (
    build_id uuid not null constraint build_log_build_fk references build,
    seq int not null constraint build_log_seq_check check (seq >= 0),
    bytes bytea not null,
    constraint build_log_pk primary key (build_id, seq)
);
comment on table build_log is 'The log of a build that runs, in the pieces in which it was written. Not part of the ledger.';
grant select, insert, delete on build_log to slipway_builder;
grant select on build_log to slipway_console;
