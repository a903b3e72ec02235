import test from 'ava';
import { readComposeModel } from '../../../../src/activities/containers/update/compose-model.js';
import { createShimHost } from '../../../helpers/shim-host.js';

const LABELS = {
  'com.docker.compose.project': 'shop',
  'com.docker.compose.config-hash': 'a'.repeat(64),
  'com.docker.compose.project.working_dir': '/srv/shop',
  'com.docker.compose.project.config_files': '/srv/shop/compose.yaml',
};
const container = { Config: { Labels: LABELS }, HostConfig: { NetworkMode: `container:${'b'.repeat(64)}` } };

const ask = (shims: Parameters<typeof createShimHost>[0]) => async (): Promise<[string | undefined, string[]]> => {
  const host = await createShimHost(shims);
  try {
    const { compose } = await readComposeModel(
      { transport: host.transport, host: { capabilities: host.host } },
      container,
    );
    return [compose?.model, (await host.calls()).map(({ tool, args }) => `${tool} ${args.slice(-3).join(' ')}`)];
  } finally {
    await host.close();
  }
};

const NO_PLUGIN = `echo "docker: 'compose' is not a docker command." >&2; exit 1`;

test('compose is asked as the plugin of docker', async (t) => {
  const [model, calls] = await ask({ docker: 'echo "{}"', 'docker-compose': 'echo other' })();
  t.is(model?.trim(), '{}');
  t.deepEqual(calls, ['docker config --format json']);
});

test('where docker has no such plugin, the program of that name is asked', async (t) => {
  const [model, calls] = await ask({ docker: NO_PLUGIN, 'docker-compose': 'echo "{}"' })();
  t.is(model?.trim(), '{}');
  t.deepEqual(calls, ['docker config --format json', 'docker-compose config --format json']);
});

test('where neither is, nothing is known', async (t) => {
  const [model] = await ask({ docker: NO_PLUGIN })();
  t.is(model, undefined);
});
