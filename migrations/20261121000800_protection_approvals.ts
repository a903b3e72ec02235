import type { Knex } from 'knex';

/** What waits for a human: the plan that was shown, who may say what, and what was said. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table approvals (
      id uuid primary key,
      state text not null default 'pending' check (state in ('pending', 'approved', 'rejected', 'expired', 'withdrawn')),
      subject_type text not null,
      subject_id uuid not null,
      subject_title text not null,
      risk_level text not null check (risk_level in ('none', 'low', 'medium', 'high', 'critical', 'forbidden')),
      risk_reasons jsonb not null,
      plan jsonb not null,
      plan_hash text not null,
      confirmation_level text not null
        check (confirmation_level in ('none', 'confirm', 'phrase', 'four_eyes', 'quorum', 'impossible')),
      phrase text,
      approvals_needed integer not null check (approvals_needed between 0 and 10),
      attempts_left integer not null check (attempts_left >= 0),
      -- the workflow that waits: told of every decision
      workflow_id text not null,
      site text,
      requested_by text not null,
      requested_by_name text not null,
      correlation_id text not null,
      created_at timestamptz(3) not null default now(),
      expires_at timestamptz(3) not null,
      -- the requester's own step; where no person asked, the first one who takes it stands for the requester
      acknowledged_at timestamptz(3),
      acknowledged_by text,
      acknowledged_by_name text,
      -- why it was withdrawn or has expired
      outcome_reason text,
      decided_at timestamptz(3),
      -- the workflow has read the outcome; until then it is told again
      delivered_at timestamptz(3),
      told_at timestamptz(3),
      tellings integer not null default 0
    );
    create index approvals_pending on approvals (created_at desc, id desc) where state = 'pending';
    create index approvals_created on approvals (created_at desc, id desc);
    create index approvals_subject on approvals (subject_type, subject_id, created_at desc);
    create index approvals_undelivered on approvals (decided_at) where state <> 'pending' and delivered_at is null;

    create table approval_decisions (
      id uuid primary key,
      approval_id uuid not null references approvals (id) on delete cascade,
      decision text not null check (decision in ('approve', 'reject')),
      -- null when the Web UI's signal said it: its identity is a claim, not a login
      user_id uuid,
      by_name text not null,
      door text not null,
      comment text,
      checklist jsonb not null default '[]',
      -- of the plan that was decided about
      plan_hash text not null,
      at timestamptz(3) not null default now()
    );
    create index approval_decisions_approval on approval_decisions (approval_id, at);
    -- A person counts once; who approved may still think better of it and reject.
    create unique index approval_decisions_once on approval_decisions (approval_id, user_id, decision) where user_id is not null;

    -- Wishes of the Web UI that were refused: a repeated activity must not count a wrong phrase twice.
    create table approval_refusals (
      id uuid primary key,
      approval_id uuid not null references approvals (id) on delete cascade,
      by_name text,
      reason text not null,
      at timestamptz(3) not null default now()
    );
    create index approval_refusals_approval on approval_refusals (approval_id, at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table approval_refusals, approval_decisions, approvals');
}
