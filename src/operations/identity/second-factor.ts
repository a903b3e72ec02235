import { Secret, TOTP } from 'otpauth';
import type { SecondFactor, SecondFactorSecret } from '../../domain/identity/second-factor.js';
import { UserModel } from '../../models/identity/user-model.js';
import { openSecret, sealSecret, type SecretPlace } from '../../platform/crypto/envelope.js';
import { lockSealingKeyring } from '../../platform/crypto/key-check.js';
import type { Keyring } from '../../platform/crypto/keyring.js';
import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { recordAudit } from '../audit/record.js';
import type { CallContext } from '../context.js';

const PERIOD_SECONDS = 30;
const SECRET_BYTES = 20;
/** One step either way: clocks differ. */
const WINDOW = 1;

export interface SecondFactorServices {
  readonly keyring: Keyring;
}

/** What an authenticator needs, shown this once. It counts only after `confirmSecondFactor`; until then it may be asked for again. */
export async function beginSecondFactor(
  context: CallContext,
  { keyring }: SecondFactorServices,
): Promise<SecondFactorSecret> {
  const user = requirePerson(context);
  const secret = new Secret({ size: SECRET_BYTES });
  await context.database.knex.transaction(async (trx) => {
    const row = await lockUser(trx, user);
    if (row.totpConfirmedAt !== null)
      throw new MillwrightError('already_exists', 'This user has a second factor already; remove it first.');
    const sealed = sealSecret(await lockSealingKeyring(trx, keyring), secret.base32, placeOf(user));
    await UserModel.query(trx).findById(user).patch({ totpSecret: sealed, totpLastStep: '0' });
    await auditFactor(trx, context, 'user.second_factor_begun');
  });
  return { secret: secret.base32, uri: makeTotp(secret.base32, context.actor.name).toString() };
}

/** The first code proves that the authenticator works. `second_factor_needed` when it does not. */
export async function confirmSecondFactor(
  context: CallContext,
  { keyring }: SecondFactorServices,
  code: string,
): Promise<SecondFactor> {
  const user = requirePerson(context);
  const verdict = await context.database.knex.transaction(async (trx) => {
    const said = await checkSecondFactor(trx, keyring, { userId: user, code, unconfirmed: true });
    if (said === 'right') await UserModel.query(trx).findById(user).patch({ totpConfirmedAt: new Date() });
    await auditFactor(trx, context, 'user.second_factor_confirmed', said === 'right' ? 'succeeded' : 'denied');
    return said;
  });
  if (verdict !== 'right') throw new MillwrightError('second_factor_needed', 'The code is not right, or was used.');
  return readSecondFactor(context);
}

/** Takes it away. Who has one confirmed needs a code for that. */
export async function removeSecondFactor(
  context: CallContext,
  { keyring }: SecondFactorServices,
  code: string,
): Promise<SecondFactor> {
  const user = requirePerson(context);
  const verdict = await context.database.knex.transaction(async (trx) => {
    const said = await checkSecondFactor(trx, keyring, { userId: user, code, unconfirmed: false });
    const done = said === 'right';
    if (done) await UserModel.query(trx).findById(user).patch({ totpSecret: null, totpConfirmedAt: null });
    await auditFactor(trx, context, 'user.second_factor_removed', done ? 'succeeded' : 'denied');
    return said;
  });
  if (verdict !== 'right') throw new MillwrightError('second_factor_needed', 'The code is not right, or was used.');
  return readSecondFactor(context);
}

export async function readSecondFactor(context: CallContext): Promise<SecondFactor> {
  const row = await UserModel.query(context.database.knex).findById(requirePerson(context));
  return { confirmedAt: row?.totpConfirmedAt?.toISOString() ?? null };
}

/**
 * Judges a code and, when it is right, uses it up. `absent` when none was given, or the user has no confirmed factor.
 * Call it in the transaction of what it is for.
 */
export async function checkSecondFactor(
  trx: Transaction,
  keyring: Keyring,
  { userId, code, unconfirmed = false }: { userId: string; code: string | undefined; unconfirmed?: boolean },
): Promise<'absent' | 'right' | 'wrong'> {
  if (code === undefined) return 'absent';
  const row = await UserModel.query(trx).findById(userId).forUpdate();
  if (row === undefined || row.totpSecret === null || (row.totpConfirmedAt === null && !unconfirmed)) return 'absent';
  const secret = openSecret(keyring, row.totpSecret, placeOf(userId));
  try {
    const delta = makeTotp(secret.toString('utf8'), row.name).validate({ token: code, window: WINDOW });
    if (delta === null) return 'wrong';
    const step = Math.floor(Date.now() / 1_000 / PERIOD_SECONDS) + delta;
    if (BigInt(step) <= BigInt(row.totpLastStep)) return 'wrong';
    await UserModel.query(trx)
      .findById(userId)
      .patch({ totpLastStep: String(step) });
    return 'right';
  } finally {
    secret.fill(0);
  }
}

function makeTotp(base32: string, label: string): TOTP {
  return new TOTP({
    issuer: 'Millwright',
    label,
    secret: Secret.fromBase32(base32),
    period: PERIOD_SECONDS,
    digits: 6,
  });
}

function placeOf(rowId: string): SecretPlace {
  return { table: 'users', rowId, column: 'totp_secret' };
}

function requirePerson({ actor }: CallContext): string {
  if (actor.kind === 'user' && actor.tokenKind === 'human') return actor.id;
  throw new MillwrightError('forbidden', 'Only a person with a human token has a second factor.');
}

async function lockUser(trx: Transaction, id: string): Promise<UserModel> {
  const row = await UserModel.query(trx).findById(id).forUpdate();
  if (row === undefined) throw new MillwrightError('not_found', `There is no user ${id}.`);
  return row;
}

async function auditFactor(
  trx: Transaction,
  context: CallContext,
  action: string,
  outcome: 'succeeded' | 'denied' = 'succeeded',
): Promise<void> {
  await recordAudit(trx, context, { action, subject: { type: 'user', id: context.actor.id }, outcome, details: {} });
}
