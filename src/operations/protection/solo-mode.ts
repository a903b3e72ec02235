import type { ProtectionSettings, PutProtectionSettings } from '../../domain/protection/people.js';
import { isSolo, isSoloModeOn, SOLO_SETTING } from '../../models/protection/solo-mode.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { recordAudit } from '../audit/record.js';
import type { CallContext } from '../context.js';
import { checkSecondFactor } from '../identity/second-factor.js';
import { isPerson } from './present-approval.js';
import type { ProtectionServices } from './services.js';

export async function readProtectionSettings(context: CallContext): Promise<ProtectionSettings> {
  return context.database.knex.transaction(async (trx) => ({
    soloMode: await isSoloModeOn(trx),
    isSolo: await isSolo(trx, context.actor.id),
  }));
}

/**
 * Switching solo mode on loosens four eyes, so it takes a person and the code of a second factor, and is written down;
 * switching it off takes neither code nor factor. `second_factor_needed`, `forbidden`.
 */
export async function putProtectionSettings(
  context: CallContext,
  services: ProtectionServices,
  { soloMode, secondFactorCode }: PutProtectionSettings,
): Promise<ProtectionSettings> {
  if (!isPerson(context)) throw new MillwrightError('forbidden', 'Only a person may change who has to approve.');
  const proof = await context.database.knex.transaction(async (trx) => {
    const given = { userId: context.actor.id, code: secondFactorCode };
    const said = soloMode ? await checkSecondFactor(trx, services.keyring, given) : 'right';
    if (said === 'right') {
      await trx('settings')
        .insert({ name: SOLO_SETTING, value: JSON.stringify({ enabled: soloMode }), changedBy: context.actor.name })
        .onConflict('name')
        .merge({ value: JSON.stringify({ enabled: soloMode }), changedAt: new Date(), changedBy: context.actor.name });
    }
    await recordAudit(trx, context, {
      action: 'protection.solo_mode_changed',
      subject: { type: 'setting', id: SOLO_SETTING },
      outcome: said === 'right' ? 'succeeded' : 'denied',
      details: { enabled: soloMode },
    });
    return said;
  });
  if (proof !== 'right')
    throw new MillwrightError('second_factor_needed', 'Solo mode rests on a second factor: send its present code.');
  return readProtectionSettings(context);
}
