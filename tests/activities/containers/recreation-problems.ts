import { planRecreation } from '../../../src/domain/containers/recreation/plan-recreation.js';
import { buildImage, loadImage } from '../../helpers/oci-images.js';
import { anyImage, type RecreationCase } from './recreation-case.js';

/** Codes of what stands against an update to an image of this architecture. */
export async function findProblemsFor(at: RecreationCase, architecture: string): Promise<readonly string[]> {
  const { engine, host, name, description } = at;
  const image = await anyImage(at);
  const { id } = await engine.createContainer({
    name: `${name}-${architecture}`,
    body: { Image: image, HostConfig: {} },
  });
  const reference = `test.local/${name}-${architecture}:new`;
  await loadImage(host.socketPath, buildImage({ architecture }), reference);
  const container = await engine.inspectContainer(id);
  const plan = planRecreation({
    container,
    oldImage: await engine.inspectImage(String(container['Image'])),
    newImage: await engine.inspectImage(reference),
    engine: description,
    imageReference: reference,
    name: `${name}-next`,
    runId: null,
    renames: {},
  });
  return plan.ok ? [] : plan.problems.map(({ code }) => code);
}
