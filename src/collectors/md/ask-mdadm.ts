import { invoke } from '../../platform/commands/index.js';
import type { Learned, MeasureAccess } from '../collector.js';
import { mdadmDetail, mdadmScan, isArrayName } from './command.js';
import { readDetailState } from './parse-detail-state.js';
import type { ScannedArray } from './parse-scan.js';
import type { KernelArray } from './parser.js';
import { RETRY_COLLECTIONS, signatureOf } from './plan.js';
import type { MdArrayFacts, MdFacts } from './schema.js';

/** Arrays whose details are asked for; of more there is what the list says. */
const MAX_DETAILS = 50;

/** Facts of a host whose kernel gives no list: what mdadm told last, which is asked again once an hour. */
export function recallScan(loaded: boolean | null, previous: MdFacts | undefined): MdFacts {
  const last = previous?.sinceScan ?? null;
  const sinceScan = last === null ? 0 : (last + 1) % RETRY_COLLECTIONS;
  const arrays = last === null ? [] : (previous?.arrays ?? []);
  return { loaded, complete: loaded === false && arrays.length === 0, arrays, sinceScan };
}

/** Asks mdadm where the kernel gives no list, and it is time to. */
export async function askMdadm(facts: MdFacts, { run }: Pick<MeasureAccess, 'run'>): Promise<Learned<MdFacts>> {
  if (facts.sinceScan !== 0) return { facts };
  const scan = invoke(mdadmScan);
  const [result] = await run([scan]);
  if (result?.status !== 'ok' || result.exitCode !== 0) return { facts };
  const listed = scan.parse({ ...result, exitCode: 0 }).value;
  const asked = listed.filter(({ name }) => isArrayName(name)).slice(0, MAX_DETAILS);
  const details = asked.map(({ name }) => invoke(mdadmDetail, { name, exported: false }));
  const answers = details.length === 0 ? [] : await run(details);
  const arrays = listed.map((array) => {
    const at = asked.indexOf(array);
    const [detail, answer] = [details[at], answers[at]];
    if (detail === undefined || answer?.status !== 'ok') return arrayOf(array, undefined, null);
    const output = { ...answer, exitCode: answer.exitCode ?? 0 };
    return arrayOf(array, readDetailState(output, array.name), detail.parse(output).value.detail);
  });
  return { facts: { ...facts, complete: facts.loaded === false && arrays.length === 0, arrays } };
}

function arrayOf(scanned: ScannedArray, told: KernelArray | undefined, detail: MdArrayFacts['detail']): MdArrayFacts {
  const array = told ?? withoutDetail(scanned);
  return {
    ...array,
    mismatches: null,
    uuid: scanned.uuid ?? detail?.uuid ?? null,
    detail,
    signature: signatureOf(array),
    detailFor: null,
    unanswered: 0,
    lastOperation: null,
  };
}

const CONTAINERS: ReadonlySet<string | null> = new Set(['imsm', 'ddf']);

/** The list alone tells that an array is there, not how it is. */
function withoutDetail({ name, inactive, metadata, level }: ScannedArray): KernelArray {
  const isContainer = CONTAINERS.has(metadata);
  return {
    name,
    state: inactive || isContainer ? 'inactive' : 'unknown',
    level,
    members: [],
    sizeBytes: null,
    metadata: isContainer ? `external:${metadata ?? ''}` : metadata,
    slotsWanted: null,
    slotsWorking: null,
    slots: null,
    nearCopies: null,
    farCopies: null,
    operation: null,
    bitmap: null,
    cut: false,
  };
}
