import { newId } from '../ids/ids.js';

/** What may travel through log lines, a workflow memo and an audit row without quoting. */
const ACCEPTED = /^[A-Za-z0-9][A-Za-z0-9._:@/+=-]{0,127}$/;

/** The caller's id when it is one that can be passed on safely, otherwise a new one. */
export function acceptCorrelationId(offered: string | undefined): string {
  return offered !== undefined && ACCEPTED.test(offered) ? offered : newId();
}
