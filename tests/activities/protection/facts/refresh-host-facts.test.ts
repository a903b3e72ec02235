import test from 'ava';
import { createFactsRefresher } from '../../../../src/activities/protection/facts/refresh-host-facts.js';
import type { Judge } from '../../../../src/domain/protection/actions/judgement.js';
import { loadHostFacts } from '../../../../src/models/protection/host-facts.js';
import { createJudge } from '../../../../src/operations/protection/actions/judge.js';
import { judgeAfresh } from '../../../../src/operations/protection/judge-afresh.js';
import { createLogger } from '../../../../src/platform/log/logger.js';
import { loadReaders } from '../../../../src/platform/shell/load-readers.js';
import { createTestCredential, enrolLocal, type FullApi, SERVERS, startFullApi } from '../../../helpers/full-api.js';

let api: FullApi;
let here: string;
let judge: Judge;

test.before(async () => {
  api = await startFullApi();
  here = await enrolLocal(api, { name: 'here' });
  const { database } = api.db;
  const refresh = createFactsRefresher({ database, hosts: api.hosts, log: createLogger({ level: 'silent' }) });
  judge = judgeAfresh(createJudge({ database, readers: await loadReaders() }), refresh);
});

test.after.always(() => api.stop());

const judged = (command: string, serverId: string) =>
  judge({ command, shell: undefined, serverId, actorKind: 'human' });

test.serial('what only reads looks at nothing', async (t) => {
  t.is((await judged('ls /', here)).effect, 'read_only');
  t.is((await loadHostFacts(api.db.database, here))?.facts.collectedAt, null);
});

test.serial('what is held is judged by a look at the host of this moment', async (t) => {
  t.is((await judged('rm -rf /srv/media', here)).risk.level, 'high');
  const known = await loadHostFacts(api.db.database, here);
  t.true(known?.facts.mounts.some(({ mountpoint }) => mountpoint === '/'));
  t.regex(known?.facts.bootId ?? '', /^[0-9a-f-]{36}$/);
});

test.serial('a host that is away is judged by what is known, and one level more', async (t) => {
  const json = { name: 'away', address: '127.0.0.1', port: 1, credentialId: await createTestCredential(api) };
  const away = String((await api.request('POST', SERVERS, { json })).body?.id);
  t.is((await judged('rm -rf /srv/media', away)).risk.level, 'critical');
});
