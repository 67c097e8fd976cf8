-- A person may have a quarantined record taken in again: the console marks it, the stage's own sweeper reads it.

alter table quarantine drop constraint quarantine_state_check;
alter table quarantine add constraint quarantine_state_check check (state in ('OPEN', 'REDRIVING', 'REDRIVEN', 'SKIPPED'));
alter table quarantine add column handled_by text, add column handled_note text;
create index quarantine_redriving on quarantine (stage) where state = 'REDRIVING';
