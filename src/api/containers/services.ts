import type { ContainerServices } from '../../operations/containers/services.js';
import type { CursorCodec } from '../../platform/http/cursor.js';

export interface ContainerApiServices {
  readonly containers: ContainerServices;
  readonly cursors: CursorCodec;
}

export const CONTAINERS = '/api/containers';
export const CONTAINERS_TAG = 'containers';
