-- What the scanner knows: facts of layers, advisories over time, and what each artifact was last matched against.

create table layer_facts (
    diff_id text not null,
    analyzer text not null,
    facts bytea not null,
    kept_at timestamptz not null default clock_timestamp(),
    constraint layer_facts_pk primary key (diff_id, analyzer)
);
comment on table layer_facts is 'What was read from a layer by one version of the reading code, as gzipped JSON: images that share it read it once.';

create table advisory_snapshot (
    number bigint not null constraint advisory_snapshot_pk primary key,
    id text not null,
    records int not null,
    rejected int not null,
    report_sha256 text not null,
    at timestamptz not null
);
comment on table advisory_snapshot is 'An import of advisories. id: a hash over every record, the same wherever the same records are read; number: in the order of imports. report_sha256: the evidence that names what could not be read.';

create table advisory_record (
    id text not null,
    first_number bigint not null,
    last_number bigint,
    content text not null,
    constraint advisory_record_pk primary key (id, first_number)
);
comment on table advisory_record is 'A published record as of the snapshots first_number up to, not with, last_number. content: SHA-256 of its bytes.';
create unique index advisory_record_now on advisory_record (id) where last_number is null;
create index advisory_record_first on advisory_record (first_number);
create index advisory_record_last on advisory_record (last_number) where last_number is not null;

create table advisory (
    id text not null,
    first_number bigint not null,
    ecosystem text not null,
    package text not null,
    body text not null,
    constraint advisory_pk primary key (id, first_number, ecosystem, package),
    constraint advisory_record_fk foreign key (id, first_number) references advisory_record
);
comment on table advisory is 'What a record says about one package, as JSON for matching. Withdrawn records have none.';
create index advisory_about on advisory (ecosystem, package);

create table scan (
    digest text not null constraint scan_pk primary key,
    snapshot_number bigint not null,
    ecosystems text[] not null,
    inventory_sha256 text not null,
    report_sha256 text not null,
    at timestamptz not null
);
comment on table scan is 'The last match of each artifact: against which snapshot, and the inventory (evidence) to match again without the image.';
create index scan_snapshot on scan (snapshot_number);

alter table component add column ecosystem text, add column package text;
comment on column component.package is 'The name under which advisories of the ecosystem speak about it, such as the source package.';
create index component_package on component (package, ecosystem);

alter table finding add column purl text, add column path text not null default '', add column layer text;
alter table finding drop constraint finding_pk, add constraint finding_pk primary key (digest, advisory, package, version, path);

do $$
declare
    service text;
begin
    foreach service in array array['builder', 'scanner', 'promoter', 'deployer', 'console'] loop
        execute format('grant select on advisory_snapshot, advisory_record, advisory, scan to slipway_%s', service);
    end loop;
end $$;
grant select, insert on layer_facts to slipway_scanner;
grant insert on advisory_snapshot, advisory_record, advisory to slipway_scanner;
grant update (last_number) on advisory_record to slipway_scanner;
grant insert, update on scan to slipway_scanner;
