import type { Knex } from 'knex';

/**
 * The audit trail. Docs: docs/decisions/0004-audit-chain.md. Rows come in only through audit_append, which runs with
 * the rights of the schema's owner; the application may read and nothing else.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table audit_entries (
      sequence bigint primary key check (sequence > 0),
      at timestamptz not null,
      actor_kind text not null,
      actor_id text not null,
      actor_name text not null,
      door text not null,
      action text not null,
      subject_type text not null,
      subject_id text not null,
      outcome text not null,
      correlation_id text not null,
      previous_hash bytea not null check (length(previous_hash) = 32),
      hash bytea not null check (length(hash) = 32),
      -- the very text that was hashed; the columns above repeat parts of it and are compared with it by verify
      payload text not null check (octet_length(payload) <= 262144)
    );
    create index audit_entries_at on audit_entries (at);
    create index audit_entries_actor on audit_entries (actor_id, sequence);
    create index audit_entries_action on audit_entries (action, sequence);
    create index audit_entries_subject on audit_entries (subject_type, subject_id, sequence);
    create index audit_entries_correlation on audit_entries (correlation_id, sequence);

    create table audit_checkpoints (
      sequence bigint not null check (sequence > 0),
      key_id text not null,
      hash bytea not null check (length(hash) = 32),
      at timestamptz not null,
      signature bytea not null check (length(signature) = 64),
      primary key (sequence, key_id)
    );
  `);
  await knex.raw(REFUSE_CHANGES);
  await knex.raw(APPEND);
  await knex.raw(ADD_CHECKPOINT);
}

const REFUSE_CHANGES = `
  create function audit_refuse_change() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
  begin
    raise exception 'the audit trail is append-only: % on % is refused', tg_op, tg_table_name
      using errcode = 'insufficient_privilege', hint = 'Correct a mistake by a further entry.';
  end $$;

  create trigger audit_entries_no_change before update or delete on audit_entries
    for each row execute function audit_refuse_change();
  create trigger audit_entries_no_truncate before truncate on audit_entries
    for each statement execute function audit_refuse_change();
  create trigger audit_checkpoints_no_change before update or delete on audit_checkpoints
    for each row execute function audit_refuse_change();
  create trigger audit_checkpoints_no_truncate before truncate on audit_checkpoints
    for each statement execute function audit_refuse_change();
  -- also where triggers are switched off for replication
  alter table audit_entries enable always trigger audit_entries_no_change;
  alter table audit_entries enable always trigger audit_entries_no_truncate;
  alter table audit_checkpoints enable always trigger audit_checkpoints_no_change;
  alter table audit_checkpoints enable always trigger audit_checkpoints_no_truncate;
`;

// One writer at a time until its transaction ends: that makes the sequence free of gaps. Each statement of the function
// sees what was committed while it waited, which only READ COMMITTED gives.
const APPEND = `
  create function audit_append(entries jsonb) returns table (sequence bigint, hash bytea)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
  declare
    entry jsonb;
    head record;
    moment timestamptz;
    text_of_entry text;
    next_sequence bigint;
    next_hash bytea;
    last_hash bytea;
  begin
    if current_setting('transaction_isolation') <> 'read committed' then
      raise exception 'audit_append needs a transaction at READ COMMITTED'
        using errcode = 'invalid_transaction_state';
    end if;
    perform pg_advisory_xact_lock(724160001);
    select e.sequence, e.hash into head from public.audit_entries e order by e.sequence desc limit 1;
    next_sequence := coalesce(head.sequence, 0);
    last_hash := coalesce(head.hash, decode(repeat('00', 32), 'hex'));
    moment := clock_timestamp();
    for entry in select item.value from jsonb_array_elements(entries) with ordinality as item (value, place) order by item.place
    loop
      next_sequence := next_sequence + 1;
      text_of_entry := (entry || jsonb_build_object('at',
        to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))::text;
      next_hash := sha256(convert_to('audit:v1' || chr(10) || next_sequence || chr(10) || encode(last_hash, 'hex')
        || chr(10) || text_of_entry, 'UTF8'));
      insert into public.audit_entries (sequence, at, actor_kind, actor_id, actor_name, door, action, subject_type,
                                        subject_id, outcome, correlation_id, previous_hash, hash, payload)
      values (next_sequence, moment, entry #>> '{actor,kind}', entry #>> '{actor,id}', entry #>> '{actor,name}',
              entry ->> 'door', entry ->> 'action', entry #>> '{subject,type}', entry #>> '{subject,id}',
              entry ->> 'outcome', entry ->> 'correlationId', last_hash, next_hash, text_of_entry);
      last_hash := next_hash;
      sequence := next_sequence;
      hash := next_hash;
      return next;
    end loop;
  end $$;
  revoke execute on function audit_append(jsonb) from public;
`;

const ADD_CHECKPOINT = `
  create function audit_add_checkpoint(at_sequence bigint, of_hash bytea, made_at timestamptz, with_key text, signed bytea)
  returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
  begin
    perform 1 from public.audit_entries e where e.sequence = at_sequence and e.hash = of_hash;
    if not found then
      raise exception 'there is no audit entry % with this hash', at_sequence using errcode = 'foreign_key_violation';
    end if;
    insert into public.audit_checkpoints (sequence, key_id, hash, at, signature)
    values (at_sequence, with_key, of_hash, made_at, signed) on conflict (sequence, key_id) do nothing;
  end $$;
  revoke execute on function audit_add_checkpoint(bigint, bytea, timestamptz, text, bytea) from public;
`;

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop function audit_add_checkpoint(bigint, bytea, timestamptz, text, bytea);
    drop function audit_append(jsonb);
    drop table audit_checkpoints, audit_entries;
    drop function audit_refuse_change();
  `);
}
