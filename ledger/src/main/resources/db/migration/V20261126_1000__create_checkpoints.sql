-- Signed checkpoints over the heads of all chains. A database cannot keep its owner from rewriting it, but it can be seen.

create table checkpoint (
    number bigint not null constraint checkpoint_pk primary key constraint checkpoint_number_check check (number > 0),
    note text not null,
    edge bytea not null
);
comment on table checkpoint is 'Signed notes over the tree of all heads, append-only. edge: the right edge of that tree (RFC 6962), from which the next one goes on.';

create table checkpoint_head (
    position bigint not null constraint checkpoint_head_pk primary key constraint checkpoint_head_position_check check (position >= 0),
    checkpoint bigint not null,
    subject_key text not null,
    seq bigint not null,
    hash bytea not null,
    constraint checkpoint_head_subject_uq unique (subject_key, seq)
);
comment on table checkpoint_head is 'Leaves of the tree, append-only: each head that a checkpoint found grown since the one before. No foreign keys: nobody waits for a checkpoint.';
create index checkpoint_head_checkpoint on checkpoint_head (checkpoint, position);

create trigger checkpoint_keep before update or delete on checkpoint for each row execute function ledger_entry_keep();
create trigger checkpoint_keep_all before truncate on checkpoint for each statement execute function ledger_entry_keep();
create trigger checkpoint_head_keep before update or delete on checkpoint_head for each row execute function ledger_entry_keep();
create trigger checkpoint_head_keep_all before truncate on checkpoint_head for each statement execute function ledger_entry_keep();

grant select, insert on checkpoint, checkpoint_head to slipway_console;
