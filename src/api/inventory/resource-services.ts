import { z } from 'zod';
import type { CredentialServices } from '../../operations/credentials/services.js';
import type { CollectorServices } from '../../operations/inventory/resources/collector-settings.js';
import type { CursorCodec } from '../../platform/http/cursor.js';
import { pageQuery, queryBoolean } from '../fields.js';

export interface ResourceApiServices {
  readonly cursors: CursorCodec;
  readonly credentials: Pick<CredentialServices, 'keyring'>;
  readonly collectors: CollectorServices['collectors'];
}

export const INFRASTRUCTURE = '/api/infrastructure';
export const INVENTORY_TAG = 'inventory';

/** What every list of resources is narrowed by; spread into its query. */
export const resourceQuery = {
  ...pageQuery,
  serverId: z.uuid().optional(),
  selector: z.string().max(1_000).optional().meta({ description: 'Of the servers, such as `role=db,site=berlin`.' }),
  includeGone: queryBoolean().optional().meta({ description: 'With what was there once and is not any more.' }),
};
