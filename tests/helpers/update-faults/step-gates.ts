import pg from 'pg';
import { waitUntil } from '../wait-until.js';

export interface StepGate {
  readonly containerId: string;
  readonly step: string;
  readonly state: 'running' | 'succeeded';
}

export interface StepChange {
  readonly runId: string;
  readonly step: string;
  readonly state: string;
  readonly attempt: number;
}

/** Whoever writes a step's row waits for the gate of its container, step and state; what was written is told. */
const TRIGGERS = `
create table if not exists fault_log (
  seq bigserial primary key, run_id uuid not null, step text not null, state text not null, attempt integer not null);
create or replace function fault_gate() returns trigger language plpgsql security definer as $$
declare container text;
begin
  if tg_op = 'UPDATE' and new.state = old.state and new.attempt = old.attempt then return new; end if;
  select container_id::text into container from update_runs where id = new.run_id;
  perform pg_advisory_xact_lock_shared(hashtextextended(concat_ws(':', container, new.name, new.state), 0));
  return new;
end $$;
create or replace function fault_note() returns trigger language plpgsql security definer as $$
begin
  if tg_op = 'UPDATE' and new.state = old.state and new.attempt = old.attempt then return null; end if;
  insert into fault_log (run_id, step, state, attempt) values (new.run_id, new.name, new.state, new.attempt);
  perform pg_notify('fault_log', '');
  return null;
end $$;
create or replace trigger fault_gate before insert or update on update_steps
  for each row execute function fault_gate();
create or replace trigger fault_note after insert or update on update_steps
  for each row execute function fault_note();`;

const keyOf = ({ containerId, step, state }: StepGate): string => `${containerId}:${step}:${state}`;
const KEY = 'hashtextextended($1, 0)';

/** Gates within the test's database at which the writing of update_steps is held, by advisory locks of one session. */
export class StepGates {
  #client: pg.Client | undefined;
  readonly #closed = new Set<string>();
  #told: (() => void)[] = [];
  #last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly findOwnerUrl: () => Promise<string>) {}

  static async install(findOwnerUrl: () => Promise<string>): Promise<StepGates> {
    const gates = new StepGates(findOwnerUrl);
    await gates.connect();
    await gates.#ask(TRIGGERS);
    return gates;
  }

  /** A new session: gates that the last one held are open. */
  async connect(): Promise<void> {
    await this.disconnect();
    const client = new pg.Client({ connectionString: await this.findOwnerUrl(), statement_timeout: 0 });
    client.on('error', () => undefined);
    client.on('notification', () => {
      for (const tell of this.#told.splice(0)) tell();
    });
    await client.connect();
    await client.query('listen fault_log');
    this.#client = client;
  }

  async disconnect(): Promise<void> {
    this.#closed.clear();
    await this.#client?.end().catch(() => undefined);
    this.#client = undefined;
    this.#last = Promise.resolve();
  }

  async close(gate: StepGate): Promise<void> {
    await this.#ask(`select pg_advisory_lock(${KEY})`, [keyOf(gate)]);
    this.#closed.add(keyOf(gate));
  }

  async open(gate: StepGate): Promise<void> {
    if (this.#closed.delete(keyOf(gate))) await this.#ask(`select pg_advisory_unlock(${KEY})`, [keyOf(gate)]);
  }

  /** Also when the database is away: its sessions ended, and their locks with them. */
  async openAll(): Promise<void> {
    this.#closed.clear();
    await this.#ask('select pg_advisory_unlock_all()').catch(() => undefined);
  }

  /** Somebody waits at it. */
  async isReached(gate: StepGate): Promise<boolean> {
    const rows = await this.#ask(
      `select 1 from pg_locks where locktype = 'advisory' and not granted
          and (classid::bigint << 32 | objid::bigint) = ${KEY}`,
      [keyOf(gate)],
    );
    return rows.length > 0;
  }

  async listChanges(runId: string): Promise<StepChange[]> {
    const rows = await this.#ask<Omit<StepChange, 'runId'>>(
      'select step, state, attempt from fault_log where run_id = $1 order by seq',
      [runId],
    );
    return rows.map((row) => ({ runId, ...row }));
  }

  /** Resolves as soon as all of these have been written, within milliseconds. */
  async waitForChanges(
    wanted: readonly Pick<StepChange, 'runId' | 'step' | 'state'>[],
    withinMs: number,
  ): Promise<void> {
    const areThere = async (): Promise<boolean> => {
      const rows = await this.#ask<{ key: string }>(
        `select distinct concat_ws(':', run_id, step, state) as key from fault_log where run_id = any($1::uuid[])`,
        [wanted.map(({ runId }) => runId)],
      );
      const keys = new Set(rows.map(({ key }) => key));
      return wanted.every(({ runId, step, state }) => keys.has(`${runId}:${step}:${state}`));
    };
    await waitUntil(async () => {
      const told = new Promise<void>((resolve) => {
        this.#told.push(resolve);
        setTimeout(resolve, 200).unref();
      });
      if (await areThere()) return true;
      await told;
      return areThere();
    }, withinMs);
  }

  /** One after the other, as the session takes them. */
  #ask<R extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
    const client = this.#client;
    if (client === undefined) return Promise.reject(new Error('The gates have no session'));
    const answer = this.#last.then(() => client.query<R>(sql, [...values])).then(({ rows }) => rows);
    this.#last = answer.catch(() => undefined);
    return answer;
  }
}
