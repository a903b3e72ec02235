import type { Knex } from 'knex';

/** Second factors, installations with one person, break-glass with its review, escalation, unlocking, delegation. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table users
      -- sealed; a shared secret of RFC 6238
      add column totp_secret bytea,
      -- null until a first code has proved that the person has it
      add column totp_confirmed_at timestamptz(3),
      -- the last time step a code was taken of: each counts once
      add column totp_last_step bigint not null default 0;

    alter table approvals
      -- approved, but not acted upon before: until then anybody may still stop it
      add column acts_not_before timestamptz(3),
      add column solo boolean not null default false,
      add column escalations integer not null default 0,
      add column break_glass_at timestamptz(3),
      add column break_glass_by uuid,
      add column break_glass_by_name text,
      add column break_glass_reason text,
      add column review_due_at timestamptz(3),
      add column reviewed_at timestamptz(3),
      add column reviewed_by uuid,
      add column reviewed_by_name text,
      add column review_comment text;
    create index approvals_review on approvals (review_due_at) where break_glass_at is not null and reviewed_at is null;

    alter table approval_decisions
      add column on_behalf_of uuid,
      add column on_behalf_of_name text;

    create table approval_delegations (
      id uuid primary key,
      from_user_id uuid not null references users (id) on delete cascade,
      to_user_id uuid not null references users (id) on delete cascade,
      -- null: of every kind
      subject_types text[],
      reason text not null,
      starts_at timestamptz(3) not null default now(),
      ends_at timestamptz(3) not null,
      revoked_at timestamptz(3),
      created_at timestamptz(3) not null default now(),
      check (from_user_id <> to_user_id),
      check (ends_at > starts_at)
    );
    create index approval_delegations_to on approval_delegations (to_user_id, ends_at) where revoked_at is null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table approval_delegations;
    alter table approval_decisions drop column on_behalf_of, drop column on_behalf_of_name;
    alter table approvals
      drop column acts_not_before, drop column solo, drop column escalations, drop column break_glass_at,
      drop column break_glass_by, drop column break_glass_by_name, drop column break_glass_reason,
      drop column review_due_at, drop column reviewed_at, drop column reviewed_by, drop column reviewed_by_name,
      drop column review_comment;
    alter table users drop column totp_secret, drop column totp_confirmed_at, drop column totp_last_step;
  `);
}
