import test from 'ava';
import type { MeasureInput } from '../../src/collectors/databases/engine.js';
import { mysqlClient } from '../../src/collectors/databases/engines/mysql/client.js';
import { runBatch } from '../../src/platform/commands/index.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';
import { startMariadb, type MariadbServer } from '../helpers/mariadb-server.js';
import { endpointOf, inputOf, MONITOR } from '../helpers/mysql-input.js';
import { createShimHost } from '../helpers/shim-host.js';

let server: MariadbServer;

test.before(async () => {
  server = await startMariadb({ serverId: 1 });
  server.sql(`
    CREATE USER 'monitor'@'127.0.0.1' IDENTIFIED BY '${MONITOR.password}';
    GRANT REPLICA MONITOR ON *.* TO 'monitor'@'127.0.0.1';
  `);
});

test.after.always(() => server?.stop());

test.serial('without a login root’s local client measures the same', async (t) => {
  const shim = await createShimHost({}, { versions: { mariadb: '', mysql: '' } });
  t.teardown(shim.close);
  const runLocal: MeasureInput['runLocal'] = async (invocations) =>
    (await runBatch(shim.transport, { commands: [...invocations], host: shim.host })).results;
  const endpoint = { ...endpointOf(server), socketPath: server.socketPath };
  const local = await mysqlClient.measure(inputOf(server, { endpoint, login: undefined, runLocal }));
  t.is(local.status, 'online');
  t.deepEqual(local.errors, []);
  t.is(local.engine, 'mariadb');
  const direct = await mysqlClient.measure(inputOf(server));
  t.deepEqual(Object.keys(local.values).toSorted(), Object.keys(direct.values).toSorted());
  t.is(local.values['mysql_max_connections'], 151);
  t.is(local.role, 'primary');

  const refusing: Partial<MeasureInput> = {
    runLocal,
    endpoint,
    connect: () => Promise.reject(new RemoteError('forwarding_refused', 'AllowTcpForwarding is no')),
  };
  t.is((await mysqlClient.measure(inputOf(server, refusing))).status, 'online', 'also where forwarding is refused');

  const other = { ...endpoint, port: server.port + 1 };
  const misled = await mysqlClient.measure(inputOf(server, { endpoint: other, login: undefined, runLocal }));
  t.is(misled.status, 'login_required', 'the socket of another server tells nothing of this one');
});

test.serial('a local client that is turned away is not asked again the same day', async (t) => {
  let asked = 0;
  const shim = await createShimHost({
    mariadb: "echo \"ERROR 1698 (28000): Access denied for user 'root'@'localhost'\" >&2; exit 1",
  });
  t.teardown(shim.close);
  const runLocal: MeasureInput['runLocal'] = async (invocations) => {
    asked += 1;
    return (await runBatch(shim.transport, { commands: [...invocations], host: shim.host })).results;
  };
  const first = await mysqlClient.measure(inputOf(server, { login: undefined, runLocal }));
  t.is(first.status, 'login_required');
  const second = await mysqlClient.measure(inputOf(server, { login: undefined, runLocal, last: first }));
  t.is(second.status, 'login_required');
  t.is(asked, 1);
  for (const { args } of await shim.calls()) t.false(args.some((argument) => /password/i.test(argument)));
});
