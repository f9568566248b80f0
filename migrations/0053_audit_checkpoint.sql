-- Where the audit trail stood, signed with SVARTID_SECRET: whoever has the database alone can write a chain anew from any row on, but not this.
create table audit_checkpoint (
  audit_id bigint primary key,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  at timestamptz not null check (at = date_trunc('milliseconds', at)),
  signature text not null check (signature ~ '^[0-9a-f]{64}$')
);
create trigger audit_checkpoint_append_only before update or delete on audit_checkpoint
  for each row execute function refuse_change();
create trigger audit_checkpoint_kept before truncate on audit_checkpoint
  for each statement execute function refuse_change();
